"""`verify_checkpoint`: a model's weights beside the tensors of a checkpoint, one by one.

The two are equal only if every weight of the tree is held, in every layer that has it, by tensors
of a known name and exactly its size, and if nothing is left over that is not a known buffer or a
tied copy. Equal totals alone prove nothing.
"""

import re
from collections.abc import Iterator

from symparams.checkpoints.buffers import check_comparable
from symparams.checkpoints.expected import Expected, expected
from symparams.checkpoints.layers import Side, layers_of, sides
from symparams.checkpoints.matching import Match, Names, match, model_names
from symparams.checkpoints.names import COMPUTED, NEVER_TOGETHER
from symparams.checkpoints.orientation import turned
from symparams.checkpoints.result import CheckpointVerification
from symparams.checkpoints.rows import in_layers, once
from symparams.checkpoints.shards import Checkpoint
from symparams.checkpoints.stored import Inventory, inventory
from symparams.checkpoints.surplus import left_over
from symparams.tree import Model

LONGEST_PREFIX = 4
"""``model.language_model.decoder`` is as deep as the layers of a model stand."""


def verify_checkpoint(
    model: Model, checkpoint: Checkpoint, model_type: str = ""
) -> CheckpointVerification:
    """Compare the weights of ``model`` with the tensors of ``checkpoint``.

    ``model_type`` is that of the configuration; a few types compute tables that the tree counts.

    Raises BadValueError if the model has a symbol without a value, BadCheckpointError for a
    checkpoint whose tensors are packed (quantised to integers).
    """
    check_comparable(checkpoint)
    wanted = expected(model)
    held = inventory(tensor for tensor in checkpoint.tensors if tensor.is_listed)
    found = sides(wanted, held.lists)
    layers = [layer for side in found for layer in layers_of(side)]
    names, single = _outside_of_layers(wanted, held, found)
    rows = [
        *once(wanted.parts, single, COMPUTED.get(model_type, ())),
        *(row for group in wanted.groups for row in in_layers(group, layers)),
    ]
    return CheckpointVerification(
        model=model.title or model.name,
        checkpoint=checkpoint,
        rows=tuple(row for _, row in sorted(rows, key=lambda placed: placed[0])),
        surplus=left_over(checkpoint, held, layers, single, names),
        problems=(*_gaps(found), *turned(layers), *_mixed(single)),
    )


def _outside_of_layers(
    wanted: Expected, held: Inventory, found: tuple[Side, ...]
) -> tuple[Names, Match]:
    """The match of what a model has once, below the one prefix that explains the most."""
    tried = []
    for prefix in _prefixes(found):
        names = model_names(prefix)
        tried.append((names, match(wanted.parts, held.others, names)))
    names, best = min(tried, key=lambda choice: choice[1].failures)
    return names, best.with_copies_for_originals()


def _prefixes(found: tuple[Side, ...]) -> list[str]:
    """What may stand before all names of a model: ``bert`` if its layers are ``bert.encoder``."""
    prefixes = {""}
    for side in found:
        parts = side.layers.prefix.split(".")[:LONGEST_PREFIX]
        prefixes |= {".".join(parts[:length]) for length in range(1, len(parts) + 1)}
    return sorted(prefixes)


def _mixed(single: Match) -> Iterator[str]:
    names = [stored.name for _, stored in single.held]
    for pair in NEVER_TOGETHER:
        both = [next((name for name in names if re.fullmatch(way, name)), None) for way in pair]
        if None not in both:
            yield f"{both[0]} and {both[1]} are names of two kinds of checkpoints"


def _gaps(found: tuple[Side, ...]) -> list[str]:
    return [
        f"the layers of {side.layers.name} are not numbered from 0 without gaps"
        for side in found
        if not side.layers.is_numbered_without_gaps
    ]
