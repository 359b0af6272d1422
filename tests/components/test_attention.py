"""Attention, projection by projection and head by head, from the shapes that the papers give."""

from itertools import product

import pytest
from sympy import Expr, Integer, expand

from symparams.algebra.tree import Component
from symparams.components import (
    attention,
    differential_lambdas,
    full_norms,
    head_norms,
    multi_head_attention,
    relative_bias,
    separate_head_norms,
    sinks,
    transformer_xl_attention,
)
from symparams.symbols import H, V, buckets, head_dim, heads, kv_heads, value_dim
from tests.components.counts import Part, count_at, count_of, elements


def _all(*parts: Part) -> Component:
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
    ],
)  # fmt: skip
def test_the_count_of_a_component(component: Component, expected: Expr) -> None:
    assert expand(count_of(component) - expected) == 0


SIZES = [(12, 4, 2, 3), (8, 2, 1, 5), (6, 6, 3, 1), (10, 3, 3, 4)]


@pytest.mark.parametrize(("width", "number", "kv", "size"), SIZES)
def test_head_by_head_as_the_papers_write_it(width: int, number: int, kv: int, size: int) -> None:
    # Vaswani et al. 2017, §3.2.2: W_i^Q, W_i^K, W_i^V of d_model × d_k, and W^O of h·d_v × d_model.
    numbers = {H: width, heads: number, kv_heads: kv, head_dim: size}
    own = sum(width * size for _ in range(number))
    shared = sum(width * size for _ in range(kv))
    assert count_at(numbers, multi_head_attention()) == 3 * own + number * size * width
    assert count_at(numbers, attention()) == 3 * own + number * size * width
    grouped = own + 2 * shared + number * size * width
    assert count_at(numbers, attention(kv_heads=kv_heads)) == grouped
    single = own + 2 * width * size + number * size * width  # Shazeer 2019: one key, one value
    assert count_at(numbers, attention(kv_heads=Integer(1))) == single


def test_the_heads_cancel_where_they_split_the_width() -> None:
    for hidden in (12, 30):
        counts = {
            count_at({H: hidden, heads: number, head_dim: hidden // number}, attention())
            for number in range(1, hidden + 1)
            if hidden % number == 0
        }
        assert counts == {4 * hidden**2}


@pytest.mark.parametrize(
    ("bias", "output", "key"), [*product((False, True), (None, False, True), (None, False, True))]
)
def test_which_projections_have_a_bias(bias: bool, output: bool | None, key: bool | None) -> None:
    made = attention(kv_heads=kv_heads, bias=bias, output_bias=output, key_bias=key)
    sizes = {H: 10, heads: 4, kv_heads: 2, head_dim: 3}
    biases = [12 * bias, 6 * (bias if key is None else key), 6 * bias]
    biases += [10 * (bias if output is None else output)]
    assert count_at(sizes, made) == 10 * (12 + 6 + 6) + 12 * 10 + sum(biases)


def test_keys_and_values_of_another_source_are_as_wide_as_it_is() -> None:
    crossed = attention(source=V)
    assert expand(count_of(crossed) - 2 * (H + V) * heads * head_dim) == 0
    stated = attention(output_from=H)
    assert expand(count_of(stated) - 3 * H * heads * head_dim - H**2) == 0


def test_it_has_the_parameters_of_pytorchs() -> None:
    torch = pytest.importorskip("torch", reason="torch is not installed (extra trace)")
    for width, number, bias in product((8, 12), (1, 2, 4), (True, False)):
        real = elements(torch.nn.MultiheadAttention(width, number, bias=bias))
        sizes = {H: width, heads: number, head_dim: width // number}
        assert count_at(sizes, attention(bias=bias)) == real
    other = elements(torch.nn.MultiheadAttention(8, 2, kdim=5, vdim=5, bias=False))
    assert count_at({H: 8, heads: 2, head_dim: 4, V: 5}, attention(source=V)) == other
