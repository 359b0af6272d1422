"""Several models under common symbols: no number changes, and equal widths look equal."""

from itertools import product

import pytest
from sympy import Integer, Symbol, ceiling, expand, floor

from symparams import Component, Model, Weight, count, load
from symparams.algebra.common_symbols import (
    SPLITS_EVENLY,
    common_naming,
    divisibility,
    under_common_symbols,
)
from symparams.algebra.provenance import Value
from symparams.algebra.relations import HEAD_SIZE, Divides, Relation
from symparams.algebra.widths import with_widths
from symparams.models import presets
from symparams.symbols import H, L, V, ffn_ratio, ffn_width, head_dim, heads, is_ratio, kv_heads


@pytest.mark.parametrize("name", presets.names())
def test_no_count_changes(name: str) -> None:
    models = (load(name), with_widths(load("gpt2")), load("llama-3.1-8b"))
    for before, after in zip(models, under_common_symbols(models), strict=True):
        assert count(after).total == count(before).total


def test_ratios_stay_where_nobody_has_widths() -> None:
    plain = under_common_symbols([load("gpt2"), load("llama-3.1-8b")])
    assert all(ffn_ratio in model.raw_symbols() for model in plain)
    mixed = under_common_symbols([load("gpt2"), with_widths(load("llama-3.1-8b"))])
    assert not any(is_ratio(symbol) for model in mixed for symbol in model.raw_symbols())
    assert all(ffn_width in model.raw_symbols() for model in mixed)


def model_of(name: str, *divides: Divides, **numbers: int) -> Model:
    symbols_of = {"H": H, "heads": heads, "L": L}
    values = (Value(symbols_of[s], Integer(n), "given") for s, n in numbers.items())
    tree = Component(name, (Weight("w", (H, floor(H / heads), L)),))
    return Model(name, tree, (), divides, values=tuple(values))


def test_what_one_states_holds_for_the_others_unless_their_values_break_it() -> None:
    stating = model_of("stating", Divides(heads, H))
    for hidden, number in product((6, 8, 9), (2, 3, 4)):
        other = model_of("other", H=hidden, heads=number)
        _, found = under_common_symbols([stating, other])
        assert (Divides(heads, H) in found.divisibility) is (hidden % number == 0)
    assert divisibility([stating, load()]) == (SPLITS_EVENLY,)
    assert divisibility([model_of("a", Divides(L, H)), load()]) == (Divides(L, H), SPLITS_EVENLY)


def numbers_of(**given: int) -> dict[Symbol, Integer]:
    named = {"H": H, "heads": heads, "kv_heads": kv_heads, "V": V, "L": L}
    return {named[name]: Integer(number) for name, number in given.items()}


def test_two_ways_to_write_a_head_are_one_naming() -> None:
    written = Model("written", Component("w", (Weight("q", (H, heads * head_dim)),)), (HEAD_SIZE,))
    rounded = Weight("q", (H, heads * floor(H / heads)))
    traced = Model("traced", Component("t", (rounded,)), (), (Divides(heads, H),))
    put = common_naming(written, traced)
    assert expand(put(written.total()) - put(traced.total())) == 0
    for hidden, number in ((8, 2), (12, 3), (12, 4)):
        at = numbers_of(H=hidden, heads=number)
        literal = hidden * number * (hidden // number)
        assert put(traced.total()).xreplace(at) == literal == put(written.total()).xreplace(at)


def test_widths_and_ratios_are_one_naming() -> None:
    ratio, width = load(), with_widths(load())
    put = common_naming(ratio, width)
    assert expand(put(ratio.total()) - put(width.total())) == 0
    assert ffn_ratio not in put(ratio.total()).free_symbols


def test_a_default_of_one_is_put_into_both() -> None:
    same = Relation(kv_heads, heads, kv_heads)
    one = Model("one", Component("a", (Weight("w", (kv_heads, H)),)), (same,))
    other = Model("other", Component("a", (Weight("w", (heads, H)),)), ())
    put = common_naming(one, other)
    assert put(one.total()) == put(other.total()) == H * heads


def test_a_rounding_that_nothing_makes_exact_stays() -> None:
    model = model_of("own")
    rounded = ceiling(L / 7) + floor(H / heads)
    assert common_naming(model, model)(rounded) == rounded
    stated = model_of("stated", Divides(heads, H))
    assert common_naming(model, stated)(rounded) == ceiling(L / 7) + H / heads
