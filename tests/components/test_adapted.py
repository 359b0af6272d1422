"""What single encoders add: grouped convolutions, DeBERTa's convolution, X-MOD's adapters."""

import pytest
from sympy import Expr, Integer, expand

from symparams.algebra.tree import Component
from symparams.components import adapters, convolution, grouped_linear
from symparams.symbols import H, V, adapter_width, kernel, key_groups, languages, query_groups
from tests.components.counts import count_at, count_of, elements


@pytest.mark.parametrize(
    ("component", "expected"),
    [
        (Component("all", grouped_linear("query", H, H, query_groups)), H**2 / query_groups + H),
        (convolution(), kernel * H**2 + 3 * H),
        (convolution(groups=key_groups), kernel * H**2 / key_groups + 3 * H),
        (adapters(), languages * (2 * H * adapter_width + H + adapter_width)),
    ],
)
def test_the_count_of_a_component(component: Component, expected: Expr) -> None:
    assert expand(count_of(component) - expected) == 0


@pytest.mark.parametrize("groups", [1, 2, 3, 6])
def test_each_output_sees_the_inputs_of_its_group(groups: int) -> None:
    inputs, outputs = 12, 18
    pairs = [
        (i, o)
        for o in range(outputs)
        for i in range(inputs)
        if i // (inputs // groups) == o // (outputs // groups)
    ]
    parts = grouped_linear("w", H, V, query_groups)
    assert count_at({H: inputs, V: outputs, query_groups: groups}, *parts) == len(pairs) + outputs


def test_they_have_the_parameters_of_pytorchs_convolutions() -> None:
    torch = pytest.importorskip("torch", reason="torch is not installed (extra trace)")
    real = elements(torch.nn.Conv1d(12, 18, 1, groups=3))
    assert count_of(*grouped_linear("w", Integer(12), Integer(18), Integer(3))) == real
    beside = elements(torch.nn.Conv1d(8, 8, 5, groups=2), torch.nn.LayerNorm(8))
    sizes = {H: 8, kernel: 5, key_groups: 2}
    assert count_at(sizes, convolution(groups=key_groups)) == beside


def test_each_language_has_a_bottleneck_of_which_a_token_uses_its_own() -> None:
    one = 8 * 3 + 3 + 3 * 8 + 8  # down with its bias, up with its bias
    sizes = {H: 8, adapter_width: 3}
    for spoken in (1, 2, 5):
        assert count_at({**sizes, languages: spoken}, adapters()) == sum([one] * spoken)
    active = sum(leaf.active_times * leaf.weight.expression for leaf in adapters().leaves())
    assert expand(languages * active - count_of(adapters())) == 0
