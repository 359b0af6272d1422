"""Norms: a gain for each feature, and a bias for each in LayerNorm (Ba et al. 2016, eq. 4)."""

import pytest
from sympy import Integer, expand

from symparams.algebra.quantities import in_estimate
from symparams.components import layer_norm, rms_norm
from symparams.symbols import H, head_dim, heads
from tests.components.counts import count_at, count_of, elements


@pytest.mark.parametrize("width", [1, 2, 7, 768])
def test_each_feature_has_a_gain_and_in_layer_norm_a_bias(width: int) -> None:
    assert count_at({H: width}, rms_norm()) == width
    assert count_at({H: width}, layer_norm()) == width + width
    assert count_at({H: width}, layer_norm(bias=False)) == width


def test_they_have_the_parameters_of_pytorchs() -> None:
    torch = pytest.importorskip("torch", reason="torch is not installed (extra trace)")
    for width in (3, 16):
        size = Integer(width)
        assert count_of(layer_norm(width=size)) == elements(torch.nn.LayerNorm(width))
        without = elements(torch.nn.LayerNorm(width, bias=False))
        assert count_of(layer_norm(width=size, bias=False)) == without
        assert count_of(rms_norm(width=size)) == elements(torch.nn.RMSNorm(width))


def test_a_norm_over_all_heads_has_a_gain_for_each_place_of_each() -> None:
    assert expand(count_of(layer_norm(width=heads * head_dim)) - 2 * heads * head_dim) == 0


def test_a_norm_is_not_in_the_rule_of_thumb() -> None:
    assert not any(in_estimate(leaf) for leaf in layer_norm().leaves())
