"""What preconditions leave a symbol to be: nothing, one value, or several with one count."""

from itertools import product

import pytest
from sympy import Expr, Integer, Symbol

from symparams import Component, Model, Weight, load, prove
from symparams.algebra.provenance import Value
from symparams.algebra.relations import Condition
from symparams.operations.proving.certificate import certificate
from symparams.operations.proving.forced import NONE, ONE, forced
from symparams.render.notation import Notation
from symparams.render.printers.text_math import TextMath
from symparams.render.text.proof import sentence
from symparams.symbols import H, L, V
from tests.operations.proving.asking import traced, z3_answer


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


def under(*conditions: Condition) -> Model:
    return Model("own", Component("own", (Weight("w", (H, L, V)),)), (), conditions=conditions)


CASES: tuple[tuple[Expr, tuple[Condition, ...]], ...] = (
    (H * L, (Condition(H, "<=", Integer(3)), Condition(Integer(3), "<=", H))),
    (H * L, (Condition(H, "==", 2 * L), Condition(L, "<=", Integer(5)))),
    (H * L, (Condition(H * L, "==", Integer(6)), Condition(H + L, "==", Integer(5)))),
    (H + L, (Condition(H, "<", L), Condition(L, "<", H))),
    (H * L, (Condition(2 * H, "==", 4 * L + 1),)),
    (H * (H - 3), (Condition(H, "<=", Integer(2)),)),
    (H * (H - 3) + L, (Condition(H, "<=", Integer(3)),)),
    (H, (Condition(H * H, "<=", Integer(17)), Condition(Integer(4), "<=", H))),
    (H * V, (Condition(H, "<=", V), Condition(V, "<=", H))),
    (H, (Condition(H + L + V, "<=", Integer(4)), Condition(L, "==", Integer(2)))),
    (H * L, (Condition(H, "!=", L),)),
)


@pytest.mark.parametrize(("count", "conditions"), CASES)
def test_what_is_forced_is_so_in_a_box(count: Expr, conditions: tuple[Condition, ...]) -> None:
    """Every assignment of a box, one by one: nothing that is forced varies in it."""
    found = forced(under(*conditions), H, count)
    beside: dict[tuple[int, int], set[tuple[int, int]]] = {}
    for h, layers, v in product(range(1, 11), repeat=3):
        at = {H: Integer(h), L: Integer(layers), V: Integer(v)}
        if all(c.holds(at) for c in conditions):
            beside.setdefault((layers, v), set()).add((h, int(count.xreplace(at))))
    varies = any(len({total for _, total in points}) > 1 for points in beside.values())
    assert (found is not None) is not varies
    if found is not None:
        is_single = all(len({h for h, _ in points}) == 1 for points in beside.values())
        assert found.is_vacuous is is_single
        assert (found == NONE) is (len(beside) == 0)


@pytest.mark.parametrize(
    ("symbol", "conditions", "reason"),
    [
        (H, (Condition(H, "==", L + V),), "under these preconditions H can only be L + V"),
        (L, (Condition(H, "==", 2 * L),), "under these preconditions L can only be H/2"),
        (H, (Condition(2 * L, "<", 2 * H), Condition(2 * H, "<", 2 * L + 3)), ONE.reason),
    ],
)
def test_the_one_value_is_named_in_the_other_symbols(
    symbol: Symbol, conditions: tuple[Condition, ...], reason: str
) -> None:
    found = forced(under(*conditions), symbol, H * L)
    assert found is not None
    assert found.reason == reason


def test_what_is_free_is_not_forced() -> None:
    for symbol in (H, L, V):
        assert forced(load(), symbol, load().ledger.total()) is None
