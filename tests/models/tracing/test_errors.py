"""What cannot be traced is said in one line."""

import sys
from pathlib import Path
from typing import Any

import pytest

from symparams.errors import MissingExtraError, SymparamsError
from symparams.models.tracing import trace


@pytest.mark.parametrize(
    ("source", "arguments", "message"),
    [
        ("torch.nn:Nope", {}, "'torch.nn' has no class 'Nope'"),
        ("no_such_module:X", {}, "No module named 'no_such_module'"),
        ("json:JSONDecoder", {}, "JSONDecoder is not a torch.nn.Module"),
        ("json:dumps", {"skipkeys": 1}, "dumps needs a number for obj"),
        ("nowhere/config.json", {}, "no such file"),
        ("torch.nn:Linear", {}, "needs a number for in_features; give --arg in_features=INT"),
        ("torch.nn:Linear", {"in_features": 1, "out_features": 1, "x": 1}, "unknown argument of"),
        ("transformers:GPT2LMHeadModel", {"n_layrs": 1}, "did you mean 'n_layer'"),
        ({"model_type": "gpt-2"}, {}, "did you mean"),
        ({"model_type": "zzzz"}, {}, "not one of transformers"),
        ({"model_type": "zzzz", "auto_map": {}}, {}, "is never run"),
        ({}, {}, "model_type is missing"),
        ({"model_type": "gpt2", "architectures": ["Nope"]}, {}, "has no class 'Nope'"),
        ({"model_type": "gpt2", "n_embd": "x"}, {}, "cannot be built"),
        ({"model_type": "gpt2", "n_head": 7}, {}, "must be divisible by num_heads"),
        ("torch.nn:MultiheadAttention", {"embed_dim": 7, "num_heads": 2}, "cannot be built"),
    ],
)
def test_bad_input(source: Any, arguments: dict[str, int], message: str) -> None:
    with pytest.raises(SymparamsError) as caught:
        trace(source, **arguments)
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)


def test_the_code_beside_a_configuration_is_not_run(tmp_path: Path) -> None:
    (tmp_path / "modeling_x.py").write_text("raise SystemExit('ran')", encoding="utf-8")
    config = '{"model_type": "gpt2", "auto_map": {"AutoModelForCausalLM": "modeling_x.X"}}'
    (tmp_path / "config.json").write_text(config, encoding="utf-8")
    assert trace(tmp_path).title == "GPT2LMHeadModel"


@pytest.mark.parametrize("source", [{"model_type": "gpt2"}, "transformers:BertModel"])
def test_without_transformers(source: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "transformers", None)
    with pytest.raises(MissingExtraError) as caught:
        trace(source)
    assert str(caught.value) == (
        "transformers is not installed; install it with: pip install 'symparams[trace]'"
    )
