"""Checkpoints for tests: files written byte by byte, and the headers of the oracle."""

import gzip
import json
from functools import cache
from pathlib import Path
from typing import Any

from symparams import load
from symparams.operations.checkpoints import CheckpointVerification, verify_checkpoint
from symparams.operations.checkpoints.headers import BITS, Tensor
from symparams.operations.checkpoints.shards import Checkpoint

FOLDER = Path(__file__).parents[2] / "oracle"
ORACLE = FOLDER / "checkpoints.json.gz"
SAME_SIZES = FOLDER / "same_sizes.json.gz"

Header = dict[str, tuple[str, list[int]]]
"""The tensors of a file: dtype and shape by name."""


@cache
def oracle() -> list[dict[str, Any]]:
    """Configurations with the tensors that the reference implementation writes for them."""
    found: list[dict[str, Any]] = json.loads(gzip.decompress(ORACLE.read_bytes()))
    return found


@cache
def same_sizes() -> list[dict[str, Any]]:
    """One class of each type, all of the same sizes, with what the reference writes for it."""
    found: list[dict[str, Any]] = json.loads(gzip.decompress(SAME_SIZES.read_bytes()))
    return found


def case(architecture: str) -> dict[str, Any]:
    """The first row of the oracle for a class."""
    return next(row for row in oracle() if row["config"]["architectures"] == [architecture])


def checkpoint(header: Header) -> Checkpoint:
    """The header as a checkpoint that was read."""
    tensors = (Tensor(name, dtype, tuple(shape)) for name, (dtype, shape) in header.items())
    return Checkpoint("model.safetensors", tuple(tensors), 1)


def compared(config: dict[str, Any], header: Header) -> CheckpointVerification:
    """What a file with this header is beside the model of a configuration."""
    return verify_checkpoint(load(config), checkpoint(header), config["model_type"])


def verdicts(result: CheckpointVerification) -> dict[str, str]:
    """What became of each weight, and of each tensor that is left over."""
    found = {row.path: str(row.verdict) for row in result.rows}
    return found | {extra.name: str(extra.verdict) for extra in result.surplus}


def entries(header: Header) -> tuple[dict[str, Any], int]:
    """The JSON of a sound file with these tensors, and how many bytes of data it has."""
    found, end = {}, 0
    for name, (dtype, shape) in header.items():
        size = BITS[dtype] // 8
        for length in shape:
            size *= length
        found[name] = {"dtype": dtype, "shape": shape, "data_offsets": [end, end + size]}
        end += size
    return found, end


def write(path: Path, header: Header | bytes, data: int | None = None) -> Path:
    """A file with this header, as tensors or as raw JSON, and ``data`` bytes behind it.

    The data is a hole in the file, so that a large checkpoint costs nothing.
    """
    text, size = header, 0
    if not isinstance(text, bytes):
        found, size = entries(text)
        text = json.dumps(found).encode()
    with path.open("wb") as file:
        file.write(len(text).to_bytes(8, "little") + text)
        file.truncate(8 + len(text) + (size if data is None else data))
    return path
