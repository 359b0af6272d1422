"""Relations, divisibility and conditions: what they say of whole numbers, one by one."""

import operator
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sympy import Expr, Integer, Symbol, ceiling, expand, floor

from symparams.algebra.relations import (
    FEEDFORWARD_WIDTH,
    HEAD_SIZE,
    KEY_VALUE_GROUPS,
    STANDARD,
    Condition,
    Divides,
    Relation,
    Whole,
    put_in,
)
from symparams.symbols import H, L, V, ffn_ratio, ffn_width, head_dim, heads, kv_groups, kv_heads

SIZES = st.integers(1, 30)


def numbers(**values: int) -> dict[Symbol, Expr]:
    names = {"H": H, "L": L, "V": V, "heads": heads, "head_dim": head_dim}
    return {names[name]: Integer(value) for name, value in values.items()}


@pytest.mark.parametrize(
    ("target", "solution"), [(heads, H / head_dim), (H, heads * head_dim), (head_dim, H / heads)]
)
def test_a_relation_read_for_another_symbol(target: Symbol, solution: Expr) -> None:
    assert HEAD_SIZE.solved_for(target) == solution


def test_a_relation_that_is_not_linear_cannot_be_turned() -> None:
    assert Relation(head_dim, H**2 / heads, heads).solved_for(H) is None


def test_stated_divisibility_makes_a_floor_exact() -> None:
    divides = Divides(heads, H)
    assert divides.applied(floor(H / heads) + ceiling(2 * H / heads)) == 3 * H / heads
    assert divides.applied(floor(heads / H)) == floor(heads / H)


@given(st.integers(1, 9), st.integers(0, 9), st.integers(1, 9), SIZES, SIZES)
def test_a_solution_is_what_the_relation_says(
    factor: int, rest: int, below: int, width: int, number: int
) -> None:
    tie = Relation(V, (factor * H + rest * heads) / (below * heads), H)
    value = tie.expression.xreplace(numbers(H=width, heads=number))
    for target, expected in ((H, width), (heads, number)):
        solution = tie.solved_for(target)
        assert solution is not None
        known = {V: value} | {
            s: n for s, n in numbers(H=width, heads=number).items() if s != target
        }
        assert solution.xreplace(known) == expected


@pytest.mark.parametrize("tie", STANDARD)
def test_a_standard_relation_read_back_is_the_relation(tie: Relation) -> None:
    for target in tie.expression.free_symbols:
        solution = tie.solved_for(target)
        assert solution is not None
        assert Relation(target, solution, target).solved_for(tie.symbol) == tie.expression


def test_relations_are_put_in_until_none_is_left() -> None:
    ties = (KEY_VALUE_GROUPS, HEAD_SIZE, FEEDFORWARD_WIDTH, Relation(kv_heads, heads / 4, kv_heads))
    raw = H * kv_heads * head_dim + ffn_width * H + kv_groups
    assert expand(put_in(ties, (), raw) - (H**2 / 4 + ffn_ratio * H**2 + 4)) == 0


@given(st.integers(1, 12), st.integers(1, 12), st.integers(1, 5), st.integers(0, 9))
def test_a_stated_divisibility_changes_no_value_where_it_holds(
    divisor: int, quotient: int, factor: int, rest: int
) -> None:
    rounded = floor(factor * H / heads) * heads + ceiling((H + rest * heads) / heads) + floor(H / 7)
    at = numbers(H=divisor * quotient, heads=divisor)
    plain = Divides(heads, H).applied(rounded)
    assert plain.atoms(floor, ceiling) == {floor(H / 7)}
    assert plain.xreplace(at) == rounded.xreplace(at)


@given(SIZES, SIZES)
def test_what_is_whole_by_its_numbers(above: int, below: int) -> None:
    whole = Whole(H / heads)
    assert whole.holds(numbers(H=above, heads=below)) is (above % below == 0)
    assert whole.holds(numbers(H=above)) is None
    assert not whole.always_holds
    assert Whole(above * H * heads).always_holds


COMPARED = {"<": operator.lt, "<=": operator.le, "==": operator.eq, "!=": operator.ne}


@given(st.sampled_from(sorted(COMPARED)), SIZES, SIZES, st.integers(-9, 9))
def test_a_condition_compares_as_python_does(sign: str, one: int, other: int, rest: int) -> None:
    condition = Condition(H + rest, sign, 2 * L)
    assert condition.holds(numbers(H=one, L=other)) is COMPARED[sign](one + rest, 2 * other)
    assert condition.holds(numbers(H=one)) is None


SIDES: tuple[Expr, ...] = (Integer(0), Integer(1), H, L, H + L, H * L, H - L, 2 * H, H + 1, -H)


def test_what_always_holds_does_at_every_number() -> None:
    always = 0
    for left, sign, right in product(SIDES, COMPARED, SIDES):
        condition = Condition(left, sign, right)
        if condition.always_holds:
            always += 1
            box = product(range(1, 6), repeat=2)
            assert all(condition.holds(numbers(H=h, L=n)) for h, n in box), condition
    assert always > 40
