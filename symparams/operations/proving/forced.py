"""What preconditions leave a symbol to be: where they leave one value, or none, nothing varies.

A demand is read as polynomials over positive sizes that are at most zero: ``1/H`` whole and
positive says ``H − 1 ≤ 0``. Three readings decide, each of them sound:

1. integers: ``2·x = 2·y + 1`` has none, for 2 divides all but the constant
2. a symbol that is at least ``l`` and at most ``u``, with ``u − l ≤ 0`` whatever the others are
3. ranges, narrowed term by term; where they are finite and small, every assignment is looked at
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import product
from math import gcd, prod

from sympy import Dummy, Expr, Integer, Poly, Symbol, cancel, expand, fraction, together

from symparams.algebra.exact_functions import function_of
from symparams.algebra.ledger import normal_form
from symparams.algebra.model import Model
from symparams.algebra.relations import Condition, Whole
from symparams.operations.proving.demand import Demand
from symparams.operations.proving.feasible import claimed, free_symbols
from symparams.operations.proving.ranges import Ranges

MOST_ASSIGNMENTS = 20_000
MOST_COMPARED = 20
"""At how many values a count with open symbols is compared as an expression."""


@dataclass(frozen=True, slots=True)
class Forced:
    """Why a count cannot differ, and whether because nothing is left to vary."""

    reason: str
    is_vacuous: bool = True


NONE = Forced("no sizes satisfy these preconditions together")


ONE = Forced("under these preconditions the other symbols leave this one a single value")


def forced(model: Model, symbol: Symbol, count: Expr) -> Forced | None:
    """Why ``count``, in the free symbols of ``model``, cannot differ by ``symbol`` alone.

    That is so where the preconditions leave ``symbol`` one value at most beside the others, or
    several at which the count is the same. None where this is not found.

    >>> from symparams.algebra.relations import Relation
    >>> from symparams.symbols import H, L
    >>> from symparams.models.textbook import textbook
    >>> from symparams.algebra.preconditions import assuming
    >>> forced(assuming(textbook(), [Relation(L, 1 / H, H)]), H, 12 * H).reason
    'under these preconditions H can only be 1'
    """
    demands = claimed(model)
    if any(_is_never_whole(d) or d.holds({}) is False for d in demands):
        return NONE
    positive = [model.related(r.symbol) for r in model.relations]
    atmost = [found for demand in demands for found in _at_most_zero(demand, positive)]
    for other in free_symbols(model):
        least, most = (_bounds(atmost, other, is_upper) for is_upper in (False, True))
        gaps = [(upper - lower, lower) for lower in least for upper in most]
        if any(_is_below_zero(gap) for gap, _ in gaps):
            return NONE
        for gap, lower in gaps:
            if other == symbol and cancel(gap) == 0:
                return Forced(f"under these preconditions {symbol} can only be {lower}")
            if other == symbol and symbol.is_integer and _is_below_zero(gap - 1):
                return ONE
    return _in_ranges(model, symbol, count, demands, atmost)


def _is_never_whole(demand: Whole | Condition) -> bool:
    """Whether no whole numbers satisfy it, for a divisor shared by all terms but the constant."""
    if isinstance(demand, Condition) and demand.relation != "==":
        return False
    both = demand.expression if isinstance(demand, Whole) else demand.left - demand.right
    above, below = fraction(together(both))
    if not (above.is_polynomial() and all(s.is_integer for s in above.free_symbols)):
        return False
    modulus = int(below) if isinstance(demand, Whole) and below.is_Integer else 0
    if isinstance(demand, Whole) and not modulus:
        return False
    if above.is_number:
        return bool(above % modulus if modulus else above)
    *terms, rest = _coefficients(above)
    shared = gcd(modulus, *terms)
    return bool(shared and rest % shared)


def _coefficients(polynomial: Expr) -> list[int]:
    """The coefficients of a polynomial with whole ones, the constant last."""
    terms = Poly(polynomial, *polynomial.free_symbols).terms()
    constant = sum(int(c) for powers, c in terms if not any(powers))
    return [*(int(c) for powers, c in terms if any(powers)), constant]


def _at_most_zero(demand: Whole | Condition, positive: Iterable[Expr]) -> Iterator[Expr]:
    """Polynomials over positive symbols that a demand keeps at or below zero.

    ``positive`` are the expressions of tied symbols, which are positive as well.
    """

    def is_positive(side: Expr) -> bool:
        return bool(side.is_positive) or any(cancel(side / p).is_positive for p in positive)

    if isinstance(demand, Whole):
        above, below = fraction(together(demand.expression))
        if is_positive(above) and is_positive(below):
            yield from _polynomial(below - above)
        return
    if demand.relation == "!=":
        return
    above, below = fraction(together(demand.left - demand.right))
    if not is_positive(below):
        return
    is_whole = all(s.is_integer for s in above.free_symbols)
    step = 1 if demand.relation == "<" and is_whole else 0
    yield from _polynomial(above + step)
    if demand.relation == "==":
        yield from _polynomial(-above)


def _polynomial(expression: Expr) -> Iterator[Expr]:
    expanded = expand(expression)
    if expanded.free_symbols and expanded.is_polynomial(*expanded.free_symbols):
        yield expanded


def _bounds(at_most_zero: Iterable[Expr], symbol: Symbol, is_upper: bool) -> list[Expr]:
    """What ``symbol`` is at most, or at least, in the other symbols."""
    found = [] if is_upper or not symbol.is_integer else [Integer(1)]
    for expression in at_most_zero:
        slope, rest = expression.coeff(symbol, 1), expression.coeff(symbol, 0)
        is_linear = slope != 0 and expand(slope * symbol + rest - expression) == 0
        is_known = slope.is_positive if is_upper else slope.is_negative
        if is_linear and is_known and not (slope.has(symbol) or rest.has(symbol)):
            found.append(cancel(-rest / slope))
    return found


def _is_below_zero(expression: Expr) -> bool:
    """Whether it is negative for all positive symbols, whole ones from 1 on; False if not seen."""
    above, below = fraction(together(expression))
    if not below.is_positive:
        return False
    from_zero = {
        s: Dummy(nonnegative=True) + 1 if s.is_integer else Dummy(positive=True)
        for s in above.free_symbols
    }
    moved = expand(above.xreplace(from_zero))
    if moved.is_number:
        return bool(moved < 0)
    if not moved.is_polynomial():
        return False
    *terms, rest = _coefficients(moved) if _has_whole_coefficients(moved) else (1, 1)
    return rest < 0 and all(term <= 0 for term in terms)


def _has_whole_coefficients(expression: Expr) -> bool:
    return all(c.is_Integer for c in Poly(expression, *expression.free_symbols).coeffs())


def _in_ranges(
    model: Model,
    symbol: Symbol,
    count: Expr,
    demands: Iterable[Whole | Condition],
    at_most_zero: Iterable[Expr],
) -> Forced | None:
    """What the ranges of the whole symbols say, and every assignment where they are small."""
    whole = [s for s in free_symbols(model) if s.is_integer]
    ranges = Ranges(dict.fromkeys(whole, 1), dict.fromkeys(whole, None))
    ranges.narrow(
        [
            (tuple(p.free_symbols), Poly(p, *p.free_symbols))
            for p in at_most_zero
            if p.free_symbols <= {*whole} and _has_whole_coefficients(p)
        ]
    )
    if ranges.is_empty:
        return NONE
    choices = {s: range(ranges.least[s], m + 1) for s, m in ranges.most.items() if m is not None}
    small = sorted(choices, key=lambda s: (s != symbol, len(choices[s])))
    while prod(len(choices[s]) for s in small) > MOST_ASSIGNMENTS:
        small.pop()
    looked_at = {s: choices[s] for s in small}
    return _looked_at(symbol, count, [Demand.of(d) for d in demands], looked_at)


def _looked_at(
    symbol: Symbol, count: Expr, demands: Iterable[Demand], choices: dict[Symbol, range]
) -> Forced | None:
    """What is left of ``symbol`` beside each assignment to the others that have few values."""
    others = [s for s in choices if s != symbol]
    values = choices.get(symbol, range(1))
    known = [d for d in demands if d.symbols <= choices.keys()]
    found: set[int] = set()
    is_single = True
    for numbers in product(*(choices[s] for s in others)):
        at = dict(zip(others, numbers, strict=True))
        left: list[int] = [n for n in values if all(d.holds({**at, symbol: n}) for d in known)]
        found.update(left)
        if len(left) > 1:
            is_single = False
            if not _is_same(count, at, symbol, left):
                return None
    if not found or symbol not in choices:
        return None if found else NONE
    if len(found) == 1:
        return Forced(f"under these preconditions {symbol} can only be {found.pop()}")
    if is_single:
        return ONE
    same = f"the count is the same at every value that these preconditions leave {symbol}"
    return Forced(same, is_vacuous=False)


def _is_same(count: Expr, at: dict[Symbol, int], symbol: Symbol, values: list[int]) -> bool:
    """Whether the count is the same expression, or number, at all ``values``."""
    beside = count.xreplace({s: Integer(n) for s, n in at.items()})
    if beside.free_symbols <= {symbol}:
        function = function_of(beside)
        return all(function({symbol: n}) == function({symbol: values[0]}) for n in values)
    first, *others = (beside.xreplace({symbol: Integer(n)}) for n in values[:MOST_COMPARED])
    is_same = all(normal_form(other - first) == 0 for other in others)
    return is_same and len(values) <= MOST_COMPARED
