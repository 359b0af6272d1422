"""A solved count as a page of text: the equation, its inverse, the exact value, the designs."""

from sympy import Expr, Rational, Symbol

from symparams.algebra.design import Design
from symparams.operations.solving.inverse import Inverse
from symparams.operations.solving.solving import Solution
from symparams.render import sentences as said
from symparams.render.notation import Notation
from symparams.render.numbers import approximately, grouped, percent, signed
from symparams.render.printers.text_math import TextMath
from symparams.render.text.blocks import REMARK, RESULT, Block, Heading, Table, TextLine
from symparams.render.text.count import remarks, title

WIDEST = 80
"""A solution longer than this is written with its coefficients named."""


def solution_page(result: Solution, notation: Notation) -> list[Block]:
    """The count, the same read for the symbol, the numbers, and what can be built."""
    math = TextMath(notation)
    name = math.write(result.symbol)
    return [
        *title(result.model, math),
        Heading("1  The count"),
        TextLine(f"N = {math.write(result.inverse.count)}"),
        Heading(f"2  Read for {name}"),
        *_inverse(result, notation),
        Heading("3  Numbers"),
        *_numbers(result, notation),
        *_designs(result, math),
        *remarks(result.remarks),
    ]


def _inverse(result: Solution, notation: Notation) -> list[Block]:
    inverse, math = result.inverse, TextMath(notation)
    if not inverse.is_solvable:
        return [TextLine(said.without_equation(inverse, math.write), RESULT)]
    name, formula = math.write(inverse.symbol), inverse.solution
    written = "" if formula is None else math.write(formula)
    lines: list[Block] = [TextLine(f"{math.write(inverse.equation)} = 0")]
    if len(written) > WIDEST and inverse.pattern is not None:
        lines, written = _with_named_coefficients(inverse, inverse.pattern, notation)
    lines.append(TextLine(said.uniqueness(result, math.write), REMARK))
    if formula is None:
        return [*lines, TextLine(said.without_radicals(inverse, math.write), REMARK)]
    return [*lines, TextLine(f"{name} = {written}", RESULT)]


def _with_named_coefficients(
    inverse: Inverse, pattern: Expr, notation: Notation
) -> tuple[list[Block], str]:
    """The equation as ``c₂H² + c₁H + c₀ = 0`` with a line for each, and the solution in them."""
    math = TextMath(said.with_coefficients(notation, inverse))
    named = said.named_coefficients(inverse)
    terms = " + ".join(math.write(c * inverse.symbol**power) for c, power, _ in named)
    rows = tuple((math.write(c), f"= {math.write(expression)}") for c, _, expression in named)
    return [TextLine(f"{terms} = 0, where"), Table(("", ""), rows)], math.write(pattern)


def _numbers(result: Solution, notation: Notation) -> list[Block]:
    math = TextMath(notation)
    name = math.write(result.symbol)
    if not result.inverse.is_solvable:
        return [TextLine(said.out_of_reach(result, lambda e: _digits(e, math)), RESULT)]
    if not result.is_numeric:
        others = (root for root in result.roots if root != result.inverse.solution)
        roots = (TextLine(f"{name} = {math.write(root)}", RESULT) for root in others)
        return [TextLine(_open(result, math), REMARK), *roots]
    lines: list[Block] = []
    put_in = TextMath(notation, result.numbers, dot=" · ")
    if result.inverse.solution is not None and result.roots:
        lines.append(TextLine(f"{name} = {put_in.write(result.inverse.solution)}"))
    else:
        lines.append(TextLine(f"{put_in.write(result.inverse.equation)} = 0"))
    if not result.roots:
        lines.append(TextLine(said.out_of_reach(result, lambda e: _digits(e, math)), RESULT))
    return [*lines, *(TextLine(f"{name} {approximately(root)}", RESULT) for root in result.roots)]


def _open(result: Solution, math: TextMath) -> str:
    """What is still missing for a number."""
    wanted = [math.write(symbol) for symbol in result.missing]
    wanted += ["the total (--total)"] if result.total is None else []
    return f"open: {', '.join(wanted)}"


def _digits(expression: Expr, math: TextMath) -> str:
    return grouped(int(expression) if expression.is_Integer else expression, math)


def _designs(result: Solution, math: TextMath) -> list[Block]:
    if not (result.is_numeric and result.roots):
        return []
    heading = Heading("4  What can be built")
    if not result.designs:
        return [heading, TextLine(said.nothing_to_build(result, math.write), RESULT)]
    followers = result.followers
    header = (*(math.write(s) for s in followers), result.model.quantity.name, "difference", "")
    rows = tuple(_row(design, followers, result.total or 0) for design in result.designs)
    table = Table(header, rows, right=frozenset(range(len(header))))
    left_out = filter(None, (said.running(result, math.write), said.unchecked(result)))
    return [heading, table, *(TextLine(line, REMARK) for line in left_out)]


def _row(design: Design, followers: tuple[Symbol, ...], total: int) -> tuple[str, ...]:
    values = dict(design.values)
    difference = signed(design.difference)
    sign = difference[0] if design.difference else ""
    share = percent(Rational(abs(design.difference), total))
    off = share if share.startswith("<") else f"{sign}{share}"
    return (
        *(str(values[s]) for s in followers),
        f"{design.total:,}",
        difference,
        off,
    )
