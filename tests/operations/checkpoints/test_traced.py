"""A traced tree: its paths are the names of tensors, and its layers stand where they are."""

import pytest
from sympy import Integer

from symparams import Component, Model, Weight
from symparams.errors import BadCheckpointError
from symparams.operations.checkpoints import verify_checkpoint
from symparams.operations.checkpoints.traced import names_in, placed
from tests.operations.checkpoints.files import Header, checkpoint


def layers(first: int, times: int, width: int) -> Component:
    weight = Weight("proj.weight", (Integer(width), Integer(2)))
    return Component(f"model.layers.{first}", (weight,), times=Integer(times))


def traced(*parts: Component) -> Model:
    return Model("traced", Component("", parts), ())


@pytest.mark.parametrize("lengths", [(1,), (3, 2), (2, 1, 4)])
def test_kinds_of_layers_follow_each_other(lengths: tuple[int, ...]) -> None:
    starts = [sum(lengths[:n]) for n in range(len(lengths))]
    parts = [layers(start, times, 3) for start, times in zip(starts, lengths, strict=True)]
    model = placed(traced(*parts))
    for part, start, times in zip(model.tree.components, starts, lengths, strict=True):
        assert part.places is not None
        assert part.places.of(times) == tuple(range(start, start + times))


def test_kinds_that_take_turns_are_refused() -> None:
    with pytest.raises(BadCheckpointError, match=r"kinds of layers of model\.layers take turns"):
        placed(traced(layers(0, 3, 3), layers(1, 2, 5)))


def header() -> Header:
    found: Header = {"embed.weight": ("F32", [7, 2])}
    for layer in range(5):
        width = 3 if layer < 3 else 5
        found[f"model.layers.{layer}.proj.weight"] = ("F32", [width, 2])
    return found


def test_a_file_is_equal_layer_by_layer() -> None:
    embedding = Component("embed", (Weight("weight", (Integer(7), Integer(2))),))
    model = traced(embedding, layers(0, 3, 3), layers(3, 2, 5))
    assert verify_checkpoint(model, checkpoint(header())).is_equal
    swapped = header()
    one, other = (f"model.layers.{n}.proj.weight" for n in (2, 3))
    swapped[one], swapped[other] = swapped[other], swapped[one]
    assert not verify_checkpoint(model, checkpoint(swapped)).is_equal


def test_copies_of_modules_are_a_list_and_those_of_parameters_one_tensor() -> None:
    module = Component("blocks", (Weight("fc.weight", (Integer(4), Integer(2))),), Integer(3))
    bare = Component("experts", (Weight("stacked", (Integer(4), Integer(2))),), Integer(3))
    names = {row.name: row.is_stacked for row in names_in(traced(module, bare)).rows}
    assert names == {"blocks.#.fc.weight": False, "experts.stacked": True}
    held: Header = {f"blocks.{n}.fc.weight": ("F32", [4, 2]) for n in range(3)}
    held["experts.stacked"] = ("F32", [3, 4, 2])
    assert verify_checkpoint(traced(module, bare), checkpoint(held)).is_equal


def test_a_weight_at_the_top_is_a_component_of_its_own() -> None:
    model = Model("own", Component("", (Weight("bias", (Integer(4),)),)), ())
    (part,) = placed(model).tree.components
    assert part.leaves()[0].weight.shape == (4,)
