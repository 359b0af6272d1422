"""`search`: every design in a space whose count is a given one, exactly.

The count is not evaluated at every point. For given values of the other symbols, the values of
the one that takes most of them form an interval, which two bisections find; only designs in it
are looked at. Designs come in order from parts of the space that each fit in memory: designs
whose difference to the target is small come first, so they are looked for first.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from math import prod

from sympy import Symbol

from symparams.algebra.arguments import joined, pairs
from symparams.algebra.design import Design
from symparams.algebra.display import OneLine
from symparams.algebra.model import Model
from symparams.algebra.numbers import LARGEST, exact
from symparams.algebra.provenance import Value
from symparams.algebra.quantities import Asked
from symparams.algebra.relations import Condition
from symparams.algebra.requirements import confined
from symparams.algebra.values import prepared
from symparams.algebra.variation import Variation
from symparams.algebra.variation import vary as varied
from symparams.errors import BadValueError, shown
from symparams.models.loading import Source, load
from symparams.operations.searching.arrays.integer_program import Interval
from symparams.operations.searching.enumeration import (
    Batch,
    Enumeration,
    Key,
    Part,
    Report,
    first_rows,
)
from symparams.operations.searching.grid import Axis, axis, tolerance
from symparams.operations.searching.space import Space
from symparams.symbols import plain

MOST_PASSES = 64
"""Parts of a space that are looked at for the count nearest to a target that was not met."""


def search(
    model: Source,
    total: object,
    vary: Mapping[str | Symbol, object],
    within: object = "1%",
    *,
    sort_by: str = "difference",
    top: int | None = None,
    values: Mapping[str | Symbol, object] | None = None,
    origin: str = "given",
    of: Asked = None,
    **named: object,
) -> "Search":
    """Every design of ``model`` with a count ``within`` reach of ``total``, in order.

    ``model`` is what `symparams.load` takes: a name, a path, a configuration, or a Model.
    ``of`` is the quantity that is counted, or its name: ``"parameters"``.
    ``vary`` gives the values of each symbol: a text such as ``"1024:8192:128"`` (the end is
    included) or ``"8/3,3.5,4"``, a Python range, or a list. ``within`` is a percentage of the
    total (``"1%"``) or a number. ``values`` and further keywords give values to
    the symbols that do not vary; ``origin`` is where they come from, for messages. A design is
    what `symparams.count` accepts: ``heads`` divides ``H``, and every tensor's size is whole.

    Designs come by ``sort_by``: ``difference`` (the nearest first), ``total`` or a symbol, with
    ``-`` in front from the largest; ties by difference, total and values. ``top`` is how many.

    >>> space = {"H": "512:1024:64", "L": range(6, 25), "heads": [8, 12]}
    >>> for design in search("textbook", "108M", space, V=30000, top=2):
    ...     print(design.values, design.total)
    ((H, 768), (L, 12), (heads, 8)) 107974656
    ((H, 768), (L, 12), (heads, 12)) 107974656

    Raises UnknownNameError for a symbol that the model lacks; BadValueError for values that
    cannot be read, an empty range, a count that 64 bits cannot hold, or a symbol without value.
    """
    measured = load(model, of=of)
    target = exact(total, "the total")
    if not target.is_Integer:
        raise BadValueError(f"the total {target} is no whole number of {measured.quantity.name}")
    wanted = pairs(vary, "vary", "{'H': '1024:8192:128'}")
    model, given = prepared(measured, joined(values, named), origin, wanted)
    if top is not None and (isinstance(top, bool) or not isinstance(top, int) or top < 1):
        raise BadValueError(f"top = {shown(top)} must be a whole number greater than 0")
    axes = tuple(axis(model, name, numbers) for name, numbers in wanted.items())
    names = [plain(a.symbol) for a in axes]
    keys = _keys(sort_by, names)
    reach = tolerance(within, int(target))
    variation = _variation(model, axes, given)
    return Search(Space.of(variation, axes), variation, int(target), reach, keys, top)


def _variation(model: Model, axes: tuple[Axis, ...], given: Mapping[Symbol, Value]) -> Variation:
    if not axes:
        raise BadValueError("nothing varies; name a symbol and its values, as H=1024:8192:128")
    designs = prod(map(len, axes))
    if designs > LARGEST:
        raise BadValueError(f"the space has {designs:.1e} designs; the largest has 10^18")
    for column in ("total", "difference"):
        if column in map(str, (a.symbol for a in axes)):
            raise BadValueError(f"a symbol named {column} cannot vary: a row has its own {column}")
    return varied(model, [a.symbol for a in axes], given)


def _keys(sort_by: str, names: list[str]) -> tuple[Key, ...]:
    """What designs are sorted by, first the first, and ties by the others in order."""
    columns = ["difference", "total", *names]
    wanted = str(sort_by).removeprefix("-").replace(".", "_")
    is_descending = str(sort_by).startswith("-")
    if wanted not in columns:
        raise BadValueError(f"cannot sort by {shown(sort_by)}; choose from {', '.join(columns)}")
    first = columns.index(wanted)
    ties = ((place, False) for place in range(len(columns)) if place != first)
    return ((first, is_descending), *ties)


@dataclass(frozen=True, slots=True, repr=False)
class Search(OneLine):
    """A search: iterate over it for its designs, in order."""

    space: Space
    variation: Variation
    target: int
    tolerance: int
    keys: tuple[Key, ...]
    top: int | None = None

    @property
    def confined(self) -> tuple[Condition, ...]:
        """The conditions of the formula that leave out a part of the space, unchecked."""
        model = self.variation.model
        ends = ((a, (a.numerators[0], a.numerators[-1])) for a in self.space.axes)
        return tuple(
            condition
            for axis, numerators in ends
            for condition in confined(model, axis.symbol, map(axis.number, numerators))
        )

    def __iter__(self) -> Iterator[Design]:
        for batch in self.batches():
            for *numerators, total in batch.rows():
                pairs = zip(self.space.axes, numerators, strict=True)
                values = tuple((axis.symbol, axis.number(n)) for axis, n in pairs)
                yield Design(values, total, total - self.target)

    @property
    def names(self) -> list[str]:
        """The varied symbols by name: the columns of a row, beside its total."""
        return [plain(axis.symbol) for axis in self.space.axes]

    def batches(self, report: Report | None = None) -> Iterator[Batch]:
        """The designs in order, some thousands at a time.

        Interrupted, it gives what it holds before it stops.
        """
        least, largest = self.target - self.tolerance, self.target + self.tolerance
        part = self._part((0, self.tolerance), (least, largest))
        batches = Enumeration(self.space, self.target, self.keys, report).ordered(part)
        return batches if self.top is None else first_rows(self.top, batches)

    def nearest(self) -> tuple[int | None, int | None]:
        """The largest count of a design that is at most the target, and the smallest above it.

        None where none was found; `MOST_PASSES` parts of the space are looked at.
        """
        least, largest = self.space.bounds
        below = (least, min(self.target, largest))
        above = (max(self.target + 1, least), largest)
        return self._nearest(below, "-total"), self._nearest(above, "total")

    def _nearest(self, totals: Interval, sort_by: str) -> int | None:
        differences = sorted(abs(self.target - total) for total in totals)
        part = self._part((differences[0], differences[1]), totals)
        keys = _keys(sort_by, self.names)
        search = Enumeration(self.space, self.target, keys, passes=MOST_PASSES)
        batches = (b for b in search.ordered(part) if len(b)) if totals[0] <= totals[1] else ()
        return next((int(batch.totals[0]) for batch in batches), None)

    def _part(self, differences: Interval, totals: Interval) -> Part:
        places = ((0, len(axis) - 1) for axis in self.space.axes)
        return Part((differences, totals, *places))
