"""The header of a safetensors file: names, types and shapes, checked; the data is never read.

A file is 8 bytes (a little-endian length ``N``), ``N`` bytes of JSON, and the data. The JSON gives
each tensor's ``dtype``, ``shape`` and ``data_offsets``; the tensors must cover the data exactly.
Source: the format's own description, https://huggingface.co/docs/safetensors.
"""

import json
import stat
from dataclasses import dataclass
from math import prod
from pathlib import Path
from typing import Any, NoReturn

from symparams.errors import BadCheckpointError, shown
from symparams.models.loading import distinct

LARGEST_HEADER = 100_000_000
"""The reference implementation refuses a longer header, and so does this reader."""

MOST_TENSORS = 250_000
MOST_DIMENSIONS = 32
LONGEST_NAME = 1_000
LARGEST_SIZE = 2**63 - 1
LONGEST_NUMBER = 100

BITS = {
    "BOOL": 8, "U8": 8, "I8": 8, "U16": 16, "I16": 16, "U32": 32, "I32": 32, "U64": 64, "I64": 64,
    "F4": 4, "F6_E2M3": 6, "F6_E3M2": 6, "F8_E5M2": 8, "F8_E4M3": 8, "F8_E8M0": 8,
    "F8_E4M3FNUZ": 8, "F8_E5M2FNUZ": 8, "F16": 16, "BF16": 16, "F32": 32, "F64": 64, "C64": 64,
}  # fmt: skip
"""The bits of an element, by dtype."""

METADATA = "__metadata__"
TENSOR_KEYS = {"dtype", "shape", "data_offsets"}


@dataclass(frozen=True, slots=True)
class Tensor:
    """One tensor of a checkpoint as its header describes it.

    ``is_listed`` is false for a tensor that stands in a shard but not in the checkpoint's index.
    """

    name: str
    dtype: str
    shape: tuple[int, ...]
    is_listed: bool = True

    @property
    def count(self) -> int:
        """How many elements it has: ``∏ shape``, 1 for a scalar."""
        return prod(self.shape)


def read_header(path: Path) -> tuple[Tensor, ...]:
    """The tensors that the file at ``path`` holds, in the order of its data.

    Raises BadCheckpointError, in one line, for whatever is not a sound safetensors file.
    """
    where = shown(str(path))
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            raise BadCheckpointError(f"{where}: not a regular file; give a .safetensors file")
        with path.open("rb") as file:
            start = file.read(8)
            size = path.stat().st_size
            length = _header_length(start, size, where)
            data = file.read(length)
    except FileNotFoundError:
        raise BadCheckpointError(f"{where}: no such file; give a .safetensors file") from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "not a usable path"
        raise BadCheckpointError(f"{where}: {reason}; give a .safetensors file") from None
    return _Header(where, size - 8 - length).tensors(json_object(data, where, "header"))


def _header_length(start: bytes, size: int, where: str) -> int:
    if start == b"version ":
        raise BadCheckpointError(f"{where}: a Git LFS pointer, not the file; fetch it with git lfs")
    if len(start) < 8:
        raise BadCheckpointError(f"{where}: {size} bytes are too few for a safetensors file")
    length = int.from_bytes(start, "little")
    if length > LARGEST_HEADER:
        raise BadCheckpointError(
            f"{where}: not a safetensors file (a header of {length} bytes; "
            f"the format allows {LARGEST_HEADER})"
        )
    if 8 + length > size:
        raise BadCheckpointError(
            f"{where}: truncated: the header should have {length} bytes, "
            f"but the file has only {max(size - 8, 0)} after its length"
        )
    return length


