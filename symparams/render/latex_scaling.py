r"""How a count scales, as LaTeX: derivatives, elasticities and shares as one ``align*``."""

from collections.abc import Iterator

from symparams.growth import Growth, Scaling
from symparams.render.latex_document import document, name_of
from symparams.render.latex_lines import COUNT, LINE, Row, aligned, width, words
from symparams.render.latex_math import LatexMath
from symparams.render.notation import Notation
from symparams.render.numbers import decimal
from symparams.render.sentences import inline, legend

ROOM = 0.6 * LINE


def scaling_latex(result: Scaling, notation: Notation) -> str:
    r"""The formulas as one ``align*``, with a sentence before each part."""
    return aligned(scaling_rows(result, notation))


def scaling_document(result: Scaling, notation: Notation) -> str:
    """A document to compile: how the count answers to each symbol, and the shares."""
    title = f"{name_of(result.model)}: how the count scales"
    said = legend(result.model, LatexMath(notation))
    return document(title, said, scaling_latex(result, notation))


def scaling_rows(result: Scaling, notation: Notation) -> list[Row]:
    """The formulas line by line, with a sentence before each part."""
    math = LatexMath(notation)
    hidden = inline(math.write(result.hidden))
    return [
        Row.sentence("The count:"),
        Row(COUNT, tuple(math.terms(result.closed_form))),
        *(row for growth in result.growths for row in _growth(growth, math)),
        Row.sentence(rf"The shares of the components, and what they tend to as {hidden} grows:"),
        *_shares(result, math),
    ]


def _growth(growth: Growth, math: LatexMath) -> Iterator[Row]:
    name = math.write(growth.symbol)
    if growth.derivative is None or growth.elasticity is None:
        yield Row.sentence(f"The count is rounded in {inline(name)}.")
        return
    yield Row.sentence(f"In {inline(name)}, with what one more and twice as much add:")
    yield Row(
        rf"\frac{{\partial {COUNT}}}{{\partial {name}}}", tuple(math.terms(growth.derivative))
    )
    here = "" if growth.percent is None else decimal(growth.percent).replace("−", "-")
    towards = "" if growth.towards is None else rf" \to {growth.towards}"
    written = math.write(growth.elasticity)
    shown = _fitting(" = ".join(filter(None, (written, here))) + towards) or (
        here and f"{here}{towards}"
    )
    if shown:
        logarithmic = rf"\frac{{\partial \ln {COUNT}}}{{\partial \ln {name}}}"
        yield Row(logarithmic, (shown,))
    for mark, change in (("+1", growth.one_more), (r"\times 2", growth.doubled)):
        if change is not None and change.expression != growth.derivative:
            yield Row(rf"\Delta_{{{mark}}} {COUNT}", tuple(math.terms(change.expression)))


def _shares(result: Scaling, math: LatexMath) -> Iterator[Row]:
    for share in result.shares:
        name = rf"\text{{{words(share.component.split('.', 1)[-1])}}}"
        written = math.write(share.expression)
        limit = "" if share.limit is None else math.write(share.limit)
        shown = _fitting(rf"{written} \to {limit}" if limit else written) or _fitting(limit)
        if shown:
            yield Row(name, (shown,))


def _fitting(written: str) -> str:
    """A fraction, which cannot be broken, if it fits beside a name; otherwise nothing."""
    return written if width(written) < ROOM else ""
