"""Which fields change the number of modules, and by what formula."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from sympy import Expr, Integer, Symbol

from symparams.algebra.relations import Condition
from symparams.models.tracing.formula import Formula
from symparams.models.tracing.multiplicity import Key, Sample, copies, fitted
from symparams.models.tracing.probing import Checks, Traced
from symparams.models.tracing.sources import Field, Numbers, Recipe

SMALL = 8
MOST_ALONE = 2
LARGEST_BRANCH = 4
LARGEST_DEPTH = 512
NUMBER = re.compile(r"\b\d+\b")
ENOUGH = 4
"""So many builds confirm a number of copies that grows by one with one field."""


@dataclass(frozen=True, slots=True)
class Layers:
    """The number of copies of each group, and the groups for which it stayed a number.

    ``structural`` are the fields that change how many modules there are; ``listed`` those that
    count layers with an entry in a list, each with the path of the depth of its stack.
    """

    times: Mapping[Key, Expr]
    numeric: Sequence[Key]
    structural: tuple[Field, ...] = ()
    listed: Mapping[str, str] = field(default_factory=dict)

    @property
    def carried(self) -> int:
        """How many fields the formulas have, those of each group counted."""
        return sum(len(expression.free_symbols) for expression in self.times.values())


def count_layers(recipe: Recipe, base: Traced, checks: Checks) -> Layers:
    """Fit the number of copies of every group to builds of other depths."""
    before = copies(base.root)
    structural = _structural(recipe, base, checks)
    if not structural:
        return Layers({key: Integer(n) for key, n in before.items()}, ())
    at = Formula(recipe.fields, (), None).at
    samples = [Sample(_plain(at({})), before)]
    for numbers in _depths(structural):
        traced = checks.symbolic(numbers)
        if traced is None:
            continue
        samples.append(Sample(_plain(at(numbers)), copies(traced.root)))
        if len(structural) == 1 and len(samples) == ENOUGH and _is_plain(samples, structural[0]):
            break
    found = _fitted(samples, [item.symbol for item in structural])
    return replace(found, structural=tuple(structural), listed=_listed(recipe))


def _listed(recipe: Recipe) -> dict[str, str]:
    """The fields that lists over the layers are made for, with the depth of each stack."""
    paths = {item.symbol: item.path for item in recipe.fields}
    return {
        path: paths[tie.depth]
        for tie in recipe.ties
        if tie.depth in paths
        for path in (paths[tie.depth], *(kind.path for kind in tie.kinds[1:]))
    }


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


def _structural(recipe: Recipe, base: Traced, checks: Checks) -> list[Field]:
    """The fields that change how many tensors there are, other than by a branch of the code.

    A branch (``inner == width``) is a comparison that came out otherwise; a loop compares its
    every index, and a size that something is repeated by is no branch.
    """
    formula = Formula(recipe.fields, (), None)
    tensors = checks.probe({}).tensors
    matter = {
        s for p in base.root.parameters_below() for size in p.shape for s in size.free_symbols
    }
    matter.update(*(decision.free_symbols for decision in base.decisions()))
    repeated = {s for loop in base.recorder.loops for s in loop.free_symbols}
    families = Counter(_family(c) for c in base.recorder.conditions)
    branches = [c for c in base.recorder.conditions if families[_family(c)] <= LARGEST_BRANCH]
    found = []
    for item in recipe.fields:
        probes = checks.alone(item, MOST_ALONE if item.symbol in matter else 1)
        if item.symbol in repeated or item.value <= LARGEST_DEPTH:
            # three blocks shared by twelve layers: only fewer layers than blocks show it
            probes.append(checks.probe({item.path: 1}))
        changed = [p for p in probes if p.actual is not None and p.tensors != tensors]
        about = [c for c in branches if item.symbol in c.free_symbols]
        if any(
            item.symbol in repeated or all(formula.holds(c, probe.numbers) for c in about)
            for probe in changed
        ):
            found.append(item)
    return found


def _family(condition: Condition) -> str:
    """Conditions that differ in numbers alone: a loop over layers makes one for each layer."""
    return NUMBER.sub("*", str(condition))


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
