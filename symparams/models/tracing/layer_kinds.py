"""The kinds of layers that lists tell apart, each with a symbol for how many there are.

Rows of the lists whose layers have the same weights are one kind: where sliding and full
attention differ in no weight, they are not told apart. One kind, the most frequent, has no
number of its own while the class is traced: it is what the depth leaves.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

from sympy import Add, Expr, Symbol, expand

from symparams.algebra.relations import Relation
from symparams.models.tracing.layer_lists import Column, Form, LayerLists, Row, spread
from symparams.models.tracing.structure import Node

AFFIXES = re.compile(r"_(layers?|layer_ids|layer_indices|ids|idxs?|indexes|indices|per_layer)$")


@dataclass(frozen=True, slots=True)
class LayerKind:
    """Layers with the same weights: the rows that say so, and how many layers each has."""

    path: str
    name: str
    rows: tuple[tuple[Row, int], ...]

    @property
    def layers(self) -> int:
        """How many layers there are of this kind."""
        return sum(count for _, count in self.rows)


@dataclass(frozen=True, slots=True)
class Stack:
    """One stack of layers: its lists and its kinds, of which the first gives way."""

    lists: LayerLists
    kinds: tuple[LayerKind, ...]

    @property
    def depth(self) -> str:
        """The path of the number of layers."""
        return self.lists.scope + self.lists.depth

    def sizes(self) -> Iterator[tuple[str, Column, int]]:
        """Path, list and number of each size that the lists hold."""
        for column in self.lists.columns:
            for size in column.sizes:
                yield self._size_path(column, size), column, size

    def _size_path(self, column: Column, size: int) -> str:
        suffix = f"[{size}]" if len(column.sizes) > 1 else ""
        return f"{self.lists.scope}{column.key}{suffix}"

    def put(self, numbers: Mapping[str, Any]) -> dict[str, Any]:
        """``numbers`` with the lists in place of what is said of their layers.

        Raises BadConfigError for numbers of kinds that are more than the layers.
        """
        sizes = {path: size for path, _, size in self.sizes()}
        own = {self.depth, *(kind.path for kind in self.kinds), *sizes}
        if not own & numbers.keys():
            return dict(numbers)
        left = int(numbers.get(self.depth, len(self.lists.rows)))
        counts: dict[Row, int] = {}
        for kind in self.kinds[1:]:
            wanted = int(numbers.get(kind.path, kind.layers))
            counts |= spread(dict(kind.rows), wanted)
            left -= wanted
        counts |= spread(dict(self.kinds[0].rows), left)
        made = self.lists.made(counts)
        for column in self.lists.columns:
            put: dict[Any, Any] = {
                size: numbers.get(self._size_path(column, size), size) for size in column.sizes
            }
            if put:
                made[column.key] = [put.get(entry, entry) for entry in made[column.key]]
        is_kept = self.depth if self.lists.is_counted else ""
        rest = {path: n for path, n in numbers.items() if path not in own or path == is_kept}
        return rest | {self.lists.scope + key: value for key, value in made.items()}


def apart(lists: LayerLists) -> Stack:
    """The stack of ``lists`` with every row a kind of its own."""
    return _stack(lists, [[row] for row in lists.kinds])


def _stack(lists: LayerLists, groups: Sequence[Sequence[Row]]) -> Stack:
    counts = lists.kinds
    groups = [sorted(group, key=lambda row: -counts[row]) for group in groups]
    groups = sorted(groups, key=lambda group: -sum(counts[row] for row in group))
    kinds = tuple(
        LayerKind(lists.scope + path, name, tuple((row, counts[row]) for row in group))
        for group, (path, name) in zip(groups, _names(lists, groups), strict=True)
    )
    return Stack(lists, kinds)


def merged(stack: Stack, root: Node, is_same: Callable[[Mapping[str, int]], bool]) -> Stack:
    """``stack`` with rows of the same weights as one kind.

    Rows are taken for the same where layers of both are equal in every list of modules of
    this depth, and where one layer less of the one and one more of the other ``is_same``.
    """
    rows = stack.lists.rows
    path_of = {kind.rows[0][0]: kind.path for kind in stack.kinds}
    groups: list[list[Row]] = []
    for row, count in stack.lists.kinds.items():
        for group in groups:
            main = group[0]
            if not _are_equal(root, rows, main, row):
                continue
            moved = {path_of[row]: count - 1, path_of[main]: stack.lists.kinds[main] + 1}
            moved.pop(stack.kinds[0].path, None)
            if is_same(moved):
                group.append(row)
                break
        else:
            groups.append([row])
    return _stack(stack.lists, groups)


def _are_equal(root: Node, rows: Sequence[Row], one: Row, other: Row) -> bool:
    """Whether layers of two rows share a group in every list of modules over the layers."""
    found = False
    for groups in _lists_of(root, len(rows)):
        found = True
        members = [{rows[int(name)] for name in names} for names in groups]
        reached, more = {one}, True
        while more:
            joined = set(reached).union(*(group for group in members if group & reached))
            more, reached = joined != reached, joined
        if other not in reached:
            return False
    return found


def _lists_of(node: Node, length: int) -> Iterator[list[tuple[str, ...]]]:
    """The groups of each list of ``length`` modules below ``node``, as their numbers."""
    groups = [group.names for group in node.groups if all(n.isdigit() for n in group.names)]
    if {int(name) for names in groups for name in names} == set(range(length)):
        yield groups
    for group in node.groups:
        yield from _lists_of(group.node, length)


def _names(lists: LayerLists, groups: Sequence[Sequence[Row]]) -> Iterator[tuple[str, str]]:
    """Path and symbol name of each group: what the fewest lists say of it alone."""
    places = range(len(lists.columns))
    subsets = [s for n in range(1, len(lists.columns) + 1) for s in combinations(places, n)]
    for group in groups:
        others = [row for other in groups if other is not group for row in other]
        yield next(
            _named(lists.columns, subset, said)
            for most in (1, len(group))
            for subset in subsets
            if len(said := dict.fromkeys(_part(row, subset) for row in group)) <= most
            and not said.keys() & {_part(row, subset) for row in others}
        )


def _part(row: Row, subset: Sequence[int]) -> Row:
    return tuple(row[place] for place in subset)


def _named(
    columns: Sequence[Column], subset: Sequence[int], said: Mapping[Row, None]
) -> tuple[str, str]:
    keys = ",".join(columns[place].key for place in subset)
    values = "|".join(",".join(str(entry) for entry in part) for part in said)
    names = (
        "_".join(_word(columns[p], e) for p, e in zip(subset, part, strict=True)) for part in said
    )
    # ``heads_per_layer[8]`` is the size itself, ``heads_per_layer[8]_layers`` how many have it
    ending = "_layers" if any(columns[place].sizes for place in subset) else ""
    return f"{keys}[{values}]{ending}", f"{'_or_'.join(names)}_layers"


def _word(column: Column, entry: object) -> str:
    """What one entry is called in a symbol's name."""
    stem = AFFIXES.sub("", column.key)
    if column.form is Form.INDICES or isinstance(entry, bool):
        return stem if entry else f"other_than_{stem}"
    text = entry if isinstance(entry, str) else f"{stem}_{entry}"
    return re.sub(r"\W+", lambda match: "_".join(f"{ord(c)}" for c in match[0]), text)


