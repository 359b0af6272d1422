"""Which families' counts depend on heads: the cases that are known from their papers."""

import pytest

from symparams.operations.catalogue.family_heads import FamilyHeads, family_heads

FOUND = {family.model_type: family for family in family_heads()}


def test_every_type_is_decided() -> None:
    assert len(FOUND) >= 124
    assert all(f.independent is not False or f.through for f in FOUND.values())


@pytest.mark.parametrize(
    "model_type", ["gpt2", "llama", "bert", "opt", "bloom", "bart", "gpt_neox"]
)
def test_multi_head_attention_cancels(model_type: str) -> None:
    assert FOUND[model_type].independent is True


@pytest.mark.parametrize("model_type", ["mistral", "mixtral", "qwen2"])
def test_grouped_query_attention_cancels_by_group(model_type: str) -> None:
    assert FOUND[model_type] == FamilyHeads(model_type, False, ("key", "value"), True)


@pytest.mark.parametrize(
    ("model_type", "weight"),
    [
        ("qwen3", "query"),
        ("t5", "relative_bias"),
        ("gpt_oss", "sinks"),
        ("deepseek_v3", "kv_up"),
        ("gemma2", "output"),
    ],
)
def test_where_heads_survive(model_type: str, weight: str) -> None:
    assert weight in FOUND[model_type].through
    assert FOUND[model_type].independent_by_group is not True


def test_fourier_mixing_has_no_heads() -> None:
    assert FOUND["fnet"].independent is None
