"""Which layers of a stack hold a component: the first ones, every n-th, or listed ones.

A count does not ask: ``dense_layers`` blocks are as many wherever they stand. A checkpoint does,
for its layer 0 must be the block that stands at 0.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice

END = 2**63
"""Beyond the number of any layer."""


@dataclass(frozen=True, slots=True)
class Places:
    """The layers in any of ``runs`` that are not in ``but``, or all others if ``is_rest``.

    Layers are numbered from 0; a run without an end goes as far as the stack does.

    >>> first(3).rest().of(4)
    (3, 4, 5, 6)
    >>> 7 in every(4, start=3), 7 in every(4, start=3).rest(), 7 in every(4, start=3, but=[7])
    (True, False, False)
    """

    runs: tuple[range | frozenset[int], ...]
    but: frozenset[int] = frozenset()
    is_rest: bool = False

    def __contains__(self, layer: int) -> bool:
        is_held = layer not in self.but and any(layer in run for run in self.runs)
        return is_held != self.is_rest

    def __or__(self, other: "Places") -> "Places":
        """The layers of one or the other, neither of them a rest."""
        return Places((*self.runs, *other.runs), self.but | other.but)

    def rest(self) -> "Places":
        """The other layers."""
        return Places(self.runs, self.but, not self.is_rest)

    def of(self, times: int, most: int = 10_000) -> tuple[int, ...]:
        """The first ``times`` layers that they are, among the first ``most`` of the stack."""
        return tuple(islice((layer for layer in range(most) if layer in self), times))


def first(layers: int) -> Places:
    """The first ``layers``."""
    return Places((range(layers),))


def every(step: int, start: int, stop: int = END, but: Iterable[int] = ()) -> Places:
    """Every ``step``-th layer from ``start`` on."""
    return Places((range(start, stop, step),), frozenset(but))


def listed(layers: Iterable[int]) -> Places:
    """The layers that a configuration lists."""
    return Places((frozenset(layers),))


def of_kind(kind: object, kinds: Iterable[object]) -> Places:
    """The layers that a list with an entry for each layer calls ``kind``."""
    return listed(layer for layer, found in enumerate(kinds) if found == kind)
