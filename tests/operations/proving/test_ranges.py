"""Ranges: no solution of a box is ever cut off, and what is bounded is bounded."""

from itertools import product
from math import isqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sympy import Expr, Integer, Poly, Symbol, expand

from symparams.operations.proving.ranges import Ranges
from symparams.symbols import H, L, V

BOX = range(1, 9)
NAMES = (H, L, V)
TERMS = st.sampled_from([H, L, V, H * L, L * V, H**2, L**2 * V, H**3])
POLYNOMIALS = st.builds(
    lambda terms, constant: expand(sum(c * t for c, t in terms) + constant),
    st.lists(st.tuples(st.integers(-6, 6), TERMS), min_size=1, max_size=3),
    st.integers(-40, 40),
)


def narrowed(*expressions: Expr) -> Ranges:
    """The ranges under polynomials that are at most zero."""
    ranges = Ranges(dict.fromkeys(NAMES, 1), dict.fromkeys(NAMES, None))
    known = [e for e in expressions if e.free_symbols]
    ranges.narrow([(tuple(e.free_symbols), Poly(e, *e.free_symbols)) for e in known])
    return ranges


def is_in(ranges: Ranges, at: dict[Symbol, Expr]) -> bool:
    return all(
        ranges.least[s] <= n and (ranges.most[s] is None or n <= ranges.most[s])
        for s, n in at.items()
    )


@given(st.lists(POLYNOMIALS, min_size=1, max_size=3))
def test_no_solution_is_cut_off(polynomials: list[Expr]) -> None:
    ranges = narrowed(*polynomials)
    for point in product(BOX, repeat=3):
        at = {s: Integer(n) for s, n in zip(NAMES, point, strict=True)}
        if all(p.xreplace(at) <= 0 for p in polynomials):
            assert not ranges.is_empty
            assert is_in(ranges, at)


@pytest.mark.parametrize(
    ("atmost", "bounds"),
    [
        ((H - 5,), {H: (1, 5)}),
        ((3 - H, H - 5), {H: (3, 5)}),
        ((H * L - 12,), {H: (1, 12), L: (1, 12)}),
        ((H * L - 12, 4 - H), {H: (4, 12), L: (1, 3)}),
        ((H + L + V - 6, 3 - V), {H: (1, 2), L: (1, 2), V: (3, 4)}),
        ((H**2 - 50,), {H: (1, 7)}),
        ((20 - H**2, H - 9), {H: (5, 9)}),
        ((H - L, L - 4), {H: (1, 4), L: (1, 4)}),
        ((7 - H * L, L - 2), {H: (4, None), L: (1, 2)}),
    ],
)
def test_the_bounds_by_hand(
    atmost: tuple[Expr, ...], bounds: dict[Symbol, tuple[int, int | None]]
) -> None:
    ranges = narrowed(*atmost)
    assert {s: (ranges.least[s], ranges.most[s]) for s in bounds} == bounds


@given(st.integers(1, 9), st.integers(-60, 60), st.integers(-60, 60))
def test_a_polynomial_in_one_symbol_bounds_it_beyond_its_roots(a: int, b: int, c: int) -> None:
    polynomial = a * H**3 + b * H + c
    most = narrowed(polynomial).most[H]
    assert most is not None
    assert all(a * n**3 + b * n + c > 0 for n in range(most + 1, most + 200))


def test_nothing_is_left_where_the_ends_cross() -> None:
    for expressions in ((H - 2, 3 - H), (H + L - 1,), (H - L + 1, L - 1), (H * L - 3, 4 - H)):
        assert narrowed(*expressions).is_empty


@given(st.integers(1, 10**30), st.integers(1, 6))
def test_a_power_bounds_by_its_root(number: int, power: int) -> None:
    root = narrowed(H**power - number).most[H]
    assert root is not None
    assert root**power <= number
    assert (root + 1) ** power > number
    if power == 2:
        assert root == isqrt(number)
