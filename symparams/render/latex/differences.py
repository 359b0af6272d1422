"""What the exact count has more than the estimate, as rows of an ``align*``."""

from collections.abc import Iterator

from symparams.operations.derivation import Derivation
from symparams.render.latex.lines import AlignedRow
from symparams.render.numbers import percent
from symparams.render.printers.latex_math import LatexMath, grouped_digits


def difference_rows(result: Derivation, math: LatexMath) -> Iterator[AlignedRow]:
    """``ΔN`` as an expression, and as a number and a share where they are known."""
    yield AlignedRow(r"\Delta N", tuple(math.terms(result.difference)))
    share, amount = result.difference_share, result.difference_count
    if amount is not None and share is not None:
        in_percent = percent(share).replace(" %", r"\,\%")
        yield AlignedRow("", (rf"{grouped_digits(amount)} \quad (\text{{{in_percent}}})",))
