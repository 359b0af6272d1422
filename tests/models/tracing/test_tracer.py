"""Traced models against the real classes: counts, layers, heads, tying, conditions."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest
from sympy import Expr, expand

from symparams import symbols
from symparams.algebra.closed_forms import closed_form
from symparams.algebra.model import Model
from symparams.algebra.parts import Kind
from symparams.algebra.tree import Component
from symparams.algebra.values import assign
from symparams.errors import BadValueError, SymparamsError
from symparams.models.tracing import trace
from symparams.models.tracing.building import measure
from symparams.models.tracing.resolving import resolve
from symparams.operations.counting import count
from symparams.operations.proving.proof import Verdict, prove

H, L, V, S = symbols.H, symbols.L, symbols.V, symbols.S
WIDTH = symbols.ffn_width


def real(source: Mapping[str, Any] | str, **arguments: int) -> int:
    """The real class, built without memory and counted."""
    return measure(resolve(source, arguments), {}).parameters


def components(model: Model) -> dict[str, Component]:
    return {p.name: p for p in model.tree.parts if isinstance(p, Component)}


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("GPT2LMHeadModel", 12 * H**2 * L + 13 * H * L + H * S + H * V + 2 * H),
        (
            "OPTForCausalLM",
            4 * H**2 * L + 2 * H * L * WIDTH + 9 * H * L + L * WIDTH + H * S + H * V + 4 * H,
        ),
        ("LlamaForCausalLM", 4 * H**2 * L + 3 * H * L * WIDTH + 2 * H * L + 2 * H * V + H),
    ],
)
def test_closed_forms_as_the_papers_have_them(name: str, expected: Expr) -> None:
    """Radford et al. 2019, Zhang et al. 2022 (two extra position rows), Touvron et al. 2023."""
    model = trace(f"transformers:{name}")
    assert expand(closed_form(model) - expected) == 0
    assert count(model).total == real(f"transformers:{name}")


def test_the_published_count_of_bert() -> None:
    """109,482,240 with the pooler, from the reference implementation's own listing."""
    assert count(trace("transformers:BertModel")).total == 109_482_240


@pytest.mark.parametrize("name", ["GPT2LMHeadModel", "BertForMaskedLM", "OPTForCausalLM"])
def test_heads_cancel_in_the_real_code(name: str) -> None:
    source = f"transformers:{name}"
    model = trace(source)
    proof = prove(model, "heads")
    assert proof.verdict is Verdict.PROVED
    assert "heads divides H" in proof.preconditions or proof.is_vacuous
    assert [str(d) for d in model.divisibility] == ["heads divides H"]
    assert real(source, num_attention_heads=6) == real(source) == count(model, heads=6).total


@pytest.mark.parametrize(
    "source",
    [
        {"model_type": "llama", "num_key_value_heads": 8},
        {"model_type": "t5"},
        {"model_type": "qwen3"},
    ],
)
def test_heads_stay_and_the_witness_is_real(source: dict[str, Any]) -> None:
    model = trace(source)
    proof = prove(model, "heads")
    assert proof.verdict is Verdict.REFUTED
    assert proof.witness is not None
    names = {name: key for key, name in resolve(source, {}).keys}
    for witness in proof.witness:
        numbers = {names[s.name]: int(n) for s, n in witness.values if s.name in names}
        numbers = {k: v for k, v in numbers.items() if k != "head_dim" or k in source}
        assert real({**source, **numbers}) == witness.count


def test_bert_shows_the_cancellation() -> None:
    model = trace("transformers:BertForMaskedLM")
    shapes = {leaf.path: leaf.weight.shape for leaf in model.leaves()}
    path = "bert.encoder.layer.attention.self.query.weight"
    assert shapes[path] == (symbols.head_dim * symbols.heads, H)
    assert [str(r) for r in model.relations] == ["head_dim = H/heads"]


