"""Any expression is written so that it reads back as itself, in every medium; the readers are strict."""

import random
from collections.abc import Callable

import pytest
from sympy import (
    Add,
    Expr,
    Integer,
    Max,
    Min,
    Mod,
    Mul,
    Pow,
    Rational,
    Symbol,
    ceiling,
    floor,
    sqrt,
)

from symparams.render.notation import NOTATIONS, Notation, notation
from symparams.render.printers.latex_math import LatexMath
from symparams.render.printers.mathml_math import MathmlMath
from symparams.render.printers.text_math import TextMath
from symparams.render.printers.written_math import WrittenMath
from symparams.symbols import H, L, V, dense_layers, experts, ffn_ratio, head_dim, heads
from tests.reading.formula import ReadError
from tests.reading.latex import read_latex
from tests.reading.mathml import read_mathml
from tests.reading.text import read_text

KNOWN = (H, L, V, heads, head_dim, ffn_ratio, experts, dense_layers)
NUMBERS = (Integer(2), Integer(12), Integer(-5), Rational(8, 3), Rational(-1, 7))
POINTS = [
    dict(zip(KNOWN, map(Rational, numbers), strict=True))
    for numbers in (("7919", "13", "101", "5", "17", "8/3", "29", "3"),
                    ("2", "96", "50257", "7", "3", "1/9", "4", "11"))
]  # fmt: skip
PUT_IN = {
    H: Rational(-3), L: Rational(8, 3), heads: H - V, head_dim: H / heads,
    experts: ffn_ratio * H, dense_layers: H**2, V: Integer(50257),
}  # fmt: skip
CASES = 100


def expression(dice: random.Random, depth: int = 3) -> Expr:
    """A random expression of sums, products, quotients, powers, roots and roundings."""
    if depth == 0 or dice.random() < 0.15:
        return dice.choice((*KNOWN, *KNOWN, *NUMBERS))
    one, other = expression(dice, depth - 1), expression(dice, depth - 1)
    made: Callable[[], Expr] = dice.choice((
        lambda: Add(one, other), lambda: one - other, lambda: Mul(one, other),
        lambda: Mul(one, other, dice.choice(KNOWN)), lambda: one / dice.choice(KNOWN),
        lambda: Pow(one, dice.choice((2, 3))), lambda: 1 / (H + dice.choice(KNOWN)),
        lambda: sqrt(H + dice.choice(KNOWN)), lambda: floor(one), lambda: ceiling(one / heads),
        lambda: Max(dice.choice(KNOWN), 7), lambda: Min(dice.choice(KNOWN), 7),
        lambda: Mod(dice.choice(KNOWN), 5), lambda: Pow(dice.choice(KNOWN), 1 / Integer(3)),
    ))  # fmt: skip
    return made()


def same(one: Expr, other: Expr) -> bool:
    """Equal at two points, exactly where both are rational: SymPy rounds at one time or another."""
    for point in POINTS:
        difference = one.xreplace(point) - other.xreplace(point)
        if difference != 0 and abs(difference.evalf(30)) > 1e-15 * (
            1 + abs(one.xreplace(point).evalf(30))
        ):
            return False
    return True


def read(math: WrittenMath, pieces: list[str], written: Notation) -> Expr:
    text = {written.text(symbol): symbol for symbol in KNOWN}
    match math:
        case TextMath():
            return read_text(" ".join(pieces), text)
        case LatexMath():
            return read_latex(" ".join(pieces), {written.latex(symbol): symbol for symbol in KNOWN})
    return read_mathml(pieces, text)


PRINTERS = (TextMath, LatexMath, MathmlMath)


@pytest.mark.parametrize("style", NOTATIONS)
@pytest.mark.parametrize("printer", PRINTERS)
def test_expressions(printer: type[WrittenMath], style: str) -> None:
    dice = random.Random(style)  # noqa: S311 (no secret)
    written = notation(style)
    for _ in range(CASES):
        value, times = expression(dice), expression(dice, 2)
        if not (value.is_finite is not False and times.is_finite is not False):
            continue
        math = printer(written)
        for pieces, meant in (
            ([math.write(value)], value),
            (math.terms(value), value),
            ([math.factor(value)], value),
            (math.summand(times, value), times * value),
            ([math.product(times, value)], times * value),
        ):
            assert same(read(math, pieces, written), meant), (pieces, meant)


@pytest.mark.parametrize("printer", PRINTERS)
def test_what_is_put_in_keeps_its_brackets(printer: type[WrittenMath]) -> None:
    dice = random.Random("put in")  # noqa: S311 (no secret)
    for _ in range(CASES):
        value = expression(dice)
        put_in = dict(dice.sample(list(PUT_IN.items()), 3))
        math = printer(Notation(), put_in)
        meant = value.xreplace(put_in)
        if meant.is_finite is False or any(meant.xreplace(p).is_finite is False for p in POINTS):
            continue
        assert same(read(math, [math.write(value)], Notation()), meant), (math.write(value), put_in)


@pytest.mark.parametrize(
    ("written", "is_read"),
    [
        ("(L − dense_layers)·[3H]", 3 * H * (L - dense_layers)),
        ("L − dense_layers·[3H]", L - 3 * H * dense_layers),
        ("(25/2)LH²/(heads·V)", Rational(25, 2) * L * H**2 / (heads * V)),
        ("√(V² + 48L)·H", sqrt(V**2 + 48 * L) * H),
        ("12 · 96 · (8/3)²", Integer(8192)),
        ("H^(1/3)", H ** Rational(1, 3)),
    ],
)
def test_text_is_read_as_a_reader_would(written: str, is_read: Expr) -> None:
    assert read_text(written, {symbol.name: symbol for symbol in KNOWN}) == is_read


@pytest.mark.parametrize(
    "written",
    [
        "H/2L",
        "H/heads·L",
        "H/heads/L",
        "2 3",
        "√V²",
        "H²³²²·",
        "H +",
        "(H",
        "[H)",
        "Hx",
        "H·−L",
        "H…",
    ],
)
def test_what_can_be_read_in_two_ways_is_refused(written: str) -> None:
    with pytest.raises(ReadError):
        read_text(written, {symbol.name: symbol for symbol in KNOWN})


def test_a_name_that_is_also_a_product_is_refused() -> None:
    names = {"L": L, "H": H, "LH": Symbol("LH")}
    with pytest.raises(ReadError):
        read_text("2LH", names)


@pytest.mark.parametrize(
    "written",
    [r"\frac{8}{3}^{2}", r"12{,}28", r"H^{2}^{2}", r"2 3", r"\underbrace{H}", r"H \foo", r"(H"],
)
def test_latex_is_read_strictly(written: str) -> None:
    with pytest.raises(ReadError):
        read_latex(written, {"H": H})


def test_an_underbrace_groups_nothing() -> None:
    assert read_latex(r"L \underbrace{H + V}_{\text{block}}", {"L": L, "H": H, "V": V}) == L * H + V
