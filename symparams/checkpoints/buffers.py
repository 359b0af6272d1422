"""Tensors that are stored and never trained, and types that cannot be compared."""

import re
from functools import lru_cache

from symparams.checkpoints.names import BUFFERS, SCALE
from symparams.checkpoints.shards import Checkpoint
from symparams.errors import BadCheckpointError, shown

COMPARABLE = {"F64", "F32", "F16", "BF16", "F8_E4M3", "F8_E5M2", "F8_E4M3FNUZ", "F8_E5M2FNUZ"}
"""Types with one element for each parameter; others are packed, or count something."""


def buffer_meaning(name: str, shape: tuple[int, ...]) -> str:
    """What the buffer called ``name`` is; nothing if it is no buffer of a known name and rank."""
    return next(
        (
            meaning
            for pattern, ranks, meaning in _compiled()
            if len(shape) in ranks and pattern.fullmatch(name)
        ),
        "",
    )


def has_scales(checkpoint: Checkpoint) -> bool:
    """Whether the weights are 8-bit floats, which have scales beside them."""
    return any(tensor.dtype.startswith("F8") for tensor in checkpoint.tensors)


def is_scale(name: str) -> bool:
    """Whether ``name`` is that of a scale."""
    return re.fullmatch(SCALE, name) is not None


def check_comparable(checkpoint: Checkpoint) -> None:
    """Raise BadCheckpointError if a tensor is packed: its shape is then not the weight's."""
    for tensor in checkpoint.tensors:
        if tensor.dtype not in COMPARABLE and not buffer_meaning(tensor.name, tensor.shape):
            raise BadCheckpointError(
                f"{shown(checkpoint.name)}: {shown(tensor.name)} is {tensor.dtype}: a quantised "
                "checkpoint cannot be compared; give one in BF16, F16, F32 or F8"
            )


@lru_cache(maxsize=1)
def _compiled() -> tuple[tuple[re.Pattern[str], tuple[int, ...], str], ...]:
    return tuple((re.compile(pattern), ranks, meaning) for pattern, ranks, meaning in BUFFERS)
