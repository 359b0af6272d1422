"""The positive roots: exact, all of them, and none that is not one."""

from fractions import Fraction
from math import prod

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sympy import Expr, Integer, Rational, Symbol, oo

from symparams import Component, Model, Weight, solve, symbols
from symparams.models.textbook import textbook
from symparams.operations.solving.inverse import TOTAL, Inverse, invert
from symparams.operations.solving.roots import positive_roots, reachable

X = symbols.new("x")


def test_every_root_is_given_where_there_are_two() -> None:
    x = symbols.new("x")
    model = Model("two", Component("two", (Weight("a", (x,)), Weight("b", (12 / x,)))), ())
    solution = solve(model, x, 7)  # x + 12/x = 7
    assert solution.roots == (3, 4)
    assert solution.root is None
    assert not solution.inverse.is_unique
    out_of_reach = solve(model, x, 5)  # x + 12/x is never below √48
    assert out_of_reach.roots == ()
    assert out_of_reach.reachable is None


def test_the_total_must_lie_above_what_does_not_vary() -> None:
    solution = solve(textbook(), "L", 10_000_000, H=12_288, V=50_257)
    assert solution.roots == ()
    assert solution.is_found is False
    assert solution.reachable is not None
    assert solution.reachable[0] == 50_257 * 12_288


def factored(roots: list[Fraction]) -> Inverse:
    """The equation with exactly these roots: ``∏ (x − root)``."""
    product: Expr = prod(
        (X - Rational(r.numerator, r.denominator) for r in roots), start=Integer(1)
    )
    coefficients = enumerate(reversed(product.as_poly(X).all_coeffs()))
    return Inverse(X, X + TOTAL, tuple(coefficients))


FRACTIONS = st.fractions(-20, 20, max_denominator=9)


@given(st.lists(FRACTIONS, min_size=1, max_size=5))
@settings(max_examples=50)
def test_the_positive_ones_in_rising_order_each_once(roots: list[Fraction]) -> None:
    found = positive_roots(factored(roots), {})
    expected = sorted({root for root in roots if root > 0})
    assert [Fraction(int(root.p), int(root.q)) for root in found] == expected


@given(st.integers(1, 10**6), st.integers(1, 5))
@settings(max_examples=30)
def test_a_root_that_is_no_fraction_lies_where_the_sign_changes(total: int, power: int) -> None:
    weights = (Weight("a", (X,) * power), Weight("b", (X,)))
    (root,) = positive_roots(
        invert(Model("own", Component("own", weights), ()), X), {TOTAL: Integer(total)}
    )
    step = Fraction(1, 10**9)
    near = Fraction(str(root.evalf(40)))
    counts = [(near + side) ** power + near + side for side in (-step, step)]
    assert counts[0] < total < counts[1]


def test_without_a_number_there_is_no_root_and_without_the_symbol_none() -> None:
    assert positive_roots(Inverse(X, X), {}) == ()
    gone = Inverse(X, X + TOTAL, ((1, TOTAL - 5), (0, Integer(3))))
    assert positive_roots(gone, {TOTAL: Integer(5)}) == ()


@pytest.mark.parametrize(
    ("count", "expected"),
    [
        (3 * X**2 + X + 7, (7, oo)),
        (X, (0, oo)),
        (12 / X + 5, (5, oo)),
        (100 - X, (0, 100)),
        (100 - 12 / X, (0, 100)),
        (X + 12 / X, None),
        (X**2 - 3 * X, None),
        (1 / (X + 1), None),
    ],
)
def test_what_is_within_reach(count: Expr, expected: tuple[Expr, Expr] | None) -> None:
    found = reachable(Inverse(X, count), {})
    assert found == expected
    if found is not None:
        values: list[Expr] = [count.xreplace({X: Rational(n, 7)}) for n in range(1, 500)]
        assert all(found[0] < v < found[1] or v < 0 for v in values)


def test_the_numbers_are_put_in_first() -> None:
    n: Symbol = symbols.new("n")
    assert reachable(Inverse(X, n * X + n), {n: Integer(4)}) == (4, oo)
