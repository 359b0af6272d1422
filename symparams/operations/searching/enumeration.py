"""The designs of a space in order, in memory that does not grow with their number.

A part of the space is a range of differences to the target, of totals, and of each symbol's
places. If its designs are few they are gathered and sorted; if they are many it is split along
what they are sorted by, and its pieces follow each other. Inversion makes a small range of
differences cheap, so the designs nearest to the target cost little however many there are.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from math import ceil, prod
from typing import Any

from symparams.operations.searching.arrays.evaluation import CHUNK
from symparams.operations.searching.arrays.integer_program import Interval, Workspace
from symparams.operations.searching.arrays.library import array_library
from symparams.operations.searching.grid import at
from symparams.operations.searching.space import Space

COMBINATIONS = 1 << 14
"""Combinations of the other symbols for which the count is inverted at a time."""

MOST_ROWS = 1 << 18
"""Designs that are held and sorted at a time."""

MOST_LOOKS = 1 << 16
"""Candidates that are evaluated before a part is split, unless its combinations are more."""

Report = Callable[[int, int, int], None]
"""Told how many combinations are done, of how many, and how many designs were found."""

Key = tuple[int, bool]
"""What to sort by, as a place among the extents of a part, and whether the largest comes first."""


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a space: least and largest difference and total, first and last place of each axis.

    ``extents`` are these ranges in this order.
    """

    extents: tuple[Interval, ...]

    def split(self, keys: Sequence[Key], pieces: int) -> Iterator["Part"]:
        """At most ``pieces`` parts that follow each other in the order of ``keys``."""
        place, is_descending = next(k for k in keys if self._length(k[0]) > 1)
        low, high = self.extents[place]
        width = -(-self._length(place) // pieces)
        starts = range(low, high + 1, width)
        for start in reversed(starts) if is_descending else starts:
            extent = (start, min(start + width - 1, high))
            yield Part((*self.extents[:place], extent, *self.extents[place + 1 :]))

    def totals(self, target: int, bounds: Interval) -> list[Interval]:
        """The intervals in which the totals of the part lie."""
        (nearest, farthest), (least, largest) = self.extents[:2]
        if nearest == 0:
            around = [(target - farthest, target + farthest)]
        else:
            around = [(target - farthest, target - nearest), (target + nearest, target + farthest)]
        clipped = (
            (max(low, least, bounds[0]), min(high, largest, bounds[1])) for low, high in around
        )
        return [(low, high) for low, high in clipped if low <= high]

    def _length(self, place: int) -> int:
        low, high = self.extents[place]
        return high - low + 1


@dataclass(frozen=True, slots=True)
class Batch:
    """Designs in order: the numerators of each axis, and the totals, as arrays."""

    columns: tuple[Any, ...]
    totals: Any

    def __len__(self) -> int:
        return len(self.totals)

    def rows(self) -> Iterator[tuple[int, ...]]:
        """Each design as its numerators and its total."""
        return zip(*(c.tolist() for c in self.columns), self.totals.tolist(), strict=True)

    def at(self, places: Any) -> "Batch":
        """The designs at ``places``: a mask, a slice, or an array."""
        return Batch(tuple(column[places] for column in self.columns), self.totals[places])


@dataclass(slots=True)
class _Gathered:
    """What a pass over a part has found; a part with more than can be held is only counted."""

    most_candidates: float
    batches: list[Batch] = field(default_factory=list)
    rows: int = 0
    looked_at: int = 0
    candidates: int = 0

    def add(self, batch: Batch) -> None:
        if len(batch):
            self.batches.append(batch)
            self.rows += len(batch)

    def has_room(self) -> bool:
        """Whether further candidates are to be looked at."""
        return self.rows <= MOST_ROWS and self.looked_at < self.most_candidates

    def is_complete(self) -> bool:
        """Whether every candidate has been looked at."""
        return self.looked_at == self.candidates

    def pieces(self) -> int:
        """Into how many parts to split, so that each can be held."""
        density = self.rows / max(self.looked_at, 1)
        parts = max(self.candidates / self.most_candidates, density * self.candidates / MOST_ROWS)
        return max(2, ceil(1.1 * parts))


class Enumeration:
    """Goes through a space in the order of ``keys``.

    ``passes`` limits how many parts are looked at, for a question that need not be answered.
    """

    def __init__(
        self,
        space: Space,
        target: int,
        keys: Sequence[Key],
        report: Report | None = None,
        passes: int | None = None,
    ) -> None:
        self.space = space
        self.target = target
        self.keys = keys
        self.report = report
        self.passes = passes
        self.found = 0
        self.values = [axis.values for axis in space.axes]
        self.library = array_library()
        self.workspace = Workspace(space.evaluation.program, CHUNK)

    def ordered(self, part: Part) -> Iterator[Batch]:
        """The designs of ``part`` in order; interrupted, those at hand before it stops."""
        if self.passes is not None:
            if self.passes == 0:
                return
            self.passes -= 1
        combinations = prod(len(range(*_bounds(part, i))) for i in self.space.outer)
        most = max(MOST_LOOKS, combinations) if self.space.bisection else float("inf")
        gathered = _Gathered(most)
        try:
            self._gather(part, gathered)
        except KeyboardInterrupt:
            yield self._sorted(gathered)
            raise
        if gathered.is_complete():
            self.found += gathered.rows
            yield self._sorted(gathered)
            return
        for piece in part.split(self.keys, gathered.pieces()):
            yield from self.ordered(piece)

    def _gather(self, part: Part, gathered: _Gathered) -> None:
        totals = part.totals(self.target, self.space.bounds)
        outer = [self._values(part, i) for i in self.space.outer]
        shape = tuple(map(len, outer))
        whole = prod(shape) if totals else 0
        inverted = self.space.bisection and Workspace(
            self.space.bisection.coefficients, COMBINATIONS
        )
        for start in range(0, whole, COMBINATIONS):
            places = self.library.arange(start, min(start + COMBINATIONS, whole))
            chosen = self.library.unravel_index(places, shape) if shape else ()
            columns = {
                i: at(values, where)
                for i, values, where in zip(self.space.outer, outer, chosen, strict=True)
            }
            for interval in totals:
                first, last = self._places(part, columns, interval, len(places), inverted)
                for batch in self._look(part, columns, first, last, interval, gathered):
                    gathered.add(batch)
                    self._tell(start, whole, gathered)
            self._tell(start + len(places), whole, gathered)

    def _tell(self, done: int, whole: int, gathered: _Gathered) -> None:
        if self.report is not None:
            self.report(done, whole, self.found + gathered.rows)

    def _values(self, part: Part, place: int) -> Any:
        """The values of an axis that belong to ``part``, as a range or an array."""
        return self.values[place][slice(*_bounds(part, place))]

    def _inner(self, part: Part) -> Any:
        """The values of the inverted axis in the order in which the count grows."""
        values = self._values(part, self.space.inner)
        falls = self.space.bisection is not None and not self.space.bisection.is_rising
        return values[::-1] if falls else values

    def _places(
        self, part: Part, columns: Mapping[int, Any], totals: Interval, length: int, inverted: Any
    ) -> tuple[Any, Any]:
        """For each combination the places on the inner axis between which the totals lie."""
        values = self._inner(part)
        if self.space.bisection is None:
            none, every = 0, len(values)
            return self.library.full(length, none), self.library.full(length, every)
        arguments = {self.space.axes[i].above: column for i, column in columns.items()}
        prepared = self.space.bisection.prepared(arguments, inverted, length)
        return prepared.first(totals[0], values), prepared.first(totals[1] + 1, values)

    def _look(
        self,
        part: Part,
        columns: Mapping[int, Any],
        first: Any,
        last: Any,
        totals: Interval,
        gathered: _Gathered,
    ) -> Iterator[Batch]:
        """The feasible designs between ``first`` and ``last``, while there is room for them."""
        idle = [self._values(part, i) for i in self.space.idle]
        shape = tuple(map(len, idle))
        ends = self.library.cumsum((last - first) * prod(shape))
        candidates = int(ends[-1])
        gathered.candidates += candidates
        for start in range(0, candidates, CHUNK):
            if not gathered.has_room():
                return
            number = self.library.arange(start, min(start + CHUNK, candidates))
            combination = self.library.searchsorted(ends, number, side="right")
            local = number - (ends - (last - first) * prod(shape))[combination]
            inner, *rest = self.library.unravel_index(local, (len(self._inner(part)), *shape))
            chosen = {i: column[combination] for i, column in columns.items()}
            chosen[self.space.inner] = at(self._inner(part), first[combination] + inner)
            for i, values, where in zip(self.space.idle, idle, rest, strict=True):
                chosen[i] = at(values, where)
            gathered.looked_at += len(number)
            yield self._feasible(chosen, len(number), totals)

    def _feasible(self, columns: Mapping[int, Any], length: int, totals: Interval) -> Batch:
        """The designs with these values that have a total wanted and meet every requirement."""
        axes = self.space.axes
        arguments = {axis.above: columns[i] for i, axis in enumerate(axes)}
        counts = self.library.zeros(length, dtype=self.library.int64)
        is_feasible = self.space.evaluation.run(arguments, self.workspace, counts)
        wanted = (totals[0] <= counts) & (counts <= totals[1])
        kept = wanted if is_feasible is None else wanted & is_feasible
        return Batch(tuple(columns[i] for i in range(len(axes))), counts).at(kept)

    def _sorted(self, gathered: _Gathered) -> Batch:
        arrays = [(*b.columns, b.totals) for b in gathered.batches]
        if not arrays:
            empty = self.library.zeros(0, dtype=self.library.int64)
            return Batch(tuple(empty for _ in self.space.axes), empty)
        *columns, totals = (self.library.concatenate(parts) for parts in zip(*arrays, strict=True))
        extents = (abs(totals - self.target), totals, *columns)
        keys = [-extents[i] if is_descending else extents[i] for i, is_descending in self.keys]
        return Batch(tuple(columns), totals).at(self.library.lexsort(keys[::-1]))


def _bounds(part: Part, place: int) -> Interval:
    first, last = part.extents[2 + place]
    return first, last + 1


def first_rows(most: int, batches: Iterator[Batch]) -> Iterator[Batch]:
    """The first ``most`` designs, and no look at further parts than they need."""
    for batch in batches:
        yield batch.at(slice(most))
        most -= len(batch)
        if most <= 0:
            return
