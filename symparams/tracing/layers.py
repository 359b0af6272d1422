"""Which fields change the number of modules, and by what formula."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from sympy import Expr, Integer, Symbol

from symparams.errors import BadConfigError
from symparams.tracing.building import Traced, build_symbolic
from symparams.tracing.checking import Checks
from symparams.tracing.formula import Formula
from symparams.tracing.multiplicity import Key, Sample, copies, fitted
from symparams.tracing.sources import Field, Numbers, Recipe

SMALL = 8
ENOUGH = 4
"""So many builds confirm a number of copies that grows by one with one field."""


@dataclass(frozen=True, slots=True)
class Layers:
    """The number of copies of each group, and the groups for which it stayed a number."""

    times: Mapping[Key, Expr]
    numeric: Sequence[Key]

    @property
    def carried(self) -> int:
        """How many fields the formulas have, those of each group counted."""
        return sum(len(expression.free_symbols) for expression in self.times.values())


def count_layers(recipe: Recipe, base: Traced, checks: Checks) -> Layers:
    """Fit the number of copies of every group to builds of other depths."""
    before = copies(base.root)
    structural = _structural(recipe, checks)
    if not structural:
        return Layers({key: Integer(n) for key, n in before.items()}, ())
    at = Formula(recipe.fields, (), None).at
    samples = [Sample(_plain(at({})), before)]
    for numbers in _depths(structural):
        try:
            traced = build_symbolic(recipe, numbers)
        except BadConfigError:
            continue
        samples.append(Sample(_plain(at(numbers)), copies(traced.root)))
        if len(structural) == 1 and len(samples) == ENOUGH and _is_plain(samples, structural[0]):
            break
    return _fitted(samples, [item.symbol for item in structural])


def _fitted(samples: Sequence[Sample], fields: Sequence[Symbol], most_left_out: int = 2) -> Layers:
    """A formula for each group; where some have none, that of the builds without one field.

    A field that is left out in this way (``decoder_sparse_step`` beside kinds of layers) is
    carried by no formula, and the checks pin it; without it the others are carried.
    """
    times: dict[Key, Expr] = {}
    numeric: list[Key] = []
    for key, number in samples[0].copies.items():
        expression = fitted(key, samples, fields)
        if expression is None:
            numeric.append(key)
        times[key] = Integer(number) if expression is None else expression
    found = [Layers(times, numeric)]
    if numeric and most_left_out and len(fields) > 1:
        base = samples[0].values
        for left_out in fields:
            fewer = [sample for sample in samples if sample.values[left_out] == base[left_out]]
            others = [field for field in fields if field != left_out]
            found.append(_fitted(fewer, others, most_left_out - 1))
    return min(found, key=lambda layers: (len(layers.numeric), -layers.carried))


def _structural(recipe: Recipe, checks: Checks) -> list[Field]:
    """The fields that change how many tensors there are."""
    tensors = checks.probe({}).tensors
    found = []
    for item in recipe.fields:
        probe = checks.alone(item)
        if probe is not None and probe.tensors != tensors:
            found.append(item)
    return found


def _is_plain(samples: Sequence[Sample], item: Field) -> bool:
    """Whether each group either keeps its size or grows by one with the field."""

    def shifts(key: Key) -> tuple[int, int]:
        counts = [sample.copies.get(key, 0) for sample in samples]
        gaps = [n - s.values[item.symbol] for s, n in zip(samples, counts, strict=True)]
        return len(set(counts)), len(set(gaps))

    return all(1 in shifts(key) for key in samples[0].copies)


def _depths(structural: Sequence[Field]) -> Iterator[Numbers]:
    """Each field alone a little larger and a little smaller, and all of them together.

    Values around the field's own and around its half show what repeats with a period.
    """
    for item in structural:
        own, half = item.value, item.value // 2
        near = (own + 1, own - 1, half, half + 1, half - 1, own + 2, own + 3 if own < SMALL else 0)
        for value in dict.fromkeys(near):
            if value > 0 and value != own:
                yield {item.path: value}
    for step in (1, 2):
        yield {item.path: item.value + step * (n + 1) for n, item in enumerate(structural)}
    yield {item.path: item.value + 1 for item in structural if item.default is None}


def _plain(values: Mapping[Symbol, Expr]) -> dict[Symbol, int]:
    return {symbol: int(number) for symbol, number in values.items()}
