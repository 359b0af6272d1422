"""The tensors that no weight of the tree claims: known buffers, and what there should not be."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator

from symparams.errors import BadCheckpointError, shown
from symparams.operations.checkpoints.headers import Tensor
from symparams.operations.checkpoints.matching import Matched, Prefix, key_of
from symparams.operations.checkpoints.naming import TypeNames
from symparams.operations.checkpoints.result import Surplus, TensorVerdict, written
from symparams.operations.checkpoints.shards import Checkpoint
from symparams.operations.checkpoints.wanted import SLOT

COMPARABLE = {"F64", "F32", "F16", "BF16", "F8_E4M3", "F8_E5M2", "F8_E4M3FNUZ", "F8_E5M2FNUZ"}
"""Types with one element for each parameter; others are packed, or count something."""

COUNTING = {"I64", "BOOL"}
"""Types that nothing is packed into: numbers of positions, masks."""

SCALE = re.compile(r"(?P<module>.+)\.(weight|input|output|activation)_scale(_inv)?", re.DOTALL)
BLOCK = 128
"""How many rows and columns share a scale, where neither a matrix nor a row has one of its own."""


def left_over(
    checkpoint: Checkpoint, matched: Matched, names: TypeNames, at: Prefix
) -> tuple[Surplus, ...]:
    """What is stored beside the weights, with its size, and what becomes of it.

    Raises BadCheckpointError for a tensor that is packed: its shape is then not the weight's.
    """
    counted: Counter[Surplus] = Counter()
    for extra in (
        *_buffers(matched, at),
        *_beyond(matched, at),
        *_unknown(checkpoint, matched, names, at),
        *_unlisted(checkpoint.tensors),
    ):
        counted[extra] += 1
    return tuple(
        Surplus(extra.name, extra.shape, times, extra.verdict, extra.why)
        for extra, times in counted.items()
    )


def check_comparable(checkpoint: Checkpoint, matched: Matched) -> None:
    """Raise BadCheckpointError if a tensor that is no buffer is packed."""
    weights: set[str] = set()
    buffers: set[str] = set()
    for kind, tensor in matched.each():
        (buffers if kind.naming.buffer else weights).add(tensor.name)
    for tensor in checkpoint.tensors:
        may_count = tensor.dtype in COUNTING and tensor.name not in weights
        if tensor.dtype not in COMPARABLE and tensor.name not in buffers and not may_count:
            raise BadCheckpointError(
                f"{shown(checkpoint.name)}: {shown(tensor.name)} is {tensor.dtype}: a quantised "
                "checkpoint cannot be compared; give one in BF16, F16, F32 or F8"
            )


def _buffers(matched: Matched, at: Prefix) -> Iterator[Surplus]:
    for kind, found in matched.found.items():
        if not kind.naming.buffer:
            continue
        name = at.of(kind.shown)
        for tensor in found.held.values():
            yield Surplus(name, tensor.shape, 1, TensorVerdict.BUFFER, kind.naming.buffer)
        size = "none" if kind.shape is None else written(kind.shape)
        for tensor in found.wrong.values():
            why = f"{kind.naming.buffer}, of which the model has {size}"
            yield Surplus(name, tensor.shape, 1, TensorVerdict.DIFFERS, why)


def _beyond(matched: Matched, at: Prefix) -> Iterator[Surplus]:
    for kind, tensor in matched.beyond:
        yield Surplus(at.of(kind.shown), tensor.shape, 1, TensorVerdict.EXTRA)


def _unknown(
    checkpoint: Checkpoint, matched: Matched, names: TypeNames, at: Prefix
) -> Iterator[Surplus]:
    own = {at.of(SLOT.sub("#", row.name)) for row in names.rows}
    by_name = {tensor.name: tensor for tensor in checkpoint.tensors}
    for tensor in matched.unknown:
        key = key_of(tensor.name)
        if _is_scale(tensor, by_name):
            yield Surplus(key, tensor.shape, 1, TensorVerdict.BUFFER, "scale of 8-bit weights")
        elif key not in own:
            yield Surplus(key or tensor.name, tensor.shape, 1, TensorVerdict.UNMATCHED)
        else:
            yield Surplus(
                key,
                tensor.shape,
                1,
                TensorVerdict.EMPTY if 0 in tensor.shape else TensorVerdict.EXTRA,
            )


def _is_scale(tensor: Tensor, by_name: dict[str, Tensor]) -> bool:
    """Whether it scales a matrix of 8-bit floats beside it: as a whole, by row, or in blocks."""
    named = SCALE.fullmatch(tensor.name)
    weight = by_name.get(f"{named['module']}.weight") if named else None
    if weight is None or not weight.dtype.startswith("F8") or len(weight.shape) != 2:
        return False
    high, wide = weight.shape
    blocks = (-(-high // BLOCK), -(-wide // BLOCK))
    return tensor.shape in ((), (1,), (high,), (high, 1), blocks)


def _unlisted(tensors: Iterable[Tensor]) -> Iterator[Surplus]:
    for tensor in tensors:
        if not tensor.is_listed:
            name = key_of(tensor.name) or tensor.name
            yield Surplus(name, tensor.shape, 1, TensorVerdict.UNLISTED)
