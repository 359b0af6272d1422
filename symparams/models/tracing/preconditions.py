"""Which of the code's comparisons say that one size divides another."""

from collections.abc import Iterable

from sympy import Symbol, floor

from symparams import symbols
from symparams.algebra.relations import Condition, Divides
from symparams.models.tracing.recording import HEAD_SPLIT


def divisibility(
    conditions: Iterable[Condition],
) -> tuple[tuple[Divides, ...], tuple[Condition, ...]]:
    """``H % heads == 0`` and ``H // heads * heads == H`` as ``heads divides H``; and the rest.

    >>> remainder = symbols.H - symbols.heads * floor(symbols.H / symbols.heads)
    >>> [str(d) for d in divisibility([Condition(remainder, "==", symbols.H * 0)])[0]]
    ['heads divides H']
    """
    divides: dict[Divides, None] = {}
    rest: list[Condition] = []
    for condition in conditions:
        found = _divides(condition)
        if found is None:
            rest.append(condition)
        else:
            divides[found] = None
    return tuple(divides), tuple(rest)


def _divides(condition: Condition) -> Divides | None:
    if condition.relation != "==":
        return None
    gap = (condition.left - condition.right).xreplace({symbols.head_dim: HEAD_SPLIT})
    for rounding in gap.atoms(floor):
        dividend, divisor = rounding.args[0].as_numer_denom()
        if not (isinstance(dividend, Symbol) and isinstance(divisor, Symbol)):
            continue
        remainder = dividend - divisor * rounding
        if gap in (remainder, -remainder):
            return Divides(divisor, dividend)
    return None
