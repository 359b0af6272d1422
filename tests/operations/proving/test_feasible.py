"""Assignments that are found satisfy everything, and one is found where a box has one."""

from fractions import Fraction
from itertools import islice, product

import pytest
from sympy import Integer, Rational

from symparams import Component, Model, Weight, count, load
from symparams.algebra.exact_functions import Number
from symparams.algebra.relations import HEAD_SIZE, Condition, Divides, Relation
from symparams.errors import BadValueError
from symparams.models import presets
from symparams.operations.proving.feasible import Feasible, claimed, free_symbols
from symparams.symbols import H, L, V, ffn_ratio, head_dim, heads, kv_heads

CASES: tuple[tuple[Condition, ...], ...] = (
    (),
    (Condition(H, "==", 3 * V),),
    (Condition(H + L, "==", Integer(9)), Condition(V, "<", L)),
    (Condition(H * L, "==", Integer(12)), Condition(H, "<", L)),
    (Condition(H, "<", L), Condition(L, "<", V), Condition(V, "<=", Integer(3))),
    (Condition(H, "<", L), Condition(L, "<", H)),
    (Condition(2 * H, "==", 2 * L + 1),),
    (Condition(H, "!=", L), Condition(H + L, "<=", Integer(3))),
    (Condition(heads**2, "==", H), Condition(Integer(2), "<=", heads)),
)


def model_of(*conditions: Condition) -> Model:
    tree = Component("own", (Weight("w", (H, L, V, heads)),))
    return Model("own", tree, (), (Divides(heads, H),), conditions)


@pytest.mark.parametrize("conditions", CASES, ids=str)
def test_one_is_found_where_a_box_has_one(conditions: tuple[Condition, ...]) -> None:
    model = model_of(*conditions)
    names = (H, L, V, heads)
    box = (dict(zip(names, point, strict=True)) for point in product(range(1, 10), repeat=4))
    is_there = any(
        at[H] % at[heads] == 0
        and all(c.holds({s: Integer(n) for s, n in at.items()}) for c in conditions)
        for at in box
    )
    search = Feasible.of(model, {})
    found = [*islice(search.assignments(search.order), 20)]
    assert bool(found) is is_there
    for at in found:
        exact = {s: Rational(Fraction(n)) for s, n in at.items()}
        assert {*at} == {*names}
        assert at[H] % at[heads] == 0
        assert all(c.holds(exact) for c in conditions)


@pytest.mark.parametrize("name", presets.names())
def test_the_first_assignment_of_a_preset_is_its_own(name: str) -> None:
    model = load(name)
    own: dict[object, Number] = {
        s: Fraction(int(n.p), int(n.q)) for s, n in model.numbers().items()
    }
    search = Feasible.of(model, own)
    first = next(search.assignments(search.order))
    assert all(first[s] == n for s, n in own.items() if s in first)
    assert count(model, {str(s): n for s, n in first.items()}).total == count(model).total


def test_what_is_fixed_takes_no_other_value() -> None:
    search = Feasible.of(model_of(), {H: 12, heads: 5}, fixed=[H])
    found = [*islice(search.assignments(search.order), 30)]
    assert {at[H] for at in found} == {12}
    assert found
    assert all(12 % at[heads] == 0 for at in found)
    none = Feasible.of(model_of(Condition(H, "<", Integer(12))), {H: 12}, fixed=[H])
    assert [*none.assignments(none.order)] == []


def test_tied_symbols_are_not_chosen_and_stay_positive() -> None:
    ties = (HEAD_SIZE, Relation(kv_heads, heads - 2, heads))
    model = Model("own", Component("own", (Weight("w", (H, head_dim, kv_heads)),)), ties)
    assert {*free_symbols(model)} == {H, heads}
    for h, a in product(range(1, 9), range(1, 9)):
        at = {H: Integer(h), heads: Integer(a)}
        assert all(d.holds(at) for d in claimed(model)) is (h % a == 0 and a - 2 >= 1)
    search = Feasible.of(model, {H: 2, heads: 2})
    assert all(at[heads] >= 3 for at in islice(search.assignments(search.order), 5))


def test_a_ratio_is_found_that_keeps_its_width_whole() -> None:
    model = load()
    search = Feasible.of(model, {H: 7, ffn_ratio: Fraction(8, 3)})
    at = next(search.assignments(search.order))
    assert (at[ffn_ratio] * at[H]).denominator == 1


def test_a_search_is_bounded_and_the_same_each_time() -> None:
    impossible = model_of(Condition(H * L * V, "==", Integer(10**9 + 7)), Condition(H, "<", L),
                          Condition(Integer(1), "<", H))  # fmt: skip
    search = Feasible.of(impossible, {})
    search.looks = 300
    assert [*search.assignments(search.order)] == []
    assert search.looks >= 0
    again = [
        [*islice(s.assignments(s.order), 10)] for s in (Feasible.of(model_of(), {}) for _ in "ab")
    ]
    assert again[0] == again[1]


def test_an_assignment_is_what_count_takes() -> None:
    model = load("mixtral-8x7b")
    search = Feasible.of(model, {})
    for at in islice(search.assignments(search.order), 10):
        assert isinstance(count(model, {str(s): n for s, n in at.items()}).total, int)
    with pytest.raises(BadValueError):
        count(model, experts=1)
