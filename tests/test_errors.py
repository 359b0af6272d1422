"""Every unknown name is answered in one short line: the nearest few names, and where all are."""

import json
from collections.abc import Callable
from dataclasses import replace

import pytest

from symparams import Model, count, derive, load, prove, search, solve, symbols
from symparams.algebra.closed_forms import closed_form
from symparams.errors import SymparamsError, UnknownNameError, listed, unknown
from symparams.models import presets
from symparams.models.families.registry import FAMILIES
from symparams.operations.catalogue.tables import table
from symparams.render.notation import notation
from tests.oracle import claims

WRONG = (
    "",
    "x",
    "zzzzzz",
    "hed",
    "haeds",
    "num_hiden_layers",
    "gtp3",
    "llamma",
    "é" * 400,
    "a_" * 200,
)
TRACED = replace(
    load(json.loads(claims.SAVED.read_text(encoding="utf-8"))),
    keys=tuple((f"key_of_a_module_{n}", "H") for n in range(300)),
    without_effect=tuple(f"without_effect_{n}" for n in range(300)),
)
ASKED: dict[str, Callable[[str], object]] = {
    "count": lambda name: count(load("gpt3"), {name: 1}),
    "count deepseek": lambda name: count(load("deepseek-v3"), {name: 1}),
    "count traced": lambda name: count(TRACED, {name: 1}),
    "prove": lambda name: prove(load("gpt3"), name),
    "prove traced": lambda name: prove(TRACED, name),
    "holding": lambda name: prove(load("gpt3"), holding=[name]),
    "given": lambda name: prove(load("gpt3"), given=[f"{name} divides H"]),
    "solve": lambda name: solve(load("gpt3"), name),
    "search": lambda name: search(load("gpt3"), 1000, {name: "1:9"}),
    "model": load,
    "family": lambda name: load({"model_type": name or "unknown"}),
    "form": lambda name: closed_form(load(), name),
    "derive form": lambda name: derive(load(), form=name),
    "notation": notation,
    "rename": lambda name: notation("bert", [f"{name}=M"]),
    "table": table,
}


@pytest.mark.parametrize("asked", ASKED)
@pytest.mark.parametrize("name", WRONG, ids=[name[:20] for name in WRONG])
def test_an_unknown_name_is_answered_with_a_few(asked: str, name: str) -> None:
    with pytest.raises(SymparamsError) as error:
        ASKED[asked](name)
    message = str(error.value)
    assert "\n" not in message
    assert len(message) <= 300
    known = {*presets.names(), *FAMILIES, *symbols.BY_NAME}
    words = message.replace(",", " ").replace("'", " ").replace("?", " ").split()
    assert len([word for word in words if word in known]) <= 12


@pytest.mark.parametrize("near", ["lama-3.1-8b", "gpt4", "pythia-13b"])
def test_the_nearest_models_are_named(near: str) -> None:
    with pytest.raises(UnknownNameError) as error:
        load(near)
    assert "did you mean" in str(error.value)
    assert str(error.value).endswith("(all: symparams models)")


def test_a_few_choices_are_all_listed() -> None:
    assert listed("x", ["a", "b"]) == "a, b"
    assert str(unknown("form", "x", ["a", "b"])) == "unknown form 'x'; choose from a, b"


def test_a_model_without_the_symbol_names_its_own() -> None:
    model: Model = load("deepseek-v3")
    with pytest.raises(UnknownNameError, match=r"its symbols are .*kv_rank.*, … \(all: symparams"):
        count(model, {"kv_heads": 8})
