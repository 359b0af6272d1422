"""The components of the catalogue, as expressions, from the shapes that their sources give."""

import pytest
from sympy import Expr, expand

from symparams.algebra.parts import Weight
from symparams.components import (
    Component,
    adapters,
    attention,
    convolution,
    differential_lambdas,
    feedforward,
    full_norms,
    grouped_linear,
    head_norms,
    latent_attention,
    masked_lm_head,
    mixture_of_attention_heads,
    mixture_of_experts,
    output_head,
    pre_norm_block,
    relative_bias,
    sandwich_block,
    separate_head_norms,
    sinks,
    sparse_indexer,
    transformer_xl_attention,
    with_gate,
)
from symparams.symbols import (
    H,
    V,
    active_experts,
    adapter_width,
    buckets,
    embedding_width,
    experts,
    head_dim,
    heads,
    index_dim,
    index_heads,
    kernel,
    kv_heads,
    kv_rank,
    languages,
    nope_dim,
    q_rank,
    query_groups,
    rope_dim,
    value_dim,
    zero_experts,
)

GATED = feedforward(gated=True, hidden=4 * H)


def _all(*parts: Weight | Component) -> Component:
    return Component("all", parts)


@pytest.mark.parametrize(
    ("component", "expected"),
    [
        (attention(kv_heads=kv_heads, value_dim=value_dim),
         H * heads * head_dim + H * kv_heads * (head_dim + value_dim) + heads * value_dim * H),
        (attention(bias=True, key_bias=False),
         4 * H * heads * head_dim + 2 * heads * head_dim + H),
        (_all(*head_norms()), 2 * head_dim),
        (_all(*head_norms(bias=True)), 4 * head_dim),
        (_all(*full_norms(kv_heads=kv_heads)), (heads + kv_heads) * head_dim),
        (_all(*separate_head_norms(kv_heads=kv_heads)), (heads + kv_heads) * head_dim),
        (_all(sinks()), heads),
        (_all(relative_bias()), buckets * heads),
        (_all(*differential_lambdas()), 4 * head_dim),
        (transformer_xl_attention(), 5 * (H + 1) * heads * head_dim),
        (latent_attention(),
         H * q_rank + q_rank + q_rank * heads * (nope_dim + rope_dim)
         + H * (kv_rank + rope_dim) + kv_rank + kv_rank * heads * (nope_dim + value_dim)
         + heads * value_dim * H),
        (latent_attention(q_rank=None, bias=True),
         H * heads * (nope_dim + rope_dim)
         + (H + 1) * (kv_rank + rope_dim) + kv_rank + kv_rank * heads * (nope_dim + value_dim)
         + heads * value_dim * H + H),
        (sparse_indexer(),
         q_rank * index_heads * index_dim + H * index_dim + 2 * index_dim + H * index_heads),
        (mixture_of_experts(GATED, router_bias=True, has_correction=True),
         12 * H**2 * experts + H * experts + 2 * experts),
        (mixture_of_experts(GATED, choices=experts + zero_experts, shared=with_gate(GATED)),
         12 * H**2 * (experts + 1) + H * (experts + zero_experts) + H),
        (mixture_of_attention_heads(),
         H * experts + 2 * H * kv_heads * head_dim * (experts + 1) + H),
        (masked_lm_head(tied=False), H**2 + 3 * H + V * H + 2 * V),
        (masked_lm_head(inner=embedding_width, has_second_bias=False),
         H * embedding_width + 3 * embedding_width + V),
        (output_head(tied=True, bias=True), V),
        (_all(*grouped_linear("query", H, H, query_groups)), H**2 / query_groups + H),
        (convolution(), kernel * H**2 + 3 * H),
        (adapters(), languages * (2 * H * adapter_width + H + adapter_width)),
        (pre_norm_block(_all(), _all()), 2 * H),
        (sandwich_block(_all(), _all()), 4 * H),
    ],
)  # fmt: skip
def test_the_count_of_a_component(component: Component, expected: Expr) -> None:
    assert expand(component.expression - expected) == 0


def test_a_token_uses_the_active_experts_and_the_shared_one() -> None:
    model = mixture_of_experts(GATED, shared=GATED)
    active = sum(leaf.active_times * leaf.weight.expression for leaf in model.leaves())
    assert expand(active - (12 * H**2 * (active_experts + 1) + H * experts)) == 0
