"""Certificates: two solvers of others are asked, and every assertion is read back."""

import re
from dataclasses import replace

import pytest
from sympy import Integer

from symparams import load, prove
from symparams.algebra.relations import Condition, Divides
from symparams.operations.proving.certificate import certificate
from symparams.symbols import H, L, V, heads
from tests.operations.proving.asking import traced, z3_answer

FLOOR = "head_dim = floor(H/heads)"
CLAIMS = [
    ("textbook", "heads", (), ()),
    ("gpt3", "heads", (), ()),
    ("bert-base", "heads", (), ()),
    ("llama-3.1-8b", "heads", ("kv_groups",), ()),
    ("textbook", "heads", (), (FLOOR, "heads divides H")),
    ("textbook", "experts", (), ()),
    ("llama-3.1-8b", "heads", (), ()),
    ("textbook", "heads", ("head_dim",), ()),
    ("textbook", "L", (), ()),
    ("gpt3", "ffn_ratio", (), ()),
]


def cvc5_answer(script: str) -> str:
    cvc5 = pytest.importorskip("cvc5", reason="cvc5 is not installed")
    solver = cvc5.Solver(cvc5.TermManager())
    solver.setOption("tlimit", "60000")
    parser = cvc5.InputParser(solver)
    parser.setStringInput(cvc5.InputLanguage.SMT_LIB_2_6, script, "certificate")
    answers = []
    while not (command := parser.nextCommand()).isNull():
        answers.append(command.invoke(solver, parser.getSymbolManager()).strip())
    return str([answer for answer in answers if answer][-1])


@pytest.mark.parametrize("answer", [z3_answer, cvc5_answer], ids=["z3", "cvc5"])
@pytest.mark.parametrize(("name", "symbol", "holding", "given_conditions"), CLAIMS)
def test_solvers_confirm_the_certificate(
    answer: object,
    name: str,
    symbol: str,
    holding: tuple[str, ...],
    given_conditions: tuple[str, ...],
) -> None:
    proof = prove(load(name), symbol, holding=holding, given=given_conditions)
    assert callable(answer)
    assert answer(certificate(proof)) == ("unsat" if proof.independent else "sat")


def test_a_certificate_says_what_it_claims() -> None:
    lines = certificate(prove(load("gpt3"))).splitlines()
    assert lines[:2] == [
        "; Claim: the parameter count of gpt3 does not depend on heads.",
        "; Given: head_dim = H/heads",
    ]
    assert "(set-info :status unsat)" in lines
    assert "(assert (= (* head_dim heads) H))" in lines
    assert lines[-1] == "(check-sat)"


def declared(script: str) -> list[str]:
    return re.findall(r"declare-const (\S+)", script)


def test_only_what_varies_has_a_second_copy() -> None:
    script = certificate(prove(load("llama-3.1-8b"), "heads", holding=["kv_groups"]))
    doubled = {name for name in declared(script) if f"{name}_2" in declared(script)}
    assert doubled == {"heads", "head_dim", "kv_heads"}  # what the relations tie to heads
    assert len(declared(script)) == len({*declared(script)})


def test_a_symbol_that_is_called_like_a_second_copy_is_no_copy() -> None:
    from symparams import Component, Model, Weight, symbols

    one, other = symbols.new("r"), symbols.new("r_2")
    model = Model("own", Component("own", (Weight("w", (one, other)),)), ())
    script = certificate(prove(model, "r"))
    assert {"r", "r_2", "r__2"} <= {*declared(script)}
    assert z3_answer(script) == "sat"


@pytest.mark.parametrize(
    ("condition", "answer"),
    [
        (Condition(H, "==", Integer(8)), "unsat"),
        (Condition(H, "<=", Integer(8)), "sat"),
        (Condition(H, "<", Integer(2)), "unsat"),
        (Condition(H * H, "==", 4 * H), "unsat"),
        (Condition(H, "!=", Integer(8)), "sat"),
    ],
)
def test_a_condition_is_asserted_of_both_copies(condition: Condition, answer: str) -> None:
    model = replace(load(), conditions=(condition,), values=())
    proof = prove(model, "H")
    assert proof.independent is (answer == "unsat")
    assert z3_answer(certificate(proof)) == answer


def test_without_its_preconditions_a_proved_claim_has_a_counterexample() -> None:
    script = certificate(prove(load("gpt3"), "heads"))
    assert z3_answer(script) == "unsat"
    ties = [line for line in script.splitlines() if "head_dim" in line and "heads" in line]
    weaker = "\n".join(x for x in script.splitlines() if x not in ties or "distinct" in x)
    assert z3_answer(weaker) == "sat"


def test_a_stated_divisibility_is_a_quotient_in_the_script() -> None:
    proof = prove(traced(divisibility=(Divides(L, V), Divides(heads, H))), "heads")
    script = certificate(proof)
    assert "(assert (= (* quotient_0 L) V))" in script
    assert z3_answer(script) == "unsat"
