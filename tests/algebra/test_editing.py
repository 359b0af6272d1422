"""Values by the keys of a file: an edit is the file with the edit in it, read from the start."""

from typing import Any

import pytest
from sympy import Rational

from symparams import Model, count, load
from symparams.algebra.editing import changes, edited, edits_of, sizes_of
from symparams.algebra.values import assign
from symparams.errors import BadValueError, UnknownNameError
from symparams.symbols import H, L, expert_width, ffn_ratio, ffn_width, head_dim, heads

LLAMA: dict[str, Any] = {
    "model_type": "llama", "hidden_size": 64, "intermediate_size": 160, "num_hidden_layers": 2,
    "num_attention_heads": 8, "num_key_value_heads": 4, "vocab_size": 100,
}  # fmt: skip


def by_hand(config: dict[str, Any]) -> int:
    """Touvron et al. 2023: grouped heads, a gate, two norms a layer and one at the end."""
    width, inner, layers = (
        int(config[k]) for k in ("hidden_size", "intermediate_size", "num_hidden_layers")
    )
    key = width * int(config["num_key_value_heads"]) // int(config["num_attention_heads"])
    layer = 2 * width**2 + 2 * width * key + 3 * width * inner + 2 * width
    tables = 1 if config.get("tie_word_embeddings") else 2
    return layers * layer + tables * int(config["vocab_size"]) * width + width


@pytest.mark.parametrize(
    "edits",
    [
        {"hidden_size": 128}, {"intermediate_size": 99}, {"num_hidden_layers": 5},
        {"num_key_value_heads": 8}, {"vocab_size": 7, "tie_word_embeddings": True},
        {"hidden_size": 96, "num_attention_heads": 12, "num_key_value_heads": 2},
    ],
)  # fmt: skip
def test_an_edit_is_the_edited_file(edits: dict[str, Any]) -> None:
    model = load(LLAMA)
    result = edited(model, edits_of(model, edits), "given")
    assert count(load(LLAMA)).total == by_hand(LLAMA)
    assert (
        count(result).total == by_hand({**LLAMA, **edits}) == count(load({**LLAMA, **edits})).total
    )
    sized = {name for key, name in model.keys if key in edits}
    assert {v.origin for v in result.values if v.symbol.name in sized - {"ffn_width"}} <= {"given"}


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("true", True), ("false", False), ("null", None), ("12", 12), ("[1, 2]", [1, 2]),
        (' {"a": 1} ', {"a": 1}), ("silu", "silu"), (Rational(3), 3), (Rational(1, 2), 0.5),
        (4, 4), (False, False),
    ],
)  # fmt: skip
def test_what_a_text_is_in_a_file(written: object, read: object) -> None:
    assert edits_of(load(LLAMA), {"hidden_act": written}) == {"hidden_act": read}


def test_a_symbol_is_no_edit_and_a_model_without_a_file_has_none() -> None:
    model = load(LLAMA)
    assert edits_of(model, {"H": 8, H: 9, "L": 2, "hidden_size": "128"}) == {"hidden_size": 128}
    assert edits_of(load(), {"hidden_size": 128}) == {}
    assert edited(load(), {"hidden_size": 128}, "given") == load()


def test_by_key_the_widths_are_held_and_by_symbol_the_ratios() -> None:
    model = load(LLAMA)
    held = sizes_of(model, {"hidden_size": 128})
    assert dict(held) == {"hidden_size": 128, ffn_width: 64 * Rational(160, 64)}
    assert sizes_of(model, {"H": 128}) == {"H": 128}
    assert sizes_of(model, {}, ["hidden_size"]) == {ffn_width: 160}
    mixture = load("deepseek-v3")
    widths = {s: int(n) for s, n in sizes_of(mixture, {}, ["hidden_size"]).items()}  # type: ignore[call-overload]
    assert widths[expert_width] == 2048  # DeepSeek-AI 2024, DeepSeek-V3, §4.2


def test_four_times_the_width_follows_the_width() -> None:
    gpt2 = load({"model_type": "gpt2"})
    assert sizes_of(gpt2, {"n_embd": 1024}) == {"n_embd": 1024}
    by_key = edited(gpt2, {"n_embd": 1024}, "given")
    assert by_key.numbers()[ffn_ratio] == 4


def test_changes_are_what_was_not_asked_for() -> None:
    def said(before: Model, after: Model, *wanted: Any) -> list[str]:
        return [str(change) for change in changes(before, after, wanted)]

    model = load(LLAMA)
    wider = edited(model, {"hidden_size": 128}, "given")
    assert said(model, wider, H) == ["head_dim 8 → 16", "ffn_ratio 5/2 → 5/4"]
    assert said(model, wider, H, head_dim, ffn_ratio) == []
    assert said(model, model) == []
    deeper = assign(model, {"L": 4})
    assert said(model, deeper) == [f"{L} 2 → 4"]


def test_what_is_no_edit_of_this_file() -> None:
    model = load(LLAMA)
    with pytest.raises(UnknownNameError, match=r"unknown symbol or key of .*'hidden_sze'"):
        edited(model, edits_of(model, {"hidden_sze": 8}), "given")
    with pytest.raises(BadValueError, match="num_hidden_layers = 3/2 is a fraction"):
        edits_of(model, {"num_hidden_layers": "3/2"})
    with pytest.raises(BadValueError, match="is not JSON"):
        edits_of(model, {"rope_scaling": "[1"})
    since = assign(model, {heads: 4, "kv_heads": 4})
    with pytest.raises(BadValueError, match="give them together, or by symbol"):
        edits_of(since, {"tie_word_embeddings": True})
