"""No mutant of a checkpoint, and no file of another family, is called equal."""

import random

import pytest

from symparams import load
from symparams.errors import SymparamsError
from symparams.operations.checkpoints import verify_checkpoint
from tests.operations.checkpoints.files import Header, case, checkpoint, oracle, same_sizes
from tests.operations.checkpoints.mutants import mutants, pairs

PARTS = 8


@pytest.mark.parametrize("part", range(PARTS))
def test_no_mutant_of_any_class_is_equal(part: int) -> None:
    """Two mutants of each header; ``python tests/operations/checkpoints/mutants.py`` looks at all of them."""
    for row in oracle()[part::PARTS]:
        rng = random.Random(str(row["config"]))  # noqa: S311  # no secret depends on it
        model = load(row["config"])
        for what, header in rng.sample(list(mutants(row["tensors"], rng)), 2):
            try:
                assert not verify_checkpoint(model, checkpoint(header)).is_equal, what
            except SymparamsError:
                continue  # integers where weights should be: refused


def test_no_file_of_another_family_is_equal() -> None:
    """A sample of all pairs of types that are built in the same sizes."""
    rng = random.Random("pairs")  # noqa: S311  # no secret depends on it
    for mine, other, found, may, must in pairs(0.08, rng):
        assert not (found and not may), (mine, other)
        assert found or not must, (mine, other)


@pytest.mark.parametrize(("mine", "other"), [("gemma2", "glm4"), ("glm4", "gemma2")])
def test_gemma_2_and_glm_4_are_told_apart(mine: str, other: str) -> None:
    cases = {row["config"]["model_type"]: row for row in same_sizes()}
    header = cases[other]["tensors"]
    result = verify_checkpoint(load(cases[mine]["config"]), checkpoint(header))
    assert not result.is_equal


def moved(header: Header, old: str, new: str) -> Header:
    """The header with what begins with ``old`` called ``new``, and the reverse."""
    names = {old: new, new: old}
    found: Header = {}
    for name, tensor in header.items():
        start = next((start for start in names if name.startswith(start)), "")
        found[names[start] + name.removeprefix(start) if start else name] = tensor
    return found


@pytest.mark.parametrize(
    ("architecture", "one", "other"),
    [
        ("DeepseekV3ForCausalLM", "model.layers.0.", "model.layers.3."),
        ("ModernBertModel", "layers.0.", "layers.2."),
        ("T5ForConditionalGeneration", "encoder.block.0.", "encoder.block.1."),
    ],
)
def test_a_layer_stands_at_its_place(architecture: str, one: str, other: str) -> None:
    row = case(architecture)
    model = load(row["config"])
    assert verify_checkpoint(model, checkpoint(row["tensors"])).is_equal
    swapped = moved(row["tensors"], one, other)
    assert swapped.keys() != row["tensors"].keys()
    result = verify_checkpoint(model, checkpoint(swapped))
    assert not result.is_equal
    assert result.found_total == result.expected_total


def test_leading_dimensions_of_1_are_not_the_models() -> None:
    row = case("LlamaForCausalLM")
    flat: Header = {name: (dtype, [1, *shape]) for name, (dtype, shape) in row["tensors"].items()}
    assert not verify_checkpoint(load(row["config"]), checkpoint(flat)).is_equal


@pytest.mark.parametrize(
    ("architecture", "name", "shape", "size"),
    [
        ("LlamaForCausalLM", "model.layers.0.self_attn.rotary_emb.inv_freq", [10**9], "64"),
        ("GPT2LMHeadModel", "transformer.h.0.attn.bias", [1, 1, 999, 999], "1 × 1 × 1024 × 1024"),
    ],
)
def test_a_buffer_has_the_size_that_the_model_gives_it(
    architecture: str, name: str, shape: list[int], size: str
) -> None:
    row = case(architecture)
    header = {**row["tensors"], name: ("F32", shape)}
    result = verify_checkpoint(load(row["config"]), checkpoint(header))
    assert not result.is_equal
    extra = next(extra for extra in result.surplus if extra.name == name.replace(".0.", ".#."))
    assert (extra.shape, str(extra.verdict)) == (tuple(shape), "differs")
    assert extra.why.endswith(f"of which the model has {size}")
