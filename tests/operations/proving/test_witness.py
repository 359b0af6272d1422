"""Witnesses: two assignments, alike but for one symbol, that a solver and `count` accept."""

import re
from itertools import product

import pytest
from sympy import Expr, Integer, Symbol

from symparams import Component, Model, Weight, count, load, prove
from symparams.algebra.relations import Condition, Divides
from symparams.operations.proving.certificate import certificate
from symparams.operations.proving.proof import Proof, Verdict
from symparams.operations.proving.witness import find_witness
from symparams.symbols import H, L, S, V, heads, kv_heads
from tests.operations.proving.asking import REFUSED_WITNESS, traced, z3_answer
from tests.oracle import claims


@pytest.mark.parametrize(
    "conditions",
    [
        REFUSED_WITNESS,
        (Condition(H, "==", 3 * V),),
        (Condition(S, "<=", Integer(20)), Condition(S, "!=", L)),
        (Condition(Integer(100_003), "<=", S * L),),
        (Condition(S + L, "==", Integer(1009)), Condition(V, "<", L)),
    ],
)
@pytest.mark.parametrize("symbol", [S, V, H])
def test_a_witness_is_solved_for_under_conditions(
    conditions: tuple[Condition, ...], symbol: Symbol
) -> None:
    model = traced(conditions=conditions)
    proof = prove(model, symbol)
    if proof.verdict is Verdict.REFUTED:
        assert claims.judge_model(proof, list(conditions)) == ""
        assert z3_answer(with_witness(proof)) == "sat"
    else:
        assert proof.is_vacuous, proof.reason
        assert z3_answer(certificate(proof)) == "unsat"


def with_witness(proof: Proof) -> str:
    """The certificate with both assignments of the witness put in: satisfied, if it is one."""
    assert proof.witness is not None
    lines = []
    first, second = proof.witness
    for witness, suffix in ((first, ""), (second, "_2")):
        for s, number in witness.values:
            ending = suffix if s == proof.symbol else ""
            if s.is_integer:
                lines.append(f"(assert (= {s}{ending} {number}))")
            else:
                lines.append(f"(assert (= (* {s}_above{ending} {number.q}) "
                             f"(* {s}_below{ending} {number.p})))")  # fmt: skip
    declared = certificate(proof)
    known = [x for x in lines if f"declare-const {re.split(r'[ ()*]+', x)[3]} " in declared]
    return declared.replace("(check-sat)", "\n".join([*known, "(check-sat)"]))


@pytest.mark.parametrize(
    ("name", "symbol"), [("llama-3.1-8b", heads), ("gpt2", S), ("mixtral-8x7b", kv_heads)]
)
def test_a_witness_satisfies_the_certificate(name: str, symbol: Symbol) -> None:
    assert z3_answer(with_witness(prove(load(name), symbol))) == "sat"


EVERY_MODEL = list(claims.models())


@pytest.mark.parametrize(("name", "model"), EVERY_MODEL, ids=[name for name, _ in EVERY_MODEL])
def test_the_witnesses_of_every_model_are_counted(name: str, model: Model) -> None:
    proof, conditions = claims.restrained(name, model, 0)
    assert claims.judge_model(proof, conditions) == ""


def of_expression(expression: Expr, *conditions: Condition) -> Model:
    tree = Component("own", (Weight("w", (expression,)), Weight("v", (H, L))))
    return Model("own", tree, (), (Divides(heads, H),), conditions)


@pytest.mark.parametrize(
    ("expression", "conditions"),
    [
        (H * heads, ()),
        (H + L, (Condition(H, "<=", Integer(3)),)),
        (heads * L, (Condition(heads, "<", H), Condition(H, "<=", Integer(4)))),
        (H**2, (Condition(H * L, "==", Integer(12)),)),
        (H * heads, (Condition(H, "==", Integer(7)),)),
        (heads, (Condition(H, "<=", Integer(1)),)),
    ],
)
@pytest.mark.parametrize("symbol", [H, heads])
def test_there_is_one_where_a_box_has_one(
    expression: Expr, conditions: tuple[Condition, ...], symbol: Symbol
) -> None:
    """Every pair of points of a box, in plain integers: heads divides H, conditions hold."""
    model = of_expression(expression, *conditions)
    counts: dict[tuple[int, int], set[int]] = {}
    for h, layers, a in product(range(1, 13), range(1, 13), range(1, 13)):
        at = {H: Integer(h), L: Integer(layers), heads: Integer(a)}
        if h % a == 0 and all(c.holds(at) for c in conditions):
            others = (layers, a) if symbol == H else (layers, h)
            total = int(expression.xreplace(at)) + h * layers
            counts.setdefault(others, set()).add(total)
    is_there = any(len(found) > 1 for found in counts.values())
    found = find_witness(model, symbol, model.related(model.total()))
    assert (found is not None) is is_there
    for witness in found or ():
        at = dict(witness.values)
        assert all(c.holds(at) for c in conditions)
        assert at[H] % at[heads] == 0
        assert witness.count == expression.xreplace(at) + at[H] * at[L]
    if found is not None:
        one, other = (dict(witness.values) for witness in found)
        assert {s for s in one if one[s] != other[s]} == {symbol}


def test_a_witness_of_a_preset_is_about_the_preset() -> None:
    model = load("llama-3.1-8b")
    found = find_witness(model, heads, model.ledger.total())
    assert found is not None
    own = model.numbers()
    for witness in found:
        changed = {s for s, n in witness.values if n != own[s]}
        assert changed <= {heads}
        assert count(model, dict(witness.values)).total == witness.count
    assert 8_030_261_248 in {witness.count for witness in found}
