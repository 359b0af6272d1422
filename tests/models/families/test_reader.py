"""The reader of configurations: origins, defaults, spellings, and errors word by word."""

from typing import Any

import pytest
from sympy import floor

from symparams import symbols
from symparams.algebra.relations import Relation
from symparams.algebra.requirements import with_relations
from symparams.errors import SymparamsError
from symparams.models.families import from_config
from symparams.models.loading import load
from symparams.operations.counting import count


def _message(config: dict[str, Any]) -> str:
    with pytest.raises(SymparamsError) as caught:
        load(config)
    message = str(caught.value)
    assert "\n" not in message
    return message


@pytest.mark.parametrize(
    ("key", "value", "message"),
    [
        ("hidden_size", "768", "hidden_size = '768' must be a whole number"),
        ("hidden_size", True, "hidden_size = true must be a whole number"),
        ("hidden_size", None, "hidden_size = null must be a whole number"),
        ("hidden_size", 1e3, "hidden_size = 1000.0 must be a whole number"),
        ("hidden_size", [4096], "hidden_size = [4096] must be a whole number"),
        ("hidden_size", -1, "hidden_size = -1 is negative; it must be greater than 0"),
        ("hidden_size", 0, "hidden_size = 0 is zero; it must be greater than 0"),
        ("num_hidden_layers", 10**19, "num_hidden_layers = 10000000000000000000 is out of range; the largest is 10^18"),
        ("head_dim", "__import__('os')", 'head_dim = "__import__(\'os\')" must be a whole number'),
        ("attention_bias", 1, "attention_bias = 1 must be true or false"),
        ("tie_word_embeddings", "no", "tie_word_embeddings = 'no' must be true or false"),
        ("layer_types", ["full_attention"] * 3,
         "layer_types has 3 items for 32 layers; give one for each"),
        ("architectures", ["LlamaForTokenClassification"],
         "architectures = ['LlamaForTokenClassification'] is not supported; "
         "known are LlamaForCausalLM, LlamaModel"),
        ("per_layer_config", {"0": {"intermediate_size": 64}},
         "'per_layer_config' = {'0': {'intermediate_size': 64}} could change the count, and the "
         "family 'llama' does not know it; remove the key if it cannot"),
    ],
)  # fmt: skip
def test_one_bad_key(key: str, value: object, message: str) -> None:
    assert _message({"model_type": "llama", key: value}) == f"config: {message}"


@pytest.mark.parametrize(
    ("config", "message"),
    [
        ({"model_type": "gpt2", "n_embd": 768, "hidden_size": 1024},
         "n_embd = 768 and hidden_size = 1024 contradict each other; give one of them"),
        ({"model_type": "t5", "d_kv": 64, "head_dim": 32},
         "d_kv = 64 and head_dim = 32 contradict each other; give one of them"),
        ({"model_type": "deepseek_v32", "mlp_layer_types": ["dense"]},
         "mlp_layer_types has 1 items for 61 layers; give one for each"),
        ({"model_type": "deepseek_v32", "mlp_layer_types": ["thick"] * 61},
         "mlp_layer_types holds 'thick'; it must be a list of dense or sparse"),
        ({"model_type": "qwen3_moe", "mlp_only_layers": list(range(200_000))},
         "mlp_only_layers has 200000 items; no model has so many layers"),
        ({"model_type": "longcat_flash", "qk_head_dim": 100},
         "qk_head_dim = 100 contradicts qk_nope_head_dim + qk_rope_head_dim = 192; "
         "give one of them"),
        ({"model_type": "bert", "add_cross_attention": True},
         "add_cross_attention = true needs is_decoder = true"),
        ({"model_type": "minicpm3", "num_attention_heads": 7},
         "num_attention_heads = 7 must divide hidden_size = 2560"),
        ({"model_type": "qwen4"},
         "unknown model_type 'qwen4'; the nearest supported are 'qwen3', 'qwen2', 'qwen3_moe'; "
         "'symparams trace' reads any model from its code (all: symparams families)"),
    ],
)  # fmt: skip
def test_keys_that_do_not_fit_together(config: dict[str, Any], message: str) -> None:
    assert _message(config) == f"config: {message}"


