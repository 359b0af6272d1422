"""Configuration files as their authors published them: exact, or refused for a stated reason.

The parameters are the reference implementation's.
"""

import json
from pathlib import Path
from typing import Any

import pytest

from symparams.errors import SymparamsError
from symparams.models.loading import load
from symparams.operations.counting import count

ORACLE = Path(__file__).parents[2] / "oracle"


def _cases(name: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads((ORACLE / name).read_text(encoding="utf-8"))
    return found


@pytest.mark.parametrize("case", _cases("real_configs.json"), ids=lambda case: case["id"])
def test_a_published_file_is_exact(case: dict[str, Any]) -> None:
    """Heads for a classification are the one thing that is not understood in these files."""
    if case["architecture"].endswith("Classification"):
        with pytest.raises(SymparamsError, match=r"architectures = .* is not supported"):
            load(case["config"])
    else:
        assert count(load(case["config"])).total == case["parameters"]


@pytest.mark.parametrize(
    "case", _cases("published_configs_2.json"), ids=lambda case: case["architecture"]
)
def test_a_model_of_several_parts_or_an_unknown_one_is_no_smaller_model(
    case: dict[str, Any],
) -> None:
    with pytest.raises(SymparamsError, match=r"unknown model_type|--part text"):
        load(case["config"])
