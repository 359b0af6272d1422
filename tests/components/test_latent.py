"""Multi-head latent attention and its indexer, matrix by matrix."""

import pytest
from sympy import Expr, expand

from symparams.algebra.tree import Component
from symparams.components import latent_attention, sparse_indexer
from symparams.symbols import (
    H,
    heads,
    index_dim,
    index_heads,
    kv_rank,
    nope_dim,
    q_rank,
    rope_dim,
    value_dim,
)
from tests.components.counts import count_at, count_of


@pytest.mark.parametrize(
    ("component", "expected"),
    [
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
    ],
)  # fmt: skip
def test_the_count_of_a_component(component: Component, expected: Expr) -> None:
    assert expand(count_of(component) - expected) == 0


DEEPSEEK = {
    H: 7168, heads: 128, q_rank: 1536, kv_rank: 512, nope_dim: 128, rope_dim: 64, value_dim: 128,
}  # fmt: skip
"""DeepSeek-AI 2024, DeepSeek-V3, §4.2."""


def test_a_layer_of_deepseek_v3_matrix_by_matrix() -> None:
    matrices = [
        (7168, 1536), (1536, 128 * (128 + 64)), (7168, 512 + 64), (512, 128 * (128 + 128)),
        (128 * 128, 7168),
    ]  # fmt: skip
    expected = sum(a * b for a, b in matrices) + 1536 + 512
    assert count_at(DEEPSEEK, latent_attention()) == expected == 187_107_328


def test_what_is_cached_of_a_token_is_what_the_map_down_gives() -> None:
    # DeepSeek-V2, table 1: (d_c + d_h^R) elements a token, 512 + 64.
    (down,) = (w for w in latent_attention().leaves() if w.path.endswith("kv_down"))
    assert down.weight.shape == (H, kv_rank + rope_dim)
    assert down.weight.shape[-1].xreplace(DEEPSEEK) == 576


def test_a_low_rank_query_is_smaller_below_the_rank_at_which_both_are_equal() -> None:
    full, low = count_of(latent_attention(q_rank=None)), count_of(latent_attention())
    sizes = {**DEEPSEEK, H: 16, heads: 2, nope_dim: 3, rope_dim: 1}
    wide = 2 * (3 + 1)
    for rank in range(1, 20):
        difference = (low - full).xreplace({**sizes, q_rank: rank})
        assert (difference < 0) == (rank * (16 + 1 + wide) < 16 * wide)


def test_heads_never_cancel() -> None:
    for model in (latent_attention(), latent_attention(q_rank=None)):
        slope = expand(count_of(model).coeff(heads))
        assert slope.is_positive
        assert expand(slope.coeff(kv_rank) - nope_dim - value_dim) == 0
