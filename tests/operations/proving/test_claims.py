"""Witnesses exist, vacuous claims are seen, and preconditions stand in every output."""

from dataclasses import replace

import pytest
from sympy import Integer

from symparams import Component, Model, Weight, load, prove, symbols
from symparams.algebra.provenance import Value
from symparams.algebra.relations import Condition, Divides
from symparams.algebra.values import assign
from symparams.errors import BadValueError, UnknownNameError
from symparams.operations.proving.certificate import certificate
from symparams.render.json.data import proof_data
from symparams.render.latex.proof import proof_latex
from symparams.render.markdown import proof_markdown
from symparams.render.notation import Notation, notation
from symparams.symbols import H, L, S, V, heads
from tests.operations.proving.asking import REFUSED_WITNESS, traced
from tests.oracle import claims


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
