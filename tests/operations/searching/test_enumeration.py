"""Designs in order, part by part: no part is lost, none comes twice, and each stands in its place."""

from collections.abc import Iterator
from itertools import islice, pairwise, product

import numpy
import pytest
from hypothesis import given
from hypothesis import strategies as st

from symparams import load, search
from symparams.operations.searching import enumeration
from symparams.operations.searching.designs import Search
from symparams.operations.searching.enumeration import Batch, Enumeration, Key, Part, first_rows


def test_an_interrupted_search_gives_what_it_has() -> None:
    def stop(*progress: int) -> None:
        if progress[-1] > 10:
            raise KeyboardInterrupt

    space = {"H": "1024:8192", "L": "16:64"}
    result = search(load("textbook"), "7B", space, "50%", V=32000)
    batches = result.batches(stop)
    found = set(next(batches).rows())
    with pytest.raises(KeyboardInterrupt):
        next(batches)
    everything = {row for batch in result.batches() for row in batch.rows()}
    assert 10 < len(found) < len(everything)
    assert found < everything


def test_a_search_is_lazy() -> None:
    # Some 10^8 designs are near enough, of which the first three are wanted.
    space = {"H": range(1, 10**5), "L": range(1, 101), "S": range(1, 101)}
    result = search(load("gpt3"), "7B", space, "90%", heads=1, sort_by="H")
    assert len(list(islice(result, 3))) == 3


EXTENTS = st.lists(
    st.tuples(st.integers(-5, 5), st.integers(0, 6)).map(lambda p: (p[0], p[0] + p[1])),
    min_size=1,
    max_size=3,
).filter(lambda extents: any(low < high for low, high in extents))


def points(part: Part) -> list[tuple[int, ...]]:
    return [*product(*(range(low, high + 1) for low, high in part.extents))]


@given(EXTENTS, st.integers(2, 9), st.data())
def test_the_pieces_of_a_part_follow_each_other(
    extents: list[tuple[int, int]], pieces: int, data: st.DataObject
) -> None:
    part = Part(tuple(extents))
    order = data.draw(st.permutations(range(len(extents))))
    keys: list[Key] = [(place, data.draw(st.booleans())) for place in order]
    found = [*part.split(keys, pieces)]
    assert 1 < len(found) <= pieces
    assert sorted(p for piece in found for p in points(piece)) == sorted(points(part))

    def ranked(point: tuple[int, ...]) -> int:
        place, is_descending = next(k for k in keys if extents[k[0]][0] < extents[k[0]][1])
        return -point[place] if is_descending else point[place]

    for one, other in pairwise(found):
        assert max(map(ranked, points(one))) < min(map(ranked, points(other)))


@given(
    st.integers(0, 12), st.integers(0, 12), st.integers(1, 40), st.integers(0, 20),
    st.integers(30, 60), st.integers(0, 60),
)  # fmt: skip
def test_the_totals_of_a_part(
    nearest: int, more: int, target: int, least: int, largest: int, bound: int
) -> None:
    farthest = nearest + more
    part = Part(((nearest, farthest), (least, largest)))
    found = part.totals(target, (0, bound))
    expected = [
        n for n in range(-60, 100)
        if nearest <= abs(n - target) <= farthest and least <= n <= largest and 0 <= n <= bound
    ]  # fmt: skip
    assert [n for low, high in found for n in range(low, high + 1)] == expected


def asked(top: int | None = None) -> Search:
    return search(load(), 10**5, {"H": "8:64:4", "L": "1:6", "heads": [1, 2, 4]}, "80%", top=top,
                  V=100)  # fmt: skip


def by_hand() -> list[tuple[int, ...]]:
    """The rows of the search above, sorted by difference, total and values."""
    found = []
    for h, n, a in product(range(8, 65, 4), range(1, 7), (1, 2, 4)):
        total = 12 * n * h * h + 100 * h
        if h % a == 0 and abs(total - 10**5) <= 8 * 10**4:
            found.append((abs(total - 10**5), total, h, n, a))
    return [(h, n, a, total) for _, total, h, n, a in sorted(found)]


@pytest.mark.parametrize("held", [3, 20, 1 << 18])
def test_the_rows_are_those_of_a_sorted_list_however_few_are_held(
    held: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("COMBINATIONS", "CHUNK", "MOST_ROWS", "MOST_LOOKS"):
        monkeypatch.setattr(enumeration, name, held)
    rows = [row for batch in asked().batches() for row in batch.rows()]
    assert rows == by_hand()
    assert len(rows) > 100


def test_what_is_told_ends_with_everything() -> None:
    told: list[tuple[int, int, int]] = []
    rows = [row for b in asked().batches(lambda *three: told.append(three)) for row in b.rows()]
    done, whole, found = told[-1]
    assert (done, found) == (whole, len(rows))
    assert all(one <= other for one, other in pairwise(n for _, _, n in told))


def test_only_so_many_parts_are_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("CHUNK", "MOST_ROWS", "MOST_LOOKS"):
        monkeypatch.setattr(enumeration, name, 2)
    asking = asked()
    part = Part(((0, 8 * 10**4), (1, 10**6), (0, 14), (0, 5), (0, 2)))
    for passes in (0, 1, 3):
        bounded = Enumeration(asking.space, asking.target, asking.keys, passes=passes)
        rows = [row for batch in bounded.ordered(part) for row in batch.rows()]
        assert rows == by_hand()[: len(rows)]
        assert len(rows) < len(by_hand())


@given(st.lists(st.integers(0, 4), max_size=6), st.integers(1, 12))
def test_the_first_rows_ask_for_no_further_batch(sizes: list[int], most: int) -> None:
    asked_for = []

    def batches() -> Iterator[Batch]:
        for number, size in enumerate(sizes):
            asked_for.append(number)
            yield Batch((), numpy.arange(size) + 10 * number)

    every = [10 * number + n for number, size in enumerate(sizes) for n in range(size)]
    rows = [int(n) for batch in first_rows(most, batches()) for n in batch.totals]
    assert rows == every[:most]
    needed = next((n + 1 for n in range(len(sizes)) if sum(sizes[: n + 1]) >= most), len(sizes))
    assert len(asked_for) == needed
