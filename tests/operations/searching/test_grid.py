"""The values of a search: lists and ranges beside those that Python's fractions walk through."""

from fractions import Fraction
from typing import Any

import numpy
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from sympy import Rational

from symparams import load
from symparams.errors import BadValueError
from symparams.operations.searching.grid import Axis, at, axis, tolerance
from symparams.symbols import H, above, ffn_ratio

RATIOS = st.fractions(Fraction(1, 9), 20, max_denominator=12)


def numbers(found: Axis) -> list[Fraction]:
    values = (found.number(numerator) for numerator in found.numerators)
    return [Fraction(int(n.p), int(n.q)) for n in values]


def walked(start: Fraction, stop: Fraction, step: Fraction) -> list[Fraction]:
    found = []
    while start <= stop:
        found.append(start)
        start += step
    return found


@given(RATIOS, RATIOS, RATIOS)
def test_a_range_of_ratios_is_walked_in_steps(
    start: Fraction, more: Fraction, step: Fraction
) -> None:
    assume(more / step < 500)
    text = f"{start}:{start + more}:{step}"
    assert numbers(axis(load(), "ffn_ratio", text)) == walked(start, start + more, step)


@given(st.integers(1, 10**6), st.integers(0, 400), st.integers(1, 50))
def test_a_range_of_sizes_includes_its_stop(start: int, more: int, step: int) -> None:
    expected = walked(Fraction(start), Fraction(start + more), Fraction(step))
    for given_as in (f"{start}:{start + more}:{step}", range(start, start + more + 1, step)):
        assert numbers(axis(load(), "H", given_as)) == expected
    backwards = range(start + more, start - 1, -step)
    assert numbers(axis(load(), "H", backwards)) == sorted(map(Fraction, backwards))


@given(st.lists(RATIOS, min_size=1, max_size=6))
def test_a_list_is_sorted_and_each_value_stands_once(values: list[Fraction]) -> None:
    expected = sorted({*values})
    written: list[Any] = [values, ",".join(map(str, values)), [str(v) for v in values]]
    written.append([Rational(v.numerator, v.denominator) for v in values])
    for given_as in written:
        found = axis(load(), "ffn_ratio", given_as)
        assert numbers(found) == expected
        assert found.above == above(ffn_ratio)
        assert len(found) == len(expected)


def test_one_value_is_a_list_of_one() -> None:
    for given_as in (8, "8", [8], numpy.int64(8), numpy.array([8])):
        assert numbers(axis(load(), H, given_as)) == [8]


@pytest.mark.parametrize("values", [range(3, 40, 4), numpy.arange(3, 40, 4)])
def test_the_elements_at_places(values: Any) -> None:
    places = numpy.array([0, 4, 4, 9])
    assert at(values, places).tolist() == [3, 19, 19, 39]


@given(st.integers(1, 10**13), st.fractions(Fraction(1, 100), 100, max_denominator=100))
def test_a_tolerance_in_percent_is_cut_off_to_a_whole_number(
    target: int, percent: Fraction
) -> None:
    expected = int(percent * target / 100)
    assert tolerance(f"{percent}%", target) == expected
    assert expected <= percent * target / 100 < expected + 1


@pytest.mark.parametrize(
    ("within", "expected"),
    [("0", 0), (0, 0), ("0%", 0), (7, 7), ("50M", 5 * 10**7), ("1.5k", 1500), (" 2 % ", 20)],
)
def test_a_tolerance_as_it_is_written(within: object, expected: int) -> None:
    assert tolerance(within, 1000) == expected


@pytest.mark.parametrize(
    "given_as", ["", [], {"a": 1}, "8:4", "1:2:3:4", "4:", range(0), [0], "1/2"]
)
def test_what_is_no_range_of_sizes(given_as: object) -> None:
    with pytest.raises(BadValueError):
        axis(load(), "H", given_as)
