"""A block: how many norms each arrangement has, and where they stand."""

import pytest
from sympy import Expr, expand

from symparams.algebra.tree import Component
from symparams.components import (
    attention,
    feedforward,
    layer_norm,
    parallel_block,
    post_norm_block,
    pre_norm_block,
    sandwich_block,
)
from symparams.symbols import H, ffn_width, head_dim, heads
from tests.components.counts import count_at, count_of, elements

EMPTY = Component("all", ())
STYLES = (pre_norm_block, post_norm_block, sandwich_block, parallel_block)
PARTS = {"attention", "feed_forward"}


@pytest.mark.parametrize(
    ("component", "expected"),
    [
        (pre_norm_block(EMPTY, EMPTY), 2 * H),
        (post_norm_block(EMPTY, EMPTY), 2 * H),
        (sandwich_block(EMPTY, EMPTY), 4 * H),
        (parallel_block(EMPTY, EMPTY), H),
        (parallel_block(EMPTY, EMPTY, layer_norm), 2 * H),
    ],
)
def test_the_count_of_a_component(component: Component, expected: Expr) -> None:
    assert expand(count_of(component) - expected) == 0


def test_a_block_adds_norms_and_nothing_else() -> None:
    mixing, thinking = attention(bias=True), feedforward(gated=True)
    for style, norms in zip(STYLES, (2, 2, 4, 1), strict=True):
        rest = count_of(style(mixing, thinking, layer_norm)) - count_of(mixing, thinking)
        assert expand(rest - norms * 2 * H) == 0


@pytest.mark.parametrize(
    ("style", "order"),
    [
        (pre_norm_block, "n attention n feed_forward"),
        (post_norm_block, "attention n feed_forward n"),
        (sandwich_block, "n attention n n feed_forward n"),
        (parallel_block, "n attention feed_forward"),
    ],
)
def test_where_the_norms_stand(style: object, order: str) -> None:
    assert callable(style)
    parts = style(attention(), feedforward()).parts
    assert " ".join(part.name if part.name in PARTS else "n" for part in parts) == order


def test_no_two_parts_of_a_block_share_a_name() -> None:
    for style in STYLES:
        names = [part.name for part in style(attention(), feedforward()).parts]
        assert len(names) == len({*names})


def test_the_block_of_the_paper_is_pytorchs_encoder_layer() -> None:
    torch = pytest.importorskip("torch", reason="torch is not installed (extra trace)")
    block = post_norm_block(
        attention(bias=True), feedforward(hidden=ffn_width, bias=True), layer_norm
    )
    for width, number, hidden in ((8, 2, 20), (12, 3, 48)):
        real = elements(torch.nn.TransformerEncoderLayer(width, number, hidden))
        sizes = {H: width, heads: number, head_dim: width // number, ffn_width: hidden}
        assert count_at(sizes, block) == real