def test_each_value_knows_its_origin() -> None:
    model = from_config({"model_type": "qwen3", "hidden_size": 1024, "head_dim": 128})
    origins = {str(value.symbol): value.origin for value in model.values}
    assert origins["H"] == "hidden_size"
    assert origins["L"] == "num_hidden_layers not given, the family's default"
    assert origins["ffn_ratio"] == "intermediate_size not given, the family's default 22016 / 1024"
    settings = {setting.name: setting for setting in model.settings}
    assert settings["tie_word_embeddings"].value == "false"
    assert settings["tie_word_embeddings"].is_default


def test_missing_key_value_heads_are_named() -> None:
    model = from_config({"model_type": "llama", "num_attention_heads": 16, "hidden_size": 512})
    assert Relation(symbols.kv_heads, symbols.heads, symbols.kv_heads) in model.relations
    setting = next(s for s in model.settings if s.name == "kv_heads")
    assert (setting.value, setting.origin, setting.is_default) == (
        "heads", "num_key_value_heads not given", True
    )  # fmt: skip


def test_a_harmless_key_is_listed_and_a_null_is_nothing() -> None:
    model = from_config({"model_type": "llama", "rope_theta": 10000.0, "num_experts": None})
    assert model.ignored == ("rope_theta",)


def test_an_older_spelling_is_understood_where_the_class_understands_it() -> None:
    old = {"model_type": "bloom", "num_hidden_layers": 24, "num_attention_heads": 16,
           "n_embed": 1024}  # fmt: skip
    new = {"model_type": "bloom", "n_layer": 24, "n_head": 16, "hidden_size": 1024}
    assert int(count(load(old)).total) == int(count(load(new)).total)


def test_heads_that_do_not_divide_are_rounded_only_where_the_reference_rounds() -> None:
    model = load({"model_type": "glm4_moe"})
    rounded = Relation(symbols.head_dim, floor(symbols.H / symbols.heads), symbols.head_dim)
    assert rounded in model.relations
    assert with_relations(model, model.numbers())[symbols.head_dim] == 4096 // 96
    assert "must divide" in _message({"model_type": "llama", "num_attention_heads": 30})


def test_key_value_heads_that_do_not_divide_are_counted_and_noted() -> None:
    model = load({"model_type": "bitnet", "num_key_value_heads": 8})
    assert model.notes == (
        "num_key_value_heads = 8 does not divide the 20 heads: "
        "the tensors exist, but attention cannot run",
    )


def test_ten_to_the_nine_layers_are_a_number_like_any_other() -> None:
    assert int(count(load({"model_type": "llama", "num_hidden_layers": 10**9})).total) > 10**17


@pytest.mark.parametrize(
    ("model_type", "architecture", "total"),
    [
        ("gpt_neox", "GPTNeoXForCausalLM", 20_554_567_680),
        ("gpt_neox_japanese", "GPTNeoXJapaneseForCausalLM", 2_598_837_760),
        ("persimmon", "PersimmonForCausalLM", 9_397_175_296),
        ("stablelm", "StableLmForCausalLM", 2_795_443_200),
        ("modernbert", "ModernBertForMaskedLM", 149_655_232),
        ("modernbert-decoder", "ModernBertDecoderForCausalLM", 149_655_232),
    ],
)
def test_a_head_size_for_the_rotary_positions_alone(
    model_type: str, architecture: str, total: int
) -> None:
    """The totals are the reference implementation's with this key, and without it."""
    config = {"model_type": model_type, "architectures": [architecture], "head_dim": 32}
    model = from_config(config)
    assert count(model).total == total
    assert any(note.startswith("head_dim: only the rotary") for note in model.notes)