def test_tied_weights_count_once_and_say_where() -> None:
    leaves = {leaf.path: leaf for leaf in trace("transformers:GPT2LMHeadModel").leaves()}
    assert leaves["lm_head.weight"].weight.tied_to == "transformer.wte.weight"
    assert leaves["lm_head.weight"].expression == 0


def test_kinds() -> None:
    kinds = {leaf.path: leaf.weight.kind for leaf in trace("transformers:GPT2LMHeadModel").leaves()}
    assert kinds["transformer.wte.weight"] is Kind.TOKENS
    assert kinds["transformer.wpe.weight"] is Kind.POSITIONS
    assert kinds["transformer.h.attn.c_attn.weight"] is Kind.WEIGHTS
    assert kinds["transformer.h.attn.c_attn.bias"] is Kind.BIASES
    assert kinds["transformer.h.ln_1.weight"] is Kind.NORM
    assert kinds["lm_head.weight"] is Kind.OUTPUT


def test_the_tree_does_not_grow_with_layers_or_experts() -> None:
    small = trace({"model_type": "mixtral", "num_hidden_layers": 2, "num_local_experts": 2})
    large = trace({"model_type": "mixtral", "num_hidden_layers": 9, "num_local_experts": 64})
    assert len(small.leaves()) == len(large.leaves())
    assert expand(closed_form(small) - closed_form(large)) == 0


def test_active_parameters_of_a_mixture() -> None:
    """Mixtral 8x7B (Jiang et al. 2024): 46,702,792,704 in all, about 12.88 billion active."""
    result = count(trace({"model_type": "mixtral", "num_key_value_heads": 8}))
    assert result.total == 46_702_792_704
    idle_experts = 32 * (8 - 2) * 3 * 4096 * 14336
    assert result.active == 46_702_792_704 - idle_experts


def test_a_pattern_of_layers_has_a_symbolic_number_of_copies() -> None:
    model = trace("transformers:DeepseekV3ForCausalLM")
    first = symbols.dense_layers
    times = {name: part.times for name, part in components(model).items() if part.times != 1}
    assert set(times.values()) == {first, L - first}
    assert count(model).total == 671_026_404_352


def test_other_values_are_the_real_class_at_those_values() -> None:
    model = trace({"model_type": "llama", "num_key_value_heads": 8})
    values = {"hidden_size": 1024, "num_hidden_layers": 5, "num_attention_heads": 16}
    source = {"model_type": "llama", "num_key_value_heads": 8}
    assert count(model, {**values}).total == real({**source, **values})


def test_a_value_that_the_code_works_out_can_be_given() -> None:
    model = trace({"model_type": "llama"})
    assert count(model, head_dim=64).total == real({"model_type": "llama", "head_dim": 64})


def test_a_condition_of_the_code_is_a_condition_of_the_model() -> None:
    """ELECTRA projects its embeddings only where their width differs from the hidden size."""
    model = trace("transformers:ElectraForCausalLM")
    with pytest.raises(BadValueError, match=r"holds only where embedding_.* != H"):
        assign(replace(model, again=None), {"embedding_size": 256})
    other = {"model_type": "electra", "architectures": ["ElectraForCausalLM"]}
    assert count(model, embedding_size=256).total == real({**other, "embedding_size": 256})


def test_a_key_without_effect_is_accepted_and_changes_nothing() -> None:
    model = trace("transformers:GPT2LMHeadModel")
    assert "bos_token_id" in model.without_effect
    assert count(model, bos_token_id=7).total == 124_439_808


def test_heads_that_do_not_divide_are_refused_as_the_code_does() -> None:
    model = trace("transformers:GPT2LMHeadModel")
    with pytest.raises(SymparamsError, match="heads must divide H"):
        count(model, heads=7)


def test_no_memory_is_allocated_for_a_very_large_model() -> None:
    source = {"model_type": "gpt2", "n_embd": 65536, "n_layer": 32, "n_head": 64}
    assert count(trace(source)).total == real(source) > 1_600_000_000_000
