"""The algebra: composing and repeating trees is adding and multiplying their counts."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sympy import Expr, Integer, Rational, Symbol, expand

from symparams import Component, Weight, components, symbols
from symparams.algebra.parts import Kind
from symparams.errors import SymparamsError
from symparams.symbols import H, L, V, head_dim, heads

SIZES = st.sampled_from([H, L, V, heads, head_dim, Integer(3), 2 * H, H + V, heads * head_dim])
WEIGHTS = st.builds(
    Weight, st.sampled_from(["a", "b"]), st.lists(SIZES, min_size=1, max_size=3).map(tuple)
)
COMPONENTS = st.recursive(
    st.lists(WEIGHTS, max_size=3).map(lambda parts: Component("leaf", tuple(parts))),
    lambda inner: st.lists(inner, max_size=3).map(lambda parts: Component("group", tuple(parts))),
    max_leaves=8,
)


def same(a: Expr, b: Expr) -> bool:
    return bool(expand(a - b) == 0)


@given(COMPONENTS, COMPONENTS)
def test_a_sum_of_components_counts_the_sum(a: Component, b: Component) -> None:
    assert same((a + b).expression, a.expression + b.expression)


@given(COMPONENTS, COMPONENTS, COMPONENTS)
def test_addition_is_associative(a: Component, b: Component, c: Component) -> None:
    assert (a + b) + c == a + (b + c)


@given(COMPONENTS, SIZES, SIZES)
def test_repetition_multiplies(a: Component, times: Expr, again: Expr) -> None:
    assert same((times * a).expression, times * a.expression)
    assert same((again * (times * a)).expression, again * times * a.expression)


@given(COMPONENTS, COMPONENTS, SIZES)
def test_repetition_distributes_over_a_sum(a: Component, b: Component, times: Expr) -> None:
    assert same((times * (a + b)).expression, (times * a + times * b).expression)


@given(COMPONENTS)
def test_the_leaves_add_up_to_the_tree(a: Component) -> None:
    assert same(sum((leaf.expression for leaf in a.leaves()), Integer(0)), a.expression)


def test_a_list_of_parts_becomes_a_tuple() -> None:
    parts = [Weight("w", (H,))]
    component = Component("c", parts)  # type: ignore[arg-type]
    parts.append(Weight("x", (V,)))
    assert component.expression == H


def test_paths_name_components_and_skip_unnamed_sums() -> None:
    model = components.token_embedding() + L * (components.attention()).named("block")
    assert [leaf.path for leaf in model.leaves()][:2] == ["embedding.tokens", "block.query"]


def test_a_tied_weight_keeps_its_shape_and_counts_nothing() -> None:
    weight = Weight("output", (V, H), Kind.OUTPUT, tied_to="embedding.tokens")
    assert weight.expression == 0
    assert weight.shape == (V, H)


def test_active_copies_of_a_component() -> None:
    mixture = components.mixture_of_experts(components.feedforward())
    routed = [leaf for leaf in mixture.leaves() if leaf.owner[-1] == "experts"]
    assert {leaf.times for leaf in routed} == {symbols.experts}
    ratio = {leaf.active_times / leaf.times for leaf in routed}
    assert ratio == {symbols.active_experts / symbols.experts}


@pytest.mark.parametrize(
    ("size", "message"),
    [
        (1.5, "1.5 in the shape of w is not exact; use an int or symbols"),
        ("H", "'H' in the shape of w is not exact; use an int or symbols"),
        (True, "True in the shape of w is not exact; use an int or symbols"),
        (0.5 * H, "0.5*H in the shape of w is not exact; use an int or symbols"),
        (-3, "-3 in the shape of w is negative; a size is at least 0"),
        (
            Symbol("H"),
            "the symbol H is not known to be positive and rational; use symparams.symbols.new('H')",
        ),
        (
            Symbol("H", positive=True, rational=True),
            "H is not the project's; use symparams.symbols.H",
        ),
    ],
)
def test_a_size_that_would_go_wrong_later_is_refused_at_once(size: object, message: str) -> None:
    with pytest.raises(SymparamsError) as error:
        Weight("w", (size,))
    assert str(error.value) == message


def test_fractions_are_exact() -> None:
    ratio = Weight("w", (Fraction(8, 3) * 3,))
    assert ratio.expression == 8


def test_ratio_symbols_are_rational_not_integer() -> None:
    assert symbols.ffn_ratio.is_integer is None
    assert Rational(8, 3) * H == expand(H * Rational(8, 3))
