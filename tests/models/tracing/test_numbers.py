"""Numbers that carry an expression behave as numbers, and the expression evaluates to them."""

import copy
import math
import pickle
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from sympy import Expr, Integer, floor

from symparams import symbols
from symparams.algebra.relations import Condition
from symparams.models.tracing.numbers import TracedFloat, TracedInt
from symparams.models.tracing.recording import Lost, Recorder, recording
from symparams.models.tracing.stand_ins import SeenThroughInt

H, HEADS = symbols.H, symbols.heads
SIZES = st.integers(min_value=1, max_value=10_000)


def traced(hidden: int, heads: int) -> tuple[TracedInt, TracedInt]:
    return TracedInt(hidden, H), TracedInt(heads, HEADS)


def value(number: Any, hidden: int, heads: int) -> Expr:
    expression = number.expression if hasattr(number, "expression") else Integer(int(number))
    return expression.xreplace({H: Integer(hidden), HEADS: Integer(heads)})


@given(SIZES, SIZES)
def test_the_expression_of_a_result_evaluates_to_its_value(hidden: int, heads: int) -> None:
    a, b = traced(hidden, heads)
    results = [
        a + b, a - b, a * b, a // b, a % b, a * 4, 4 * a, 3 - a, 7 // b, 7 % b, -a, abs(a), a**2,
        SeenThroughInt(a / b), SeenThroughInt(a * 8 / 3), math.ceil(a / b), math.floor(a / b),
        math.ceil(a / 16), int(a), (a + 63) // 64 * 64, -(-a // b),
    ]  # fmt: skip
    for result in results:
        assert value(result, hidden, heads) == int(result)


@given(SIZES, SIZES)
def test_comparisons_use_the_value_and_are_recorded(hidden: int, heads: int) -> None:
    a, b = traced(hidden, heads)
    with recording(Recorder()) as recorder:
        assert (a < b, a <= b, a > b, a >= b, a == b, a != b) == (
            hidden < heads,
            hidden <= heads,
            hidden > heads,
            hidden >= heads,
            hidden == heads,
            hidden != heads,
        )
    numbers = {H: Integer(hidden), HEADS: Integer(heads)}
    assert recorder.conditions
    assert all(condition.holds(numbers) for condition in recorder.conditions)


def test_rounding_a_quotient_of_heads_is_the_head_size() -> None:
    hidden, heads = traced(768, 12)
    with recording(Recorder()):
        assert SeenThroughInt(hidden / heads).expression == symbols.head_dim
        assert (hidden // heads).expression == symbols.head_dim
    with recording(Recorder(head_dim=None)):
        assert (hidden // heads).expression == floor(H / HEADS)


def test_decimals_are_read_as_written() -> None:
    hidden = TracedInt(11, H)
    assert SeenThroughInt(hidden * 0.7).expression == floor(7 * H / 10)


def test_a_product_that_a_float_may_round_either_way_is_lost() -> None:
    """``int(0.29 * 100)`` is 28."""
    rounded = SeenThroughInt(TracedInt(100, H) * 0.29)
    assert rounded == 28
    assert rounded.expression == Lost(28, H, 100)


def test_they_are_ints_and_floats_to_everything_else() -> None:
    hidden, heads = traced(768, 12)
    assert list(range(TracedInt(3, H))) == [0, 1, 2]
    assert [0] * TracedInt(2, H) == [0, 0]
    assert isinstance(hidden, int)
    assert isinstance(hidden / heads, float)
    assert hash(hidden) == hash(768)
    assert copy.deepcopy(hidden).expression == H
    assert type(pickle.loads(pickle.dumps(hidden))) is int  # noqa: S301
    assert f"{hidden}" == "768"
    assert hidden + 0.5 == 768.5
    assert type(hidden - hidden) is int


def test_the_stand_in_for_int_is_int_to_the_code() -> None:
    assert isinstance(3, SeenThroughInt)
    assert not isinstance("3", SeenThroughInt)
    assert SeenThroughInt("12") == 12
    assert SeenThroughInt == int  # noqa: E721
    assert SeenThroughInt.from_bytes(b"\x01", "big") == 1
    assert SeenThroughInt(2.9) == 2
    assert (SeenThroughInt | None) == (int | None)


def test_a_float_that_is_tested_for_wholeness_records_it() -> None:
    hidden, heads = traced(768, 12)
    with recording(Recorder()) as recorder:
        assert (hidden / heads).is_integer()
    assert Condition(H / HEADS, "==", floor(H / HEADS)) in recorder.conditions
    assert isinstance(hidden / heads, TracedFloat)
