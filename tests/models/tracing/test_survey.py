"""A sample of the survey: exact at the default, and not wrong with a field changed alone."""

from pathlib import Path

import pytest

from symparams.models.tracing import trace
from symparams.models.tracing.building import measure
from symparams.models.tracing.resolving import resolve
from symparams.models.tracing.survey import SurveyedClass, at_depth, read, survey
from symparams.operations.counting import count

CLASSES = read(Path(__file__).parents[2] / "oracle" / "model_classes.csv")
SLOW = {"nllb-moe", "switch_transformers", "nemo_speechlm", "phi4_multimodal", "blt",
        "deepseek_v4", "deepseek_v32", "glm_moe_dsa", "axk2", "axk1", "granite_speech", "zamba",
        "inkling_text", "inkling2_text", "bailing_hybrid", "longcat_flash", "deepseek_v3",
        "hy_v4"}  # fmt: skip
"""Classes of thousands of modules or dozens of fields: ten seconds or more each."""

FOURTH = [entry for entry in CLASSES[::4] if entry.model_type not in SLOW]


@pytest.mark.parametrize("entry", FOURTH, ids=lambda entry: str(entry.architecture))
def test_class(entry: SurveyedClass) -> None:
    result = survey(entry)
    assert result.error == ""
    assert result.default_exact
    assert result.wrong == []
    assert result.exact >= len(result.refused)


SAVED = {"cohere2", "gemma2", "gpt_neo", "granitemoehybrid", "lfm2", "llama4_text", "nemotron_h",
         "olmo_hybrid", "smollm3"}  # fmt: skip
"""Classes whose saved configuration lists a kind for each layer, each in its own way."""


@pytest.mark.parametrize(
    "entry", [e for e in CLASSES if e.model_type in SAVED], ids=lambda entry: str(entry.model_type)
)
def test_saved_configuration(entry: SurveyedClass) -> None:
    """The configuration that a class saves; its layers are also one less, one more, and twice."""
    result = survey(entry, is_saved=True)
    assert result.error == ""
    assert result.default_exact
    assert result.wrong == []
    assert not [line for line in result.refused if line.startswith("num_")]
    has_number = entry.model_type != "nemotron_h"
    assert result.depths_exact == (3 if has_number else 0)


def test_lists_of_the_survey_have_the_depth_that_is_asked_for() -> None:
    config = {"num_hidden_layers": 4, "layer_types": ["a", "a", "b", "a"], "moe_layers": [1, 3]}
    deeper = at_depth(config, "num_hidden_layers", 6)
    assert deeper["layer_types"] == ["a", "a", "b", "a", "a", "a"]
    assert deeper["moe_layers"] == [1, 3, 4, 5]
    assert at_depth(deeper, "num_hidden_layers", 4) == config


@pytest.mark.parametrize(
    ("architecture", "key", "value"),
    [
        ("OlmoHybridForCausalLM", "num_attention_heads", 60),
        ("xLSTMForCausalLM", "hidden_size", 8192),
    ],
)
def test_what_followed_from_a_held_value_follows_again(
    architecture: str, key: str, value: int
) -> None:
    """The formula holds one value only, and with it what the configuration works out from it."""
    source = f"transformers:{architecture}"
    changed = measure(resolve(source, {key: value}), {}).parameters
    assert count(trace(source), {key: value}).total == changed
