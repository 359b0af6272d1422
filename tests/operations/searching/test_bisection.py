"""A count inverted in one symbol: how many values lie below a total, beside counting them."""

from collections.abc import Callable
from fractions import Fraction
from itertools import product

import numpy
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sympy import Expr, Integer, floor

from symparams.operations.searching.arrays.integer_program import Workspace
from symparams.operations.searching.bisection import Bisection, bisected
from symparams.operations.searching.grid import Axis
from symparams.symbols import H, L, V, heads

AXES = (Axis(H, range(1, 14)), Axis(L, range(1, 6)), Axis(V, (1, 4, 10, 11)))

Count = Callable[[int, int, int], Fraction]
"""The count at numbers for H, L and V, in Python's own fractions."""

RISING: tuple[tuple[Expr, Count], ...] = (
    (12 * L * H**2 + V * H, lambda h, n, v: Fraction(12 * n * h * h + v * h)),
    (H**3 * L + H**2 + H + V, lambda h, n, v: Fraction(h**3 * n + h * h + h + v)),
    (100 * V + L * H, lambda h, n, v: Fraction(100 * v + n * h)),
)
OTHERS = [*product(AXES[1].numerators, AXES[2].numerators)]


def below(found: Bisection, total: int, others: list[tuple[int, int]]) -> list[int]:
    """How many values of the inverted axis give less, by the code under test."""
    symbols = [axis.symbol for axis in AXES if axis.symbol != found.axis.symbol]
    columns = {s: numpy.array([o[n] for o in others]) for n, s in enumerate(symbols)}
    workspace = Workspace(found.coefficients, len(others))
    prepared = found.prepared(columns, workspace, len(others))
    values = found.axis.values if found.is_rising else found.axis.values[::-1]
    result: list[int] = prepared.first(total, values).tolist()
    return result


def counted(count: Count, total: int) -> list[int]:
    """The same by counting each point."""
    return [sum(count(h, n, v) < total for h in AXES[0].numerators) for n, v in OTHERS]


@pytest.mark.parametrize(("expression", "count"), RISING, ids=[str(e) for e, _ in RISING])
@given(st.integers(1, 12000))
def test_how_many_values_lie_below_a_total(expression: Expr, count: Count, total: int) -> None:
    found = bisected(expression, AXES, 10**6)
    assert found is not None
    assert (found.axis.symbol, found.is_rising) == (H, True)
    assert below(found, total, OTHERS) == counted(count, total)


FALLING: tuple[tuple[Expr, Count], ...] = (
    (60 * L / H + V, lambda h, n, v: Fraction(60 * n, h) + v),
    ((L + V) / H**2 + 3, lambda h, n, v: Fraction(n + v, h * h) + 3),
)


@pytest.mark.parametrize(("expression", "count"), FALLING, ids=[str(e) for e, _ in FALLING])
@given(st.integers(1, 400))
def test_a_count_that_falls_is_gone_through_backwards(
    expression: Expr, count: Count, total: int
) -> None:
    found = bisected(expression, AXES, 10**6)
    assert found is not None
    assert (found.axis.symbol, found.is_rising) == (H, False)
    assert below(found, total, OTHERS) == counted(count, total)


@pytest.mark.parametrize(
    "expression",
    [
        H**2 - 7 * H + 100,
        H + 60 / H,
        8 * floor(H / 3) + 1,
        1 / (H + 1),
        L * (H - V) ** 2,
    ],
)
def test_what_is_not_monotone_by_its_form_is_not_inverted_in_that_symbol(expression: Expr) -> None:
    found = bisected(expression, AXES, 10**6)
    assert found is None or found.axis.symbol != H


def test_the_axis_with_most_values_that_the_count_contains() -> None:
    idle = Axis(heads, range(1, 100))
    found = bisected(L * H**2, [idle, AXES[1], AXES[0]], 10**6)
    assert found is not None
    assert found.axis.symbol == H
    only = bisected(Integer(3) * L, [idle, AXES[1], AXES[0]], 10**6)
    assert only is not None
    assert only.axis.symbol == L


def test_no_step_leaves_64_bits() -> None:
    wide = Axis(H, range(1, 10**7))
    assert bisected(H**2 * L, [wide, AXES[1]], 10**15) is not None
    assert bisected(H**3 * L, [wide, AXES[1]], 10**15) is None
    assert bisected(H, [wide], 2**63) is None


@pytest.mark.parametrize("length", [1, 2, 3, 7, 8, 9, 33])
def test_every_length_of_an_axis(length: int) -> None:
    found = bisected(H**2, [Axis(H, range(1, length + 1))], 10**6)
    assert found is not None
    prepared = found.prepared({}, Workspace(found.coefficients, 1), 1)
    for total in range(1, (length + 2) ** 2):
        expected = sum(h * h < total for h in range(1, length + 1))
        assert int(prepared.first(total, found.axis.values)[0]) == expected
