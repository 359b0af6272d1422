"""Comparing two models as expressions under one naming."""

from dataclasses import replace

from sympy import Integer

from symparams.algebra.model import Model
from symparams.algebra.parts import Weight
from symparams.algebra.provenance import Value
from symparams.algebra.relations import Relation
from symparams.algebra.tree import Component
from symparams.components import layer_norm
from symparams.models.loading import load
from symparams.operations.verification import verify
from symparams.symbols import H, L, V, ffn_width, head_dim, heads, kv_heads, new


def test_a_model_equals_itself() -> None:
    assert verify(load("gpt2"), load("gpt2"))


def test_widths_and_ratios_are_one_naming() -> None:
    written = load({"model_type": "llama", "num_key_value_heads": 8, "head_dim": 128})
    layer = Component(
        "layers",
        (
            Weight("q", (H, heads * head_dim)),
            Weight("k", (H, kv_heads * head_dim)),
            Weight("v", (H, kv_heads * head_dim)),
            Weight("o", (heads * head_dim, H)),
            Weight("gate_up", (H, 2 * ffn_width)),
            Weight("down", (ffn_width, H)),
            Weight("norms", (2 * H,)),
        ),
        times=L,
    )
    rest = Component("rest", (Weight("w", (V, H)), Weight("h", (V, H)), Weight("n", (H,))))
    traced = Model("traced", Component("", (layer, rest)), relations=())
    assert verify(written, traced).is_equal


def test_components_that_differ_stand_side_by_side() -> None:
    written = load("gpt2")
    found = verify(written, written + layer_norm("extra"))
    assert not found
    assert len(found.differences) == 1
    difference = found.differences[0]
    assert difference.written is None
    assert difference.traced is not None
    assert difference.traced.path == "extra"
    assert difference.traced.expression == 2 * H


def test_a_symbol_that_one_side_lacks_gets_its_number() -> None:
    rank = new("rank")
    one = Model("one", Component("", (Component("a", (Weight("w", (rank, H)),)),)), relations=())
    one = replace(one, values=(Value(rank, Integer(4), "given"),))
    other = Model("other", Component("", (Component("a", (Weight("w", (4, H)),)),)), relations=())
    found = verify(one, other)
    assert found.is_equal
    assert found.named == ((rank, Integer(4)),)


def test_the_defaults_of_code_are_put_in() -> None:
    same = Relation(kv_heads, heads, kv_heads)
    one = Model("one", Component("", (Component("a", (Weight("w", (kv_heads, H)),)),)), (same,))
    other = Model("other", Component("", (Component("a", (Weight("w", (heads, H)),)),)), ())
    assert verify(one, other).is_equal
