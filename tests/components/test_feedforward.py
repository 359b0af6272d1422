"""The feed-forward layer: two matrices, or three with a gate (Shazeer 2020)."""

from itertools import product

import pytest
from sympy import Expr, Integer, Rational, expand

from symparams.algebra.parts import Kind, Weight
from symparams.components import feedforward
from symparams.symbols import H, ffn_ratio, ffn_width
from tests.components.counts import count_at, count_of, elements


@pytest.mark.parametrize(
    ("is_gated", "has_bias", "down_bias"),
    [*product((False, True), (False, True), (None, False, True))],
)
def test_every_choice_by_hand(is_gated: bool, has_bias: bool, down_bias: bool | None) -> None:
    width, hidden = 6, 10
    matrices = [(width, hidden)] * (2 if is_gated else 1) + [(hidden, width)]
    biases = [hidden] * (len(matrices) - 1) * has_bias
    biases += [width] * (has_bias if down_bias is None else down_bias)
    layer = feedforward(hidden=ffn_width, gated=is_gated, bias=has_bias, down_bias=down_bias)
    expected = sum(a * b for a, b in matrices) + sum(biases)
    assert count_at({H: width, ffn_width: hidden}, layer) == expected


def test_a_gate_at_two_thirds_of_the_width_costs_nothing() -> None:
    # Shazeer 2020, §2: "we reduce the number of hidden units by a factor of 2/3".
    narrow: Expr = Rational(2, 3) * ffn_ratio * H
    gated = count_of(feedforward(gated=True, hidden=narrow))
    assert expand(gated - count_of(feedforward())) == 0


def test_at_four_times_the_width_it_has_twice_the_parameters_of_attention() -> None:
    assert expand(count_of(feedforward(hidden=4 * H)) - 2 * (4 * H**2)) == 0


def test_it_has_the_parameters_of_pytorchs() -> None:
    torch = pytest.importorskip("torch", reason="torch is not installed (extra trace)")
    for width, hidden, bias in product((4, 6), (8, 9), (True, False)):
        up = torch.nn.Linear(width, hidden, bias=bias)
        down = torch.nn.Linear(hidden, width, bias=bias)
        layer = feedforward(width=Integer(width), hidden=Integer(hidden), bias=bias)
        assert count_of(layer) == elements(up, down)


def test_what_a_family_adds_is_counted_beside_the_matrices() -> None:
    inner = Weight("activation", (ffn_width,), Kind.HEAD)
    layer = feedforward(hidden=ffn_width, within=(inner,))
    assert expand(count_of(layer) - 2 * H * ffn_width - ffn_width) == 0
