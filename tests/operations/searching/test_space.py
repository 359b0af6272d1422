"""The space of a search: its bounds hold every count, and each axis has its part in it."""

from itertools import product

import pytest

from symparams import load, search
from symparams.errors import BadValueError
from symparams.operations.searching.space import Space
from symparams.symbols import H, L, heads

SPACES = (
    ("textbook", {"H": [4, 8, 12], "L": [1, 2, 3], "V": [10, 20], "heads": [1, 2, 4]}),
    ("textbook", {"H": [6, 12], "L": [2, 5], "V": [7], "ffn_ratio": ["8/3", "7/2", "4"]}),
    ("mixtral-8x7b", {"L": [1, 2, 3], "experts": [1, 2, 8], "active_experts": [1, 2]}),
    ("deepseek-v3", {"L": [3, 4, 61], "dense_layers": [1, 2, 3]}),
)


def space_of(name: str, values: dict[str, list[object]]) -> Space:
    return search(load(name), 1000, values, 0).space


@pytest.mark.parametrize(("name", "values"), SPACES, ids=[f"{n} {[*v]}" for n, v in SPACES])
def test_every_count_is_within_the_bounds(name: str, values: dict[str, list[object]]) -> None:
    space = space_of(name, values)
    total = space.evaluation.variation.total
    low, high = space.bounds
    counts = []
    for point in product(*(a.numerators for a in space.axes)):
        at = {a.above: n for a, n in zip(space.axes, point, strict=True)}
        counts.append(total.subs(at))
    assert all(low <= number <= high for number in counts)
    assert max(counts) <= high


@pytest.mark.parametrize(("name", "values"), SPACES, ids=[f"{n} {[*v]}" for n, v in SPACES])
def test_each_axis_is_gone_through_inverted_or_idle(
    name: str, values: dict[str, list[object]]
) -> None:
    space = space_of(name, values)
    assert sorted((*space.outer, space.inner, *space.idle)) == [*range(len(values))]
    total = space.evaluation.variation.total
    assert all(space.axes[i].above not in total.free_symbols for i in space.idle)
    assert space.bisection is None or space.axes[space.inner] == space.bisection.axis


def test_heads_are_idle_where_they_cancel() -> None:
    space = space_of("textbook", {"H": [8, 16], "L": [1, 2, 3], "V": [9], "heads": [1, 2, 4, 8]})
    assert [space.axes[i].symbol for i in space.idle] == [heads]
    assert space.axes[space.inner].symbol == L
    grouped = search(load("llama-3.1-8b"), 10**9, {"heads": [8, 16, 32], "H": [4096]}).space
    assert grouped.idle == ()


def test_a_space_that_64_bits_cannot_hold_is_refused() -> None:
    with pytest.raises(BadValueError, match="more than 64 bits"):
        search(load(), 10**9, {"H": range(1, 10**9), "L": range(1, 10**3)}, V=10)
    space = search(load(), 10**9, {"H": range(1, 10**6), "L": range(1, 10**3)}, V=10).space
    assert space.bounds[1] >= 12 * 999 * (10**6 - 1) ** 2
    assert {axis.symbol for axis in space.axes} == {H, L}
