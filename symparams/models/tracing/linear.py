"""A number of copies that is a sum over the fields, as where several kinds make up the layers."""

from collections.abc import Mapping, Sequence
from typing import Protocol

from sympy import Add, Expr, Integer, Symbol


class Sampled(Protocol):
    """A build, with the numbers that its fields had."""

    @property
    def values(self) -> Mapping[Symbol, int]: ...


def linear(
    samples: Sequence[Sampled], counts: Sequence[int], fields: Sequence[Symbol]
) -> Expr | None:
    """``c + Σ slope·field`` with whole slopes, if every sample confirms it; else None.

    The first sample is the base; each slope comes from a sample in which one field alone is
    another.
    """
    base, first = samples[0].values, counts[0]
    slopes: dict[Symbol, int] = {}
    for sample, count in zip(samples, counts, strict=True):
        changed = [f for f in fields if sample.values[f] != base[f]]
        if len(changed) == 1 and changed[0] not in slopes:
            step = sample.values[changed[0]] - base[changed[0]]
            slope, rest = divmod(count - first, step)
            if rest:
                return None
            slopes[changed[0]] = slope
    if slopes.keys() != {*fields}:
        return None

    def at(values: Mapping[Symbol, int]) -> int:
        return first + sum(slope * (values[f] - base[f]) for f, slope in slopes.items())

    if any(at(s.values) != n for s, n in zip(samples, counts, strict=True)):
        return None
    start = Integer(first - sum(slope * base[f] for f, slope in slopes.items()))
    return Add(start, *(slope * f for f, slope in slopes.items()))
