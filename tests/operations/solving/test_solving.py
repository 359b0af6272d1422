"""The count turned around: every solution put back gives the total that was asked for."""

import json
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sympy import Integer, Rational, simplify

from symparams import Model, Weight, count, load, solve, symbols
from symparams.algebra.provenance import Value
from symparams.algebra.tree import Component
from symparams.algebra.values import assign
from symparams.errors import BadValueError, SymparamsError, UnknownNameError
from symparams.models.textbook import textbook
from symparams.operations.proving.proof import prove
from symparams.operations.solving.inverse import invert
from symparams.operations.solving.solving import Solution
from symparams.symbols import H, L, V, ffn_ratio, heads

CATALOGUE = Path(__file__).parents[2] / "oracle" / "catalogue.json"
CASES: list[dict[str, Any]] = json.loads(CATALOGUE.read_text(encoding="utf-8"))


def at(model: Model, solution: Solution, root: Rational) -> int:
    """The count of the tree with the root in it, put together without the code under test."""
    numbers = solution.model.numbers() | {solution.symbol: root}
    total = sum(solution.model.related(leaf.expression) for leaf in model.leaves())
    return int(total.xreplace(numbers))


def test_the_inverse_of_the_published_gpt3_is_exact() -> None:
    solution = solve(textbook(), "H", 174_563_733_504, L=96, V=50_257)
    assert solution.root == 12_288
    assert solution.designs[0].difference == 0


@pytest.mark.parametrize(
    ("symbol", "value"), [("H", 12_288), ("L", 96), ("V", 50_257), ("S", 2_048), ("ffn_ratio", 4)]
)
def test_each_symbol_of_gpt3_comes_back(symbol: str, value: int) -> None:
    solution = solve(load("gpt3"), symbol, 174_604_259_328)
    assert solution.root == value
    assert solution.inverse.is_unique


@given(st.data())
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_a_solution_put_back_gives_the_total(data: st.DataObject) -> None:
    case = data.draw(st.sampled_from(CASES))
    model = load(case["config"])
    symbol = data.draw(st.sampled_from([v.symbol for v in model.values]))
    factor = data.draw(st.sampled_from([1, 2, 3]))
    value = model.numbers()[symbol] * factor
    try:
        known = assign(model, {symbol: value})
    except SymparamsError:
        return
    wanted = count(known).total
    solution = solve(model, symbol, wanted)
    if solution.inverse.rounding is not None:
        assert solution.is_found is None  # floor(H/heads) has no inverse: said, not guessed
        return
    if not solution.inverse.is_solvable:
        assert prove(model, symbol).independent is True
        return
    assert value in solution.roots
    assert all(at(solution.model, solution, root) == wanted for root in solution.roots)
    assert any(design.difference == 0 for design in solution.designs)


@given(
    powers=st.lists(st.integers(-2, 4), min_size=1, max_size=3, unique=True),
    sizes=st.lists(st.integers(1, 50), min_size=3, max_size=3),
    value=st.integers(1, 40),
)
@settings(max_examples=40, deadline=None)
def test_any_tree_with_powers_of_a_symbol(powers: list[int], sizes: list[int], value: int) -> None:
    x = symbols.new("x")
    parts = [Weight(f"w{n}", (size * x**power,)) for n, (size, power) in
             enumerate(zip(sizes, powers, strict=False))]  # fmt: skip
    model = Model("own", Component("own", tuple(parts)), relations=())
    exact = sum(Fraction(s) * Fraction(value) ** p for s, p in zip(sizes, powers, strict=False))
    if exact.denominator != 1 or set(powers) == {0}:
        return
    solution = solve(model, x, int(exact))
    assert Integer(value) in solution.roots


def test_a_cubic_has_an_isolated_root_and_no_formula() -> None:
    x = symbols.new("x")
    model = Model("cube", Component("cube", (Weight("a", (x, x, x)), Weight("b", (x,)))), ())
    solution = solve(model, x, 100)
    assert solution.inverse.solution is None
    assert solution.inverse.is_unique
    assert solution.root is not None
    assert not solution.root.is_rational
    assert simplify(solution.root**3 + solution.root - 100) == 0
    assert [dict(d.values)[x] for d in solution.designs] == [5, 4, 3, 6]  # 130, 68, 30, 222


def test_more_key_value_groups_make_a_model_smaller() -> None:
    llama = load("llama-3.1-8b")
    solution = solve(llama, "heads", 8_298_696_704)  # the witness of its proof: 16 heads
    assert solution.root == 16
    assert solution.inverse.is_unique


def test_heads_reach_nothing_where_they_cancel() -> None:
    solution = solve(load("gpt3"), "heads", "175B")
    assert solution.is_found is False
    assert not solution.inverse.is_solvable
    assert solution.constant == 174_604_259_328


def test_a_held_head_size_makes_the_heads_follow() -> None:
    solution = solve(load("llama-3.1-8b"), "H", "13B", head_dim=128, kv_groups=4)
    for design in solution.designs:
        values = dict(design.values)
        assert values[H] == 128 * values[heads]
        assert values[heads] == 4 * values[symbols.kv_heads]
        chosen = {"H": int(values[H]), "heads": int(values[heads])}
        again = count(load("llama-3.1-8b"), {**chosen, "kv_heads": int(values[heads] / 4)})
        assert again.total == design.total == 13_000_000_000 + design.difference


def test_the_size_follows_the_heads_where_the_head_size_is_held() -> None:
    solution = solve(textbook(), "heads", 174_563_733_504, L=96, V=50_257, head_dim=128)
    assert solution.root == 96


def test_without_values_the_answer_is_a_formula() -> None:
    solution = solve(textbook(), "H")
    assert solution.missing == (L, V)
    assert solution.root == invert(textbook(), H).solution
    assert bool(solution)


def test_a_rounding_leaves_it_undecided() -> None:
    from sympy import floor

    model = Model("rounds", Component("rounds", (Weight("a", (floor(H / 7),)),)), ())
    assert solve(model, "H", 100).is_found is None


@pytest.mark.parametrize(
    ("arguments", "values", "message"),
    [
        (("H", "1.5"), {}, "total = 3/2 is a fraction; N must be a whole number"),
        (("H", "0"), {}, "total = 0 is zero; it must be greater than 0"),
        (("H", "7B"), {"H": 3}, "H is what is solved for; leave its value out"),
        (("H", "7B"), {"H": 3, "hidden_size": 3}, "two values for H; give it once"),
        (("V", "7B"), {"L": 2, "H": 4, "heads": 3}, "heads must divide H"),
    ],
)
def test_bad_values(arguments: tuple[str, str], values: dict[str, object], message: str) -> None:
    with pytest.raises(BadValueError, match=message):
        solve(textbook(), *arguments, values)


def test_a_symbol_that_the_model_lacks() -> None:
    with pytest.raises(UnknownNameError, match="textbook has no symbol 'experts'"):
        solve(textbook(), "experts", "7B")


def test_a_model_with_a_symbol_called_n() -> None:
    model = Model("own", Component("own", (Weight("a", (symbols.new("N"), H)),)), ())
    with pytest.raises(BadValueError, match="own has a symbol N of its own; N is the total here"):
        solve(model, "H", 100)


def test_its_own_value_is_put_aside() -> None:
    model = textbook().with_tree(textbook().tree)
    valued = Model("v", model.tree, model.relations, values=(Value(H, Integer(8), "test"),))
    assert solve(valued, "H").missing == (L, V, ffn_ratio)
