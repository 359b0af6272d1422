r"""A solved count as LaTeX: the equation, its inverse, the numbers, the designs as a table."""

from collections.abc import Iterator

from sympy import Expr

from symparams.operations.solving.inverse import Inverse
from symparams.operations.solving.solving import Solution
from symparams.render import sentences as said
from symparams.render.latex.document import document, name_of
from symparams.render.latex.lines import COUNT, LINE, AlignedRow, aligned, width
from symparams.render.notation import Notation
from symparams.render.numbers import DIGITS, decimal
from symparams.render.printers.latex_math import LatexMath, grouped_digits
from symparams.render.sentences import inline, legend


def solution_latex(result: Solution, notation: Notation) -> str:
    r"""The solution as one ``align*``, with a sentence before each step."""
    return aligned(solution_rows(result, notation))


def solution_document(result: Solution, notation: Notation) -> str:
    """A document to compile: the count, the same read for the symbol, numbers and designs."""
    math = LatexMath(notation)
    question = f"which {inline(math.write(result.symbol))} gives the total?"
    title = f"{name_of(result.model)}: {question}"
    return document(title, legend(result.model, math), solution_latex(result, notation))


def solution_rows(result: Solution, notation: Notation) -> list[AlignedRow]:
    """The solution line by line, with a sentence before each step."""
    math = LatexMath(notation)
    return [
        AlignedRow.sentence("The count:"),
        AlignedRow(COUNT, tuple(math.terms(result.inverse.count))),
        *_inverse(result, notation),
        *_numbers(result, notation),
        *_designs(result, math),
    ]


def _inverse(result: Solution, notation: Notation) -> Iterator[AlignedRow]:
    inverse, math = result.inverse, LatexMath(notation)
    if not inverse.is_solvable:
        why = said.without_equation(inverse, lambda e: inline(math.write(e)))
        yield AlignedRow.sentence(_sentence(why))
        return
    name = math.write(inverse.symbol)
    written = "" if inverse.solution is None else math.write(inverse.solution)
    yield AlignedRow.sentence(f"Read for {inline(name)}:")
    if width(written) + width(name) < LINE or inverse.pattern is None:
        yield AlignedRow("0", tuple(math.terms(inverse.equation)))
    else:
        yield from _named_coefficients(inverse, notation)
        written = LatexMath(said.with_coefficients(notation, inverse)).write(inverse.pattern)
    yield AlignedRow.sentence(_sentence(said.uniqueness(result, lambda e: inline(math.write(e)))))
    if written:
        yield AlignedRow(name, (written,))


def _named_coefficients(inverse: Inverse, notation: Notation) -> Iterator[AlignedRow]:
    math = LatexMath(said.with_coefficients(notation, inverse))
    named = said.named_coefficients(inverse)
    terms = tuple(math.write(c * inverse.symbol**power) for c, power, _ in named)
    yield AlignedRow("0", terms)
    for coefficient, _, expression in named:
        yield AlignedRow(math.write(coefficient), tuple(math.terms(expression)))


def _numbers(result: Solution, notation: Notation) -> Iterator[AlignedRow]:
    math = LatexMath(notation)
    if not result.is_numeric:
        return
    if not result.roots:
        found = said.out_of_reach(result, lambda e: inline(math.write(e)))
        yield AlignedRow.sentence(_sentence(found))
        return
    yield AlignedRow.sentence("Put in the numbers:")
    written = _put_in(result, notation)
    if written:
        yield AlignedRow(math.write(result.symbol), (written,))
    for root in result.roots:
        yield _value("" if written else math.write(result.symbol), root, math)


def _put_in(result: Solution, notation: Notation) -> str:
    """The formula with the numbers in it, where it fits on a line."""
    if result.inverse.solution is None or result.root is None:
        return ""
    written = LatexMath(notation, result.numbers).write(result.inverse.solution)
    return written if width(written) < LINE - width(str(result.symbol)) else ""


def _value(left: str, root: Expr, math: LatexMath) -> AlignedRow:
    if root.is_Integer:
        return AlignedRow(left, (math.write(root),))
    decimals = decimal(root, DIGITS)
    if root.is_Rational:
        return AlignedRow(left, (rf"{math.write(root)} \approx {decimals}",))
    return AlignedRow(left, (decimals,), relation=r"\approx")


def _designs(result: Solution, math: LatexMath) -> Iterator[AlignedRow]:
    if not result.is_numeric or not result.roots:
        return
    if not result.designs:
        yield AlignedRow.sentence(
            _sentence(said.nothing_to_build(result, lambda e: inline(math.write(e))))
        )
        return
    yield AlignedRow.sentence("What can be built nearest to it:")
    for design in result.designs:
        values = dict(design.values)
        chosen, *followers = result.followers
        facts = "".join(rf",\ {math.write(s)} = {math.write(values[s])}" for s in followers)
        sign = "+" if design.difference > 0 else "-"
        off = rf"\;({sign}{grouped_digits(abs(design.difference))})" if design.difference else ""
        yield AlignedRow(math.write(chosen), (f"{math.write(values[chosen])}{facts}",))
        yield AlignedRow(COUNT, (f"{grouped_digits(design.total)}{off}",))
    left_out = said.running(result, lambda e: inline(math.write(e)))
    if left_out:
        yield AlignedRow.sentence(_sentence(left_out))


def _sentence(text: str) -> str:
    return f"{text[0].upper()}{text[1:]}."
