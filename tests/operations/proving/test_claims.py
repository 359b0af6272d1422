"""Witnesses exist, vacuous claims are seen, and preconditions stand in every output."""

import json
import re
from dataclasses import replace

import pytest
from sympy import Integer, Symbol

from symparams import Component, Model, Weight, load, prove, symbols
from symparams.algebra.provenance import Value
from symparams.algebra.relations import Condition, Divides
from symparams.algebra.values import assign
from symparams.errors import BadValueError, UnknownNameError
from symparams.operations.proving.certificate import certificate, check_with_z3
from symparams.operations.proving.proof import Proof, Verdict
from symparams.render.json.data import proof_data
from symparams.render.latex.proof import proof_latex
from symparams.render.markdown import proof_markdown
from symparams.render.notation import Notation, notation
from symparams.render.printers.text_math import TextMath
from symparams.render.text.proof import sentence
from symparams.symbols import H, L, S, V, heads, kv_heads
from tests.oracle import claims

REFUSED_WITNESS = (Condition(Integer(1000), "<=", S),)


def traced(**changes: object) -> Model:
    model = load(json.loads(claims.SAVED.read_text(encoding="utf-8")))
    return replace(model, **changes)  # type: ignore[arg-type]


def z3_answer(script: str) -> str:
    pytest.importorskip("z3", reason="z3 is not installed (extra smt)")
    return check_with_z3(script)


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


@pytest.mark.parametrize(
    ("model", "symbol", "given", "reason"),
    [
        (load(), H, ["L = 1/H", "V = 1/H"], "under these preconditions H can only be 1"),
        (load(), H, ["heads divides H", "H divides heads"],
         "under these preconditions H can only be heads"),
        (load(), H, ["L = (2*H + 1)/2"], "no sizes satisfy these preconditions together"),
        (load(), H, ["L = 1/(H + 1)"], "no sizes satisfy these preconditions together"),
        (traced(pinned=(Value(H, Integer(768), "n_embd"),)), H, [],
         "under these preconditions H can only be 768"),
        (traced(conditions=(Condition(L, "<=", Integer(2)), Condition(Integer(3), "<=", L))), H, [],
         "no sizes satisfy these preconditions together"),
        (load("gpt3"), "experts", [], "experts never occurs in this model"),
    ],
)  # fmt: skip
def test_a_claim_that_leaves_nothing_to_vary_is_vacuous(
    model: Model, symbol: Symbol, given: list[str], reason: str
) -> None:
    proof = prove(model, symbol, given=given)
    assert (proof.independent, proof.is_vacuous, proof.reason) == (True, True, reason)
    assert sentence(proof, TextMath(Notation())) == f"Proved, but vacuous: {reason}."
    assert z3_answer(certificate(proof)) == "unsat"


def test_every_precondition_is_said_and_asserted() -> None:
    model = traced(
        conditions=REFUSED_WITNESS,
        pinned=(Value(L, Integer(12), "n_layer"),),
        divisibility=(Divides(heads, H),),
    )
    proof = prove(model, "S")
    assert proof.preconditions == ("heads divides H", "1000 <= S", "L = 12 only")
    assert proof_data(proof, Notation())["preconditions"] == list(proof.preconditions)
    script = certificate(proof)
    assert [x for x in script.splitlines() if x.startswith("; Given: ")] == [
        f"; Given: {words}" for words in proof.preconditions
    ]
    assert "(assert (<= (+ 1000 (* (- 1) S)) 0))" in script
    assert "(assert (<= (+ 1000 (* (- 1) S_2)) 0))" in script
    assert "(assert (= (+ (- 12) L) 0))" in script
    assert "(* quotient_0 heads)" in script
    stated = prove(traced(conditions=(Condition(H, "!=", V),)), "heads")
    assert "$H \\ne V$" in proof_latex(prove(model_of_heads(), "heads"), Notation())
    assert "`H \\ne V`" in proof_markdown(prove(model_of_heads(), "heads"), Notation())
    assert stated.preconditions == ("heads divides H", "H != V")


def model_of_heads() -> Model:
    return replace(load(), conditions=(Condition(H, "!=", V),))


def test_a_traced_key_is_read_by_prove_and_count_alike() -> None:
    model = traced(keys=(("n_embd", "H"), ("n_positions", "S")))
    assert prove(model, "n_embd").symbol == H
    assert prove(model, "S", holding=["n_embd"]).held == (H,)
    assert assign(model, {"n_positions": 2048}).numbers()[S] == 2048
    for read in (lambda: prove(model, "n_embx"), lambda: assign(model, {"n_embx": 1})):
        with pytest.raises(UnknownNameError, match="unknown symbol 'n_embx'; did you mean 'n_emb"):
            read()


def test_a_pinned_value_of_a_tied_symbol_is_checked() -> None:
    model = replace(load(), pinned=(Value(symbols.head_dim, Integer(64), "drawn"),))
    with pytest.raises(BadValueError, match="the formula holds for head_dim = 64 only"):
        assign(model, {"H": 512, "heads": 4})
    tied = replace(load("llama-3.1-8b"), divisibility=(Divides(symbols.head_dim, V),))
    with pytest.raises(BadValueError, match="head_dim must divide V, but"):
        assign(tied, {"V": 128257})


def test_a_symbol_of_ones_own_is_renamed() -> None:
    m = symbols.new("m")
    model = Model("own", Component("own", (Weight("w", (m, H)),)), ())
    renamed = notation("symparams", ["m=M"], model.symbols())
    assert (renamed.text(m), renamed.latex(m)) == ("M", "M")
    with pytest.raises(BadValueError, match="would both be written 'H'"):
        notation("symparams", ["m=H"], model.symbols())
    with pytest.raises(UnknownNameError, match="unknown symbol 'mm'; did you mean 'm'"):
        notation("symparams", ["mm=M"], model.symbols())


@pytest.mark.parametrize("seeds", [range(n, n + 50) for n in range(0, 400, 50)], ids=str)
def test_verdicts_agree_with_every_assignment_of_a_box(seeds: range) -> None:
    drawn = [(seed, claim) for seed in seeds if (claim := claims.drawn_claim(seed)) is not None]
    problems = {f"{seed}: {claim}": claims.judge(claim) for seed, claim in drawn}
    assert {about: problem for about, problem in problems.items() if problem} == {}
    assert len(drawn) > 20


EVERY_MODEL = list(claims.models())


@pytest.mark.parametrize(("name", "model"), EVERY_MODEL, ids=[name for name, _ in EVERY_MODEL])
def test_the_witnesses_of_every_model_are_counted(name: str, model: Model) -> None:
    proof, conditions = claims.restrained(name, model, 0)
    assert claims.judge_model(proof, conditions) == ""
