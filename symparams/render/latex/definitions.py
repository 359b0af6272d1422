"""A derivation by definitions as rows of an ``align*``: the parts, their sum, their numbers."""

from collections.abc import Iterator

from sympy import Expr

from symparams.operations.definitions import Definition, Definitions, Term
from symparams.operations.derivation import Derivation
from symparams.render import sentences
from symparams.render.latex.differences import difference_rows
from symparams.render.latex.lines import LINE, AlignedRow, width, words
from symparams.render.letters import is_sum_of_letters, with_letters
from symparams.render.notation import Notation
from symparams.render.printers.latex_math import LatexMath, grouped_digits
from symparams.render.sentences import inline

WIDEST_BRACE = 0.75 * LINE
"""A brace over more than this is left out, and its sum may be broken."""


def definition_rows(result: Derivation, notation: Notation) -> list[AlignedRow]:
    """The parts, each derived once, and the model as their sum, in letters and in numbers."""
    found = result.definitions
    math = LatexMath(with_letters(notation, found))
    return [
        *(row for definition in found.parts for row in _definition(definition, result, math)),
        AlignedRow.sentence("The model is the sum of its parts:"),
        AlignedRow(math.write(found.whole.letter), tuple(_braced(found.whole, math))),
        *_left(result, math),
        *_numbers(result, math),
        *_estimate(result, math),
    ]


def _definition(
    definition: Definition, result: Derivation, math: LatexMath
) -> Iterator[AlignedRow]:
    name = words(definition.name)
    yield AlignedRow.sentence(f"{name[:1].upper()}{name[1:]}:")
    yield AlignedRow(math.write(definition.letter), tuple(_braced(definition, math)))
    if definition in result.tied:
        yield AlignedRow("", tuple(math.terms(definition.value)))
        ties = [inline(sentences.relation(r, math)) for r in result.put_in]
        yield AlignedRow.sentence(f"given {' and '.join(ties)}.")


def _braced(definition: Definition, math: LatexMath) -> Iterator[str]:
    """Each term over what it is, if that is not a letter and there is room for a brace."""
    is_alone = len(definition.terms) == 1 and not is_sum_of_letters(definition)
    for term in definition.terms:
        label = words(", ".join(term.labels))
        once = math.write(term.once) if term.times == 1 else math.factor(term.once)
        braced = _copies(term, math.braced(once, label).text, math)
        if term.letter is not None or is_alone:
            yield math.product(term.times, term.once)
        elif width(braced) < WIDEST_BRACE:
            yield braced
        else:
            yield from math.summand(term.times, term.once)


def _copies(term: Term, body: str, math: LatexMath) -> str:
    return body if term.times == 1 else rf"{math.factor(term.times)} \cdot {body}"


def _left(result: Derivation, math: LatexMath) -> Iterator[AlignedRow]:
    left = result.definitions.left(result.proof.symbol)
    if result.proof.independent is False and left:
        names = ", ".join(f"{inline(math.write(d.letter))} ({words(d.name)})" for d in left)
        yield AlignedRow.sentence(f"{inline(math.write(result.proof.symbol))} is left in {names}.")


def _numbers(result: Derivation, math: LatexMath) -> Iterator[AlignedRow]:
    if not isinstance(result.total, int):
        return
    found = result.definitions
    yield AlignedRow.sentence("Put in the numbers, part by part:")
    for definition in found.parts:
        yield AlignedRow(math.write(definition.letter), (_amount(found, definition.expression),))
    terms = tuple(_in_numbers(found, term) for term in found.whole.terms)
    yield AlignedRow(math.write(found.whole.letter), terms)
    yield AlignedRow("", (grouped_digits(result.total),))


def _estimate(result: Derivation, math: LatexMath) -> Iterator[AlignedRow]:
    if result.difference != 0:
        yield AlignedRow.sentence(
            "The estimate, the matrices of the layers and the token embedding, leaves out:"
        )
        yield from difference_rows(result, math)


def _in_numbers(found: Definitions, term: Term) -> str:
    once = _amount(found, term.once)
    return once if term.times == 1 else rf"{_amount(found, term.times)} \cdot {once}"


def _amount(found: Definitions, expression: Expr) -> str:
    return grouped_digits(int(found.amount(expression)))
