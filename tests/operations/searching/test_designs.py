"""Every design in a space: equal to counting each point, whatever the space and the order."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from itertools import product
from typing import Any
from unittest.mock import patch

import numpy
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sympy import Rational, floor

from symparams import Component, Model, Weight, count, load, search
from symparams.algebra.design import Design
from symparams.errors import BadValueError, SymparamsError
from symparams.operations.searching import enumeration
from symparams.operations.searching.arrays import lists
from symparams.symbols import H, L, heads

ROUNDED = Model(
    name="rounded",
    tree=Component("", (Component("layer", (Weight("w", (H, 8 * floor(H / heads) + 1)),), L),)),
    relations=(),
)
"""A count with a rounding, which no symbol but L can be inverted in."""

POOL: dict[str, list[Any]] = {
    "H": [7, 8, 12, 16, 24, 32, 48, 64], "L": [1, 2, 3, 4, 5, 6], "V": [10, 33, 100, 1000],
    "heads": [1, 2, 3, 4, 8], "ffn_ratio": ["8/3", "7/2", "4", "1/2"], "ffn_width": [16, 32, 33, 48],
    "head_dim": [2, 3, 4, 8], "S": [5, 17, 20], "kv_heads": [1, 2, 4], "kv_groups": [1, 2, 4],
    "experts": [1, 2, 8], "active_experts": [1, 2], "decoder.L": [1, 2, 3], "buckets": [1, 32],
    "dense_layers": [1, 2, 3, 4], "expert_ratio": ["1/4", "1/2", "1"], "kv_rank": [4, 8],
}  # fmt: skip
MODELS = {
    "textbook": "H L V heads ffn_ratio ffn_width head_dim",
    "gpt3": "H L V heads ffn_ratio S ffn_width head_dim",
    "llama-3.1-8b": "H L V heads kv_heads kv_groups ffn_ratio ffn_width head_dim",
    "mixtral-8x7b": "H L heads kv_heads experts ffn_ratio active_experts",
    "t5-base": "H L heads head_dim ffn_ratio decoder.L buckets",
    "qwen3-4b": "H L heads kv_heads head_dim ffn_ratio",
    "deepseek-v3": "H L heads dense_layers experts expert_ratio kv_rank",
    "rounded": "H L heads",
}
Point = tuple[Rational, ...]
Row = tuple[int, int, Point]


def model_of(name: str) -> Model:
    return ROUNDED if name == "rounded" else load(name)


def missing(name: str, space: dict[str, Any]) -> dict[str, int]:
    """Values for the symbols that a model has no number for, where the space does not vary them."""
    needed = {"textbook": {"H": 24, "L": 2, "V": 1000}, "rounded": {"H": 40, "L": 3, "heads": 7}}
    return {n: v for n, v in needed.get(name, {}).items() if n not in space}


@st.composite
def spaces(draw: st.DrawFn) -> tuple[str, dict[str, list[Any]]]:
    name = draw(st.sampled_from(sorted(MODELS)))
    names = draw(
        st.lists(st.sampled_from(MODELS[name].split()), min_size=1, max_size=3, unique=True)
    )
    values = {
        n: draw(st.lists(st.sampled_from(POOL[n]), min_size=1, max_size=4, unique=True))
        for n in names
    }
    return name, values


def counted(name: str, space: dict[str, list[Any]]) -> list[tuple[int, Point]]:
    """Every feasible point of a space with its count, by counting one after the other."""
    found = []
    for point in product(*space.values()):
        try:
            given = missing(name, space) | dict(zip(space, point, strict=True))
            total = count(model_of(name), given).total
        except BadValueError:
            continue
        assert isinstance(total, int)
        found.append((total, tuple(map(Rational, point))))
    return found


def as_row(design: Design) -> Row:
    return abs(design.difference), design.total, tuple(value for _, value in design.values)


COMPUTING = (
    "searching.enumeration",
    "searching.bisection",
    "searching.grid",
    "searching.arrays.integer_program",
)


@contextmanager
def computing_with(library: Any) -> Iterator[None]:
    """A search computes with ``library``: NumPy, or lists where it is not installed."""
    with ExitStack() as stack:
        for module in COMPUTING:
            place = f"symparams.operations.{module}.array_library"
            stack.enter_context(patch(place, lambda: library))
        yield


@pytest.mark.parametrize("library", [numpy, lists], ids=["NumPy", "lists"])
@settings(max_examples=150, deadline=None)
@given(drawn=spaces(), data=st.data())
def test_search_equals_counting_every_point(
    library: Any, drawn: tuple[str, dict[str, list[Any]]], data: st.DataObject
) -> None:
    name, space = drawn
    points = counted(name, space)
    totals = [total for total, _ in points]
    target = data.draw(st.sampled_from(totals) if totals else st.integers(1, 10**9))
    within = data.draw(st.sampled_from([0, target // 100, target // 2, 10 * target]))
    key = data.draw(st.sampled_from(["difference", "total", *space]))
    is_descending = data.draw(st.booleans())
    top = data.draw(st.none() | st.integers(1, 5))
    combinations, held = (data.draw(st.sampled_from([1, 3, 1 << 14])) for _ in range(2))

    columns = ["difference", "total", *space]

    def order(row: Row) -> tuple[Any, ...]:
        flat = (row[0], row[1], *row[2])
        first = flat[columns.index(key)]
        return (-first if is_descending else first, *flat)

    rows = [(abs(total - target), total, point) for total, point in points]
    expected = sorted((row for row in rows if row[0] <= within), key=order)
    with (
        computing_with(library),
        patch.object(enumeration, "COMBINATIONS", combinations),
        patch.object(enumeration, "CHUNK", held),
        patch.object(enumeration, "MOST_ROWS", held),
        patch.object(enumeration, "MOST_LOOKS", held),
    ):
        try:
            result = search(
                model_of(name), target, space, within, values=missing(name, space), top=top,
                sort_by=f"-{key}" if is_descending else key,
            )  # fmt: skip
        except BadValueError:  # a value that no point of the space allows
            assert not points
            return
        assert [as_row(design) for design in result] == expected[:top]


@pytest.mark.parametrize("library", [numpy, lists], ids=["NumPy", "lists"])
@settings(max_examples=40, deadline=None)
@given(drawn=spaces(), target=st.integers(1, 10**7))
def test_the_nearest_counts(
    library: Any, drawn: tuple[str, dict[str, list[Any]]], target: int
) -> None:
    name, space = drawn
    totals = [total for total, _ in counted(name, space)]
    below = max((total for total in totals if total <= target), default=None)
    above = min((total for total in totals if total > target), default=None)
    with computing_with(library):
        try:
            result = search(model_of(name), target, space, 0, values=missing(name, space))
        except BadValueError:
            assert not totals
            return
        assert result.nearest() == (below, above)


@pytest.mark.parametrize("library", [numpy, lists], ids=["NumPy", "lists"])
def test_a_space_with_a_hundred_thousand_designs(library: Any) -> None:
    # 12·L·H² + V·H in plain integers, heads dividing H, with nothing of this project's.
    target, within = 7 * 10**9, 7 * 10**7
    expected = {
        (h, l, a, 12 * l * h * h + 32000 * h)
        for h in range(1024, 8193, 8)
        for l in range(16, 65)  # noqa: E741
        for a in (8, 12, 16)
        if h % a == 0 and abs(12 * l * h * h + 32000 * h - target) <= within
    }
    space = {"H": "1024:8192:8", "L": "16:64", "heads": "8,12,16"}
    with computing_with(library):
        found = [
            (*(int(value) for _, value in design.values), design.total)
            for design in search(load("textbook"), "7B", space, V=32000)
        ]
    assert len(found) == len(expected) > 400
    assert set(found) == expected


def test_a_published_design_is_found_exactly() -> None:
    # Llama team 2024, table 3: 32 layers of width 4096, 32 heads, feed-forward width 14336; the
    # count is that of the reference implementation.
    space = {
        "H": range(3072, 5121, 128),
        "L": range(24, 41),
        "heads": [16, 32],
        "ffn_ratio": ["3.5"],
    }
    (design,) = search(load("llama-3.1-8b"), 8_030_261_248, space, 0)
    assert [int(value * 2) for _, value in design.values] == [8192, 64, 64, 7]


def test_ranges_that_are_never_written_out() -> None:
    # H² = 10^12 has one root among 2·10^9 values; a list of them would fill the memory.
    square = Model(name="square", tree=Component("", (Weight("w", (H, H)),)))
    (design,) = search(square, 10**12, {"H": range(1, 2 * 10**9)}, 0)
    assert design.values == ((H, Rational(10**6)),)


@pytest.mark.parametrize("held", [3, 1 << 18])
def test_without_inversion_every_point_is_evaluated(
    held: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(enumeration, "MOST_ROWS", held)
    monkeypatch.setattr(enumeration, "CHUNK", held)
    result = search(ROUNDED, 3000, {"H": "1:60", "heads": "1:9"}, "50%", L=2)
    assert result.space.bisection is None
    expected = sorted(
        (abs(total - 3000), total, (Rational(h), Rational(a)))
        for h, a in product(range(1, 61), range(1, 10))
        if abs((total := 2 * h * (8 * (h // a) + 1)) - 3000) <= 1500
    )
    assert [as_row(design) for design in result] == expected


MESSAGES: tuple[tuple[dict[str, Any], str], ...] = (
    ({"vary": {}}, "nothing varies; name a symbol and its values, as H=1024:8192:128"),
    ({"vary": {"H": []}}, "H is varied over no value; write H=1024:8192:128 (start:stop:step, stop "
                          "included) or heads=8,16,32"),
    ({"vary": {"H": "8:4"}}, "the range H='8:4' is empty: 4 is less than 8; write the smaller one first"),
    ({"vary": {"H": "4:8:0"}}, "the step of H = 0 is zero; it must be greater than 0"),
    ({"vary": {"H": "4:8:1/2"}}, "the step of H is 1/2, a fraction; H must be a whole number"),
    ({"vary": {"H": "1/2:8"}}, "H = 1/2 is a fraction; H must be a whole number"),
    ({"vary": {"H": "4:"}}, "a range of H lacks its start or stop; write H=1024:8192:128 "
                            "(start:stop:step, stop included) or heads=8,16,32"),
    ({"vary": {"H": "1:2:3:4"}}, "cannot read H='1:2:3:4'; write H=1024:8192:128 (start:stop:step, "
                                 "stop included) or heads=8,16,32"),
    ({"vary": {"H": "1:1e30"}}, "H = a number of more than 30 digits is out of range; the largest "
                                "is 10^18"),
    ({"vary": {"H": "1:1e18"}}, "the count needs integers of more than 64 bits at "
                                "H = 1000000000000000000; give smaller values"),
    ({"vary": {"H": "1:1e12", "L": "1:1e12"}}, "the space has 1.0e+24 designs; the largest has 10^18"),
    ({"vary": {"H": range(5, 5)}}, "H is varied over range(5, 5), which is empty"),
    ({"vary": {"H": range(5)}}, "H = 0 is zero; it must be greater than 0"),
    ({"vary": {"H": [1.5]}}, "H = 1.5 is a float, which is not exact; write '8/3' or Fraction(8, 3)"),
    ({"vary": {"H": "8", "n_embd": "8"}}, "H is varied twice; give all its values at once"),
    ({"vary": {"H": "8"}, "H": 8}, "H is both varied and given a value; do one of them"),
    ({"vary": {"experts": "8"}}, "gpt3 has no symbol 'experts'; its symbols are H, L, V, S, heads, "
                                 "head_dim, ffn_ratio, ffn_width"),
    ({"vary": {"heads": "8,2.5"}}, "heads = 5/2 is a fraction; heads must be a whole number"),
    ({"vary": {"L": "1:9"}, "heads": 7}, "heads must divide H (head_dim = H/heads), but "
                                         "H = 12288 (n_embd), heads = 7 (given)"),
    ({"vary": {"L": "1:9"}, "total": "1.5"}, "the total 3/2 is no whole number of parameters"),
    ({"vary": {"L": "1:9"}, "within": "0.5"}, "the tolerance 1/2 is no whole number; "
                                              "write 1%, 50M or 0"),
    ({"vary": {"L": "1:9"}, "within": "-1%"}, "the tolerance '-1%' is negative; write 1%, 50M or 0"),
    ({"vary": {"L": "1:9"}, "sort_by": "W"}, "cannot sort by 'W'; choose from difference, total, L"),
    ({"vary": {"L": "1:9"}, "top": 0}, "top = 0 must be a whole number greater than 0"),
)  # fmt: skip


@pytest.mark.parametrize(("arguments", "message"), MESSAGES, ids=[m for _, m in MESSAGES])
def test_messages(arguments: dict[str, Any], message: str) -> None:
    with pytest.raises(SymparamsError) as error:
        search(load("gpt3"), **({"total": "7B"} | arguments))
    assert str(error.value) == message


def test_a_symbol_without_a_value() -> None:
    with pytest.raises(BadValueError) as error:
        search(load("textbook"), "7B", {"H": "8:64"}, L=2)
    assert str(error.value) == "the count of textbook needs V, without a value; give one or vary it"
