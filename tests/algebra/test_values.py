"""Values put in: which symbol a tied value determines, worked out by hand for every pair."""

from itertools import product

import pytest
from sympy import Integer, Rational, expand

from symparams import Component, Model, Weight, load
from symparams.algebra.provenance import Value
from symparams.algebra.relations import KEY_VALUE_GROUPS, Relation
from symparams.algebra.values import assign, find, meant, prepared, read_values, settle
from symparams.errors import BadValueError, UnknownNameError
from symparams.symbols import H, L, ffn_ratio, ffn_width, head_dim, heads, kv_groups, kv_heads

VALUES = {"H": 96, "heads": 8, "ffn_ratio": 4}


def test_the_three_of_a_tie_always_multiply() -> None:
    for size in (1, 2, 3, 4, 6, 8, 12, 96):
        found = assign(assign(load(), VALUES), {"head_dim": size}).numbers()
        assert (found[H], found[heads]) == (96, 96 // size)
    for width in (48, 96, 100, 384):
        found = assign(assign(load(), VALUES), {"ffn_width": width}).numbers()
        assert found[ffn_ratio] * 96 == width
    for number, size in product((2, 3, 8), (4, 5)):
        found = assign(load(), {"heads": number, "head_dim": size}).numbers()
        assert found[H] == number * size


def test_more_groups_are_fewer_key_value_heads() -> None:
    llama = load("llama-3.1-8b")  # 32 heads
    for groups in (1, 2, 4, 8, 16, 32):
        assert assign(llama, {"kv_groups": groups}).numbers()[kv_heads] == 32 // groups
    for groups in (3, 5, 64):
        with pytest.raises(BadValueError, match="is not whole"):
            assign(llama, {kv_groups: groups})


def test_a_value_that_varies_determines_an_expression() -> None:
    model = assign(load(), {"H": 96})
    varied = settle(model, {head_dim: Value(head_dim, head_dim, "varied")})
    assert expand(varied.numbers()[heads] - 96 / head_dim) == 0
    wide = settle(load(), {s: Value(s, s, "varied") for s in (H, ffn_width)})
    assert expand(wide.numbers()[ffn_ratio] - ffn_width / H) == 0


def test_a_default_is_replaced_by_a_value() -> None:
    same = Relation(kv_heads, heads, kv_heads)
    tree = Component("own", (Weight("w", (kv_heads, heads)),))
    model = Model("own", tree, (same, KEY_VALUE_GROUPS))
    assert assign(model, {"heads": 6}).related(kv_heads * heads) == heads**2
    replaced = assign(model, {"heads": 6, "kv_heads": 2})
    assert same not in replaced.relations
    assert replaced.numbers()[kv_heads] == 2


def test_what_a_key_changes_is_edited_at_once_and_sizes_are_for_the_formula() -> None:
    model, values = prepared(
        load("llama-3.1-8b"), {"tie_word_embeddings": True, "num_hidden_layers": 5}, "given"
    )
    assert {symbol: value.number for symbol, value in values.items()} == {L: 5}
    untied = load("llama-3.1-8b").total() - model.total()
    assert untied.xreplace(model.numbers()) == 128_256 * 4096


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"H": "1/2"}, "H = 1/2 is a fraction"),
        ({"H": 8, H: 8}, "two values for H; give it once"),
        ({"H": 12, "heads": 5}, "heads must divide H"),
        ({"H": 12, "heads": 4, "head_dim": 4}, "head_dim = 4 .* contradicts"),
        ({"H": 7, "ffn_ratio": "1/2"}, "must be a whole number"),
    ],
)
def test_what_cannot_be_put_in(given: dict[str, object], message: str) -> None:
    with pytest.raises(BadValueError, match=message):
        assign(load(), given)


def test_a_name_is_found_by_key_by_symbol_and_by_itself() -> None:
    llama = load("llama-3.1-8b")
    for name in ("H", H, "hidden_size"):
        assert find(llama, name) == meant(llama, name) == H
    assert meant(load("gpt2"), "experts").name == "experts"
    with pytest.raises(UnknownNameError, match="gpt2 has no symbol 'experts'"):
        find(load("gpt2"), "experts")
    read = read_values(llama, {"ffn_ratio": "8/3", "L": 2}, "here")
    assert read[ffn_ratio] == Value(ffn_ratio, Rational(8, 3), "here")
    assert read[L].number == Integer(2)
