"""The oracle of checkpoints is what the reference implementation writes today."""

import json
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("torch", reason="torch is not installed (extra trace)")
pytest.importorskip("transformers", reason="transformers is not installed (extra trace)")

from symparams.models.loading import load
from symparams.operations.checkpoints import read_checkpoint, verify_checkpoint
from tests.operations.checkpoints.files import oracle
from tests.oracle.checkpoints import cases

SOME = ("gpt2", "bert", "llama", "mixtral", "gpt_oss", "t5", "marian", "xlnet", "longcat_flash")


@pytest.mark.parametrize("model_type", SOME)
def test_the_rows_of_a_type(model_type: str) -> None:
    rows = [row for row in oracle() if row["config"]["model_type"] == model_type]
    assert json.loads(json.dumps(list(cases(model_type)))) == rows


@pytest.mark.parametrize(
    ("name", "sizes"),
    [
        ("GPT2", {"n_embd": 48, "n_head": 4, "n_layer": 3, "vocab_size": 99, "n_positions": 32}),
        ("Qwen3Moe", {"hidden_size": 32, "num_hidden_layers": 2, "num_attention_heads": 4,
                      "num_key_value_heads": 2, "head_dim": 8, "intermediate_size": 40,
                      "moe_intermediate_size": 24, "num_experts": 4, "vocab_size": 77}),
    ],
)  # fmt: skip
def test_a_model_that_was_really_saved(name: str, sizes: dict[str, Any], tmp_path: Path) -> None:
    import transformers

    config = getattr(transformers, f"{name}Config")(**sizes)
    ending = "LMHeadModel" if name == "GPT2" else "ForCausalLM"
    model = getattr(transformers, name + ending)(config)
    for shard in ("1GB", "20KB"):
        folder = tmp_path / shard
        model.save_pretrained(folder, max_shard_size=shard)
        result = verify_checkpoint(load(folder), read_checkpoint(folder))
        assert result.is_equal
        assert result.found_total == model.num_parameters()
        assert (result.checkpoint.files > 1) == (shard == "20KB")
