"""`verify_checkpoint`: a model's weights beside the tensors of a checkpoint, one by one.

The two are equal only if every weight of the tree is held, in each layer that has it, by tensors
of the model's own names and exactly its shape, and if nothing is left over that is not a known
buffer of its size or a tied copy. Equal totals alone prove nothing.
"""

from collections import Counter
from collections.abc import Iterator, Sequence

from symparams.algebra.model import Model
from symparams.errors import BadCheckpointError, shown
from symparams.operations.checkpoints.expected import ExpectedTensor, parts_of
from symparams.operations.checkpoints.matching import (
    NUMBER,
    Matched,
    Prefix,
    keys_of,
    known_names,
    matched,
    prefixes,
)
from symparams.operations.checkpoints.naming import LAYOUTS, TypeNames, names_of
from symparams.operations.checkpoints.result import CheckpointVerification
from symparams.operations.checkpoints.rows import rows
from symparams.operations.checkpoints.shards import Checkpoint
from symparams.operations.checkpoints.surplus import check_comparable, left_over
from symparams.operations.checkpoints.traced import names_in, placed
from symparams.operations.checkpoints.wanted import LAYER, Wanted, buffers_of, wanted_of


def verify_checkpoint(
    model: Model, checkpoint: Checkpoint, model_type: str = ""
) -> CheckpointVerification:
    """Compare the weights of ``model`` with the tensors of ``checkpoint``.

    ``model_type`` says whose names are meant, where that is not the type of the configuration
    that the model was read from. A traced tree has none: its paths are the names.

    Raises BadValueError if the model has a symbol without a value, BadCheckpointError for a
    checkpoint whose tensors are packed (quantised to integers) and for a type without names.
    """
    model_type = model_type or str(model.fields.get("model_type", ""))
    model = model if model_type else placed(model)
    parts = parts_of(model, len(checkpoint.tensors) + 1)
    names = _names(model, model_type)
    tensors = tuple(tensor for tensor in checkpoint.tensors if tensor.is_listed)
    keys = keys_of(tensors)
    kinds, at = _most_alike(model, parts, names, Counter(key for _, key in keys))
    found = matched(tensors, keys, kinds, at)
    check_comparable(checkpoint, found)
    return CheckpointVerification(
        model=model.title or model.name,
        checkpoint=checkpoint,
        rows=tuple(rows(parts, found.found, at)),
        surplus=left_over(checkpoint, found, names, at),
        problems=tuple(_gaps(found, at)),
    )


def _names(model: Model, model_type: str) -> TypeNames:
    names = names_of(model_type) if model_type else names_in(model)
    if names is None:
        raise BadCheckpointError(
            f"{model.name}: no names of tensors are known for model_type {shown(model_type)}; "
            "give a configuration of a supported type"
        )
    return names


def _most_alike(
    model: Model, parts: tuple[ExpectedTensor, ...], names: TypeNames, keys: Counter[str]
) -> tuple[Sequence[Wanted], Prefix]:
    """The layout and the prefix with most names in common with the file's ``keys``."""
    layouts = LAYOUTS if any(row.layout for row in names.rows) else LAYOUTS[:1]
    choices = []
    for layout in layouts:
        weights = wanted_of(model, parts, names, layout)
        kinds = [*weights, *buffers_of(model, names, _lists(weights))]
        choices += [(kinds, at) for at in prefixes(names.prefix)]
    return max(choices, key=lambda choice: known_names(keys, *choice))


def _lists(kinds: Sequence[Wanted]) -> dict[str, frozenset[int]]:
    """The numbers of the layers of each list, by what stands before them."""
    found: dict[str, frozenset[int]] = {}
    for kind in kinds:
        if kind.is_layered:
            found[kind.stack] = found.get(kind.stack, frozenset()) | kind.layers
    return found


def _gaps(found: Matched, at: Prefix) -> Iterator[str]:
    """The lists of layers that a file does not number as the reference does."""
    seen: dict[str, set[int]] = {}
    for kind, tensor in found.each():
        if kind.is_layered:
            name = at.of(kind.naming.name).partition(".#")[0]
            number = NUMBER.findall(tensor.name)[-len(kind.slots) :][kind.slots.index(LAYER)]
            seen.setdefault(name, set()).add(int(number))
    for name, layers in seen.items():
        if layers != set(range(len(layers))):
            yield f"the layers of {name} are not numbered from 0 without gaps"
