"""Lists with an entry for each layer: what they say by kinds, and the same list for other counts.

``layer_types = [s, s, s, f, s, s, s, f]`` fixes the depth that it was written for, yet what it
says is six layers of one kind and two of another. The lists of one stack of layers are read
together, a row a layer; equal rows are a kind. A list for other counts keeps the order of its
kinds: a kind that shrinks loses its last layers, one that grows is repeated after its last.
"""

import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from typing import Any

from symparams.errors import BadConfigError
from symparams.models.families.keys import USUAL

Entry = str | int | float | bool | None
Row = tuple[Entry, ...]

MOST_KINDS = 16
INDICES = re.compile(r"layer|idx|index|indices|_ids$", re.IGNORECASE)
LAYERS = re.compile(r"layer|block|pattern", re.IGNORECASE)
TOKENS = re.compile(r"token|vocab", re.IGNORECASE)
FEW = 4
"""Lists as short as this are lists over so many layers only where their name says so."""
DEPTHS = ("L", "decoder_layers")


class Form(Enum):
    """How a configuration writes an entry for each layer."""

    LIST = auto()
    TEXT = auto()
    """One letter a layer: ``M-M*``."""
    INDICES = auto()
    """The numbers of those layers that have the property."""
    RUNS = auto()
    """``[[["global", "local"], 12]]``: a pattern, and how often it is repeated."""


@dataclass(frozen=True, slots=True)
class Column:
    """One list: its key, how it is written, and its entry for each layer."""

    key: str
    form: Form
    entries: tuple[Entry, ...]

    @property
    def sizes(self) -> tuple[int, ...]:
        """The different numbers of a list that holds sizes; none for flags and indices."""
        numbers = [entry for entry in self.entries if type(entry) is int]
        is_sizes = self.form is Form.LIST and len(numbers) == len(self.entries)
        is_flag = all(number in (0, 1) for number in numbers)
        return tuple(dict.fromkeys(n for n in numbers if n > 0)) if is_sizes and not is_flag else ()

    def written(self, entries: Sequence[Entry]) -> Any:
        """``entries`` as the configuration writes them."""
        match self.form:
            case Form.LIST:
                return list(entries)
            case Form.TEXT:
                return "".join(str(entry) for entry in entries)
            case Form.INDICES:
                return [place for place, is_one in enumerate(entries) if is_one]
            case Form.RUNS:
                return [[list(entries), 1]]


@dataclass(frozen=True, slots=True)
class LayerLists:
    """The lists over the layers that ``depth`` counts, in the nested configuration ``scope``.

    ``is_counted`` says whether ``depth`` is a number of the configuration; where it is not,
    it is the length of the lists alone.
    """

    scope: str
    depth: str
    columns: tuple[Column, ...]
    is_counted: bool = True

    @property
    def rows(self) -> tuple[Row, ...]:
        """What the lists say of each layer."""
        return tuple(zip(*(column.entries for column in self.columns), strict=True))

    @property
    def kinds(self) -> dict[Row, int]:
        """The different rows with their numbers of layers; the most frequent one first."""
        return dict(Counter(self.rows).most_common())

    def made(self, counts: Mapping[Row, int]) -> dict[str, list[Entry] | str]:
        """The lists with ``counts`` layers of each kind, by key."""
        rows = arranged(self.rows, counts)
        entries = list(zip(*rows, strict=True)) or [()] * len(self.columns)
        return {
            column.key: column.written(its)
            for column, its in zip(self.columns, entries, strict=True)
        }


def arranged(rows: Sequence[Row], counts: Mapping[Row, int]) -> list[Row]:
    """``rows`` with ``counts`` of each kind, in their own order as far as it goes.

    >>> arranged([("a",), ("b",), ("a",)], {("a",): 1, ("b",): 3})
    [('a',), ('b',), ('b',), ('b',)]
    """
    left = dict(counts)
    last = {row: place for place, row in enumerate(rows)}
    made: list[Row] = []
    for place, row in enumerate(rows):
        times = left[row] if place == last[row] else min(1, left[row])
        made.extend([row] * times)
        left[row] -= times
    return made


