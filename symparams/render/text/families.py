"""Which families' counts depend on heads, as a page of text and as JSON data."""

from collections import defaultdict
from typing import Any

from symparams.operations.catalogue.family_heads import FamilyHeads
from symparams.render.text.blocks import Block, Heading, TextLine

BY_GROUP = {
    True: "; cancels with kv_groups held fixed",
    False: "; also with kv_groups held fixed",
    None: "",
}
LINE = 96


def families_page(families: tuple[FamilyHeads, ...]) -> list[Block]:
    """The model types in groups: heads cancel, are left in some weights, or do not occur."""
    groups: dict[str, list[str]] = defaultdict(list)
    for family in families:
        groups[_verdict(family)].append(family.model_type)
    blocks: list[Block] = []
    for verdict, types in sorted(groups.items(), key=lambda group: -len(group[1])):
        blocks += [Heading(f"{verdict} ({len(types)})"), *map(TextLine, _wrapped(types))]
    return blocks


def _verdict(family: FamilyHeads) -> str:
    if family.is_rounded:
        return "undecided: the size of a head is rounded"
    if family.independent is None:
        return "no head count"
    if family.independent:
        return "heads cancel"
    return f"heads are left in {', '.join(family.through)}{BY_GROUP[family.independent_by_group]}"


def _wrapped(types: list[str]) -> list[str]:
    lines = [""]
    for name in types:
        separator = ", " if lines[-1] else ""
        if len(lines[-1]) + len(separator) + len(name) > LINE:
            lines[-1] += ","
            lines.append(name)
        else:
            lines[-1] += separator + name
    return lines


def family_data(family: FamilyHeads) -> dict[str, Any]:
    """The object that ``families --json`` prints for a model type."""
    return {
        "model_type": family.model_type,
        "independent_of_heads": family.independent,
        "through": list(family.through),
        "independent_holding_kv_groups": family.independent_by_group,
    }
