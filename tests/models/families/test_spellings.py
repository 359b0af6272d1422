"""A configuration is read by the names of its own class, and by no other family's.

The expected counts are the reference implementation's (``tests/oracle/foreign_keys.py``).
"""

import json
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from symparams.errors import SymparamsError
from symparams.models.families.registry import FAMILIES
from symparams.models.families.spellings import spellings
from symparams.models.loading import load
from symparams.operations.counting import count
from tests.oracle.foreign_keys import ours, pairs, verdict

STORED = json.loads(
    (Path(__file__).parents[2] / "oracle" / "foreign_keys.json").read_text(encoding="utf-8")
)


def _cases() -> Iterator[tuple[dict[str, Any], str, int | None]]:
    """Every pair that changes the count or that the reference refuses, and 2,000 of the others."""
    rng = random.Random(1)  # noqa: S311  # no secret depends on it
    others = []
    for config, key, expected in pairs(STORED):
        base = STORED["types"][config["model_type"]]["count"]
        if expected is None or expected != base:
            yield config, key, expected
        else:
            others.append((config, key, expected))
    yield from rng.sample(others, 2000)


def test_a_key_of_another_family_changes_the_count_as_in_the_reference() -> None:
    found = [(config, key, verdict(config, expected)) for config, key, expected in _cases()]
    assert [row for row in found if row[2].startswith("DIFFERS")] == []
    refused = [row for row in found if row[2].startswith("REFUSED")]
    assert len(refused) < len(found) / 100


@pytest.mark.parametrize("model_type", FAMILIES)
def test_keys_without_an_effect_have_none_together_either(model_type: str) -> None:
    """All keys that change nothing at once: no family reads one of them as a size."""
    expected = STORED["types"][model_type]
    active = {*expected["changes"], *expected["refused"], *spellings(model_type).aliases}
    own = {*expected["base"], *spellings(model_type).matters}
    rest = {k: v[0] for k, v in STORED["values"].items() if k not in active | own}
    assert ours({**expected["base"], **rest}) == expected["count"]


@pytest.mark.parametrize("model_type", FAMILIES)
def test_every_family_has_the_names_of_its_class(model_type: str) -> None:
    assert spellings(model_type).matters


@pytest.mark.parametrize(
    ("config", "total"),
    [
        ({"model_type": "llama", "n_layers": 24}, 6_738_415_616),
        ({"model_type": "gpt2", "intermediate_size": 1024}, 124_439_808),
        ({"model_type": "llama", "num_experts": 8}, 6_738_415_616),
    ],
)  # fmt: skip
def test_a_name_that_the_class_does_not_have_is_ignored_and_named(
    config: dict[str, Any], total: int
) -> None:
    model = load(config)
    assert count(model).total == total
    assert model.ignored == tuple(key for key in config if key != "model_type")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"model_type": "longcat_flash", "num_hidden_layers": 10},
         {"model_type": "longcat_flash", "num_layers": 5}),
        ({"model_type": "xlnet", "n_token": 1000}, {"model_type": "xlnet", "vocab_size": 1000}),
        ({"model_type": "fsmt", "vocab_size": 1000}, {"model_type": "fsmt", "tgt_vocab_size": 1000}),
        ({"model_type": "gpt2", "hidden_size": 96}, {"model_type": "gpt2", "n_embd": 96}),
        ({"model_type": "bloom", "n_embed": 96}, {"model_type": "bloom", "hidden_size": 96}),
        ({"model_type": "deepseek_v32", "num_experts": 8},
         {"model_type": "deepseek_v32", "n_routed_experts": 8}),
        ({"model_type": "deepseek_v3", "num_experts": 8}, {"model_type": "deepseek_v3"}),
        ({"model_type": "falcon", "n_layer": 60, "n_head_kv": 8}, {"model_type": "falcon"}),
        ({"model_type": "xmod", "languages": ["en_XX", "de_DE", "en_XX"]},
         {"model_type": "xmod", "languages": ["en_XX", "de_DE"]}),
    ],
)  # fmt: skip
def test_two_spellings_of_one_model(one: dict[str, Any], other: dict[str, Any]) -> None:
    assert count(load(one)).total == count(load(other)).total


@pytest.mark.parametrize(
    ("config", "message"),
    [
        ({"model_type": "t5", "num_hidden_layers": 12},
         "num_hidden_layers = 12: the reference derives other values from num_layers before it "
         "reads this name; write num_layers"),
        ({"model_type": "longcat_flash", "num_layers": 28, "num_hidden_layers": 28},
         "num_hidden_layers = 28 and num_layers = 28 contradict each other: num_layers is half of "
         "num_hidden_layers; give one of them"),
    ],
)  # fmt: skip
def test_a_name_that_the_class_reads_otherwise(config: dict[str, Any], message: str) -> None:
    with pytest.raises(SymparamsError) as caught:
        load(config)
    assert str(caught.value) == f"config: {message}"


LAYER = 2 * 4096**2 + 2 * 4096 * 1024 + 3 * 4096 * 14336 + 2 * 4096
WITH_24_LAYERS = 8_030_261_248 - 8 * LAYER


def test_a_model_knows_the_keys_of_its_own_family() -> None:
    assert dict(load({"model_type": "gpt2"}).keys)["num_hidden_layers"] == "L"
    assert "n_layer" not in dict(load({"model_type": "llama"}).keys)
    assert count(load("llama-3.1-8b"), num_hidden_layers=24).total == WITH_24_LAYERS
    with pytest.raises(SymparamsError, match="'n_layer'"):
        count(load("llama-3.1-8b"), n_layer=24)
    assert count(load("textbook"), hidden_size=2, num_hidden_layers=1, vocab_size=3).total == 54
