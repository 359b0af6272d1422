r"""How a count scales, as LaTeX: derivatives, elasticities and shares as one ``align*``."""

from collections.abc import Iterator

from sympy import Expr, Rational

from symparams.operations.scaling import Gain, Growth, Scaling, Share
from symparams.operations.solving.inverse import TOTAL
from symparams.render import sentences as said
from symparams.render.latex.document import document, name_of
from symparams.render.latex.lines import COUNT, LINE, AlignedRow, aligned, width, words
from symparams.render.notation import Notation
from symparams.render.numbers import decimal, percent
from symparams.render.printers.latex_math import LatexMath, grouped_digits
from symparams.render.sentences import inline, legend

ROOM = 0.6 * LINE
SHARE = r"\text{share}"


def scaling_latex(result: Scaling, notation: Notation) -> str:
    r"""The formulas as one ``align*``, with a sentence before each part."""
    return aligned(scaling_rows(result, notation))


def scaling_document(result: Scaling, notation: Notation) -> str:
    """A document to compile: how the count answers to each symbol, and the shares."""
    title = f"{name_of(result.model)}: how the count scales"
    said_first = legend(result.model, LatexMath(notation))
    return document(title, said_first, scaling_latex(result, notation))


def scaling_rows(result: Scaling, notation: Notation) -> list[AlignedRow]:
    """The formulas line by line, with a sentence before each part."""
    math = LatexMath(notation)
    hidden = inline(math.write(result.hidden))
    last = said.slower(result, lambda e: inline(math.write(e)))
    return [
        AlignedRow.sentence("The count:"),
        AlignedRow(COUNT, tuple(math.terms(result.closed_form))),
        *(row for growth in result.growths for row in _growth(growth, math)),
        AlignedRow.sentence(
            rf"The shares of the components, and what they tend to as {hidden} grows:"
        ),
        *(row for share in result.shares for row in _share(share, math)),
        *(AlignedRow.sentence(_in_latex(text)) for text in last),
    ]


def _growth(growth: Growth, math: LatexMath) -> Iterator[AlignedRow]:
    name = math.write(growth.symbol)
    if growth.derivative is None or growth.elasticity is None:
        yield AlignedRow.sentence(f"The count is rounded in {inline(name)}.")
        return
    yield AlignedRow.sentence(f"In {inline(name)}, with what one more and twice as much add:")
    derivative = rf"\frac{{\partial {COUNT}}}{{\partial {name}}}"
    yield AlignedRow(derivative, tuple(math.terms(growth.derivative)))
    yield from _number(growth.slope)
    yield AlignedRow(rf"\frac{{\partial \ln {COUNT}}}{{\partial \ln {name}}}",
              (_elasticity(growth, growth.elasticity, math),))  # fmt: skip
    yield from _gained("+1", growth.one_more, math)
    yield from _gained(r"\times 2", growth.doubled, math)


def _elasticity(growth: Growth, elasticity: Expr, math: LatexMath) -> str:
    """``∂ln N/∂ln x`` as a fraction where it fits, about how much it is here, and its limit."""
    name, written = math.write(growth.symbol), math.write(elasticity)
    by_definition = rf"\frac{{{name}}}{{{COUNT}}} \frac{{\partial {COUNT}}}{{\partial {name}}}"
    here = "" if growth.percent is None else _about(decimal(growth.percent))
    towards = "" if growth.towards is None else rf" \to {growth.towards}"
    fits = width(written) + width(here) + width(towards) < ROOM
    return f"{written if fits else by_definition}{here}{towards}"


def _gained(mark: str, gain: Gain | None, math: LatexMath) -> Iterator[AlignedRow]:
    if gain is None:
        return
    yield AlignedRow(rf"\Delta_{{{mark}}} {COUNT}", tuple(math.terms(gain.expression)))
    yield from _number(gain.number)


def _number(number: int | Rational | None) -> Iterator[AlignedRow]:
    if isinstance(number, int):
        yield AlignedRow("", (grouped_digits(number),))


def _share(share: Share, math: LatexMath) -> Iterator[AlignedRow]:
    """``4LH²/N ≈ 33.2 % → 4/(4 + 2·ffn_ratio)``; line by line where one has no room for it."""
    part = share.count / TOTAL
    written = math.write(part)
    here = "" if share.here is None else _about(_in_latex(percent(share.here), inside_math=True))
    limit = "" if share.limit is None else math.write(share.limit)
    towards = rf" \to {limit}" if limit and width(limit) < ROOM / 2 else ""
    yield AlignedRow.sentence(f"{words(share.component.replace('.', ' '))}:")
    if width(written + here + towards) < LINE / 2:
        yield AlignedRow(SHARE, (f"{written}{here}{towards}",))
        return
    yield AlignedRow(SHARE, tuple(math.terms(part)))
    if here or towards:
        relation, _, rest = f"{here}{towards}".strip().partition(" ")
        yield AlignedRow("", (rest,), relation)


def _about(written: str) -> str:
    return (f" < {written[2:]}" if written.startswith("<") else rf" \approx {written}").replace(
        "−", "-"
    )


def _in_latex(text: str, *, inside_math: bool = False) -> str:
    """A sentence with percentages and names as LaTeX text."""
    less = "<" if inside_math else "$<$"
    arrow = r"$\to \infty$"
    escaped = text.replace("_", " ").replace(" %", r"\,\%").replace("<", less)
    return escaped.replace("→ ∞", arrow).replace("…", r"\ldots{}")
