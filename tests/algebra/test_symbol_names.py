"""Two symbols of one model are never written alike, as plain identifiers either."""

import pytest
from sympy import Integer

from symparams import Component, Model, Weight, load
from symparams.algebra.scopes import in_scope
from symparams.algebra.symbol_names import by_name, told_apart
from symparams.errors import BadConfigError, SymparamsError
from symparams.models.saved import read, save
from symparams.symbols import H, heads, kv_heads, new, scoped

VISION_H = scoped("vision", H)


def test_both_spellings_lead_to_a_symbol() -> None:
    assert by_name([H, VISION_H]) == {"H": H, "vision.H": VISION_H, "vision_H": VISION_H}


@pytest.mark.parametrize(
    "pair", [(scoped("kv", heads), kv_heads), (VISION_H, new("vision_H")), (scoped("kv", heads),)]
)
def test_what_would_be_written_alike_is_refused(pair: tuple[object, ...]) -> None:
    with pytest.raises(SymparamsError, match="would both be written"):
        told_apart(pair)


def test_a_scope_that_makes_a_name_of_the_project_is_refused() -> None:
    with pytest.raises(SymparamsError, match=r"kv\.heads and kv_heads would both be written"):
        in_scope(load("llama-3.1-8b"), "kv")


def test_sums_and_saved_trees_are_looked_at_too() -> None:
    own = Model("own", Component("x", (Weight("w", (new("vision_H"),)),)), relations=())
    towers = in_scope(Model("t", Component("y", (Weight("w", (H,)),)), relations=()), "vision")
    with pytest.raises(SymparamsError, match="would both be written vision_H"):
        _ = own + towers
    data = save(towers)
    data["tree"]["parts"].append({"name": "w", "shape": ["vision_H"]})
    with pytest.raises(BadConfigError, match="would both be written vision_H"):
        read(data)


def test_two_values_for_a_symbol_are_refused() -> None:
    data = save(Model("t", Component("y", (Weight("w", (H, Integer(2))),)), relations=()))
    value = {"symbol": "H", "number": "3"}
    with pytest.raises(BadConfigError, match="two values for H"):
        read({**data, "values": [value, {**value, "number": "4"}]})
