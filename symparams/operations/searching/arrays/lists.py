"""Columns of whole numbers without NumPy: the few of its functions that a search calls.

They work on lists of Python's integers, which have no largest one. Names and arguments are those
of NumPy; what means nothing here (``out``, ``dtype``) is taken and left.
"""

import operator
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from itertools import accumulate, chain, repeat
from types import EllipsisType
from typing import Any

int64 = int


class Column:
    """A list of whole numbers, or of truth values, with arithmetic by element."""

    __slots__ = ("items",)

    def __init__(self, items: list[Any]) -> None:
        self.items = items

    def __len__(self) -> int:
        return len(self.items)

    def __iter__(self) -> Iterator[Any]:
        return iter(self.items)

    def tolist(self) -> list[Any]:
        return self.items

    def __getitem__(self, places: Any) -> Any:
        """One element, a slice, those where a mask is true, or those at a column of places."""
        if not isinstance(places, Column):
            found = self.items[places]
            return Column(found) if isinstance(places, slice) else found
        if places.items and isinstance(places.items[0], bool):
            kept = zip(self.items, places.items, strict=True)
            return Column([item for item, is_kept in kept if is_kept])
        return Column(list(map(self.items.__getitem__, places.items)))

    def __setitem__(self, places: EllipsisType, value: Any) -> None:
        """Every element: those of a column, or one number for all."""
        self.items[:] = value.items if isinstance(value, Column) else [value] * len(self)

    def __add__(self, other: Any) -> Any:
        return add(self, other)

    def __sub__(self, other: Any) -> Any:
        return _by_element(operator.sub, self, other)

    def __mul__(self, other: Any) -> Any:
        return multiply(self, other)

    def __floordiv__(self, other: Any) -> Any:
        return floor_divide(self, other)

    def __rfloordiv__(self, other: Any) -> Any:
        return floor_divide(other, self)

    def __mod__(self, other: Any) -> Any:
        return _by_element(operator.mod, self, other)

    def __rmod__(self, other: Any) -> Any:
        return _by_element(operator.mod, other, self)

    def __and__(self, other: Any) -> Any:
        return _by_element(operator.and_, self, other)

    def __lt__(self, other: Any) -> Any:
        return _by_element(operator.lt, self, other)

    def __le__(self, other: Any) -> Any:
        return _by_element(operator.le, self, other)

    def __gt__(self, other: Any) -> Any:
        return _by_element(operator.gt, self, other)

    def __ge__(self, other: Any) -> Any:
        return _by_element(operator.ge, self, other)

    def __eq__(self, other: Any) -> Any:
        return _by_element(operator.eq, self, other)

    def __ne__(self, other: Any) -> Any:
        return _by_element(operator.ne, self, other)

    __hash__ = None  # type: ignore[assignment]
    __radd__, __rmul__, __rand__ = __add__, __mul__, __and__

    def __rsub__(self, other: Any) -> Any:
        return _by_element(operator.sub, other, self)

    def __neg__(self) -> "Column":
        return Column(list(map(operator.neg, self.items)))

    def __abs__(self) -> "Column":
        return Column(list(map(abs, self.items)))


class Nowhere:
    """Where a step of NumPy may leave its result; here every step makes a new column."""

    def __getitem__(self, _: slice) -> "Nowhere":
        return self


def _by_element(operation: Callable[[Any, Any], Any], left: Any, right: Any) -> Any:
    sides = (side.items if isinstance(side, Column) else repeat(side) for side in (left, right))
    if not isinstance(left, Column) and not isinstance(right, Column):
        return operation(left, right)
    return Column(list(map(operation, *sides)))


def add(left: Any, right: Any, out: object = None) -> Any:
    return _by_element(operator.add, left, right)


def multiply(left: Any, right: Any, out: object = None) -> Any:
    return _by_element(operator.mul, left, right)


def floor_divide(left: Any, right: Any, out: object = None) -> Any:
    return _by_element(operator.floordiv, left, right)


def maximum(left: Any, right: Any, out: object = None) -> Any:
    return _by_element(max, left, right)


def minimum(left: Any, right: Any, out: object = None) -> Any:
    return _by_element(min, left, right)


def empty(length: int, dtype: object = None) -> Nowhere:
    return Nowhere()


def zeros(length: int, dtype: object = None) -> Column:
    return Column([0] * length)


def full(length: int, value: int) -> Column:
    return Column([value] * length)


def array(items: Sequence[int], dtype: object = None) -> Column:
    return Column(list(items))


def arange(start: int, stop: int) -> Column:
    return Column(list(range(start, stop)))


def cumsum(column: Column) -> Column:
    return Column(list(accumulate(column.items)))


def concatenate(parts: Sequence[Column]) -> Column:
    return Column(list(chain.from_iterable(parts)))


def searchsorted(column: Column, wanted: Column, side: str) -> Column:
    """For each wanted number how many of the ascending column are not greater."""
    return Column([bisect_right(column.items, number) for number in wanted.items])


def unravel_index(places: Column, shape: Sequence[int]) -> tuple[Column, ...]:
    """The places along each axis that a place in the whole stands for, the last axis fastest."""
    found: list[Column] = []
    for length in reversed(shape):
        found.append(places % length)
        places = places // length
    return tuple(reversed(found))


def lexsort(keys: Sequence[Column]) -> Column:
    """The places in order of the last key, ties by the one before it, and so on."""
    rows = list(zip(*(key.items for key in reversed(keys)), strict=True))
    return Column(sorted(range(len(rows)), key=rows.__getitem__))
