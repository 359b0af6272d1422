"""What values must satisfy: beside conditions on whole numbers that are written out by hand."""

from collections.abc import Callable
from dataclasses import replace
from itertools import product

import pytest
from sympy import Integer, Rational, Symbol, expand

from symparams import Component, Model, Weight, load
from symparams.algebra.provenance import Value
from symparams.algebra.relations import Condition, Divides, Relation
from symparams.algebra.requirements import (
    Choice,
    Size,
    demanded,
    requirements,
    sizes,
    with_relations,
)
from symparams.symbols import H, L, S, V, ffn_ratio, ffn_width, head_dim, heads, kv_heads, lookup

Numbers = dict[Symbol, Rational]


def with_values(model: Model, numbers: Numbers) -> Model:
    return replace(model, values=tuple(Value(s, n, "given") for s, n in numbers.items()))


def is_sound(model: Model, numbers: Numbers) -> bool:
    return not any(r.is_broken() for r in requirements(with_values(model, numbers)))


EXPERTS, ACTIVE = lookup("experts"), lookup("active_experts")
HALVES = (Rational(1, 2), Rational(1), Rational(8, 3), Rational(4))
BOXES: tuple[tuple[str, dict[Symbol, tuple[Rational, ...]], Callable[..., bool]], ...] = (
    (
        "textbook",
        {H: tuple(map(Rational, range(1, 9))), heads: (1, 2, 3, 4), ffn_ratio: HALVES},
        lambda h, a, r: h % a == 0 and (r * h).q == 1,
    ),
    (
        "llama-3.1-8b",
        {H: (8, 12), heads: (1, 2, 3, 4, 6, 8), kv_heads: (1, 2, 3, 4), ffn_ratio: (4,)},
        lambda h, a, k, _: h % a == 0 and a % k == 0,
    ),
    (
        "mixtral-8x7b",
        {EXPERTS: (1, 2, 3, 8), ACTIVE: (1, 2, 3, 4)},
        lambda there, used: used <= there,
    ),
    (
        "deepseek-v3",
        {L: (1, 2, 3, 4), lookup("dense_layers"): (1, 2, 3, 4)},
        lambda layers, dense: dense <= layers,
    ),
)


@pytest.mark.parametrize(("name", "box", "by_hand"), BOXES, ids=[name for name, *_ in BOXES])
def test_which_values_are_allowed(
    name: str, box: dict[Symbol, tuple[Rational, ...]], by_hand: Callable[..., bool]
) -> None:
    model = load(name)
    verdicts = set()
    for point in product(*box.values()):
        values = tuple(map(Rational, point))
        known = {**model.numbers(), **dict(zip(box, values, strict=True))}
        verdicts.add(is_sound(model, known))
        assert is_sound(model, known) == by_hand(*values), point
    assert verdicts == {True, False}


def test_a_tied_value_that_contradicts_its_relation_is_broken() -> None:
    for size, width in product((1, 2, 3, 4), (8, 16, 32)):
        known = {H: Integer(8), heads: Integer(2), head_dim: Integer(size)}
        known |= {ffn_ratio: Integer(2), ffn_width: Integer(width)}
        assert is_sound(load(), known) is (2 * size == 8 and width == 2 * 8)


def test_a_requirement_in_symbols_is_broken_nowhere_and_decided_by_numbers() -> None:
    found = demanded(load("llama-3.1-8b"), (H, heads, kv_heads, ffn_ratio, L, V))
    assert not any(r.is_broken() for r in found)
    for h, a, k in product((6, 8, 12), (1, 2, 4, 6), (1, 2, 3)):
        at = {H: h, heads: a, kv_heads: k, ffn_ratio: 4, L: 1, V: 1}
        numbers = {s: Integer(n) for s, n in at.items()}
        holds = all(requirement.demand.holds(numbers) for requirement in found)
        assert holds is (h % a == 0 and a % k == 0)


def test_numbers_that_follow_from_relations_of_relations() -> None:
    ties = (
        Relation(head_dim, H / heads, heads),
        Relation(heads, 4 * kv_heads, kv_heads),
        Relation(ffn_width, ffn_ratio * H, ffn_ratio),
    )
    model = Model("own", Component("own", (Weight("w", (H,)),)), ties)
    found = with_relations(model, {H: Integer(24), kv_heads: Integer(2)})
    assert found[heads] == 4 * 2
    assert found[head_dim] == 24 // (4 * 2)
    assert expand(found[ffn_width] - 24 * ffn_ratio) == 0
    assert with_relations(model, {head_dim: Integer(5)})[head_dim] == 5


def test_every_size_of_a_tree_is_looked_at() -> None:
    tree = Component("own", (Component("layer", (Weight("w", (H / 3, V)),), times=L - 2),))
    model = Model("own", tree, ())
    assert [size for _, size in sizes(model)] == [H / 3, V, L - 2]
    for hidden, layers in product(range(1, 8), range(1, 6)):
        at = {H: Integer(hidden), V: Integer(1), L: Integer(layers)}
        assert is_sound(model, at) is (hidden % 3 == 0 and layers >= 2)


def test_what_is_stated_pinned_or_conditional() -> None:
    model = replace(
        Model("own", Component("own", (Weight("w", (H, S)),)), ()),
        divisibility=(Divides(heads, H),),
        conditions=(Condition(H, "<", S),),
        pinned=(Value(L, Integer(2), "drawn"),),
    )
    for h, s, a, n in product((4, 6), (5, 7), (2, 3), (1, 2)):
        known = {H: Integer(h), S: Integer(s), heads: Integer(a), L: Integer(n)}
        assert is_sound(model, known) is (h % a == 0 and h < s and n == 2)
    of_formula = [r for r in requirements(model) if r.is_of_the_formula]
    assert len(of_formula) == 2


def test_each_requirement_says_what_it_is_about() -> None:
    mixture = load("mixtral-8x7b")
    broken = with_values(mixture, {**mixture.numbers(), ACTIVE: Integer(9)})
    (found,) = (r for r in requirements(broken) if r.is_broken())
    assert isinstance(found.source, Choice)
    assert found.complaint(broken) == (
        "a token would use active_experts = 9 copies of experts, but there are only experts = 8"
    )
    deep = load("deepseek-v3")
    shallow = with_values(deep, {**deep.numbers(), L: Integer(1)})
    least = next(r for r in requirements(shallow) if r.is_broken())
    assert isinstance(least.source, Size)
    assert "L - dense_layers = -2; it must not be negative" in least.complaint(shallow)
