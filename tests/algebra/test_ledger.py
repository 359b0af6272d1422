"""Each leaf once, and every sum a sum of lines."""

from dataclasses import replace

import pytest
from sympy import Expr, Integer, Mul, expand

from symparams import load
from symparams.algebra import ledger as ledgers
from symparams.algebra.ledger import normal_form
from symparams.algebra.model import Model
from symparams.models.presets import names
from symparams.operations.derivation import derive


def by_hand(model: Model) -> Integer:
    """The parameters of a model with every size known, tensor by tensor."""
    numbers = model.numbers()
    return sum(
        (
            model.related(Mul(leaf.times, *leaf.weight.shape)).xreplace(numbers)
            for leaf in model.leaves()
            if not leaf.weight.tied_to
        ),
        Integer(0),
    )


def test_the_total_of_each_preset_is_that_of_its_tensors() -> None:
    for name in names():
        model = load(name)
        assert model.ledger.total().xreplace(model.numbers()) == by_hand(model)


def test_raw_and_normal_form_are_equal_under_the_relations() -> None:
    model = load("llama-3.1-8b")
    raw, normal = model.ledger.raw(), model.ledger.total()
    assert expand(model.related(raw) - normal) == 0


def test_values_keep_the_ledger_and_other_relations_do_not() -> None:
    model = load("gpt3")
    assert model.measured("parameters").ledger is model.ledger
    assert replace(model, values=()).ledger is model.ledger
    assert replace(model, relations=()).ledger is not model.ledger


def test_a_derivation_brings_each_expression_to_normal_form_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[Expr] = []
    original = normal_form

    def counted(expression: Expr) -> Expr:
        asked.append(expression)
        return original(expression)

    monkeypatch.setattr(ledgers, "normal_form", counted)
    derive("llama-3.1-8b")
    assert len(asked) <= len(load("llama-3.1-8b").leaves())
    assert len(asked) == len(set(asked))
