"""A model of which some symbols vary: at every point of a box what a count at that point gives."""

from collections.abc import Mapping
from fractions import Fraction
from itertools import product

import pytest
from sympy import Expr, Integer, Rational, Symbol, expand

from symparams import Component, Model, Weight, count, load
from symparams.algebra.provenance import Value
from symparams.algebra.relations import Condition
from symparams.algebra.variation import Variation, vary
from symparams.errors import BadValueError
from symparams.symbols import H, L, V, above, ffn_ratio, ffn_width, head_dim, heads, lookup

Number = int | Fraction


def fixed(**values: int) -> dict[Symbol, Value]:
    return {lookup(n): Value(lookup(n), Integer(v), "given") for n, v in values.items()}


def number_at(varied: Variation, at: Mapping[Symbol, Number]) -> Expr | None:
    """The total at a point, or None where a requirement fails there."""
    point = {s: Rational(Fraction(n).numerator, Fraction(n).denominator) for s, n in at.items()}
    whole = all(e.xreplace(point).is_Integer for e in varied.whole)
    holds = all(condition.holds(point) for condition in varied.conditions)
    return varied.total.xreplace(point) if whole and holds else None


def counted(model: Model, at: Mapping[Symbol, Number], **known: int) -> Expr | None:
    try:
        return Integer(count(model, {**known, **{str(s): n for s, n in at.items()}}).total)
    except BadValueError:
        return None


CASES: tuple[tuple[str, dict[Symbol, tuple[Number, ...]], dict[str, int]], ...] = (
    ("textbook", {H: (6, 7, 12), L: (1, 3), heads: (1, 2, 4)}, {"V": 10}),
    ("textbook", {H: (6, 9), ffn_ratio: (Fraction(8, 3), Fraction(1, 2), 4)}, {"V": 10, "L": 2}),
    ("textbook", {H: (6, 8), ffn_width: (16, 17)}, {"V": 10, "L": 2, "heads": 2}),
    ("textbook", {H: (6, 8), head_dim: (2, 3)}, {"V": 10, "L": 2}),
    ("mixtral-8x7b", {lookup("experts"): (1, 2, 8), lookup("active_experts"): (1, 2, 3)}, {}),
    ("llama-3.1-8b", {heads: (32, 12, 8), lookup("kv_heads"): (1, 3, 8)}, {}),
    ("deepseek-v3", {L: (1, 3, 61), lookup("dense_layers"): (1, 3, 5)}, {}),
)


@pytest.mark.parametrize(("name", "box", "known"), CASES, ids=[f"{n} {[*b]}" for n, b, _ in CASES])
def test_every_point_is_counted_or_refused_as_count_does(
    name: str, box: dict[Symbol, tuple[Number, ...]], known: dict[str, int]
) -> None:
    model = load(name)
    varied = vary(model, box, fixed(**known))
    found = []
    for numbers in product(*box.values()):
        at = dict(zip(box, numbers, strict=True))
        found.append(number_at(varied, at))
        assert found[-1] == counted(model, at, **known), at
    assert any(found)


def test_a_ratio_over_its_denominator_is_the_same_count() -> None:
    varied = vary(load(), [H, ffn_ratio], fixed(V=10, L=2, heads=1))
    parted = varied.over_integers({ffn_ratio: 6})
    assert parted.symbols == (H, above(ffn_ratio))
    for hidden, numerator in product((1, 6, 8, 12), range(1, 30)):
        at: dict[Symbol, Number] = {H: hidden, ffn_ratio: Fraction(numerator, 6)}
        assert number_at(varied, at) == number_at(parted, {H: hidden, above(ffn_ratio): numerator})


def test_a_varied_width_determines_its_ratio() -> None:
    varied = vary(load(), [H, ffn_width], fixed(V=10, L=2, heads=1))
    assert expand(varied.total - (2 * (4 * H**2 + 2 * H * ffn_width) + 10 * H)) == 0


def test_what_holds_whatever_varies_is_left_out() -> None:
    always, open_ = Condition(H, "<=", H + L), Condition(H, "<", L)
    tree = Component("own", (Weight("w", (4 * H, L)), Weight("v", (H / 4,))))
    varied = vary(Model("own", tree, (), conditions=(always, open_)), [H, L], {})
    assert varied.conditions == (open_,)
    assert H / 4 in varied.whole
    assert 4 * H not in varied.whole


@pytest.mark.parametrize(
    ("names", "known", "message"),
    [
        ([H, "H"], {}, "H is varied twice"),
        ([H], {"H": 8}, "H is both varied and given a value"),
        ([H], {"L": 2}, "the count of textbook needs V, without a value"),
    ],
)
def test_what_cannot_be_varied(
    names: list[str | Symbol], known: dict[str, int], message: str
) -> None:
    with pytest.raises(BadValueError, match=message):
        vary(load(), names, fixed(**known))


def test_the_fixed_values_stay_as_they_are() -> None:
    varied = vary(load(), [H], fixed(V=7, L=2))
    assert expand(varied.total - (24 * H**2 + 7 * H)) == 0
    assert varied.total.free_symbols.isdisjoint({V, L})


def test_two_given_symbols_of_a_tie_leave_one_value_of_the_third() -> None:
    known = {"L": 2, "V": 7, "heads": 3, "head_dim": 5, "ffn_ratio": 4}
    varied = vary(load(), [H], fixed(**known))
    for hidden in (3, 14, 15, 16, 30):
        assert number_at(varied, {H: hidden}) == counted(load(), {H: hidden}, **known)
        assert (number_at(varied, {H: hidden}) is not None) is (hidden == 3 * 5)
