"""The tensors that no weight of the tree claims."""

from collections import Counter
from collections.abc import Iterator, Sequence

from symparams.checkpoints.buffers import buffer_meaning, has_scales, is_scale
from symparams.checkpoints.layers import Layer
from symparams.checkpoints.matching import Match, Names, layer_names
from symparams.checkpoints.result import Surplus, Verdict
from symparams.checkpoints.shards import Checkpoint
from symparams.checkpoints.stored import Inventory, Stored, inventory

Unclaimed = tuple[str, Stored, bool]
"""A tensor's full name, the tensor, and whether the table knows what it is called."""


def left_over(
    checkpoint: Checkpoint,
    held: Inventory,
    layers: Sequence[Layer],
    single: Match,
    names: Names,
) -> tuple[Surplus, ...]:
    """What is stored beside the weights: buffers, and what there should not be."""
    counted: Counter[tuple[str, tuple[int, ...], bool]] = Counter()
    for name, stored, is_known in _unclaimed(held, layers, single, names):
        counted[name, stored.shape, is_known] += stored.copies
    scaled = has_scales(checkpoint)
    found = [
        Surplus(name, shape, times, Verdict.BUFFER, "scale of 8-bit weights")
        if scaled and is_scale(name)
        else _judged(name, shape, times, is_known)
        for (name, shape, is_known), times in counted.items()
    ]
    unlisted = inventory(tensor for tensor in checkpoint.tensors if not tensor.is_listed)
    every = ((name, stored) for name, stored in _all(unlisted))
    found += (
        Surplus(name, stored.shape, stored.copies, Verdict.UNLISTED) for name, stored in every
    )
    return tuple(found)


def _unclaimed(
    held: Inventory, layers: Sequence[Layer], single: Match, names: Names
) -> Iterator[Unclaimed]:
    for stored in _without_other_sizes(single):
        yield stored.name, stored, bool(names(stored))
    for layer in layers:
        for stored in _without_other_sizes(layer.match):
            yield layer.name_of(stored), stored, bool(layer_names(stored))
    used = {layer.list_name for layer in layers}
    for layers_of_list in held.lists:
        if layers_of_list.name not in used:
            for _, tensors in layers_of_list.layers:
                for stored in tensors:
                    yield f"{layers_of_list.name}.#.{stored.name}", stored, True


def _without_other_sizes(found: Match) -> Iterator[Stored]:
    """What is left of a match, without the tensors that their weights' rows speak of."""
    spoken_of = {stored for _, stored in found.other_sizes}
    yield from (stored for stored in found.left if stored not in spoken_of)


def _all(tensors: Inventory) -> Iterator[tuple[str, Stored]]:
    yield from ((stored.name, stored) for stored in tensors.others)
    for layers in tensors.lists:
        for _, inside in layers.layers:
            yield from ((f"{layers.name}.#.{stored.name}", stored) for stored in inside)


def _judged(name: str, shape: tuple[int, ...], times: int, is_known: bool) -> Surplus:
    meaning = buffer_meaning(name, shape)
    if meaning:
        return Surplus(name, shape, times, Verdict.BUFFER, meaning)
    if 0 in shape:
        return Surplus(name, shape, times, Verdict.EMPTY)
    return Surplus(name, shape, times, Verdict.EXTRA if is_known else Verdict.UNMATCHED)
