"""MathML says what the expression says: it is read back and compared."""

from xml.etree import ElementTree
from xml.etree.ElementTree import Element

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sympy import Add, Expr, Integer, Max, Mul, Rational, ceiling, expand, floor

from symparams import derive, load, symbols
from symparams.algebra.grammar import parse_expression
from symparams.render.notation import notation
from symparams.render.printers.mathml_math import MathmlMath
from symparams.symbols import H, L, V, experts, ffn_ratio, head_dim, heads

SIGNS = {"−": "-", "·": "*", "\u2062": "*", "⌊": "floor(", "⌋": ")", "⌈": "ceiling(", "⌉": ")"}


def infix(node: Element) -> str:
    """A formula as a line of text, with every operation written."""
    parts = [infix(child) for child in node]
    match node.tag:
        case "msub":
            return f"{parts[1]}.{parts[0]}"
        case "mfrac":
            return f"(({parts[0]})/({parts[1]}))"
        case "msup":
            return f"(({parts[0]})**{parts[1]})"
        case "mn":
            return str(node.text).replace(",", "")
        case "mi" | "mo":
            return SIGNS.get(str(node.text), str(node.text))
    return "".join(parts)


def parsed(formula: str) -> Element:
    """Well-formed XML, as MathML in a page must be."""
    return ElementTree.fromstring(formula)  # noqa: S314 (this project's own)


def read_back(formulas: list[str]) -> Expr:
    text = "".join(infix(parsed(formula)) for formula in formulas)
    return parse_expression(text.removeprefix("+"), symbols.lookup)


LEAVES = st.sampled_from(
    [H, L, V, heads, head_dim, ffn_ratio, Integer(12), Rational(25, 2), 1 / heads]
)
EXPRESSIONS = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.tuples(inner, inner).map(lambda pair: Add(*pair)),
        st.tuples(inner, inner).map(lambda pair: pair[0] - pair[1]),
        st.tuples(inner, inner, inner).map(lambda parts: Mul(*parts)),
        inner.map(lambda part: part**2),
        inner.map(floor),
        inner.map(ceiling),
    ),
    max_leaves=8,
)


POINTS = [
    dict(zip((H, L, V, heads, head_dim, ffn_ratio), map(Rational, numbers), strict=True))
    for numbers in (("7919", "13", "101", "5", "17", "8/3"), ("2", "96", "50257", "7", "3", "1/9"))
]


def same(one: Expr, other: Expr) -> bool:
    """Whether two expressions agree; SymPy simplifies a rounding at one time and not at another."""
    return all(one.xreplace(point) == other.xreplace(point) for point in POINTS)


@given(EXPRESSIONS)
def test_a_formula_reads_back_as_the_expression(expression: Expr) -> None:
    math = MathmlMath()
    assert same(read_back([math.write(expression)]), expression)
    assert same(read_back(math.terms(expression)), expression)


@given(EXPRESSIONS, EXPRESSIONS)
def test_copies_of_a_sum_keep_their_brackets(times: Expr, once: Expr) -> None:
    assert same(read_back(MathmlMath().summand(times, once)), times * once)


@pytest.mark.parametrize("name", ["textbook", "gpt3", "llama-3.1-8b", "deepseek-v3", "t5-base"])
def test_every_step_of_a_model_reads_back(name: str) -> None:
    math = MathmlMath()
    for step in derive(load(name)).steps:
        for side in (step.before, step.after):
            assert expand(read_back(math.terms(side)) - side) == 0


def test_the_order_is_that_of_people() -> None:
    written = MathmlMath().write(12 * L * H**2 + V * H)
    assert infix(parsed(written)) == "12*L*((H)**2)+V*H"


def test_longer_names_have_dots_between_them() -> None:
    assert "<mi>experts</mi><mo>·</mo><mi>heads</mi>" in MathmlMath().write(experts * heads * 2)
    assert "<mn>2</mn><mo>·</mo>" in MathmlMath().write(experts * heads * 2)


def test_names_of_papers_have_an_index_and_are_escaped() -> None:
    assert MathmlMath(notation("gpt3")).write(H) == (
        "<math><msub><mi>d</mi><mi>model</mi></msub></math>"
    )
    assert MathmlMath().write(symbols.new("r_a")) == "<math><mi>r_a</mi></math>"
    assert "Max" not in MathmlMath().write(Max(H, L))


def test_a_substitution_is_shown_as_it_is_made() -> None:
    written = MathmlMath(put_in={H: Integer(12288)}).write(12 * L * H**2)
    assert "<mo>·</mo><msup><mrow><mn>12,288</mn></mrow>" in written
