"""Demands as functions of numbers: what they suggest, beside every number of a range."""

from fractions import Fraction
from itertools import product
from math import floor as down

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sympy import Expr, Integer, Rational

from symparams.algebra.relations import Condition, Whole
from symparams.operations.proving.demand import Demand, Progression, common
from symparams.symbols import H, L, V, ffn_ratio, heads

PROGRESSIONS = st.tuples(st.integers(0, 11), st.integers(1, 12)).map(lambda p: (p[0] % p[1], p[1]))


@given(st.lists(PROGRESSIONS, max_size=4))
def test_the_common_numbers_of_progressions(progressions: list[Progression]) -> None:
    residue, modulus = common(progressions)
    assert 0 <= residue < modulus
    box = range(200)
    every = [n for n in box if all(n % step == rest for rest, step in progressions)]
    mine = [n for n in box if n % modulus == residue]
    if every:
        assert mine == every
    else:
        first, *_ = progressions
        assert all(n % first[1] == first[0] for n in mine)


LINEAR: tuple[Expr, ...] = (
    H / 3,
    (H + 1) / 4,
    (5 * H + 2) / 6,
    (2 * H + 1) / 4,
    Rational(3, 2) * H,
)


@pytest.mark.parametrize("quotient", LINEAR)
def test_the_steps_of_a_linear_quotient(quotient: Expr) -> None:
    demand = Demand.of(Whole(quotient))
    (residue, modulus), divisors = demand.steps(H, {})
    whole = [n for n in range(1, 60) if demand.holds({H: n})]
    assert divisors == []
    if whole:
        assert whole == [n for n in range(1, 60) if n % modulus == residue]
    else:
        assert (residue, modulus) == (0, 1)  # 2·H + 1 is odd


@given(st.integers(1, 500))
def test_the_divisors_of_an_inverse_quotient(dividend: int) -> None:
    demand = Demand.of(Whole(H / heads))
    progression, divisors = demand.steps(heads, {H: dividend})
    assert progression == (0, 1)
    assert all(dividend % n == 0 for n in divisors)
    small = [n for n in range(1, 64) if dividend % n == 0]
    assert {*small, *(dividend // n for n in small)} == {*divisors}


COMPARISONS = (
    Condition(Integer(100), "<=", H * L),
    Condition(H**2, "<", 50 * V),
    Condition(H + L, "==", Integer(40)),
    Condition(H, "<=", 3 * L - 7),
    Condition(H / L, "<", Integer(9)),
)


@pytest.mark.parametrize("condition", COMPARISONS)
def test_a_comparison_changes_only_at_its_edges(condition: Condition) -> None:
    demand = Demand.of(condition)
    for layers, tokens in product((1, 3, 10), (1, 20)):
        at = {L: layers, V: tokens}
        edges = {*demand.edges(H, at)}
        changes = [
            n for n in range(1, 400) if demand.holds({**at, H: n}) != demand.holds({**at, H: n + 1})
        ]
        assert all(n in edges or n + 1 in edges for n in changes), (changes, edges)


@given(st.integers(1, 20), st.integers(1, 12), st.integers(-5, 5))
def test_the_ratios_make_a_linear_demand_whole(hidden: int, factor: int, rest: int) -> None:
    demand = Demand.of(Whole(factor * ffn_ratio * H + rest))
    start = Fraction(8, 3)
    found = [Fraction(n) for n in demand.ratios(ffn_ratio, {H: hidden}, start)]
    assert found
    for ratio in found:
        assert (factor * ratio * hidden + rest).denominator == 1
    step = Fraction(1, factor * hidden)
    assert min(abs(ratio - start) for ratio in found) < step


def test_the_ratios_at_which_a_comparison_begins_to_hold() -> None:
    demand = Demand.of(Condition(Integer(10), "<=", ffn_ratio * H))
    assert Fraction(10, 4) in [Fraction(n) for n in demand.ratios(ffn_ratio, {H: 4}, Fraction(4))]
    assert demand.holds({ffn_ratio: Fraction(10, 4), H: 4})
    assert not demand.holds({ffn_ratio: Fraction(10, 4) - Fraction(1, 999), H: 4})


def test_where_it_divides_by_zero_it_fails() -> None:
    demand = Demand.of(Whole(V / (H - 3)))
    for hidden in range(1, 12):
        holds = hidden != 3 and down(24 / (hidden - 3)) * (hidden - 3) == 24
        assert demand.holds({V: 24, H: hidden}) is holds
    assert [place for place, _ in demand.along(H, {V: 24}, range(1, 6))] == [1, 2, 4, 5]