def json_object(
    data: bytes, where: str, what: str, *, whole_numbers: bool = True
) -> dict[str, Any]:
    """The JSON object in ``data``, with distinct keys, bounded before anything is built."""
    if not data.startswith(b"{"):
        raise BadCheckpointError(f"{where}: the {what} does not begin with {{, as JSON objects do")
    if data.count(b"{") > MOST_TENSORS + 3 or data.count(b"[") > 2 * MOST_TENSORS:
        raise BadCheckpointError(f"{where}: the {what} lists more than {MOST_TENSORS} tensors")
    if data.count(b",") > 8 * MOST_TENSORS:
        raise BadCheckpointError(f"{where}: the {what} has too many entries")
    try:
        found = json.loads(
            data.decode("utf-8"),
            object_pairs_hook=distinct,
            parse_float=_no_number if whole_numbers else None,
            parse_int=_bounded_number,
            parse_constant=_no_number,
        )
    except RecursionError:
        raise BadCheckpointError(f"{where}: the {what} is nested too deep") from None
    except UnicodeDecodeError:
        raise BadCheckpointError(f"{where}: the {what} is not UTF-8") from None
    except json.JSONDecodeError as error:
        raise BadCheckpointError(f"{where}: the {what} is not JSON ({error})") from None
    except ValueError as error:
        raise BadCheckpointError(f"{where}: the {what} is unusable ({error})") from None
    if not isinstance(found, dict):
        raise BadCheckpointError(f"{where}: the {what} is not a JSON object")
    return found


def _bounded_number(text: str) -> int:
    if len(text) > LONGEST_NUMBER:
        raise ValueError(f"a number of {len(text.lstrip('-'))} digits is too long")
    return int(text)


def _no_number(text: str) -> NoReturn:
    raise ValueError(f"{shown(text, 30)} is no whole number")


@dataclass(frozen=True, slots=True)
class _Header:
    where: str
    data_size: int

    def error(self, name: str, problem: str) -> BadCheckpointError:
        return BadCheckpointError(f"{self.where}: {shown(name)}: {problem}")

    def tensors(self, header: dict[str, Any]) -> tuple[Tensor, ...]:
        self.check_metadata(header.pop(METADATA, {}))
        if len(header) > MOST_TENSORS:
            raise BadCheckpointError(f"{self.where}: more than {MOST_TENSORS} tensors")
        placed = sorted((self.placed(name, entry) for name, entry in header.items()), key=_place)
        expected = 0
        for begin, end, tensor in placed:
            if begin != expected:
                kind = "overlaps the one before" if begin < expected else "leaves a hole before it"
                raise self.error(tensor.name, f"data_offsets [{begin}, {end}]: the tensor {kind}")
            expected = end
        if expected != self.data_size:
            kind = "truncated" if expected > self.data_size else "data without a tensor at its end"
            sizes = f"the tensors have {expected} bytes, the data {self.data_size}"
            raise BadCheckpointError(f"{self.where}: {kind}: {sizes}")
        return tuple(tensor for _, _, tensor in placed)

    def check_metadata(self, metadata: object) -> None:
        is_map = isinstance(metadata, dict)
        if not is_map or not all(isinstance(v, str) for v in dict(metadata).values()):  # type: ignore[call-overload]
            raise self.error(METADATA, "not a map of texts")

    def placed(self, name: str, entry: object) -> tuple[int, int, Tensor]:
        if len(name) > LONGEST_NAME:
            raise self.error(name, f"a name of {len(name)} characters is too long")
        if not isinstance(entry, dict) or entry.keys() != TENSOR_KEYS:
            raise self.error(name, "an entry has dtype, shape and data_offsets, and nothing else")
        dtype = entry["dtype"]
        bits = BITS.get(dtype) if isinstance(dtype, str) else None
        if bits is None:
            raise self.error(name, f"unknown dtype {shown(dtype, 30)}")
        shape = self.sizes(name, "shape", entry["shape"], MOST_DIMENSIONS)
        offsets = self.sizes(name, "data_offsets", entry["data_offsets"], 2)
        if len(offsets) != 2 or offsets[0] > offsets[1]:
            raise self.error(name, f"data_offsets {list(offsets)} are not [begin, end]")
        begin, end = offsets
        tensor = Tensor(name, dtype, shape)
        if (end - begin) * 8 != tensor.count * bits:
            raise self.error(
                name,
                f"{end - begin} bytes of data cannot hold {dtype} of shape {shown(list(shape))}",
            )
        return begin, end, tensor

    def sizes(self, name: str, key: str, value: object, most: int) -> tuple[int, ...]:
        if not isinstance(value, list) or len(value) > most:
            raise self.error(name, f"{key} {shown(value, 30)} is not a list of at most {most}")
        for size in value:
            if type(size) is not int or not 0 <= size <= LARGEST_SIZE:
                raise self.error(name, f"{key} holds {shown(size, 30)}, which is no size")
        return tuple(value)


def _place(placed: tuple[int, int, Tensor]) -> tuple[int, int]:
    return placed[0], placed[1]