@dataclass(frozen=True, slots=True)
class Counted:
    """A kind in the model: its symbol, its path in the configuration, its number of layers."""

    symbol: Symbol
    path: str
    layers: int

    def origin(self, name: str) -> str:
        """Where the number comes from in the configuration called ``name``."""
        return f"{self.path.partition('[')[0]} of {name}"


@dataclass(frozen=True, slots=True)
class Tie:
    """``L`` is the sum of its ``kinds``; the first of them gives way to another ``L``."""

    depth: Symbol
    kinds: tuple[Counted, ...]

    def relation(self, fixed: Mapping[Symbol, Expr]) -> Relation:
        """``L`` as the sum of the kinds, those that are ``fixed`` in numbers."""
        total = Add(*(fixed.get(kind.symbol, kind.symbol) for kind in self.kinds))
        return Relation(self.depth, total, self.kinds[0].symbol)

    def rewritten(self, times: Expr) -> Expr:
        """A number of copies in terms of kinds, where that is shorter: ``L - full`` is sliding."""
        meant = {self.depth: Add(*(kind.symbol for kind in self.kinds))}
        other = expand(times.xreplace(meant))
        return other if _terms(other) < _terms(times) else times


def _terms(expression: Expr) -> int:
    return len(Add.make_args(expand(expression)))
