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

STEPS = (1, 2, 3, 5)
"""Depths are tried at so many more layers: a period of the layers shows in them."""


@dataclass(frozen=True, slots=True)
class Layers:
    """The number of copies of each group, and the groups for which it stayed a number."""

    times: Mapping[Key, Expr]
    numeric: Sequence[Key]


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
    fields = [item.symbol for item in structural]
    times: dict[Key, Expr] = {}
    numeric: list[Key] = []
    for key, number in before.items():
        expression = fitted(key, samples, fields)
        if expression is None:
            numeric.append(key)
        times[key] = Integer(number) if expression is None else expression
    return Layers(times, numeric)


def _structural(recipe: Recipe, checks: Checks) -> list[Field]:
    """The fields that change how many tensors there are."""
    tensors = checks.probe({}).tensors
    found = []
    for item in recipe.fields:
        probe = checks.alone(item)
        if probe is not None and probe.tensors != tensors:
            found.append(item)
    return found


def _depths(structural: Sequence[Field]) -> Iterator[Numbers]:
    """Each field alone a little larger and a little smaller, and all of them together."""
    for item in structural:
        values = [item.value + step for step in STEPS]
        values += [2 * item.value, item.value - 1, item.value // 2]
        for value in dict.fromkeys(values):
            if value > 0 and value != item.value:
                yield {item.path: value}
    for step in STEPS[:2]:
        yield {item.path: item.value + step for item in structural if item.default is None}
        yield {item.path: item.value + step * (n + 1) for n, item in enumerate(structural)}


def _plain(values: Mapping[Symbol, Expr]) -> dict[Symbol, int]:
    return {symbol: int(number) for symbol, number in values.items()}
