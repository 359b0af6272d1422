"""A third of the survey: exact at the default, and never wrong with a field doubled alone."""

from pathlib import Path

import pytest

from symparams.tracing.survey import Entry, read, survey

CLASSES = read(Path(__file__).parents[1] / "oracle" / "model_classes.csv")
SLOW = {"nllb-moe", "switch_transformers", "nemo_speechlm", "phi4_multimodal", "blt",
        "deepseek_v4", "deepseek_v32", "glm_moe_dsa", "axk2", "axk1", "granite_speech", "zamba",
        "inkling_text", "inkling2_text", "bailing_hybrid", "longcat_flash", "deepseek_v3",
        "hy_v4"}  # fmt: skip
"""Classes of thousands of modules or dozens of fields: ten seconds or more each."""

THIRD = [entry for entry in CLASSES[::3] if entry.model_type not in SLOW]


@pytest.mark.parametrize("entry", THIRD, ids=lambda entry: str(entry.architecture))
def test_class(entry: Entry) -> None:
    result = survey(entry)
    assert result.error == ""
    assert result.default_exact
    assert result.wrong == []
    assert result.exact >= len(result.refused)
