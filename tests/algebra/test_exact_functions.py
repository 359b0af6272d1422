"""Expressions as functions of exact numbers: beside Python's own fractions."""

import math
from collections.abc import Callable
from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from sympy import Expr, Integer, Max, Min, Mod, Rational, Symbol, ceiling, floor, sqrt

from symparams.algebra.exact_functions import Number, Numbers, exact_number, function_of
from symparams.errors import BadValueError
from symparams.symbols import H, L, ffn_ratio

Both = tuple[Expr, Callable[[dict[Symbol, Number]], Fraction]]
"""An expression, and the same worked out by Python."""

SYMBOLS = (H, L, ffn_ratio)
ATOMS: st.SearchStrategy[Both] = st.one_of(
    st.sampled_from(SYMBOLS).map(lambda s: (s, lambda at: Fraction(at[s]))),
    st.fractions(-9, 9, max_denominator=9).map(
        lambda n: (Rational(n.numerator, n.denominator), lambda _: n)
    ),
)


def joined(two: tuple[Both, Both, str]) -> Both:
    (a, one), (b, other), operation = two
    match operation:
        case "+":
            return a + b, lambda at: one(at) + other(at)
        case "*":
            return a * b, lambda at: one(at) * other(at)
        case "max":
            return Max(a, b), lambda at: max(one(at), other(at))
        case "min":
            return Min(a, b), lambda at: min(one(at), other(at))
        case "floor":
            return floor(a) * b, lambda at: math.floor(one(at)) * other(at)
        case "ceiling":
            return ceiling(a) + b, lambda at: math.ceil(one(at)) + other(at)
        case _:
            return a**2 - b**3, lambda at: one(at) ** 2 - other(at) ** 3


OPERATIONS = st.sampled_from(["+", "*", "max", "min", "floor", "ceiling", "powers"])
TREES = st.recursive(
    ATOMS, lambda inner: st.tuples(inner, inner, OPERATIONS).map(joined), max_leaves=6
)
POINTS = st.fixed_dictionaries(
    {
        H: st.integers(1, 50),
        L: st.integers(1, 50),
        ffn_ratio: st.fractions(Fraction(1, 8), 9, max_denominator=12),
    }
)


@given(TREES, POINTS)
def test_the_function_is_the_expression_in_pythons_fractions(
    both: Both, at: dict[Symbol, Number]
) -> None:
    expression, by_python = both
    assert function_of(expression)(at) == by_python(at)


@given(TREES, POINTS)
def test_what_is_whole_is_an_int(both: Both, at: dict[Symbol, Number]) -> None:
    whole = {**at, ffn_ratio: 4}
    number = function_of(both[0])(whole)
    assert isinstance(number, int) or number.denominator > 1


@given(TREES, POINTS)
def test_a_quotient_is_exact_or_says_that_it_divides_by_zero(
    both: Both, at: dict[Symbol, Number]
) -> None:
    expression, by_python = both
    below = by_python(at)
    assume(not expression.is_number)
    function = function_of(H**2 / expression**2)
    if below == 0:
        with pytest.raises(ZeroDivisionError):
            function(at)
    else:
        assert function(at) == Fraction(at[H]) ** 2 / below**2


@given(st.integers(1, 99), st.integers(1, 99))
def test_what_is_left_over(above: int, below: int) -> None:
    assert function_of(Mod(H, L))({H: above, L: below}) == above % below
    assert function_of(floor(H / L) * L + Mod(H, L))({H: above, L: below}) == above


@given(TREES, POINTS)
def test_numbers_work_out_each_expression_once(both: Both, at: dict[Symbol, Number]) -> None:
    numbers = Numbers(at)
    first = numbers[both[0]]
    assert first == both[1](at)
    assert both[0] in numbers
    assert numbers[both[0]] is first


def test_a_symbol_without_a_number_and_an_irrational_one() -> None:
    with pytest.raises(KeyError):
        Numbers({H: 1})[H * L]
    with pytest.raises(BadValueError, match="has no exact number"):
        function_of(sqrt(H))


@given(st.fractions())
def test_a_number_of_sympys_is_the_same_number(number: Fraction) -> None:
    found = exact_number(Rational(number.numerator, number.denominator))
    assert found == number
    assert isinstance(found, int) is (number.denominator == 1)
    assert exact_number(Integer(0)) == 0
