"""Formulas written by hand against the ones traced from the reference implementations."""

import pytest
from sympy import expand

from symparams.models import presets
from symparams.models.loading import load
from symparams.models.saved import read, save
from symparams.models.tracing import trace
from symparams.operations.verification import verify


@pytest.mark.parametrize("name", ["gpt2", "bert-base", "llama-3.1-8b"])
def test_presets_equal_the_code(name: str) -> None:
    found = verify(load(name), trace(dict(presets.read(name).config)))
    assert found.is_equal, found.differences
    assert expand(found.written - found.traced) == 0


def test_a_wrong_formula_is_found() -> None:
    config = dict(presets.read("gpt2").config)
    found = verify(load("bert-base"), trace(config))
    assert not found
    assert found.differences


@pytest.mark.parametrize("model_type", ["t5", "mixtral", "electra"])
def test_a_traced_model_is_saved_and_read(model_type: str) -> None:
    model = trace({"model_type": model_type})
    assert read(save(model)) == model
