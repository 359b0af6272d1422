"""A model: sums of models, which symbols it has, and what its relations make of an expression."""

import dataclasses
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sympy import Expr, Integer, expand, floor

from symparams import Component, Model, Weight, components, load
from symparams.algebra.model import USUAL
from symparams.algebra.provenance import Value
from symparams.algebra.quantities import Quantity
from symparams.algebra.relations import HEAD_SIZE, Condition, Divides, Relation
from symparams.errors import SymparamsError
from symparams.symbols import H, L, S, V, ffn_ratio, ffn_width, head_dim, heads, kv_heads

SIZES = st.sampled_from([H, L, V, heads, head_dim, Integer(3), 2 * H, heads * head_dim])
SHAPES = st.lists(st.lists(SIZES, min_size=1, max_size=3), min_size=1, max_size=3)
TENSORS = Quantity("tensors", lambda _: ())


def model_of(name: str, shapes: list[list[Expr]]) -> Model:
    weights = tuple(Weight(f"w{n}", tuple(shape)) for n, shape in enumerate(shapes))
    return Model(name, Component(name, weights))


def same(a: Expr, b: Expr) -> bool:
    return bool(expand(a - b) == 0)


def test_values_are_immutable_and_hashable() -> None:
    model = Model(name="m", tree=components.attention())
    assert len({model, Model(name="m", tree=components.attention())}) == 1
    for value in (model, model.tree, model.tree.parts[0], HEAD_SIZE):
        with pytest.raises(dataclasses.FrozenInstanceError):
            setattr(value, dataclasses.fields(value)[0].name, "other")


def test_relations_in_a_circle_are_refused() -> None:
    circle = (HEAD_SIZE, Relation(H, heads * head_dim, heads))
    with pytest.raises(SymparamsError, match="relations go in a circle"):
        Model(name="m", tree=components.attention(), relations=circle)


def test_a_model_plus_a_component_keeps_values_and_relations() -> None:
    model = load("gpt3")
    extended = model + Component("probe", (Weight("w", (H, 2)),))
    assert extended.values == model.values
    assert same(extended.total(), model.total() + 2 * H)


@given(SHAPES, SHAPES)
def test_a_sum_of_models_counts_the_sum_in_every_quantity(
    one: list[list[Expr]], other: list[list[Expr]]
) -> None:
    both = model_of("one", one) + model_of("other", other)
    for of in (None, TENSORS):
        parts = (model_of(*named).measured(of) for named in (("one", one), ("other", other)))
        assert same(both.measured(of).total(), sum((p.total() for p in parts), Integer(0)))
    assert both.measured(TENSORS).total() == len(one) + len(other)


@given(SHAPES)
def test_heads_times_head_dim_is_the_width_at_every_number(shapes: list[list[Expr]]) -> None:
    model = model_of("own", shapes)
    related = model.related(model.total())
    for number, size, layers in product((1, 2, 3), (1, 4), (1, 5)):
        at = {heads: number, H: number * size, head_dim: size, L: layers, V: 7}
        exact = {s: Integer(n) for s, n in at.items()}
        assert related.xreplace(exact) == model.total().xreplace(exact)
    assert head_dim not in related.free_symbols


def test_a_part_confines_the_sum_as_it_confined_itself() -> None:
    one = dataclasses.replace(
        model_of("one", [[H, heads]]),
        divisibility=(Divides(heads, H),),
        values=(Value(H, Integer(8), "here"),),
    )
    other = dataclasses.replace(
        model_of("other", [[H, V]]),
        conditions=(Condition(H, "<=", V),),
        pinned=(Value(S, Integer(9), "there"),),
        values=(Value(V, Integer(50), "there"), Value(H, Integer(8), "there")),
    )
    both = one + other
    assert (both.divisibility, both.conditions, both.pinned) == (
        one.divisibility,
        other.conditions,
        other.pinned,
    )
    assert both.numbers() == {H: 8, V: 50}
    assert [value.origin for value in both.values] == ["here", "there"]


def test_what_contradicts_itself_is_not_added() -> None:
    one = model_of("one", [[H, head_dim]])
    tied = dataclasses.replace(one, relations=(Relation(head_dim, H / 8, heads),))
    with pytest.raises(SymparamsError, match=r"head_dim = H/heads in one, but head_dim = H/8"):
        _ = one + tied
    with pytest.raises(SymparamsError, match="measure different quantities"):
        _ = one + one.measured(TENSORS)


def test_the_symbols_are_those_of_the_tree_and_of_what_ties_them() -> None:
    plain = model_of("own", [[H, V]])
    assert plain.raw_symbols() == {H, V}
    assert plain.symbols() == (H, V)  # the usual relations say nothing without heads or ratios
    with_heads = model_of("own", [[H, head_dim]])
    assert {*with_heads.symbols()} == {H, heads, head_dim}
    chained = dataclasses.replace(
        with_heads, relations=(*USUAL, Relation(heads, 4 * kv_heads, kv_heads))
    )
    assert {*chained.symbols()} == {H, heads, head_dim, kv_heads}
    wide = model_of("own", [[H, ffn_width]])
    assert {*wide.symbols()} == {H, ffn_width, ffn_ratio}


def test_a_rounding_is_exact_only_where_it_is_stated() -> None:
    tie = (Relation(head_dim, floor(H / heads), heads),)
    model = Model("own", components.attention(), relations=tie)
    stated = dataclasses.replace(model, divisibility=(Divides(heads, H),))
    for number, hidden in product((1, 2, 3, 5), (6, 10, 12)):
        at = {heads: Integer(number), H: Integer(hidden)}
        literal = 4 * hidden * number * (hidden // number)
        assert model.related(model.total()).xreplace(at) == literal
        if hidden % number == 0:
            assert stated.related(stated.total()).xreplace(at) == literal
