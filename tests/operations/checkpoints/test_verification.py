"""Equal only if every weight is there: real names and shapes, and what is done to them."""

import json
import random
from typing import Any

import pytest

from symparams import load
from symparams.models import saved
from symparams.models.families.registry import FAMILIES
from symparams.operations.checkpoints import verify_checkpoint
from tests.operations.checkpoints.files import case, checkpoint, compared, oracle, verdicts
from tests.operations.checkpoints.mutants import mutants

TYPES = sorted(FAMILIES)
MUTANTS = 25
"""How many of a checkpoint's mutants a test looks at, drawn anew from a fixed seed."""


def rows(model_type: str) -> list[dict[str, Any]]:
    return [row for row in oracle() if row["config"]["model_type"] == model_type]


@pytest.mark.parametrize("model_type", TYPES)
def test_what_the_reference_writes_is_equal(model_type: str) -> None:
    """Every class of every type, and the totals that the reference counted."""
    cases = rows(model_type)
    assert cases
    for row in cases:
        result = compared(row["config"], row["tensors"])
        assert result.is_equal, verdicts(result)
        assert result.found_total == result.expected_total
        computed = sum(row.count for row in result.rows if row.verdict == "computed, not stored")
        assert result.found_total + computed == row["parameters"]


@pytest.mark.parametrize("model_type", TYPES)
def test_no_mutant_is_equal(model_type: str) -> None:
    """One tensor dropped, resized, renamed, added, exchanged for another; layers swapped."""
    rng = random.Random(model_type)  # noqa: S311  # no secret depends on it
    row = rng.choice(rows(model_type))
    every = list(mutants(row["tensors"], rng))
    for what, header in rng.sample(every, MUTANTS):
        assert not compared(row["config"], header).is_equal, what


def test_what_may_stand_beside_the_weights_and_what_may_not() -> None:
    row = case("GPT2LMHeadModel")
    header, config = row["tensors"], row["config"]
    wte = header["transformer.wte.weight"]
    mask = ("BOOL", [1, 1, 1024, 1024])
    result = compared(config, {**header, "transformer.h.0.attn.bias": mask})
    assert result.is_equal
    assert verdicts(result)["transformer.h.#.attn.bias"] == "buffer"
    assert result.buffers == 1024**2
    stored_twice = compared(config, {**header, "lm_head.weight": wte})
    assert stored_twice.is_equal
    assert verdicts(stored_twice)["output_head.weight"] == "tied copy"
    assert stored_twice.copied == 50257 * 768
    assert stored_twice.found_total == row["parameters"]
    untied = compared({**config, "tie_word_embeddings": False}, header)
    assert verdicts(untied)["output_head.weight"] == "missing"
    assert not compared(config, {**header, "score.weight": wte}).is_equal
    assert not compared(config, {**header, "transformer.h.0.copy.weight": wte}).is_equal
    assert not compared(config, {**header, "lm_head.weight": ("F32", [768, 50256])}).is_equal


def test_a_tied_weight_may_be_stored_under_the_name_of_its_copy() -> None:
    row = case("GPT2LMHeadModel")
    header = dict(row["tensors"])
    header["lm_head.weight"] = header.pop("transformer.wte.weight")
    result = compared(row["config"], header)
    assert result.is_equal
    assert verdicts(result)["output_head.weight"] == "tied, not stored"
    assert not compared({**row["config"], "tie_word_embeddings": False}, header).is_equal


def test_a_surplus_in_one_layer_does_not_fill_a_gap_in_another() -> None:
    row = case("LlamaForCausalLM")
    header = dict(row["tensors"])
    moved = header.pop("model.layers.3.self_attn.q_proj.weight")
    header["model.layers.2.self_attn.query.weight"] = moved
    result = compared(row["config"], header)
    assert result.expected_total == result.found_total
    assert not result.is_equal
    query = next(row for row in result.rows if row.path == "block.attention.query")
    assert query.why == "missing in layer 3"
    assert verdicts(result)["model.layers.#.self_attn.query.weight"] == "unmatched"


def test_equal_totals_under_unknown_names_are_unmatched() -> None:
    row = case("LlamaForCausalLM")
    header = {name.replace("q_proj", "questions"): t for name, t in row["tensors"].items()}
    result = compared(row["config"], header)
    assert result.is_unmatched
    assert not result.is_equal
    assert verdicts(result)["model.layers.#.self_attn.questions.weight"] == "unmatched"


