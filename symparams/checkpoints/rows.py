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
        names: dict[str, list[str]] = {}
        shapes: dict[str, list[str]] = {}
        wrong: dict[str, list[str]] = {}
        for layer in own:
            stored, other = _of(part, layer.match.held), _of(part, layer.match.other_sizes)
            found = stored or other
            if stored is not None:
                shapes.setdefault(written(stored.shape), []).append(layer.number)
            elif other is not None:
                wrong.setdefault(_size(other), []).append(layer.number)
            else:
                wrong.setdefault("missing", []).append(layer.number)
            if found is not None:
                names.setdefault(layer.name_of(found), []).append(layer.number)
        problems = _by_layer(wrong, len(own)) if names else []  # else the verdict says it
        if own and len(own) != group.times:
            layers_found = "1 layer" if len(own) == 1 else f"{len(own)} layers"
            problems.insert(0, f"in {layers_found} instead of {group.times}")
        problems += _by_layer(names, len(own)) if len(names) > 1 else []
        problems += _by_layer(shapes, len(own)) if len(shapes) > 1 else []
        verdict = Verdict.DIFFERS if problems else Verdict.EQUAL
        yield (
            part.place,
            Row(
                part.path,
                part.shape,
                part.copies * group.times,
                tuple(names),
                verdict if names else Verdict.MISSING,
                "; ".join(problems),
            ),
        )


def _by_layer(what: dict[str, list[str]], layers: int) -> list[str]:
    """Each fact with the layers that it is about, if not all of them."""
    return [
        fact if len(numbers) == layers else f"{fact} in layer {_some(numbers)}"
        for fact, numbers in list(what.items())[:MOST_NAMED]
    ]


def _some(numbers: list[str]) -> str:
    more = len(numbers) - MOST_NAMED
    return ", ".join(numbers[:MOST_NAMED]) + (f" and {more} more" if more > 0 else "")


def _of(part: Part, pairs: tuple[tuple[Part, Stored], ...]) -> Stored | None:
    return next((stored for held, stored in pairs if held.place == part.place), None)


def _size(stored: Stored) -> str:
    copies = f", {stored.copies} of them" if stored.has_copies else ""
    gaps = "" if stored.is_complete else ", numbered with gaps"
    return f"found {written(stored.shape)}{copies}{gaps}"
