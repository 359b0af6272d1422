"""The weights of a tree in numbers: they add up to the count, layer by layer."""

from math import prod

import pytest

from symparams import Component, Model, Weight, count, load
from symparams.algebra.places import every, first
from symparams.errors import BadValueError
from symparams.models import presets
from symparams.operations.checkpoints import verify_checkpoint
from symparams.operations.checkpoints.expected import parts_of, whole
from symparams.symbols import H, L
from tests.operations.checkpoints.files import checkpoint

MANY = 10_000


def test_a_model_without_values_cannot_be_compared() -> None:
    with pytest.raises(BadValueError, match="no value for V; a checkpoint is compared with"):
        verify_checkpoint(load("textbook"), checkpoint({}))


@pytest.mark.parametrize("name", presets.names())
def test_the_parts_of_a_preset_add_up_to_its_count(name: str) -> None:
    model = load(name)
    parts = parts_of(model, MANY)
    total = sum(prod(p.shape) * p.copies * p.times for p in parts if not p.tied_to)
    assert total == count(model).total
    by_layer = sum(prod(p.shape) * p.copies * len(p.layers) for p in parts if not p.tied_to)
    assert by_layer == total


def test_dense_and_sparse_layers_share_the_stack_between_them() -> None:
    # DeepSeek-AI 2024, DeepSeek-V3, §4.2: the first 3 of 61 layers have no experts.
    parts = parts_of(load("deepseek-v3"), MANY)
    dense, sparse = (
        {p.layers for p in parts if p.path.startswith(f"{kind}.")}
        for kind in ("dense_block", "block")
    )
    assert dense == {frozenset(range(3))}
    assert sparse == {frozenset(range(3, 61))}


@pytest.mark.parametrize("most", [1, 2, 3, 5])
def test_no_more_layers_than_a_file_can_hold(most: int) -> None:
    step = Component("step", (Weight("w", (H,)),), L, places=every(2, start=1))
    start = Component("start", (Weight("w", (H,)),), L, places=first(7))
    plain = Component("plain", (Weight("w", (H,)),), L)
    model = count(Model("own", step + start + plain), {"H": 2, "L": 4}).model
    found = {part.path: sorted(part.layers) for part in parts_of(model, most)}
    assert found == {
        "step.w": [n for n in (1, 3, 5, 7) if n < most],
        "start.w": [*range(min(4, most))],
        "plain.w": [*range(min(4, most))],
    }
    assert all(part.times == 4 for part in parts_of(model, most))


def test_a_path_that_comes_twice_is_numbered() -> None:
    same = Component("norm", (Weight("gain", (H,)),))
    model = count(Model("own", same + same + same), {"H": 2}).model
    assert [part.key for part in parts_of(model, MANY)] == [
        "norm.gain", "norm.gain@2", "norm.gain@3",
    ]  # fmt: skip


def test_an_expression_is_a_number_or_names_what_is_open() -> None:
    known = count(load("gpt3"), heads=96).model
    assert whole(known, H * L - 1) == 12288 * 96 - 1
    with pytest.raises(BadValueError, match="no value for H, L;"):
        whole(load("textbook"), H * L)
