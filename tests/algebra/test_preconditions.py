"""Preconditions: a relation that is turned has the same solutions in whole numbers."""

from itertools import product

import pytest
from sympy import Integer, Symbol, floor

from symparams import Model, load
from symparams.algebra.preconditions import (
    assuming,
    parametrise,
    parse_precondition,
    read_precondition,
)
from symparams.algebra.relations import HEAD_SIZE, STANDARD, Divides, Relation
from symparams.errors import BadValueError, UnknownNameError
from symparams.symbols import H, L, V, ffn_ratio, head_dim, heads, kv_groups, kv_heads

SIDES = (H, heads, head_dim, kv_heads, kv_groups)
Point = tuple[int, ...]


def solutions(model: Model) -> set[Point]:
    """The points of a box at which every relation among these symbols holds."""
    found: set[Point] = set()
    own = [r for r in model.relations if {r.symbol, *r.expression.free_symbols} <= {*SIDES}]
    for point in product((2, 4, 8), (1, 2, 4), (1, 2, 4, 8), (1, 2, 4), (1, 2, 4)):
        at = {s: Integer(n) for s, n in zip(SIDES, point, strict=True)}
        if all(r.symbol.xreplace(at) == r.expression.xreplace(at) for r in own):
            found.add(point)
    return found


@pytest.mark.parametrize(
    ("symbol", "holding"),
    [
        (heads, ()), (heads, (kv_groups,)), (heads, (head_dim,)), (head_dim, ()), (kv_groups, ()),
        (kv_heads, (kv_groups,)), (heads, (head_dim, kv_groups)), (H, (head_dim,)),
    ],
)  # fmt: skip
def test_a_turned_relation_has_the_same_solutions(
    symbol: Symbol, holding: tuple[Symbol, ...]
) -> None:
    model = load("llama-3.1-8b")
    turned = parametrise(model, symbol, holding)
    assert solutions(turned) == solutions(model)
    assert len(solutions(model)) > 5
    tied = {relation.symbol for relation in turned.relations}
    assert tied.isdisjoint({symbol, *holding})


def test_a_default_gives_way_to_what_varies_or_is_held() -> None:
    same = Relation(kv_heads, heads, kv_heads)
    model = assuming(load("llama-3.1-8b"), [same])
    assert same in parametrise(model, H, ()).relations
    for symbol, holding in ((kv_heads, ()), (heads, (kv_heads,))):
        assert same not in parametrise(model, symbol, holding).relations


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("head_dim = H/heads", HEAD_SIZE),
        ("H = heads*head_dim", HEAD_SIZE),
        (" heads=H / head_dim", HEAD_SIZE),
        ("kv_groups = heads/kv_heads", STANDARD[1]),
        ("heads divides H", Divides(heads, H)),
        ("hidden_size = 2*L", Relation(H, 2 * L, L)),
        ("head_dim = floor(H/heads)", Relation(head_dim, floor(H / heads), H)),
        ("V = L/(2*H)", Relation(V, L / (2 * H), H)),
    ],
)
def test_what_a_text_states(text: str, expected: Relation | Divides) -> None:
    model = load("llama-3.1-8b")
    assert parse_precondition(text, model) == expected
    assert read_precondition(expected, model) is expected


def test_a_relation_replaces_the_models_own_and_divisibility_is_added() -> None:
    given = (Relation(head_dim, H / 8, H), Divides(heads, H), Divides(L, V))
    stated = assuming(load(), given)
    assert [r for r in stated.relations if r.symbol == head_dim] == [given[0]]
    assert stated.divisibility == (*load().divisibility, *given[1:])
    assert len(stated.relations) == len(load().relations)
    four = stated.related(4 * H * heads * head_dim)
    assert four == H**2 * heads / 2


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("heads", "'heads' is not a precondition; write 'head_dim = H/heads'"),
        ("head_dim = 64", "does not tie head_dim to other symbols"),
        ("H = H + L", "does not tie H to other symbols"),
        ("H = L +", "an integer or a name is missing"),
        ("haeds divides H", "unknown symbol 'haeds'; did you mean 'heads'"),
    ],
)
def test_what_states_nothing(text: str, message: str) -> None:
    with pytest.raises((BadValueError, UnknownNameError), match=message):
        parse_precondition(text, load())
    with pytest.raises(BadValueError, match="7 is no precondition"):
        read_precondition(7, load())


def test_holding_what_is_asked_about_leaves_nothing() -> None:
    with pytest.raises(BadValueError, match="heads cannot be held fixed in a claim about heads"):
        parametrise(load(), heads, [heads])
    with pytest.raises(BadValueError, match="fixes heads too, by head_dim = H/heads"):
        parametrise(load(), heads, [head_dim, H])
    assert ffn_ratio in parametrise(load(), H, [ffn_ratio]).symbols()
