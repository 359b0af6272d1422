"""The models that can be built near a value that solves an equation: whole sizes, divisors kept."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import islice
from math import lcm

from sympy import Expr, Poly, Rational, Symbol, floor, fraction, together

from symparams.algebra.design import Design
from symparams.algebra.exact_functions import fraction_of
from symparams.algebra.model import Model
from symparams.algebra.relations import Condition
from symparams.algebra.requirements import sizes, with_relations
from symparams.algebra.values import assign
from symparams.algebra.variation import vary
from symparams.errors import BadValueError
from symparams.operations.counting import count
from symparams.operations.proving.proof import roundings
from symparams.operations.solving.inverse import powers_of

EACH_SIDE = 2
"""How many designs are given below and above the exact value."""

MOST_TRIES = 100_000
"""How far from the exact value a design is looked for, in steps of the symbol."""


def designs_near(
    model: Model,
    symbol: Symbol,
    roots: tuple[Expr, ...],
    total: int,
    multiples: Mapping[Symbol, Rational],
) -> tuple[Design, ...]:
    """The feasible values of ``symbol`` next to each of ``roots``, nearest total first.

    Feasible is what the model's requirements allow, with which it runs (a rotary head is even),
    and what makes each symbol of ``multiples`` a multiple of its step. Sizes go in whole numbers,
    ratios in steps that keep their widths whole.

    Raises BadValueError for a multiple of something that has no value.
    """
    step = multiples.get(symbol, Rational(1, _fineness(model, symbol)))
    feasibility = _Feasibility.of(model, symbol, multiples)
    found: set[Rational] = set()
    for root in roots:
        below = int(floor(root / step))
        for places in (range(below, 0, -1), range(below + 1, below + 1 + MOST_TRIES)):
            feasible = feasibility.kept(place * step for place in places[:MOST_TRIES])
            found.update(islice(feasible, EACH_SIDE))
    designs = (_design(model, symbol, value, total) for value in found)
    return tuple(sorted(designs, key=lambda design: (abs(design.difference), design.total)))


def _design(model: Model, symbol: Symbol, value: Rational, total: int) -> Design:
    known = assign(model, {symbol: value})
    numbers = with_relations(known, known.numbers())
    exact = int(count(known).total)
    values = tuple((s, number) for s, number in numbers.items() if number.is_Rational)
    return Design(values, exact, exact - total)


@dataclass(frozen=True, slots=True)
class _Feasibility:
    """What a value must make whole, as quotients of polynomials, and what must hold at it."""

    symbol: Symbol
    quotients: tuple[tuple[Poly, Poly], ...]
    rounded: tuple[Expr, ...]
    conditions: tuple[Condition, ...]

    @classmethod
    def of(
        cls, model: Model, symbol: Symbol, multiples: Mapping[Symbol, Rational]
    ) -> "_Feasibility":
        varied = vary(model, [symbol], {})
        following = with_relations(varied.model, varied.model.numbers())
        wanted = [_multiple(following[s], s, step, symbol) for s, step in multiples.items()]
        whole = (*varied.whole, *wanted, *running(varied.model, symbol))
        rounded = tuple(e for e in whole if roundings(e, symbol))
        plain = (fraction(together(e)) for e in whole if e not in rounded)
        quotients = tuple((Poly(above, symbol), Poly(below, symbol)) for above, below in plain)
        return cls(symbol, quotients, rounded, varied.conditions)

    def kept(self, values: Iterable[Rational]) -> Iterator[Rational]:
        """The feasible ones of ``values``."""
        return (value for value in values if self._allow(value))

    def _allow(self, value: Rational) -> bool:
        at = fraction_of(value)
        parts = ((_at(above, at), _at(below, at)) for above, below in self.quotients)
        whole = (below != 0 and above % below == 0 for above, below in parts)
        number = {self.symbol: value}
        return (
            all(whole)
            and all(expression.xreplace(number).is_Integer for expression in self.rounded)
            and all(condition.holds(number) for condition in self.conditions)
        )


def running(model: Model, symbol: Symbol) -> tuple[Expr, ...]:
    """What ``symbol`` must make whole for the model to run, such as half a rotary head."""
    known = model.numbers()
    halves = (model.related(w.expression).xreplace(known) for w in model.running)
    return tuple(e for e in halves if e.free_symbols == {symbol})


def _multiple(number: Expr, symbol: Symbol, step: Rational, varied: Symbol) -> Expr:
    unknown = ", ".join(str(s) for s in number.free_symbols if s != varied)
    if unknown:
        raise BadValueError(f"a multiple of {step} for {symbol} needs a value of {unknown}")
    return number / step


def _at(polynomial: Poly, value: Fraction) -> Fraction:
    """The polynomial's value, by Horner's rule in exact fractions."""
    result = Fraction(0)
    for coefficient in polynomial.all_coeffs():
        result = result * value + fraction_of(coefficient)
    return result


def _fineness(model: Model, symbol: Symbol) -> int:
    """The least ``m`` for which every value that keeps the tensors whole is a multiple of ``1/m``.

    1 for a size; for ``ffn_ratio`` with a known ``H`` it is ``H``.
    """
    if symbol.is_integer:
        return 1
    fineness = 1
    for _, size in sizes(model):
        try:
            powers = powers_of(symbol, model.related(size).xreplace(model.numbers()))
        except ValueError:
            continue
        slope, rest = powers.get(1, Rational(0)), powers.get(0, Rational(0))
        if slope and slope.is_Rational and rest.is_Rational:
            fineness = lcm(fineness, int(slope.p) * int(rest.q))
    return fineness
