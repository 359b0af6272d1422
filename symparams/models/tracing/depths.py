"""How far a pattern of layers was checked: for each field that changes them, from where to where.

The counts of copies that were fitted to a few builds are compared with the layers themselves.
A list of ``n`` layers in a deep build, one far beyond the traced depth, is read from its start:
its first 5 layers must be those that the formula gives for ``n = 5``, for every ``n`` up to that
depth, provided that the code never compared ``n`` with anything on the way. Shallow builds, and
some between, are made and counted too. Layers that are listed one by one take their kind from
the list: a deep build with a list for it is counted as a whole, and no place in it is read. Where
the code looks at ``n`` itself (the last layers differ, the second half), every depth of a smaller
range is built. Outside of the range the formula is refused.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import isqrt

from sympy import Expr, Integer, Symbol, floor

from symparams.algebra.relations import Condition
from symparams.models.tracing.formula import Formula
from symparams.models.tracing.layers import Layers
from symparams.models.tracing.multiplicity import Key, children, copies
from symparams.models.tracing.probing import Checks, Traced
from symparams.models.tracing.sources import Field, Numbers
from symparams.models.tracing.structure import Node

DEEP = 128
MOST_TENSORS = 2400
BESIDE = 8
FEW = 8
GRID = (1, 2, 3, 5)
POINTS = 8
STRIDES = (5, 7, 11, 13, 17)


@dataclass(frozen=True, slots=True)
class Depths:
    """The conditions under which the pattern was checked, and the fields with one value only."""

    conditions: tuple[Condition, ...]
    pinned: Mapping[str, str]
    checked: tuple[tuple[Field, int, int], ...]


def depths(
    formula: Formula, layers: Layers, base: Traced, kept: Sequence[Condition], checks: Checks
) -> Depths:
    """Where the formula was found right as the fields that change the layers vary."""
    reader = _Reader(formula, layers, base, tuple(kept), checks)
    found = [(item, *reader.span(item)) for item in layers.structural]
    pinned = {
        item.path: "no formula was found for what it repeats"
        for item, low, high in found
        if low == high
    }
    spans = [(item, low, high) for item, low, high in found if low < high]
    conditions: list[Condition] = []
    for one, two in combinations(spans, 2):
        if one[0].path in pinned or two[0].path in pinned:
            continue
        wrong, right = reader.grid(one, two)
        if not wrong:
            continue
        tie = _tie(formula, one[0].symbol, two[0].symbol, wrong, right)
        if tie is None:
            pinned[two[0].path] = f"how it acts together with {one[0].symbol} is not carried"
        else:
            conditions.append(tie)
            reader.kept += (tie,)
    spans = [span for span in spans if span[0].path not in pinned]
    for path in reader.strays(spans):
        pinned[path] = "its effect depends on other fields in a way not carried"
    spans = [span for span in spans if span[0].path not in pinned]
    for item, low, high in spans:
        if low > 1:
            conditions.append(Condition(Integer(low), "<=", item.symbol))
        conditions.append(Condition(item.symbol, "<=", Integer(high)))
    return Depths(tuple(conditions), pinned, tuple(spans))


Span = tuple[Field, int, int]


@dataclass(slots=True)
class _Reader:
    formula: Formula
    layers: Layers
    base: Traced
    kept: tuple[Condition, ...]
    checks: Checks

    def is_right(self, numbers: Numbers) -> bool | None:
        """Whether the formula gives what is built; None where either of them refuses."""
        if not all(self.formula.holds(c, numbers) for c in self.kept):
            return None
        total = self.formula.total(numbers)
        if total is None:
            return None
        actual = self.checks.probe(numbers).actual
        return None if actual is None else total == actual

    def span(self, item: Field) -> tuple[int, int]:
        """The values around a field's own at which the formula was found right."""
        own = item.value
        most = min(DEEP, own * MOST_TENSORS // (self.checks.probe({}).tensors or 1))
        deep = max(min(2 * own, own + BESIDE), most)
        read = self._read(item, deep)
        few = max(FEW, isqrt(10 * own))
        low, high = read or (1, min(2 * own, own + BESIDE))
        is_read = read is not None
        for value in range(own - 1, low - 1, -1):
            if is_read and few < value < own - 2:
                continue
            if self.is_right(self._at(item, value)) is False:
                low = value + 1
                break
        above = [own + 1, own + 2, own + 3, 2 * own, high]
        above = (
            sorted({v for v in above if own < v <= high})
            if is_read
            else [*range(own + 1, high + 1)]
        )
        for value in above:
            if self.is_right(self._at(item, value)) is False:
                high = max((v for v in above if v < value), default=own)
                break
        return low, high

    def _at(self, item: Field, value: int) -> Numbers:
        """The field at ``value``; layers of a listed kind come on top of those of the others."""
        depth = self.layers.listed.get(item.path, item.path)
        own = next(field.value for field in self.formula.fields if field.path == depth)
        return {depth: own + value - item.value, item.path: value}

    def _read(self, item: Field, deep: int) -> tuple[int, int] | None:
        """The span for which the layers of a deep build are those of the formula."""
        numbers = self._at(item, deep)
        traced = self.checks.deep(numbers)
        if traced is None:
            return None
        symbols = {field.symbol: numbers.get(field.path) for field in self.formula.fields}
        if not all(_is_blind(traced, s, int(n)) for s, n in symbols.items() if n is not None):
            return None
        if item.path in self.layers.listed:
            return (1, deep) if self.is_right(numbers) else None
        lists = _prefixes(self.base.root, traced.root, deep)
        if lists is None:
            return None
        low = high = item.value
        while low > 1 and self._agrees(lists, {item.path: low - 1}, low - 1):
            low -= 1
        while high < deep and self._agrees(lists, {item.path: high + 1}, high + 1):
            high += 1
        return (low, high) if self._agrees(lists, {}, item.value) else None

    def _agrees(self, lists: Mapping[Key, Sequence[Key]], numbers: Numbers, length: int) -> bool:
        values = self.formula.at(numbers)
        for above, kinds in lists.items():
            counted: dict[Key, int] = {}
            for kind in kinds[:length]:
                counted[kind] = counted.get(kind, 0) + 1
            known = {key for key in self.layers.times if _stands_in(key, above)}
            for key in {*counted, *known}:
                times = self.layers.times.get(key, Integer(0)).xreplace(values)
                if times != counted.get(key, 0):
                    return False
        return True

    def grid(self, one: Span, two: Span) -> tuple[list[Numbers], list[Numbers]]:
        """Where the formula is wrong and where right, as two fields vary."""
        wrong: list[Numbers] = []
        right: list[Numbers] = []
        for a in _some(one):
            for b in _some(two):
                numbers = {one[0].path: a, two[0].path: b}
                verdict = self.is_right(numbers)
                if verdict is not None:
                    (right if verdict else wrong).append(numbers)
        return wrong, right

    def strays(self, spans: Sequence[Span]) -> Iterator[str]:
        """The fields that points all over the range show to be wrong."""
        if len(spans) < 2:
            return
        for point in range(1, POINTS):
            numbers = {}
            for place, (item, low, high) in enumerate(spans):
                width = min(high, 2 * item.value) - low + 1
                numbers[item.path] = low + point * STRIDES[place % len(STRIDES)] % width
            if self.is_right(numbers) is False:
                yield from (item.path for item, *_ in spans[1:])
                return


def _some(span: Span) -> list[int]:
    item, low, high = span
    wanted = {low + n - 1 for n in GRID} | {item.value, item.value + 1}
    return sorted(value for value in wanted if low <= value <= high)


def _is_blind(traced: Traced, symbol: Symbol, value: int) -> bool:
    """Whether the code never looked at a size, but to repeat something so many times."""
    gap = symbol - value
    seen = [c for c in traced.decisions() if symbol in c.free_symbols and not c.always_holds]
    followed = {*traced.recorder.held, *traced.recorder.texts}
    return all(
        c.relation == "==" and c.left - c.right in (gap, -gap) and c not in followed for c in seen
    )


def _lists(node: Node, above: Key = ()) -> Iterator[tuple[Key, dict[int, Key]]]:
    """Every list of modules: where it stands, and what is at each of its places."""
    places: dict[int, Key] = {}
    for key, group in children(node, above):
        if group.pattern == "*":
            places.update((int(name), key) for name in group.names)
        yield from _lists(group.node, key)
    if places:
        yield above, places


def _stands_in(key: Key, above: Key) -> bool:
    rest = key[len(above) :]
    return key[: len(above)] == above and rest[:1] == ("*",) and len(rest) <= 3


def _prefixes(base: Node, deep: Node, length: int) -> dict[Key, list[Key]] | None:
    """The lists that grew to ``length``; None where anything else changed its number."""
    before, after = dict(_lists(base)), dict(_lists(deep))
    grown = {
        above: [places[n] for n in range(length)]
        for above, places in after.items()
        if sorted(places) == list(range(length)) and len(before.get(above, ())) != length
    }
    fixed = {k: n for k, n in copies(deep).items() if not any(_stands_in(k, a) for a in grown)}
    old = copies(base)
    is_same = all(old.get(key, n) == n for key, n in fixed.items())
    missing = [k for k in old if k not in fixed and not any(_stands_in(k, a) for a in grown)]
    return grown if grown and is_same and not missing else None


def _tie(
    formula: Formula,
    a: Symbol,
    b: Symbol,
    wrong: Sequence[Numbers],
    right: Sequence[Numbers],
) -> Condition | None:
    """A condition between two symbols that holds where the formula is right alone."""
    for left, relation, distance in _ties(a, b):
        tie = Condition(left, relation, distance)
        excludes = not any(formula.holds(tie, numbers) for numbers in wrong)
        if (
            excludes
            and formula.holds(tie, {})
            and any(formula.holds(tie, numbers) for numbers in right)
        ):
            return tie
    return None


def _ties(a: Symbol, b: Symbol) -> Iterator[tuple[Expr, str, Expr]]:
    for x, y in ((a, b), (b, a)):
        yield x, "<=", y
        yield x, "<", y
        yield y - x * floor(y / x), "==", Integer(0)
        yield 2 * x, "<=", y
        yield x, "<=", y + 1
