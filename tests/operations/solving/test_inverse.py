"""The count read backwards: the equation, its signs and its solution, put back in numbers."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sympy import Expr, Integer, Rational, Symbol, expand, sqrt

from symparams import Component, Model, Weight, load
from symparams.errors import BadValueError
from symparams.models import presets
from symparams.models.textbook import textbook
from symparams.operations.solving.inverse import TOTAL, invert, powers_of, sign_changes
from symparams.symbols import H, L, V, heads, new

X = new("x")


def test_the_textbook_inverse() -> None:
    known = 48 * L * TOTAL + V**2
    assert expand(invert(textbook(), H).solution - (sqrt(known) - V) / (24 * L)) == 0


def of_powers(coefficients: dict[int, Expr]) -> Model:
    weights = tuple(Weight(f"w{p}", (c * X**p,)) for p, c in coefficients.items())
    return Model("own", Component("own", weights), ())


@pytest.mark.parametrize(
    ("coefficients", "expected"),
    [
        ({1: V, 0: H}, (TOTAL - H) / V),
        ({2: V}, sqrt(TOTAL / V)),
        ({2: L, 1: V}, (sqrt(V**2 + 4 * L * TOTAL) - V) / (2 * L)),
        ({-1: V}, V / TOTAL),
        ({4: Integer(1), 2: Integer(1)}, sqrt((sqrt(1 + 4 * TOTAL) - 1) / 2)),
    ],
)
def test_the_solution_by_the_formula_of_school(
    coefficients: dict[int, Expr], expected: Expr
) -> None:
    found = invert(of_powers(coefficients), X)
    assert found.is_unique
    assert found.solution is not None
    for n, v, h, layers in product((30, 400), (2, 5), (1, 7), (1, 3)):
        at = {TOTAL: Integer(n), V: Integer(v), H: Integer(h), L: Integer(layers)}
        difference = (found.solution - expected).xreplace(at)
        assert abs(difference.evalf(30)) < Rational(1, 10**20)


@given(
    st.dictionaries(st.integers(-2, 4), st.integers(1, 30), min_size=1, max_size=4),
    st.integers(1, 20),
)
def test_the_equation_holds_at_the_value_that_was_counted(
    terms: dict[int, int], value: int
) -> None:
    if not any(terms):
        return
    total = sum(c * Rational(value) ** p for p, c in terms.items())
    found = invert(of_powers({p: Integer(c) for p, c in terms.items()}), X)
    assert found.equation.xreplace({X: Integer(value), TOTAL: total}) == 0
    powers = [power for power, _ in found.coefficients]
    assert powers == sorted(powers, reverse=True)
    assert powers[-1] == 0


@pytest.mark.parametrize("name", ["textbook", *presets.names()])
def test_the_equation_of_a_preset_is_its_count_less_the_total(name: str) -> None:
    model = load(name)
    for symbol in (H, L, V, heads):
        found = invert(model, symbol)
        if not found.is_solvable:
            assert symbol not in found.count.free_symbols
            continue
        others = sorted(found.count.free_symbols - {symbol}, key=str)
        numbers = {s: Integer(n) for n, s in enumerate(others, 3)}
        scales = set()
        for value, total in product((2, 3), (10**4 + 1, 10**6 + 1)):
            at = {**numbers, symbol: Integer(value), TOTAL: Integer(total)}
            scale = (found.equation / (found.count - TOTAL)).xreplace(at)
            scales |= {k for k in (0, 1, 2) if abs(scale) == value**k}
        assert len(scales) == 1


def test_a_tied_head_leaves_the_signs_as_they_are() -> None:
    """It adds 0, whatever else has a coefficient that only the tree knows to be positive."""
    config = {"model_type": "deepseek_v3"}
    tied, untied = (load({**config, "tie_word_embeddings": tie}) for tie in (True, False))
    assert tied.total() != untied.total()
    for symbol in (H, new("experts"), new("shared_experts")):
        one, other = invert(tied, symbol), invert(untied, symbol)
        assert one.signs == other.signs
        assert one.is_unique
        assert one.solution is not None


@given(st.dictionaries(st.integers(-3, 5), st.integers(-9, 9).filter(bool), max_size=4))
def test_the_coefficients_of_each_power(terms: dict[int, int]) -> None:
    expression = expand(sum((c * V * X**p for p, c in terms.items()), Integer(0)))
    assert powers_of(X, expression) == {p: c * V for p, c in terms.items()}


def test_a_sum_below_is_cleared_and_no_power() -> None:
    with pytest.raises(ValueError, match="is no power of x"):
        powers_of(X, 1 / (X + 1))
    model = Model("own", Component("own", (Weight("w", (V / (X + 2),)), Weight("v", (X,)))), ())
    found = invert(model, X)
    for value in range(1, 9):
        total = Rational(30, value + 2) + value
        assert found.equation.xreplace({X: Integer(value), V: Integer(30), TOTAL: total}) == 0


@given(st.lists(st.integers(-1, 1), max_size=6))
def test_changes_of_sign(signs: list[int]) -> None:
    left = [sign > 0 for sign in signs if sign]
    assert sign_changes(tuple(signs)) == sum(left[n] != left[n + 1] for n in range(len(left) - 1))


def test_what_has_no_inverse_says_why() -> None:
    from sympy import floor

    def of(*shape: Expr) -> Model:
        return Model("own", Component("own", (Weight("w", shape),)), ())

    assert invert(of(floor(H / 7)), H).rounding == floor(H / 7)
    assert not invert(of(V), H).is_solvable
    named: Symbol = new("N")
    with pytest.raises(BadValueError, match="has a symbol N of its own"):
        invert(of(named), H)
