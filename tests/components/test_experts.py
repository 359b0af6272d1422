"""Mixtures of experts: all of them are there, and a token uses a few."""

import pytest
from sympy import Expr, Integer, expand

from symparams.algebra.tree import Component
from symparams.components import (
    feedforward,
    mixture_of_attention_heads,
    mixture_of_experts,
    with_gate,
)
from symparams.symbols import (
    H,
    active_experts,
    expert_width,
    experts,
    head_dim,
    kv_heads,
    zero_experts,
)
from tests.components.counts import count_at, count_of

GATED = feedforward(gated=True, hidden=4 * H)


def active_of(component: Component) -> Expr:
    """The parameters that one token uses."""
    return expand(sum(leaf.active_times * leaf.weight.expression for leaf in component.leaves()))


@pytest.mark.parametrize(
    ("component", "expected"),
    [
        (mixture_of_experts(GATED, router_bias=True, has_correction=True),
         12 * H**2 * experts + H * experts + 2 * experts),
        (mixture_of_experts(GATED, choices=experts + zero_experts, shared=with_gate(GATED)),
         12 * H**2 * (experts + 1) + H * (experts + zero_experts) + H),
        (mixture_of_attention_heads(),
         H * experts + 2 * H * kv_heads * head_dim * (experts + 1) + H),
    ],
)  # fmt: skip
def test_the_count_of_a_component(component: Component, expected: Expr) -> None:
    assert expand(count_of(component) - expected) == 0


def test_a_token_uses_the_active_experts_and_the_shared_one() -> None:
    model = mixture_of_experts(GATED, shared=GATED)
    active = sum(leaf.active_times * leaf.weight.expression for leaf in model.leaves())
    assert expand(active - (12 * H**2 * (active_experts + 1) + H * experts)) == 0


def test_a_layer_of_mixtral() -> None:
    # Jiang et al. 2024, table 1: 8 experts of 3 · 4,096 · 14,336, of which a token uses 2.
    layer = mixture_of_experts(feedforward(gated=True, hidden=expert_width))
    sizes = {H: 4096, expert_width: 14_336, experts: 8, active_experts: 2}
    expert, router = 3 * 4096 * 14_336, 4096 * 8
    assert count_at(sizes, layer) == 8 * expert + router
    numbers = {symbol: Integer(number) for symbol, number in sizes.items()}
    assert active_of(layer).xreplace(numbers) == 2 * expert + router


def test_an_expert_more_is_an_expert_and_a_row_of_the_router_more() -> None:
    count = count_of(mixture_of_experts(GATED))
    more = expand(count.xreplace({experts: experts + 1}) - count)
    assert expand(more - (12 * H**2 + H)) == 0


def test_who_uses_every_expert_uses_everything() -> None:
    for layer in (
        mixture_of_experts(GATED, active=experts),
        mixture_of_attention_heads(active=experts),
    ):
        assert expand(active_of(layer) - count_of(layer)) == 0


def test_a_token_never_uses_more_experts_than_there_are() -> None:
    layer = mixture_of_experts(GATED, choices=experts + zero_experts)
    for there, chosen in ((2, 1), (2, 2), (2, 5), (8, 6)):
        numbers = {H: Integer(1), experts: Integer(there), active_experts: Integer(chosen)}
        routers = there + zero_experts
        used = active_of(layer).xreplace(numbers) - routers
        assert expand(used - 12 * min(there, chosen)) == 0
