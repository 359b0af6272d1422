"""What no weight claims: scales in blocks, buffers of their size, and what is too much."""

from dataclasses import replace
from math import ceil

import pytest

from symparams import load
from symparams.errors import BadCheckpointError
from symparams.operations.checkpoints import verify_checkpoint
from symparams.operations.checkpoints.surplus import BLOCK
from tests.operations.checkpoints.files import Header, case, checkpoint, compared, verdicts

SCALE = "model.layers.0.mlp.up_proj.weight_scale_inv"


def test_a_checkpoint_with_packed_weights_is_not_compared() -> None:
    row = case("LlamaForCausalLM")
    name = "model.layers.0.self_attn.q_proj.qweight"
    header = {**row["tensors"], name: ("I32", [512, 4096])}
    with pytest.raises(BadCheckpointError) as caught:
        compared(row["config"], header)
    assert str(caught.value) == (
        f"'model.safetensors': '{name}' is I32: a quantised checkpoint cannot be compared; "
        "give one in BF16, F16, F32 or F8"
    )


def test_weights_in_eight_bit_floats_are_compared_and_their_scales_listed() -> None:
    row = case("LlamaForCausalLM")
    header: Header = {n: ("F8_E4M3", shape) for n, (_, shape) in row["tensors"].items()}
    header["model.layers.0.self_attn.q_proj.weight_scale_inv"] = ("F32", [32, 32])
    result = compared(row["config"], header)
    assert result.is_equal
    assert verdicts(result)["model.layers.#.self_attn.q_proj.weight_scale_inv"] == "buffer"


def test_a_tensor_that_the_index_does_not_list() -> None:
    row = case("LlamaForCausalLM")
    whole = checkpoint(row["tensors"])
    *others, last = whole.tensors
    part = replace(whole, tensors=(*others, replace(last, is_listed=False)))
    result = verify_checkpoint(load(row["config"]), part)
    assert not result.is_equal
    assert verdicts(result)[last.name] == "not in the index"


def with_scale(shape: list[int], dtype: str = "F8_E4M3", name: str = SCALE) -> str:
    """What a tensor beside an 8-bit matrix of 11,008 × 4,096 is called."""
    row = case("LlamaForCausalLM")
    header: Header = {n: (dtype, size) for n, (_, size) in row["tensors"].items()}
    assert header["model.layers.0.mlp.up_proj.weight"][1] == [11008, 4096]
    return verdicts(compared(row["config"], {**header, name: ("F32", shape)}))[
        name.replace(".0.", ".#.")
    ]


@pytest.mark.parametrize(
    "shape", [[], [1], [11008], [11008, 1], [ceil(11008 / BLOCK), ceil(4096 / BLOCK)]]
)
def test_a_scale_is_of_the_whole_of_a_row_or_of_a_block(shape: list[int]) -> None:
    assert with_scale(shape) == "buffer"


@pytest.mark.parametrize("shape", [[2], [4096], [1, 11008], [86, 31], [87, 32], [86, 32, 1]])
def test_no_other_shape_is_one(shape: list[int]) -> None:
    assert with_scale(shape) == "unmatched"


def test_what_stands_beside_no_matrix_of_eight_bits_is_no_scale() -> None:
    assert with_scale([1], dtype="BF16") == "unmatched"
    vector = "model.layers.0.input_layernorm.weight_scale"
    assert with_scale([1], name=vector) == "unmatched"
    assert with_scale([1], name="model.layers.0.mlp.nothing.weight_scale") == "unmatched"


def test_what_is_left_over_is_counted_together() -> None:
    row = case("LlamaForCausalLM")
    extra: Header = {f"extra.{n}.weight": ("F32", [3, 5]) for n in range(4)}
    result = compared(row["config"], {**row["tensors"], **extra})
    (found,) = result.surplus
    assert (found.name, found.times, found.count) == ("extra.#.weight", 4, 4 * 3 * 5)
    assert result.found_total - result.expected_total == 4 * 3 * 5


@pytest.mark.parametrize("norm", ["ln_1", "ln_2"])
def test_a_layer_too_many_is_extra_under_its_own_name(norm: str) -> None:
    row = case("GPT2LMHeadModel")  # of 4 layers
    tensors = row["tensors"]
    result = compared(row["config"], {**tensors, f"transformer.h.4.{norm}.weight": ("F32", [768])})
    (extra,) = result.surplus
    assert (extra.name, extra.verdict) == (f"transformer.h.#.{norm}.weight", "extra")
    assert result.found_total - result.expected_total == 768


def test_what_a_model_has_not_is_extra_or_empty() -> None:
    row = case("GPT2LMHeadModel")
    name = "transformer.h.1.ln_cross_attn.weight"  # of a type that may have cross-attention
    for shape, verdict in (([768], "extra"), ([0], "empty")):
        result = compared(row["config"], {**row["tensors"], name: ("F32", shape)})
        assert verdicts(result)[name.replace(".1.", ".#.")] == verdict
        assert result.is_equal is (verdict == "empty")
