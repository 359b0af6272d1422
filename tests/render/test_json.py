"""A count in JSON is a number, or null beside its formula; a ratio is exact text."""

import json
from dataclasses import replace
from typing import Any

import pytest
from sympy import Integer, expand

from symparams import compare, count, load, symbols
from symparams.algebra.grammar import parse_expression
from symparams.models.presets import names
from symparams.operations.derivation import derive
from symparams.render.json.data import comparison_data, count_data, derivation_data, line
from symparams.render.notation import Notation

COUNTS = ("total", "non_embedding", "active", "active_without_embedding", "estimate")


def data_of(result: Any) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(line(result))
    return found


@pytest.mark.parametrize("name", ["textbook", *names()])
def test_each_formula_gives_its_count(name: str) -> None:
    result = count(load(name))
    data = data_of(count_data(result, Notation()))
    numbers = result.model.numbers()
    for convention in COUNTS:
        formula = parse_expression(data["formulas"][convention], symbols.lookup)
        at_values = expand(formula.xreplace(numbers))
        if data[convention] is None:
            assert not at_values.is_Integer
        else:
            assert at_values == Integer(data[convention])
    for row in data["components"]:
        formula = parse_expression(row["formula"], symbols.lookup).xreplace(numbers)
        copies = parse_expression(row["times_formula"], symbols.lookup).xreplace(numbers)
        assert (row["count"] is None) == bool(formula.free_symbols)
        assert row["count"] is None or formula == row["count"]
        assert row["times"] is None or copies == row["times"]
        assert row["share"] is None or isinstance(row["share"], float | int)


@pytest.mark.parametrize("name", ["textbook", "gpt3", "deepseek-v3", "t5-base"])
def test_an_open_count_is_null_everywhere(name: str) -> None:
    model = load(name)
    values = tuple(v for v in model.values if v.symbol != symbols.H)
    opened = replace(model, values=values)
    counted = data_of(count_data(count(opened), Notation()))
    assert [counted[convention] for convention in COUNTS] == [None] * 5
    assert any(row["count"] is None for row in counted["components"])
    derived = data_of(derivation_data(derive(opened), Notation()))
    assert derived["total"] is None
    assert derived["closed_form"] == counted["formulas"]["total"]
    compared = data_of(comparison_data(compare(opened, load("gpt2")), Notation()))
    assert compared["models"][0]["total"] is None
    assert compared["models"][0]["formulas"]["total"]
    assert isinstance(compared["models"][1]["total"], int)


def test_a_ratio_is_exact_text() -> None:
    values = data_of(count_data(count(load("deepseek-v3")), Notation()))["values"]
    assert values["ffn_ratio"] == "18/7"
    assert values["H"] == 7168
