"""Never silently wrong: the formula against the real class, built at other values.

Each field is changed alone, then all together. Where the formula misses a build, the
comparisons that the code made explain it (``embedding_size == hidden_size`` held while it was
traced) and become conditions of the model; where none does, the field is pinned to its value.
A comparison that can be turned around without harm is dropped again.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from symparams.errors import BadConfigError
from symparams.relations import Condition
from symparams.tracing.formula import Formula
from symparams.tracing.sources import Field, Numbers

Measure = Callable[[Numbers], "Size"]
MOST_BLAMED = 3
"""A miss that more comparisons than this could explain is not explained."""

LARGEST_FAMILY = 4
NUMBER = re.compile(r"\b\d+\b")


@dataclass(frozen=True, slots=True)
class Size:
    """What a real build has: parameters, and tensors that hold them."""

    parameters: int
    tensors: int


@dataclass(frozen=True, slots=True)
class Probe:
    """The real class built at other numbers: its count, or None where it cannot be built."""

    numbers: Mapping[str, int]
    actual: int | None
    tensors: int = 0


@dataclass(frozen=True, slots=True)
class Findings:
    """What the checks found; ``pinned`` says why for each field by its path."""

    conditions: tuple[Condition, ...]
    pinned: Mapping[str, str]
    builds: int


def others(value: int) -> Iterator[int]:
    """Values to try for a field: the double first."""
    tried = {value}
    for other in (2 * value, 3 * value, value + 1, value - 1, value // 2, 4 * value):
        if other > 0 and other not in tried:
            tried.add(other)
            yield other


@dataclass(slots=True)
class Checks:
    """The builds of one trace, each made once."""

    measure: Measure
    made: dict[tuple[tuple[str, int], ...], Probe] = field(default_factory=dict)

    def probe(self, numbers: Mapping[str, int]) -> Probe:
        """The real class at ``numbers``."""
        key = tuple(sorted(numbers.items()))
        if key not in self.made:
            try:
                size = self.measure(numbers)
            except BadConfigError:
                self.made[key] = Probe(dict(numbers), None)
            else:
                self.made[key] = Probe(dict(numbers), size.parameters, size.tensors)
        return self.made[key]

    def alone(self, item: Field) -> Probe | None:
        """The first other value of a field at which the class can be built.

        Where a larger one has no effect a smaller one may: the number of a layer, or a limit.
        """
        found: Probe | None = None
        for value in others(item.value):
            found = self.probe({item.path: value})
            if found.actual is not None:
                break
        if found is None or found.actual is None:
            return None
        if self._has_effect(found):
            return found
        for value in (1, item.value // 2):
            smaller = self.probe({item.path: value}) if value > 0 else found
            if smaller.actual is not None and self._has_effect(smaller):
                return smaller
        return found

    def _has_effect(self, probe: Probe) -> bool:
        base = self.probe({})
        return (probe.actual, probe.tensors) != (base.actual, base.tensors)


def check(formula: Formula, conditions: Sequence[Condition], checks: Checks) -> Findings:
    """Compare ``formula`` with the real class, and find what it must be confined to."""
    pinned: dict[str, str] = {}
    wrong: list[tuple[Field, Probe]] = []
    for item in formula.fields:
        probe = checks.alone(item)
        if probe is None:
            pinned[item.path] = "the class cannot be built with another value"
        elif not _agrees(formula, probe):
            wrong.append((item, probe))
    suspects = [c for c in conditions if not _is_trivial(c)]
    suspects = _still_suspect(formula, suspects, checks)
    kept: dict[Condition, None] = {}
    for item, probe in wrong:
        blamed = [c for c in suspects if not formula.holds(c, probe.numbers)]
        is_explained = 0 < len(blamed) <= MOST_BLAMED
        if is_explained:
            kept.update(dict.fromkeys(blamed))
        if not is_explained or not _holds_elsewhere(formula, item, kept, checks):
            pinned[item.path] = "the formula does not carry its effect"
    fixed = {item.symbol for item in formula.fields if item.path in pinned}
    left = [c for c in suspects if c not in kept and not c.free_symbols <= fixed]
    _turn(formula, left, kept, checks)
    _together(formula, kept, pinned, checks)
    return Findings(_without(kept, formula, pinned), pinned, len(checks.made))


def _agrees(formula: Formula, probe: Probe) -> bool:
    """Whether the formula gives what was built, or refuses to give anything."""
    total = formula.total(probe.numbers)
    return total is None or total == probe.actual


def _is_trivial(condition: Condition) -> bool:
    """Whether a condition holds for all positive integers."""
    gap = condition.right - condition.left
    return bool(
        (condition.relation == "<" and gap.is_positive)
        or (condition.relation == "<=" and gap.is_nonnegative)
        or (condition.relation == "!=" and gap.is_nonzero)
    )


def _still_suspect(
    formula: Formula, suspects: Sequence[Condition], checks: Checks
) -> list[Condition]:
    """Those conditions that no correct build has shown to be harmless."""
    right = [p for p in checks.made.values() if p.actual is not None and _agrees(formula, p)]
    return [c for c in suspects if all(formula.holds(c, probe.numbers) for probe in right)]


def _holds_elsewhere(
    formula: Formula, item: Field, kept: Mapping[Condition, None], checks: Checks
) -> bool:
    """Whether the formula is right for other values of a field that satisfy the conditions."""
    for value in others(item.value):
        numbers = {item.path: value}
        if all(formula.holds(c, numbers) for c in kept):
            probe = checks.probe(numbers)
            if probe.actual is not None and not _agrees(formula, probe):
                return False
    return True


def _turn(
    formula: Formula,
    suspects: Sequence[Condition],
    kept: dict[Condition, None],
    checks: Checks,
) -> None:
    """Keep what cannot be turned around without breaking the formula or the build.

    A condition that can be broken alone goes first: then a build that fails is its own fault.
    """
    left = list(suspects)
    for is_alone in (True, True, False):
        for family in _families(left):
            is_loop = len(family) > LARGEST_FAMILY
            tried = (family[0], family[len(family) // 2], family[-1]) if is_loop else family
            for condition in tried:
                if condition not in left:
                    continue
                others_hold = [c for c in left if c != condition] if is_alone else []
                numbers = _turned(formula, condition, [*kept, *others_hold])
                if numbers is None:
                    continue
                probe = checks.probe(numbers)
                if probe.actual is None or not _agrees(formula, probe):
                    kept[condition] = None
                    left.remove(condition)
                else:
                    left = [c for c in left if formula.holds(c, numbers)]
    loops = [c for family in _families(left) if len(family) > LARGEST_FAMILY for c in family]
    kept.update(dict.fromkeys(c for c in left if c not in loops))


def _families(conditions: Sequence[Condition]) -> list[list[Condition]]:
    """Conditions that differ in numbers alone: a loop over layers makes one for each layer."""
    families: dict[str, list[Condition]] = {}
    for condition in conditions:
        families.setdefault(NUMBER.sub("*", str(condition)), []).append(condition)
    return list(families.values())


def _turned(
    formula: Formula, condition: Condition, holding: Sequence[Condition]
) -> dict[str, int] | None:
    """Numbers that differ in one field and break ``condition``, but none of ``holding``."""
    limits = [int(side) for side in (condition.left, condition.right) if side.is_Integer]
    for item in formula.fields:
        if item.symbol not in condition.free_symbols:
            continue
        for value in (*others(item.value), 1, *limits, *(n + 1 for n in limits)):
            numbers = {item.path: value}
            is_broken = value > 0 and not formula.holds(condition, numbers)
            if is_broken and all(formula.holds(c, numbers) for c in holding):
                return numbers
    return None


def _together(
    formula: Formula,
    kept: Mapping[Condition, None],
    pinned: dict[str, str],
    checks: Checks,
) -> None:
    """Change the fields that matter all together; one that the sum shows to be wrong is pinned."""
    numbers: dict[str, int] = {}
    matter = formula.symbols()
    for item in formula.fields:
        if item.path in pinned or item.default is not None or item.symbol not in matter:
            continue
        for value in others(item.value):
            tried = {**numbers, item.path: value}
            if not all(formula.holds(c, tried) for c in kept):
                continue
            probe = checks.probe(tried)
            if probe.actual is None:
                continue
            if _agrees(formula, probe):
                numbers = tried
            else:
                pinned[item.path] = "its effect depends on other fields in a way not carried"
            break


def _without(
    kept: Mapping[Condition, None], formula: Formula, pinned: Mapping[str, str]
) -> tuple[Condition, ...]:
    """The conditions that are left once pinned fields have their only value."""
    fixed = {item.symbol for item in formula.fields if item.path in pinned}
    return tuple(c for c in kept if not c.free_symbols <= fixed)