def spread(kinds: Mapping[Row, int], total: int) -> dict[Row, int]:
    """``total`` layers among ``kinds``: the most frequent kind gives way, then the next.

    Raises BadConfigError if ``total`` is negative.
    """
    if total < 0:
        raise BadConfigError("fewer layers than the other kinds have together")
    main, *others = kinds
    counts: dict[Row, int] = {}
    left = total
    for row in others:
        counts[row] = min(kinds[row], left)
        left -= counts[row]
    return {main: left, **counts}


def found(
    config: Any, plain: Mapping[str, Any], given: Collection[str], scope: str = ""
) -> LayerLists | None:
    """The lists over the layers of a configuration, whose stored values are ``plain``.

    ``given`` are the keys that the file states. Numbers of layers alone are no list.
    """
    depth = _depth(config, plain)
    length = plain.get(depth)
    if type(length) is not int:
        counted = getattr(config, "num_hidden_layers", 0)
        length = counted if type(counted) is int else 0
    columns = [
        column
        for key, value in plain.items()
        if (column := _column(key, value, length)) is not None
    ]
    columns = [c for c in columns if c.form is not Form.INDICES or c.key in given]
    if all(column.form is Form.INDICES for column in columns):
        return None
    lists = LayerLists(scope, depth, tuple(columns), type(plain.get(depth)) is int)
    kinds = len(lists.kinds)
    are_all_different = kinds == length and any(column.sizes for column in columns)
    return None if kinds > MOST_KINDS or are_all_different else lists


def _depth(config: Any, plain: Mapping[str, Any]) -> str:
    """The key that counts the layers."""
    named = getattr(type(config), "attribute_map", {}).get("num_hidden_layers")
    known = [k for name in DEPTHS for k, s in USUAL.items() if s.name == name and k != name]
    return next((k for k in (named, *known) if k and k in plain), named or "num_hidden_layers")


def _is_plain_list(value: object) -> bool:
    return isinstance(value, list | tuple) and bool(value) and all(_is_entry(v) for v in value)


def _is_entry(value: object) -> bool:
    return value is None or isinstance(value, str | int | float)


def _column(key: str, value: object, length: int) -> Column | None:
    """The list under ``key``, if it has an entry for each of ``length`` layers."""
    if key.startswith("_") or length < 1 or TOKENS.search(key):
        return None
    if isinstance(value, str):
        is_pattern = "pattern" in key and len(value) == length
        return Column(key, Form.TEXT, tuple(value)) if is_pattern else None
    if not isinstance(value, list | tuple):
        return None
    if _are_indices(key, value, length):
        return Column(key, Form.INDICES, tuple(place in value for place in range(length)))
    if len(value) == length and _is_plain_list(value):
        has_fractions = any(isinstance(entry, float) for entry in value)
        is_named = bool(LAYERS.search(key))
        is_list = is_named or (length > FEW and not has_fractions)
        return Column(key, Form.LIST, tuple(value)) if is_list else None
    entries = _run_through(value)
    return Column(key, Form.RUNS, entries) if len(entries) == length else None


def _are_indices(key: str, value: Sequence[object], length: int) -> bool:
    is_rising = all(type(n) is int for n in value) and list(value) == sorted(set(value))  # type: ignore[type-var]
    is_inside = is_rising and bool(value) and value[0] >= 0 and value[-1] < length  # type: ignore[operator]
    return is_inside and bool(INDICES.search(key))


def _run_through(value: Sequence[object]) -> tuple[Entry, ...]:
    """The entries of ``[[pattern, times], …]``; none if it is not that."""
    entries: list[Entry] = []
    for run in value:
        match run:
            case [list(pattern), int(times)] if _is_plain_list(pattern) and 0 < times <= 10**4:
                entries.extend(pattern * times)
            case _:
                return ()
    return tuple(entries)
