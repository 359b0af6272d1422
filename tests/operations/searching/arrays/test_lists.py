"""Columns without NumPy: each function gives what NumPy's of the same name gives."""

import operator
from itertools import product
from typing import Any

import numpy
import pytest
from hypothesis import given
from hypothesis import strategies as st

from symparams.operations.searching.arrays import lists
from symparams.operations.searching.arrays.lists import Column

NUMBERS = st.integers(-50, 50)
PAIRS = st.lists(st.tuples(NUMBERS, NUMBERS.filter(bool)), min_size=1, max_size=8)
OPERATIONS = (
    *(operator.add, operator.sub, operator.mul, operator.floordiv, operator.mod),
    *(operator.lt, operator.le, operator.gt, operator.ge, operator.eq, operator.ne),
)


def both(numbers: list[int]) -> tuple[Column, Any]:
    return lists.array(numbers), numpy.array(numbers, dtype=numpy.int64)


@pytest.mark.parametrize("operation", OPERATIONS)
@given(PAIRS)
def test_arithmetic_by_element(operation: Any, pairs: list[tuple[int, int]]) -> None:
    (mine, theirs), (other, others) = (both([p[n] for p in pairs]) for n in (0, 1))
    number = pairs[0][1]
    assert operation(mine, other).tolist() == operation(theirs, others).tolist()
    assert operation(mine, number).tolist() == operation(theirs, number).tolist()
    assert operation(number, other).tolist() == operation(number, others).tolist()


@given(PAIRS)
def test_functions_of_two(pairs: list[tuple[int, int]]) -> None:
    (mine, theirs), (other, others) = (both([p[n] for p in pairs]) for n in (0, 1))
    for name in ("add", "multiply", "floor_divide", "maximum", "minimum"):
        ours, real = getattr(lists, name), getattr(numpy, name)
        assert ours(mine, other).tolist() == real(theirs, others).tolist()
        assert ours(mine, 3).tolist() == real(theirs, 3).tolist()
        assert ours(7, 3) == int(real(7, 3))
    assert (-mine).tolist() == (-theirs).tolist()
    assert abs(mine).tolist() == abs(theirs).tolist()
    mask, masked = (mine > 0) & (other < 9), (theirs > 0) & (others < 9)
    assert mask.tolist() == masked.tolist()
    assert mine[mask].tolist() == theirs[masked].tolist()


@given(st.lists(NUMBERS, min_size=1, max_size=8), st.data())
def test_what_is_taken_from_a_column(numbers: list[int], data: st.DataObject) -> None:
    mine, theirs = both(numbers)
    places = data.draw(st.lists(st.integers(0, len(numbers) - 1), min_size=1, max_size=9))
    assert mine[lists.array(places)].tolist() == theirs[numpy.array(places)].tolist()
    assert mine[1:].tolist() == theirs[1:].tolist()
    assert mine[::-1].tolist() == theirs[::-1].tolist()
    assert mine[-1] == theirs[-1]
    assert lists.cumsum(mine).tolist() == numpy.cumsum(theirs).tolist()
    assert lists.concatenate([mine, mine]).tolist() == numpy.concatenate([theirs, theirs]).tolist()
    wanted, sought = both(places)
    ascending, sorted_ = both(sorted(numbers))
    found = lists.searchsorted(ascending, wanted, side="right").tolist()
    assert found == numpy.searchsorted(sorted_, sought, side="right").tolist()


@given(st.lists(st.tuples(*[st.integers(0, 3)] * 3), min_size=1, max_size=12))
def test_the_order_of_rows(rows: list[tuple[int, int, int]]) -> None:
    columns = [both([row[n] for row in rows]) for n in range(3)]
    mine = lists.lexsort([column for column, _ in columns]).tolist()
    assert mine == numpy.lexsort([column for _, column in columns]).tolist()


@given(st.lists(st.integers(1, 4), min_size=1, max_size=4))
def test_the_places_along_each_axis(shape: list[int]) -> None:
    every = [*product(*map(range, shape))]
    found = lists.unravel_index(lists.arange(0, len(every)), shape)
    assert [*zip(*(column.tolist() for column in found), strict=True)] == every


def test_new_columns_and_what_is_written_over_them() -> None:
    assert lists.zeros(3).tolist() == numpy.zeros(3, dtype=int).tolist()
    assert lists.full(2, 7).tolist() == numpy.full(2, 7).tolist()
    assert lists.arange(2, 5).tolist() == numpy.arange(2, 5).tolist()
    column = lists.zeros(2)
    column[...] = lists.array([4, 5])
    assert column.tolist() == [4, 5]
    column[...] = 6
    assert column.tolist() == [6, 6]


def test_its_numbers_have_no_largest() -> None:
    wide = lists.array([2**62, 3]) * 10**6
    assert wide.tolist() == [2**62 * 10**6, 3 * 10**6]
