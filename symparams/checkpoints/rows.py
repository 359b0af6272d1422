"""What became of each weight of the tree: held, tied, missing, or of another size."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace

from symparams.checkpoints.expected import Group, Part
from symparams.checkpoints.layers import Layer
from symparams.checkpoints.matching import Match
from symparams.checkpoints.result import Row, Verdict, written
from symparams.checkpoints.stored import Stored

Placed = tuple[int, Row]
"""A row and the place of its weight in the tree."""

MOST_NAMED = 3


def once(parts: Sequence[Part], found: Match, computed: Collection[str]) -> Iterator[Placed]:
    """The rows of the weights that a model has once."""
    held = {part.place: stored for part, stored in found.held}
    others = {part.place: stored for part, stored in found.other_sizes}
    for part in parts:
        row = Row(part.path, part.shape, part.copies, (), Verdict.MISSING)
        stored, other = held.get(part.place), others.get(part.place)
        if stored is not None:
            verdict = Verdict.TIED_COPY if part.tied_to else Verdict.EQUAL
            row = replace(row, found=(stored.name,), verdict=verdict)
        elif other is not None:
            row = replace(row, found=(other.name,), verdict=Verdict.DIFFERS, why=_size(other))
        elif part.tied_to:
            row = replace(row, verdict=Verdict.TIED, why=part.tied_to)
        elif part.path in computed:
            row = replace(row, verdict=Verdict.COMPUTED)
        yield part.place, row


def in_layers(group: Group, layers: Sequence[Layer]) -> Iterator[Placed]:
    """The rows of the weights of a component that layers repeat."""
    own = [layer for layer in layers if group in layer.groups]
    for part in group.parts:
        held: dict[str, list[Layer]] = {}
        shapes: dict[tuple[int, ...], Layer] = {}
        problems: list[str] = []
        for layer in own:
            stored = _of(part, layer.match.held)
            other = _of(part, layer.match.other_sizes)
            if stored is not None:
                held.setdefault(layer.name_of(stored), []).append(layer)
                shapes.setdefault(stored.shape, layer)
            elif other is not None:
                held.setdefault(layer.name_of(other), []).append(layer)
                problems.append(f"{_size(other)} in layer {layer.number}")
            else:
                problems.append(f"not in layer {layer.number}")
        if len(own) != group.times:
            problems.insert(0, f"in {len(own)} layers instead of {group.times}")
        if len(held) > 1:
            where = "; ".join(f"{name} in layer {at[0].number}" for name, at in held.items())
            problems.append(f"its name changes: {where}")
        if len(shapes) > 1:
            where = "; ".join(
                f"{written(size)} in layer {at.number}" for size, at in shapes.items()
            )
            problems.append(f"its shape changes: {where}")
        verdict = Verdict.DIFFERS if problems else Verdict.EQUAL
        row = Row(
            part.path,
            part.shape,
            part.copies * group.times,
            tuple(held),
            Verdict.MISSING if not held else verdict,
            "; ".join(problems[:MOST_NAMED]) + ("; …" if len(problems) > MOST_NAMED else ""),
        )
        yield part.place, row


def _of(part: Part, pairs: tuple[tuple[Part, Stored], ...]) -> Stored | None:
    return next((stored for held, stored in pairs if held.place == part.place), None)


def _size(stored: Stored) -> str:
    gaps = "" if stored.is_complete else ", numbered with gaps"
    return f"{written(stored.shape)} × {stored.copies}{gaps}"
