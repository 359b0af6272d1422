"""Two concrete assignments that show a dependence: alike but for one symbol, counts that differ."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations, islice, product

from sympy import Integer, Rational, Symbol

from symparams import symbols
from symparams.display import OneLine
from symparams.relations import Relation
from symparams.tree import Model

SMALL = {"H": 48, "L": 2, "V": 100, "S": 16, "heads": 4, "kv_heads": 2, "ffn_ratio": 4}
"""Where a model has no value for a symbol, the witness starts from these."""

OTHERWISE = (2, 1, 3, 4)
FACTORS = tuple(Rational(f) for f in ("1", "1/2", "2", "1/4", "4", "3", "1/3", "1/8", "8"))
MOST_TRIES = 2_000


@dataclass(frozen=True, slots=True, repr=False)
class Witness(OneLine):
    """An assignment that satisfies every precondition, with the count of the model there."""

    values: tuple[tuple[Symbol, Rational], ...]
    count: int


def find_witness(model: Model, symbol: Symbol) -> tuple[Witness, Witness] | None:
    """Two assignments that differ in ``symbol`` alone and have different counts, or None.

    The model's own values come first, so that a preset's witness is about the preset.
    """
    for base in islice(_bases(model), MOST_TRIES):
        found: list[Witness] = []
        for factor in FACTORS:
            witness = _evaluate(model, base | {symbol: base[symbol] * factor})
            if witness is not None:
                found.append(witness)
        for first, second in combinations(found, 2):
            if first.count != second.count:
                return first, second
    return None


def _bases(model: Model) -> Iterator[dict[Symbol, Rational]]:
    known = _known(model)
    free = _free_symbols(model)
    options = [
        (known[s],) if s in known else tuple(map(Integer, (SMALL.get(s.name, 2), *OTHERWISE)))
        for s in free
    ]
    for numbers in product(*options):
        yield dict(zip(free, numbers, strict=True))


def _known(model: Model) -> dict[Symbol, Rational]:
    """The model's values, and those that follow from them by a relation read for another symbol."""
    known = model.numbers()
    for relation in model.relations:
        solution = relation.solved_for(relation.gives_way)
        if solution is not None and solution.free_symbols <= known.keys():
            known.setdefault(relation.gives_way, solution.xreplace(known))
    return known


def _free_symbols(model: Model) -> tuple[Symbol, ...]:
    """The symbols that an assignment chooses; tied ones follow from the relations."""
    raw = model.raw_symbols()
    used = [r for r in model.relations if r.symbol in raw]
    tied = {r.symbol for r in used}
    beside = {s for r in used for s in r.expression.free_symbols}
    return tuple(sorted((raw | beside) - tied, key=symbols.position))


def _evaluate(model: Model, values: dict[Symbol, Rational]) -> Witness | None:
    """The count at ``values``, or None where a relation or a tensor's size would not be whole."""
    if not all(v.is_Integer for s, v in values.items() if s.is_integer):
        return None
    if not all(_is_whole(relation, values) for relation in model.relations):
        return None
    divisible = (
        values[d.dividend] % values[d.divisor] == 0
        for d in model.divisibility
        if {d.dividend, d.divisor} <= values.keys()
    )
    sizes = (s for leaf in model.leaves() for s in (*leaf.weight.shape, leaf.times))
    whole = (model.related(size).xreplace(values).is_Integer for size in sizes)
    if not (all(divisible) and all(whole)):
        return None
    count = model.related(model.total()).xreplace(values)
    return Witness(tuple(values.items()), int(count))


def _is_whole(relation: Relation, values: dict[Symbol, Rational]) -> bool:
    if not relation.symbol.is_integer or not relation.expression.free_symbols <= values.keys():
        return True
    return bool(relation.expression.xreplace(values).is_Integer)
