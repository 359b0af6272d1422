"""A linear map: a number for each pair of an input and an output, and a bias for each output."""

from itertools import product

import pytest
from sympy import Integer

from symparams.algebra.parts import Kind
from symparams.components import linear
from symparams.symbols import H, V
from tests.components.counts import count_at, count_of, elements


@pytest.mark.parametrize(("inputs", "outputs"), [*product((1, 2, 5), (1, 3, 4))])
def test_each_output_has_a_number_for_each_input(inputs: int, outputs: int) -> None:
    pairs = len([(i, o) for o in range(outputs) for i in range(inputs)])
    sizes = {H: inputs, V: outputs}
    assert count_at(sizes, *linear("w", H, V)) == pairs
    assert count_at(sizes, *linear("w", H, V, bias=True)) == pairs + len(range(outputs))


def test_it_has_the_parameters_of_pytorchs() -> None:
    torch = pytest.importorskip("torch", reason="torch is not installed (extra trace)")
    for inputs, outputs, bias in product((2, 7), (3, 5), (True, False)):
        real = elements(torch.nn.Linear(inputs, outputs, bias=bias))
        assert count_of(*linear("w", Integer(inputs), Integer(outputs), bias=bias)) == real


def test_composed_maps_meet_in_the_width_between_them() -> None:
    down, up = linear("down", H, Integer(2)), linear("up", Integer(2), V)
    assert down[0].shape[-1] == up[0].shape[0] == 2
    assert count_at({H: 3, V: 5}, *down, *up) == 3 * 2 + 2 * 5


def test_the_matrix_has_the_kind_that_is_asked_for_and_the_bias_is_one() -> None:
    kinds = [weight.kind for weight in linear("router", H, V, bias=True, kind=Kind.ROUTER)]
    assert kinds == [Kind.ROUTER, Kind.BIASES]
