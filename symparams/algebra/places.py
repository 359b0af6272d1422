"""Which layers of a stack hold a component: the first ones, every n-th, or listed ones.

A count does not ask: ``dense_layers`` blocks are as many wherever they stand. A checkpoint does,
for its layer 0 must be the block that stands at 0.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice

END = 2**63
"""Beyond the number of any layer."""

NUMBER = r"\d{1,18}"
LIST = rf"(?:{NUMBER}(?:,{NUMBER})*)?"
RUN = rf"(?:-?{NUMBER}:(?:{NUMBER})?(?::[1-9]\d{{0,17}})?|{LIST})"
WRITTEN = re.compile(
    rf"(?P<rest>not )?(?P<runs>{RUN}(?: or {RUN})*)(?: but (?P<but>{LIST}))?", re.ASCII
)


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

    def __str__(self) -> str:
        """As a saved tree writes it: ``0:3``, ``not 0:3``, ``3::4 but 7``, ``1,5,9``.

        >>> str(first(3).rest()), str(every(4, start=3, but=[7])), str(listed([1, 5]))
        ('not 0:3', '3::4 but 7', '1,5')
        """
        runs = " or ".join(_run(run) for run in self.runs)
        but = f" but {_run(self.but)}" if self.but else ""
        return f"{'not ' if self.is_rest else ''}{runs}{but}"

    def rest(self) -> "Places":
        """The other layers."""
        return Places(self.runs, self.but, not self.is_rest)

    def of(self, times: int, most: int = 10_000) -> tuple[int, ...]:
        """The first ``times`` layers that they are, among the first ``most`` of the stack."""
        return tuple(islice((layer for layer in range(most) if layer in self), times))


def _run(run: range | frozenset[int]) -> str:
    if isinstance(run, frozenset):
        return ",".join(map(str, sorted(run)))
    stop = "" if run.stop == END else run.stop
    return f"{run.start}:{stop}" + (f":{run.step}" if run.step != 1 else "")


def read(text: str) -> Places | None:
    """The places that ``str`` wrote; None for any other text.

    >>> read("3::4 but 7") == every(4, start=3, but=[7]), read("7 of them")
    (True, None)
    """
    found = WRITTEN.fullmatch(text)
    if found is None:
        return None
    runs = tuple(map(_read_run, found["runs"].split(" or ")))
    but = _read_run(found["but"] or "")
    return Places(runs, frozenset(but), bool(found["rest"]))


def _read_run(text: str) -> range | frozenset[int]:
    if ":" not in text:
        return frozenset(map(int, text.split(","))) if text else frozenset()
    start, stop, step = (*text.split(":"), "1")[:3]
    return range(int(start), int(stop or END), int(step))


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
