"""Proofs: what cancels, what does not, and what cannot be decided."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sympy import Add, Expr, Integer, floor

from symparams import Component, Model, Weight, components, count, load, prove, symbols
from symparams.algebra.relations import HEAD_SIZE, Divides, Relation
from symparams.errors import BadValueError, SymparamsError, UnknownNameError
from symparams.models import presets
from symparams.operations.proving.proof import Proof, Verdict
from symparams.symbols import H, L, V, head_dim, heads, kv_heads

HEADS_CANCEL = ["textbook", *(n for n in presets.names() if n.startswith(("gpt2", "gpt3", "bert")))]
EXPLICIT = {"model_type": "llama", "head_dim": 128}
FLOOR = "head_dim = floor(H/heads)"


@pytest.mark.parametrize("name", HEADS_CANCEL)
def test_heads_cancel(name: str) -> None:
    proof = prove(load(name), "heads")
    assert proof.independent is True
    assert not proof.is_vacuous
    assert heads in proof.before.free_symbols
    assert heads not in proof.after.free_symbols
    assert proof.preconditions == ("head_dim = H/heads",)
    assert {c.path.split(".")[1] for c in proof.cancellations} == {"attention"}
    assert proof.witness is None


@pytest.mark.parametrize("name", ["llama-3.1-8b", "llama-3.1-70b", "llama-3.1-405b"])
def test_grouped_query_attention_depends_on_heads(name: str) -> None:
    proof = prove(load(name), "heads")
    assert proof.independent is False
    assert proof.culprits == ("block.attention.key", "block.attention.value")
    assert_witness(proof, name)
    assert prove(load(name), "heads", holding=["kv_groups"]).independent is True


def assert_witness(proof: Proof, name: str) -> None:
    """The two assignments differ in the symbol alone, and the model really counts as they say."""
    assert proof.witness is not None
    first, second = (dict(w.values) for w in proof.witness)
    assert {s for s in first if first[s] != second[s]} == {proof.symbol}
    counts = [count(load(name), dict(w.values)).total for w in proof.witness]
    assert counts == [w.count for w in proof.witness]
    assert counts[0] != counts[1]


@pytest.mark.parametrize("symbol", ["H", "L", "V", "ffn_ratio"])
def test_the_textbook_depends_on_everything_else(symbol: str) -> None:
    proof = prove(load(), symbol)
    assert proof.independent is False
    assert_witness(proof, "textbook")


def test_an_explicit_head_size_does_not_cancel_unless_it_is_stated_to() -> None:
    model = load(EXPLICIT)
    parts = ("query", "key", "value", "output")  # a head for each of keys and values, too
    assert prove(model, "heads").culprits == tuple(f"block.attention.{part}" for part in parts)
    stated = prove(model, "heads", given=["head_dim = H/heads"], holding=["kv_groups"])
    assert stated.independent is True
    turned = prove(model, "heads", given=["H = heads*head_dim"], holding=["kv_groups"])
    assert turned.independent is True


def test_a_symbol_that_never_occurs_is_vacuous() -> None:
    proof = prove(load("gpt3"), "experts")
    assert proof.independent is True
    assert proof.is_vacuous


def test_a_floor_is_decided_only_under_a_stated_divisibility() -> None:
    undecided = prove(load(), "heads", given=[FLOOR])
    assert undecided.verdict is Verdict.UNDECIDED
    assert undecided.independent is None
    assert undecided.reason == (
        "floor(H/heads) rounds: without a stated divisibility the count is no rational function "
        "of heads"
    )
    assert prove(load(), "heads", given=[FLOOR, "heads divides H"]).independent is True
    model = Model(
        name="floor",
        tree=components.attention(),
        relations=(Relation(head_dim, floor(H / heads), heads),),
        divisibility=(Divides(heads, H),),
    )
    assert prove(model, "heads").independent is True


def test_a_tied_symbol_is_asked_about_through_its_relation() -> None:
    assert prove(load(), "head_dim").independent is True
    assert prove(load("llama-3.1-8b"), "head_dim").independent is False
    assert prove(load("llama-3.1-8b"), "kv_groups").independent is False
    assert prove(load("llama-3.1-8b"), "kv_heads", holding=["kv_groups"]).independent is True


def test_holding_the_head_size_makes_heads_change_the_hidden_size() -> None:
    proof = prove(load(), "heads", holding=["head_dim"])
    assert proof.independent is False
    assert proof.preconditions == ("H = head_dim*heads", "head_dim held fixed")


def test_what_free_symbols_alone_would_get_wrong() -> None:
    # (A² − A)/A − A + 1 contains A and is 0: only a normal form shows it.
    a = symbols.new("a")
    ties = (Relation(symbols.new("b"), (a**2 + a) / a, a),)
    weight = Weight("w", (symbols.new("b"),))
    other = Weight("v", (H,))
    model = Model(name="m", tree=Component("c", (weight, other)), relations=ties)
    assert prove(model, "a").independent is False
    ratio = (Relation(symbols.new("b"), (a**2 + a) / (a * (a + 1)), a),)
    assert prove(Model(name="m", tree=Component("c", (weight,)), relations=ratio), "a").independent


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"symbol": "haeds"}, "unknown symbol 'haeds'; did you mean 'heads'?"),
        ({"symbol": "heads", "holding": ["heads"]}, "heads cannot be held fixed in a claim about heads"),
        ({"symbol": "heads", "given": ["heads"]}, "'heads' is not a precondition; write "
                                                  "'head_dim = H/heads' or 'heads divides H'"),
        ({"symbol": "heads", "given": ["head_dim = 64"]}, "'head_dim = 64' does not tie head_dim to other symbols"),
        ({"symbol": "heads", "given": ["head_dim = __import__('os')"]}, "unknown symbol '__import__'"),
    ],
)  # fmt: skip
def test_a_claim_that_cannot_be_read(arguments: dict[str, object], message: str) -> None:
    with pytest.raises((UnknownNameError, BadValueError)) as error:
        prove(load(), **arguments)  # type: ignore[arg-type]
    assert str(error.value).startswith(message)


def test_preconditions_in_a_circle_are_refused() -> None:
    with pytest.raises(SymparamsError, match="circle"):
        prove(load(), "heads", given=["H = L*head_dim*heads"])


SIZES: list[Expr] = [H, L, V, heads, kv_heads, head_dim, heads * head_dim, H + V, Integer(3)]


@settings(deadline=None, max_examples=60)
@given(st.lists(st.lists(st.sampled_from(SIZES), min_size=1, max_size=3), min_size=1, max_size=4))
def test_every_verdict_agrees_with_counting(shapes: list[list[Expr]]) -> None:
    weights = tuple(Weight(f"w{i}", tuple(shape)) for i, shape in enumerate(shapes))
    model = Model(name="random", tree=Component("c", weights), relations=(HEAD_SIZE,))
    proof = prove(model, "heads")
    base = {H: 48, L: 2, V: 5, kv_heads: 3}
    counts = {
        model.related(Add(*(w.expression for w in weights))).xreplace(
            {s: Integer(n) for s, n in (base | {heads: h}).items()}
        )
        for h in (1, 2, 3, 4, 6, 8)
    }
    assert (len(counts) == 1) == (proof.independent is True)
