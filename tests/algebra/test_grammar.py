"""The grammar: what a text writes is what Python's own arithmetic makes of it."""

import re
from fractions import Fraction
from math import ceil, floor

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from sympy import Expr, Integer, Rational, Symbol, expand

from symparams import symbols
from symparams.algebra.grammar import (
    DEEPEST,
    LARGEST_EXPANSION,
    LARGEST_POWER,
    LONGEST,
    LONGEST_INTEGER,
    MOST_ROUNDINGS,
    parse_expression,
)
from symparams.errors import BadValueError, UnknownNameError
from symparams.symbols import H, L, V, heads

AT = {"H": 7, "L": 3, "heads": 2, "V": 11}
NUMBERS = {symbols.lookup(name): Integer(number) for name, number in AT.items()}
INTEGER = re.compile(r"\b(\d+)\b")


def parsed(text: str) -> Expr:
    return parse_expression(text, symbols.lookup)


def by_python(text: str) -> Fraction:
    """The text's value, every integer in it a fraction: Python has the same precedences."""
    names = {name: Fraction(number) for name, number in AT.items()}
    functions = {"floor": floor, "ceiling": ceil, "Max": max, "Min": min, "Fraction": Fraction}
    python = INTEGER.sub(r"Fraction(\1)", text)
    return Fraction(eval(python, {"__builtins__": {}}, names | functions))  # noqa: S307


ATOMS = st.sampled_from([*AT, "1", "2", "10", "0"])
TEXTS = st.recursive(
    ATOMS,
    lambda inner: st.one_of(
        st.tuples(inner, st.sampled_from([" + ", "-", "*", " / "]), inner).map("".join),
        inner.map("({})".format),
        inner.map("-{}".format),
        inner.map("floor({})".format),
        inner.map("ceiling({})".format),
        st.tuples(inner, inner).map(lambda two: "Max({}, {})".format(*two)),
        st.tuples(inner, inner).map(lambda two: "Min({},{})".format(*two)),
        st.tuples(inner, st.integers(0, 3)).map(lambda two: "({})**{}".format(*two)),
        ATOMS.map("{}**-2".format),
    ),
    max_leaves=7,
)


@given(TEXTS)
def test_a_text_has_the_value_that_python_gives_it(text: str) -> None:
    try:
        expected = by_python(text)
    except ZeroDivisionError:
        assume(False)
    try:
        value = parsed(text).xreplace(NUMBERS)
    except BadValueError as error:
        assert "divides by zero" in str(error)  # noqa: PT017 - by a sum that is 0 as a whole
        return
    assert value == Rational(expected.numerator, expected.denominator)


@given(TEXTS)
def test_what_is_read_is_written_and_read_again(text: str) -> None:
    try:
        expression = parsed(text)
    except BadValueError:
        return
    assume(expression.is_finite is not False)
    assert expand(parsed(str(expression)) - expression) == 0


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("12*L*H**2 + V*H", 12 * L * H**2 + V * H),
        ("-H**2", -(H**2)),
        ("2*-H", -2 * H),
        ("8/3/2*H", Rational(4, 3) * H),
        ("H - L - V", H - L - V),
        ("vision.H*H", symbols.lookup("vision.H") * H),
        (" H\t/ heads ", H / heads),
        ("H**-2", 1 / H**2),
        ("H**(-2)", 1 / H**2),
        ("H**(2)*L", L * H**2),
    ],
)
def test_precedence_by_hand(text: str, expected: Expr) -> None:
    assert expand(parsed(text) - expected) == 0


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("H**(-2", "')' is missing before the end"),
        ("H**((2))", "an exponent of at most 64 is missing before '('"),
        ("H**(-L)", "an exponent of at most 64 is missing before 'L'"),
        ("H ** H", "an exponent of at most 64 is missing before 'H'"),
        ("H +", "an integer or a name is missing before the end"),
        ("(H", "')' is missing before the end"),
        ("H L", "an operator is missing before 'L'"),
        ("H^2", "an integer, a name or an operator is missing before '^'"),
        ("1.5*H", "is missing before '.'"),
        ("H/0", "divides by zero"),
        ("(H-H)**-1", "divides by zero"),
        ("floor(H, L)", "floor and ceiling take one argument"),
        (f"H**{LARGEST_POWER + 1}", "an exponent of at most 64 is missing"),
        (f"H**{LARGEST_POWER}*H", "has a degree above 64"),
        ("9" * (LONGEST_INTEGER + 1), "an integer of 41 digits is too large"),
        ("(10**20)**3", "holds a number that is too large"),
        ("(" * (DEEPEST + 1) + "H" + ")" * (DEEPEST + 1), "nested more than 60 deep"),
        ("+".join(["floor(H/7)"] * (MOST_ROUNDINGS + 1)), "more than 20 functions"),
        ("H+" * LONGEST + "H", "characters is too long"),
        ("(H+L+V+heads+1)**20", f"more than {LARGEST_EXPANSION} terms"),
    ],
)
def test_what_is_outside_the_grammar_or_its_bounds(text: str, message: str) -> None:
    with pytest.raises(BadValueError) as error:
        parsed(text)
    assert message in str(error.value)
    assert len(str(error.value)) < 300


def test_a_name_means_what_it_is_looked_up_as() -> None:
    rank = symbols.new("r")
    known: dict[str, Symbol] = {"r": rank}
    assert parse_expression("r*r + 1", known.__getitem__) == rank**2 + 1
    with pytest.raises(UnknownNameError, match="unknown symbol '__import__'"):
        parsed("__import__('os')")
