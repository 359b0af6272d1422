"""The models that can be built near a value that solves an equation: whole sizes, divisors kept."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import islice
from math import lcm

from sympy import Expr, Rational, Symbol, floor

from symparams.assignment import assign, sizes, with_relations
from symparams.counting import count
from symparams.errors import BadValueError
from symparams.inverse import powers_of
from symparams.tree import Model

EACH_SIDE = 2
"""How many designs are given below and above the exact value."""

MOST_TRIES = 10_000
"""How far from the exact value a design is looked for, in steps of the symbol."""


@dataclass(frozen=True, slots=True)
class Design:
    """A model that can be built: its values, its exact total, and how far that is off.

    ``values`` are those of the model, and those that follow from them (``head_dim``).
    """

    values: tuple[tuple[Symbol, Rational], ...]
    total: int
    difference: int


def designs_near(
    model: Model,
    symbol: Symbol,
    roots: tuple[Expr, ...],
    total: int,
    multiples: Mapping[Symbol, Rational],
) -> tuple[Design, ...]:
    """The feasible values of ``symbol`` next to each of ``roots``, nearest total first.

    Feasible is what `assign` takes, and what makes each symbol of ``multiples`` a multiple of
    its step. Sizes go in whole numbers, ratios in steps that keep their widths whole.

    Raises BadValueError for a multiple of something that has no value.
    """
    step = multiples.get(symbol, Rational(1, _fineness(model, symbol)))
    found: dict[Rational, Design] = {}
    for root in roots:
        below = int(floor(root / step))
        for places in (range(below, 0, -1), range(below + 1, below + 1 + MOST_TRIES)):
            tried = (place * step for place in places[:MOST_TRIES])
            designs = (_design(model, symbol, value, total, multiples) for value in tried)
            near = islice(((v, d) for v, d in designs if d is not None), EACH_SIDE)
            found.update(near)
    return tuple(sorted(found.values(), key=lambda design: (abs(design.difference), design.total)))


def _design(
    model: Model, symbol: Symbol, value: Rational, total: int, multiples: Mapping[Symbol, Rational]
) -> tuple[Rational, Design | None]:
    try:
        known = assign(model, {symbol: value})
    except BadValueError:
        return value, None
    numbers = with_relations(known, known.numbers())
    for tied, step in multiples.items():
        if not numbers[tied].is_Rational:
            unknown = ", ".join(map(str, numbers[tied].free_symbols))
            raise BadValueError(f"a multiple of {step} for {tied} needs a value of {unknown}")
        if not (numbers[tied] / step).is_Integer:
            return value, None
    exact = count(known).total
    values = tuple((s, number) for s, number in numbers.items() if number.is_Rational)
    return value, Design(values, int(exact), int(exact) - total)


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