def test_layers_are_numbered_from_zero_without_gaps() -> None:
    row = case("LlamaForCausalLM")
    header = {name.replace("layers.3.", "layers.4."): t for name, t in row["tensors"].items()}
    result = compared(row["config"], header)
    assert not result.is_equal
    assert result.problems == ("the layers of model.layers are not numbered from 0 without gaps",)


def test_a_name_and_a_shape_are_the_same_in_every_layer() -> None:
    row = case("LlamaForCausalLM")
    header = dict(row["tensors"])
    name = "model.layers.1.self_attn.q_proj.weight"
    header[name.replace("q_proj", "query")] = header.pop(name)
    query = next(r for r in compared(row["config"], header).rows if r.path.endswith("query"))
    assert query.why == "missing in layer 1"
    turned = {**row["tensors"], "model.layers.0.mlp.up_proj.weight": ("F32", [4096, 11008])}
    result = compared(row["config"], turned)
    assert not result.is_equal
    up = next(r for r in result.rows if r.path.endswith("up"))
    assert up.why == "found 4096 × 11008 in layer 0"


def test_experts_are_numbered_without_gaps() -> None:
    row = case("MixtralForCausalLM")
    expert = "model.layers.0.block_sparse_moe.experts.7.w1.weight"
    header = dict(row["tensors"])
    header[expert.replace("experts.7", "experts.8")] = header.pop(expert)
    gate = next(r for r in compared(row["config"], header).rows if r.path.endswith("experts.gate"))
    assert gate.why == "7 of 8 in layer 0"


def test_both_layouts_of_experts_are_known() -> None:
    cases = [
        row for row in rows("mixtral") if "MixtralForCausalLM" in row["config"]["architectures"]
    ]
    names = [next(n for n in row["tensors"] if "experts" in n) for row in cases]
    assert names[0].startswith("model.layers.0.block_sparse_moe.experts.0.w")
    assert names[1] == "model.layers.0.mlp.experts.gate_up_proj"


def test_the_two_names_of_one_matrix_of_another_kind_of_checkpoint() -> None:
    row = next(r for r in rows("bert") if "BertModel" in r["config"]["architectures"])
    header = dict(row["tensors"])
    header["word_embeddings.weight"] = header.pop("embeddings.word_embeddings.weight")
    result = compared(row["config"], header)
    assert not result.is_equal
    assert verdicts(result)["word_embeddings.weight"] == "unmatched"


def test_an_empty_checkpoint() -> None:
    result = verify_checkpoint(load("gpt2"), checkpoint({}))
    assert not result.is_equal
    assert {str(row.verdict) for row in result.rows} == {"missing", "tied, not stored"}


def test_a_missing_norm_is_not_held_by_the_copy_of_a_bias_with_the_same_path() -> None:
    row = case("BertForMaskedLM")
    header = dict(row["tensors"])
    header["cls.predictions.decoder.bias"] = header["cls.predictions.bias"]
    header["cls.predictions.decoder.weight"] = header["bert.embeddings.word_embeddings.weight"]
    assert compared(row["config"], header).is_equal
    del header["cls.predictions.transform.LayerNorm.bias"]
    assert not compared(row["config"], header).is_equal


def test_a_vector_is_no_matrix() -> None:
    row = case("LlamaForCausalLM")
    square = {**row["tensors"], "model.norm.weight": ("F32", [64, 64])}
    assert not compared(row["config"], square).is_equal
    flat = {**row["tensors"], "model.norm.weight": ("F32", [1, 4096])}
    result = compared(row["config"], flat)
    assert not result.is_equal
    assert next(r.why for r in result.rows if r.path == "final_norm.gain") == "found 1 × 4096"


def test_a_traced_tree_has_the_names_of_its_modules() -> None:
    pytest.importorskip("transformers")
    from symparams import trace

    for architecture in ("GPT2LMHeadModel", "DeepseekV3ForCausalLM"):
        row = next(r for r in reversed(oracle()) if r["config"]["architectures"] == [architecture])
        model = saved.read(json.loads(saved.text(trace(row["config"]))), "saved")
        header = dict(row["tensors"])
        buffers = {name for name in header if name.endswith("e_score_correction_bias")}
        weights = {name: tensor for name, tensor in header.items() if name not in buffers}
        result = verify_checkpoint(model, checkpoint(weights))
        assert result.is_equal, verdicts(result)
        last = next(reversed(weights))
        del weights[last]
        assert not verify_checkpoint(model, checkpoint(weights)).is_equal
