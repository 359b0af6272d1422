"""Two concrete assignments that show a dependence: alike but for one symbol, counts that differ."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import combinations, islice

from sympy import Expr, Rational, Symbol

from symparams import symbols
from symparams.algebra.display import OneLine
from symparams.algebra.exact_functions import Number, fraction_of, function_of
from symparams.algebra.model import Model
from symparams.algebra.values import assign
from symparams.errors import BadValueError
from symparams.operations.proving.feasible import MOST_LOOKS, Feasible

MOST_VALUES = 24
"""How many values of the symbol are compared beside one assignment to the others."""


@dataclass(frozen=True, slots=True, repr=False)
class Witness(OneLine):
    """An assignment that satisfies every precondition, with the count of the model there."""

    values: tuple[tuple[Symbol, Rational], ...]
    count: int


def find_witness(
    model: Model, symbol: Symbol, count: Expr, looks: int = MOST_LOOKS
) -> tuple[Witness, Witness] | None:
    """Two assignments that differ in ``symbol`` alone and have different counts, or None.

    ``count`` is the count in the free symbols. Both assignments satisfy everything that a count
    checks. The model's own values come first, so that a preset's witness is about the preset.
    """
    function = function_of(count)
    search = Feasible.of(model, _own(model), last=symbol)
    search.looks = looks
    *others, _ = search.order
    for at in search.assignments(others):
        values = islice(search.values(symbol, at), MOST_VALUES)
        found = [at | {symbol: number} for number in values]
        if len(found) < 2:
            search.blame = search.tied_to(symbol)
        for first, second in combinations(found, 2):
            one, other = function(first), function(second)
            if one != other and _is_counted(model, first) and _is_counted(model, second):
                return _witness(first, one), _witness(second, other)
    return None


def _own(model: Model) -> dict[Symbol, Number]:
    """The model's values, and those that follow from them by a relation read for another symbol."""
    known = model.numbers()
    for relation in model.relations:
        solution = relation.solved_for(relation.gives_way)
        if solution is not None and solution.free_symbols <= known.keys():
            known.setdefault(relation.gives_way, solution.xreplace(known))
    return {s: fraction_of(n) for s, n in known.items() if n.is_Rational}


def _is_counted(model: Model, at: Mapping[Symbol, Number]) -> bool:
    """Whether ``count`` takes the assignment: the last word is with its own check."""
    try:
        assign(replace(model, values=()), dict(at))
    except BadValueError:
        return False
    return True


def _witness(at: Mapping[Symbol, Number], count: Number) -> Witness:
    numbers = {s: Rational(n.numerator, n.denominator) for s, n in at.items()}
    values = sorted(numbers.items(), key=lambda pair: symbols.position(pair[0]))
    return Witness(tuple(values), int(count))
