"""Stored tensors and the parts that they are: by name first, then by size."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import accumulate

from symparams.checkpoints.expected import Part
from symparams.checkpoints.fitting import fits
from symparams.checkpoints.names import HEAD_NAMES, LAYER_NAMES, MODEL_NAMES
from symparams.checkpoints.stored import Stored

LONGEST_CHAIN = 200
"""A layer has a few parts that go by the same names (its norms); more are not rearranged."""

Roles = tuple[str, ...]
Names = Callable[[Stored], tuple[Roles, ...]]
"""The roles that a stored tensor may have by its name, each a row of parts in one tensor."""


@dataclass(frozen=True, slots=True)
class Match:
    """Which tensor holds which part, and what is left on both sides.

    ``other_sizes`` has the parts whose name is stored with another size.
    """

    held: tuple[tuple[Part, Stored], ...]
    missing: tuple[Part, ...]
    left: tuple[Stored, ...]
    other_sizes: tuple[tuple[Part, Stored], ...]

    @property
    def failures(self) -> int:
        """How much is missing or left; a tensor of another size than its weight's counts once."""
        resized = {part for part, _ in self.other_sizes}
        absent = (part for part in self.missing if not part.tied_to and part not in resized)
        return len(self.left) + sum(1 for _ in absent)

    def with_copies_for_originals(self) -> "Match":
        """The same where a file holds a tied weight under the name of its copy alone."""
        originals: dict[Part, Part] = {}
        for part in self.missing:
            same = (part.path, part.shape)
            copies = (c for c, _ in self.held if (c.tied_to, c.shape) == same)
            copy = next((c for c in copies if c not in originals), None)
            if copy is not None:
                originals[copy] = part
        found = set(originals.values())
        return replace(
            self,
            held=tuple((originals.get(part, part), stored) for part, stored in self.held),
            missing=tuple(part for part in self.missing if part not in found) + tuple(originals),
        )


def match(parts: Sequence[Part], tensors: Iterable[Stored], names: Names) -> Match:
    """The largest match of ``parts`` and ``tensors`` by ``names``, sizes equal."""
    by_role: dict[str, list[int]] = defaultdict(list)
    for number, part in enumerate(parts):
        by_role[part.role].append(number)
    holder: dict[int, Stored] = {}
    single: dict[Stored, list[int]] = {}
    named: list[tuple[Stored, int]] = []
    ordered = sorted(tensors, key=_order)
    for stored in ordered:
        rows = [row for row in names(stored) if all(role in by_role for role in row)]
        named += ((stored, number) for row in rows for role in row for number in by_role[role])
        together = (tuple(by_role[role][0] for role in row) for row in rows if len(row) > 1)
        whole = next((several for several in together if _fit(several, parts, stored)), ())
        if whole and not holder.keys() & set(whole):
            holder |= dict.fromkeys(whole, stored)
            continue
        alone = (number for row in rows if len(row) == 1 for number in by_role[row[0]])
        single[stored] = [number for number in alone if _fit((number,), parts, stored)]
    for stored in single:
        _place(stored, single, holder, set())
    used = set(holder.values())
    left = tuple(stored for stored in ordered if stored not in used)
    missing = [number for number in range(len(parts)) if number not in holder]
    return Match(
        held=tuple(
            (parts[number], stored) for number, stored in sorted(holder.items(), key=_first)
        ),
        missing=tuple(parts[number] for number in missing),
        left=left,
        other_sizes=tuple((parts[n], s) for s, n in named if n in missing and s in left),
    )


def _fit(numbers: tuple[int, ...], parts: Sequence[Part], stored: Stored) -> bool:
    return fits([parts[number] for number in numbers], stored)


def _place(
    stored: Stored, options: dict[Stored, list[int]], holder: dict[int, Stored], tried: set[int]
) -> bool:
    """Give ``stored`` a part, moving others to parts that they may hold as well (Kuhn 1955)."""
    for number in options.get(stored, ()):
        if number in tried or len(tried) > LONGEST_CHAIN:
            continue
        tried.add(number)
        if number not in holder or _place(holder[number], options, holder, tried):
            holder[number] = stored
            return True
    return False


def _order(stored: Stored) -> tuple[str, tuple[int, ...]]:
    return stored.name, stored.shape


def _first(item: tuple[int, Stored]) -> int:
    return item[0]


def layer_names(stored: Stored) -> tuple[Roles, ...]:
    """The roles that the name of a tensor inside a layer may mean."""
    return _with_ending(_roles(stored.module, "layer"), stored.ending)


def model_names(prefix: str) -> Names:
    """The roles of tensors outside of layers: the model's below ``prefix``, its head's anywhere."""
    above = ["", *accumulate(prefix.split("."), "{}.{}".format)] if prefix else [""]

    def names(stored: Stored) -> tuple[Roles, ...]:
        found = _roles(_below(prefix, stored.module), "model")
        for place in above:
            found += _roles(_below(place, stored.module), "head")
        return _with_ending(tuple(dict.fromkeys(found)), stored.ending)

    return names


def _below(prefix: str, module: str) -> str:
    """The rest of a name after ``prefix``; nothing, which no part is called, if it has another."""
    if not prefix:
        return module
    return module.removeprefix(f"{prefix}.") if module.startswith(f"{prefix}.") else ""


def _with_ending(roles: tuple[Roles, ...], ending: str) -> tuple[Roles, ...]:
    return tuple(tuple(role + ending for role in row) for row in roles)


@lru_cache(maxsize=4096)
def _roles(module: str, table: str) -> tuple[Roles, ...]:
    any_row, rows = _compiled(table)
    if not any_row.fullmatch(module):
        return ()
    return tuple(roles for roles, pattern in rows if pattern.fullmatch(module))


@lru_cache(maxsize=3)
def _compiled(table: str) -> tuple[re.Pattern[str], tuple[tuple[Roles, re.Pattern[str]], ...]]:
    rows = {"layer": LAYER_NAMES, "model": MODEL_NAMES, "head": HEAD_NAMES}[table]
    compiled = tuple((roles, re.compile(pattern)) for roles, pattern in rows)
    return re.compile("|".join(f"(?:{pattern})" for _, pattern in rows)), compiled
