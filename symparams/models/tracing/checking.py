"""Never silently wrong: the formula against the real class, built at other values.

Each field is changed alone, then all together. Where the formula misses a build, the
comparisons that the code made explain it (``embedding_size == hidden_size`` held while it was
traced) and become conditions of the model; where none does, the field is pinned to its value.

A comparison is dropped only if the code was traced on its other side as well, built the same
tree there, and asked nothing new on the way. Comparisons among the numbers of layers alone are
settled by building a range of them (`symparams.models.tracing.depths`).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sympy import Integer, Symbol

from symparams.algebra.relations import Condition
from symparams.models.tracing.comparisons import is_trivial, negated, question, strongest
from symparams.models.tracing.depths import Depths, depths
from symparams.models.tracing.formula import Formula
from symparams.models.tracing.layers import MOST_ALONE, Layers
from symparams.models.tracing.probing import Checks, Probe, Traced, others
from symparams.models.tracing.sources import Field, Numbers
from symparams.models.tracing.structure import identity

MOST_BLAMED = 3
"""A miss that more comparisons than this could explain is not explained."""

MOST_TURNED = 80
NOT_FOLLOWED = "the code uses it in a way that is not followed"


@dataclass(frozen=True, slots=True)
class Findings:
    """What the checks found; ``pinned`` says why for each field by its path."""

    conditions: tuple[Condition, ...]
    pinned: Mapping[str, str]
    builds: int
    checked: tuple[tuple[Field, int, int], ...] = ()


def check(formula: Formula, layers: Layers, base: Traced, checks: Checks) -> Findings:
    """Compare ``formula`` with the real class, and find what it must be confined to."""
    counted = {item.symbol for item in layers.structural}
    decided = {c: None for c in base.decisions() if not is_trivial(c)}
    suspects = [c for c in decided if not c.free_symbols <= counted]
    pinned, wrong = _alone(formula, counted, checks)
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
    turning = _Turning(formula, base, counted, checks, list(left), kept)
    turning.run()
    among = [c for c in base.recorder.conditions if c in decided and c.free_symbols <= counted]
    kept.update(dict.fromkeys(_demanded(formula, among, kept, checks)))
    found = depths(formula, layers, base, tuple(kept), checks)
    kept.update(dict.fromkeys(_of_deep_builds(formula, found, base, turning, checks)))
    pinned.update(found.pinned)
    kept.update(dict.fromkeys(found.conditions))
    _together(formula, kept, pinned, checks)
    _pin_equations(formula, kept, pinned)
    conditions = _without(kept, formula, pinned)
    return Findings(tuple(strongest(conditions)), pinned, len(checks.made), found.checked)


def _alone(
    formula: Formula, counted: set[Symbol], checks: Checks
) -> tuple[dict[str, str], list[tuple[Field, Probe]]]:
    """The fields that have one value only, and those where another value shows a miss."""
    pinned: dict[str, str] = {}
    wrong: list[tuple[Field, Probe]] = []
    matter = formula.symbols()
    for item in formula.fields:
        probes = checks.alone(item, MOST_ALONE if item.symbol in matter else 1)
        if not probes:
            pinned[item.path] = "the class cannot be built with another value"
        elif item.symbol not in counted:
            misses = [probe for probe in probes if not _agrees(formula, probe)]
            wrong.extend((item, probe) for probe in misses[:1])
    return pinned, wrong


def _agrees(formula: Formula, probe: Probe) -> bool:
    """Whether the formula gives what was built, or refuses to give anything."""
    total = formula.total(probe.numbers)
    return total is None or total == probe.actual


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


@dataclass(slots=True)
class _Turning:
    """Keeps what cannot be turned around without another tree or another question."""

    formula: Formula
    base: Traced
    counted: set[Symbol]
    checks: Checks
    left: list[Condition]
    kept: dict[Condition, None]

    def run(self) -> None:
        """Turn each condition that can be broken alone; what was harmless need not hold then."""
        asked = {question(c) for c in self.base.decisions()}
        builds = 0
        is_progress = True
        while is_progress:
            is_progress = False
            for condition in [*self.left]:
                holding = [*self.kept, *(c for c in self.left if c != condition)]
                numbers = _turned(self.formula, condition, holding)
                if numbers is None:
                    continue
                builds += 1
                is_harmless = builds <= MOST_TURNED and self.is_same(numbers, asked)
                if condition in self.base.uses() and not is_harmless:
                    is_harmless = self.is_idle(condition, {})
                self.left.remove(condition)
                is_progress = is_harmless or is_progress
                if not is_harmless:
                    self.kept[condition] = None
        self.kept.update(dict.fromkeys(self.left))

    def is_same(self, numbers: Numbers, asked: set[frozenset[object]]) -> bool:
        """Whether the build at ``numbers`` is the same tree and asks nothing new."""
        traced = self.checks.symbolic(numbers)
        if traced is None or identity(traced.root) != identity(self.base.root):
            return False
        uses = traced.uses()
        return all(
            question(c) in asked or (c in uses and self.is_idle(c, numbers))
            for c in traced.decisions()
            if not is_trivial(c) and not c.free_symbols <= self.counted
        )

    def is_idle(self, use: Condition, numbers: Numbers) -> bool:
        """Whether a size in a loop or a text changes nothing, at quite other values."""
        items = [item for item in self.formula.fields if item.symbol in use.free_symbols]
        for item in items:
            own = item.value
            for value in (2 * own, own + 1, 10 * own + 1, max(own // 2, 1), 1):
                traced = self.checks.symbolic({**numbers, item.path: value})
                if traced is None or identity(traced.root) != identity(self.base.root):
                    return False
        return True


def _turned(
    formula: Formula, condition: Condition, holding: Sequence[Condition]
) -> dict[str, int] | None:
    """Numbers that differ in one field and break ``condition``, but none of ``holding``."""
    at = formula.at({})
    sides = (side.xreplace(at) for side in (condition.left, condition.right))
    limits = [int(side) for side in sides if side.is_Integer]
    for item in formula.fields:
        if item.symbol not in condition.free_symbols:
            continue
        near = (*limits, *(n + 1 for n in limits), *(n - 1 for n in limits))
        for value in (*others(item.value), 1, *near):
            numbers = {item.path: value}
            is_broken = value > 0 and not formula.holds(condition, numbers)
            if is_broken and all(formula.holds(c, numbers) for c in holding):
                return numbers
    return None


def _demanded(
    formula: Formula,
    among: Sequence[Condition],
    kept: Mapping[Condition, None],
    checks: Checks,
) -> list[Condition]:
    """Conditions among numbers of layers without which the class cannot be built."""
    found = []
    for condition in among:
        if len(condition.free_symbols) == 1 and condition.relation != "==":
            continue
        numbers = _turned(formula, condition, [*kept])
        if numbers is not None and checks.probe(numbers).actual is None:
            found.append(condition)
    return found


def _of_deep_builds(
    formula: Formula, found: Depths, base: Traced, turning: _Turning, checks: Checks
) -> list[Condition]:
    """What the code asked about other sizes in the deepest builds, and not in the first."""
    asked = {question(c) for c in base.decisions()}
    fresh: list[Condition] = []
    for item, _, high in found.checked:
        traced = checks.symbolic({item.path: high})
        if traced is None:
            continue
        for condition in traced.recorder.conditions:
            is_settled = condition.free_symbols <= turning.counted or is_trivial(condition)
            if is_settled or question(condition) in asked:
                continue
            asked.add(question(condition))
            fresh.append(condition if formula.holds(condition, {}) else negated(condition))
        for condition in (*traced.recorder.held, *traced.uses()):
            is_settled = bool(condition.free_symbols & turning.counted)
            if not is_settled and question(condition) not in asked:
                fresh.append(condition)
    return fresh


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


def _pin_equations(formula: Formula, kept: dict[Condition, None], pinned: dict[str, str]) -> None:
    """A condition that leaves a field one value pins it."""
    for item in formula.fields:
        own = Condition(item.symbol, "==", Integer(item.value))
        if own in kept and item.default is None:
            pinned.setdefault(item.path, NOT_FOLLOWED)


def _without(
    kept: Mapping[Condition, None], formula: Formula, pinned: Mapping[str, str]
) -> list[Condition]:
    """The conditions that are left once pinned fields have their only value."""
    fixed = {item.symbol for item in formula.fields if item.path in pinned}
    return [c for c in kept if not c.free_symbols <= fixed]
