"""Exact numbers from text and from Python values."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sympy import Rational

from symparams.algebra.numbers import LARGEST, exact, read_number
from symparams.errors import BadValueError


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("12288", 12288),
        ("12_288", 12288),
        ("50k", 50_000),
        ("175B", 175 * 10**9),
        ("1.5e9", 1_500_000_000),
        ("0.1e1", 1),
        ("1.3M", 1_300_000),
        ("2T", 2 * 10**12),
        ("8/3", Rational(8, 3)),
        ("11008/4096", Rational(43, 16)),
        ("3.5", Rational(7, 2)),
        (" 4 ", 4),
        ("1e18", LARGEST),
    ],
)
def test_numbers_are_read_exactly(text: str, value: object) -> None:
    assert read_number(text) == value


@given(st.integers(1, LARGEST), st.integers(1, LARGEST))
def test_a_quotient_is_exact(above: int, below: int) -> None:
    if Fraction(above, below).denominator <= LARGEST:
        assert read_number(f"{above}/{below}") == Rational(above, below)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "x = '' is not a number; write a number such as 12288, 12_288, 50k, 1.5e9, 175B or 8/3"),
        ("0", "x = 0 is zero; it must be greater than 0"),
        ("-5", "x = -5 is negative; it must be greater than 0"),
        ("1/0", "x = '1/0' divides by zero; write a number such as 12288, 12_288, 50k, 1.5e9, "
                "175B or 8/3"),
        ("1e400", "x = '1e400' is out of range; the largest is 10^18"),
        ("1e19", "x = 10000000000000000000 is out of range; the largest is 10^18"),
        ("9" * 1_000_000, "x = '99999999999999999999999…' is too long for a number; write a number "
                          "such as 12288, 12_288, 50k, 1.5e9, 175B or 8/3"),
    ],
)  # fmt: skip
def test_a_bad_number_is_one_clear_line(text: str, message: str) -> None:
    with pytest.raises(BadValueError) as error:
        read_number(text, "x")
    assert str(error.value) == message


@pytest.mark.parametrize(
    "text",
    ["12,288", "nan", "inf", "1__0", "0x10", "1e", "k", "1 2", "1.2.3", "10**9", "²", "１２"],
)
def test_what_is_not_a_number_is_refused(text: str) -> None:
    with pytest.raises(BadValueError):
        read_number(text)


def test_floats_are_refused_because_they_are_not_exact() -> None:
    with pytest.raises(BadValueError, match=r"is a float, which is not exact; write '8/3'"):
        exact(8 / 3)
    with pytest.raises(BadValueError, match="True is not a number"):
        exact(True)
    assert exact(Fraction(8, 3)) == Rational(8, 3)
