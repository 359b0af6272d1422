"""Every family's formula equals, as an expression, the one traced from its source code."""

import json
from pathlib import Path

import pytest

pytest.importorskip("torch", reason="torch is not installed (extra trace)")
pytest.importorskip("transformers", reason="transformers is not installed (extra trace)")

from symparams import load
from symparams.models import presets
from symparams.models.families import from_config
from symparams.models.loading import config_of
from symparams.models.tracing import trace
from symparams.operations.verification import verify

CATALOGUE = Path(__file__).parents[2] / "oracle" / "catalogue.json"
DEFAULTS = {
    case["model_type"]: case["architecture"]
    for case in reversed(json.loads(CATALOGUE.read_text(encoding="utf-8")))
    if case["id"].endswith("/default")
}
CORE = [name for name in presets.names() if name.startswith(("gpt2", "gpt3", "bert", "llama"))]


def test_there_are_124_types() -> None:
    assert len(DEFAULTS) == 124


@pytest.mark.parametrize(("model_type", "architecture"), DEFAULTS.items())
def test_a_family_at_its_defaults(model_type: str, architecture: str) -> None:
    config: dict[str, object] = {"model_type": model_type, "architectures": [architecture]}
    result = verify(from_config(config), trace(config))
    assert result.is_equal, result.differences[:3]


@pytest.mark.parametrize("name", CORE)
def test_a_preset_of_the_core(name: str) -> None:
    assert verify(load(name), trace(config_of(name))).is_equal
