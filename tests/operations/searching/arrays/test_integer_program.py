"""Programs of 64-bit steps: each value is SymPy's, and no interval is too narrow for one."""

import operator
from collections.abc import Callable
from itertools import product
from typing import Any

import numpy
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sympy import Expr, Integer, Max, Min, Rational, ceiling, expand, floor

from symparams.errors import BadValueError
from symparams.operations.searching.arrays.integer_program import (
    LARGEST,
    Workspace,
    nested,
    program,
    value,
)
from symparams.symbols import H, L, V, heads

ROUNDINGS = (
    heads * floor(H / heads) + ceiling(L / 3),
    floor((H - 50) / heads) + 40,
    ceiling((H - 50) / heads) * L + 200,
    Max(H, 2 * L) * Min(L, heads, 4),
    floor(H / 2) * floor(L / (heads + 1)) + H,
)


@pytest.mark.parametrize("expression", ROUNDINGS, ids=str)
@given(st.data())
def test_roundings_as_sympy_has_them(expression: Any, data: st.DataObject) -> None:
    numbers = {s: data.draw(st.integers(1, 90)) for s in (H, L, heads)}
    steps = program([expression], list(numbers))
    arrays = {symbol: numpy.array([number]) for symbol, number in numbers.items()}
    registers = steps.run(arrays, Workspace(steps, 1), 1)
    above, below = (value(operand, registers) for operand in steps.quotients[0])
    assert Rational(int(above[0]), int(below)) == expression.xreplace(
        {symbol: Rational(number) for symbol, number in numbers.items()}
    )


EXPRESSIONS: tuple[Expr, ...] = (
    12 * L * H**2 + heads * H,
    H**3 - 20 * H * L + 7,
    (H**2 + L) / heads,
    Max(H, 3 * L) - Min(heads, H),
    heads * floor((H - 9) / heads),
    ceiling(H * L / 7) * H,
)


PYTHON: dict[str, Callable[[int, int], int]] = {
    "add": operator.add, "multiply": operator.mul, "floor_divide": operator.floordiv,
    "maximum": max, "minimum": min,
}  # fmt: skip


@pytest.mark.parametrize("expression", EXPRESSIONS, ids=str)
def test_every_value_lies_in_its_interval(expression: Expr) -> None:
    """Every point of a box, one by one: registers, and the whole part of each quotient."""
    names = (H, L, heads)
    ranges = {H: (2, 9), L: (1, 4), heads: (1, 3)}
    steps = program([expression], names)
    intervals = steps.intervals({s: ranges[s] for s in steps.inputs})
    low, high = steps.bound(0, ranges)
    for point in product(*(range(a, b + 1) for a, b in ranges.values())):
        at = dict(zip(names, point, strict=True))
        registers = [at[symbol] for symbol in steps.inputs]
        for step in steps.steps:
            left, right = (value(operand, registers) for operand in (step.left, step.right))
            registers.append(PYTHON[step.operation](left, right))
        for number, (least, most) in zip(registers, intervals, strict=True):
            assert least <= number <= most
        exact = expression.xreplace({s: Integer(n) for s, n in zip(names, point, strict=True)})
        assert low <= int(floor(exact)) <= high


@given(st.integers(1, 10**7), st.integers(1, 10**4))
def test_a_program_fits_if_and_only_if_its_largest_value_does(hidden: int, layers: int) -> None:
    steps = program([L * H**2], (H, L))
    largest = max(hidden, layers) ** 2, layers * hidden**2
    fits = steps.fits({H: (1, hidden), L: (1, layers)})
    assert fits or max(largest) > LARGEST
    assert not (fits and layers * hidden**2 > LARGEST)


def test_a_program_that_does_not_fit_or_divides_by_zero_is_refused() -> None:
    with pytest.raises(BadValueError, match="more than 64 bits at H = 10000000000"):
        program([H**2], (H,)).check({H: (1, 10**10)})
    program([H**2], (H,)).check({H: (1, 10**9)})
    for expression in (L / (H - 3), floor(L / (H - 3))):
        steps = program([expression], (H, L))
        steps.check({H: (4, 9), L: (1, 9)})
        with pytest.raises(BadValueError, match="may divide by zero"):
            steps.check({H: (3, 9), L: (1, 9)})


TERMS = st.lists(
    st.tuples(st.integers(-9, 9), st.integers(0, 3), st.integers(0, 2), st.integers(0, 2)),
    max_size=5,
)


@given(TERMS)
def test_the_nested_form_is_the_same_polynomial(terms: list[tuple[int, int, int, int]]) -> None:
    polynomial = expand(sum((c * H**a * L**b * V**d for c, a, b, d in terms), Integer(0)))
    assert expand(nested(polynomial) - polynomial) == 0


@given(TERMS, st.lists(st.integers(1, 12), min_size=3, max_size=3))
def test_polynomials_over_arrays_with_a_result_of_ones_own(
    terms: list[tuple[int, int, int, int]], numbers: list[int]
) -> None:
    polynomial = expand(sum((c * H**a * L**b * V**d for c, a, b, d in terms), Integer(0)))
    steps = program([polynomial, H + L], (H, L, V))
    arrays = {s: numpy.array([n, n + 1]) for s, n in zip((H, L, V), numbers, strict=True)}
    result = numpy.zeros(2, dtype=numpy.int64)
    registers = steps.run(arrays, Workspace(steps, 2), 2, result)
    for place in (0, 1):
        exact = {s: Integer(int(a[place])) for s, a in arrays.items()}
        for expression, (above, below) in zip((polynomial, H + L), steps.quotients, strict=True):
            top = numpy.broadcast_to(value(above, registers), 2)
            assert int(top[place]) == expression.xreplace(exact) * int(value(below, registers))
