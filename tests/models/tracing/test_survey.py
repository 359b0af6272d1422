"""A sample of the survey: exact at the default, and not wrong with a field changed alone."""

from pathlib import Path

import pytest

from symparams.models.tracing.survey import SurveyedClass, at_depth, read, survey

CLASSES = read(Path(__file__).parents[2] / "oracle" / "model_classes.csv")
SLOW = {"nllb-moe", "switch_transformers", "nemo_speechlm", "phi4_multimodal", "blt",
        "deepseek_v4", "deepseek_v32", "glm_moe_dsa", "axk2", "axk1", "granite_speech", "zamba",
        "inkling_text", "inkling2_text", "bailing_hybrid", "longcat_flash", "deepseek_v3",
        "hy_v4"}  # fmt: skip
"""Classes of thousands of modules or dozens of fields: ten seconds or more each."""

THIRD = [entry for entry in CLASSES[::3] if entry.model_type not in SLOW]


@pytest.mark.parametrize("entry", THIRD, ids=lambda entry: str(entry.architecture))
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
