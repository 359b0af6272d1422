"""A checkpoint as it lies on disk: one file, a folder, or an index and its shards."""

import os.path
import re
from dataclasses import dataclass, replace
from pathlib import Path

from symparams.algebra.display import OneLine
from symparams.errors import BadCheckpointError, shown
from symparams.operations.checkpoints.headers import (
    LARGEST_HEADER,
    LONGEST_NAME,
    MOST_TENSORS,
    Tensor,
    json_object,
    read_header,
)

SINGLE = "model.safetensors"
INDEX = "model.safetensors.index.json"
SHARD = re.compile(r"(.*)-(\d{5})-of-(\d{5})\.safetensors", re.ASCII | re.DOTALL)
MOST_SHARDS = 5_000


@dataclass(frozen=True, slots=True, repr=False)
class Checkpoint(OneLine):
    """The tensors of a checkpoint, wherever its shards have them, and what to know about it."""

    name: str
    tensors: tuple[Tensor, ...]
    files: int
    notes: tuple[str, ...] = ()


def read_checkpoint(path: Path) -> Checkpoint:
    """The checkpoint at ``path``: a ``.safetensors`` file, an index, or a folder with either.

    Only headers are read. Raises BadCheckpointError, in one line that names the file, for a
    header, an index or a folder that is not sound.
    """
    try:
        if path.is_dir():
            return _in_folder(path)
    except (OSError, ValueError):
        raise BadCheckpointError(f"{shown(str(path))}: not a usable path") from None
    if path.name.endswith(".json"):
        return _indexed(path)
    shard = SHARD.fullmatch(path.name)
    shards = int(shard[3]) if shard else 1
    note = f"this is one of {shards} shards; give their folder to compare all"
    return Checkpoint(path.name, read_header(path), 1, (note,) if shards > 1 else ())


def _in_folder(folder: Path) -> Checkpoint:
    if (folder / INDEX).exists():
        return _indexed(folder / INDEX)
    if (folder / SINGLE).exists():
        return Checkpoint(SINGLE, read_header(folder / SINGLE), 1)
    names = sorted(found.name for found in folder.iterdir() if found.suffix == ".safetensors")
    where = shown(str(folder))
    if not names:
        raise BadCheckpointError(f"{where}: no .safetensors file in the folder")
    if len(names) == 1:
        return read_checkpoint(folder / names[0])
    parts = [SHARD.fullmatch(name) for name in names]
    sets = {(part[1], part[3]) for part in parts if part}
    if len(sets) != 1 or not all(parts):
        raise BadCheckpointError(
            f"{where}: {len(names)} .safetensors files and no {INDEX}; name the one to compare"
        )
    numbers = [int(part[2]) for part in parts if part]
    total = int(next(iter(sets))[1])
    if numbers != list(range(1, total + 1)):
        raise BadCheckpointError(f"{where}: {len(numbers)} of {total} shards; one is missing")
    return _joined(folder, names, next(iter(sets))[0])


def _indexed(path: Path) -> Checkpoint:
    """The tensors that an index lists, each in the shard that it names."""
    where = shown(str(path))
    placed = _weight_map(path, where)
    folder = path.parent
    files = sorted(set(placed.values()))
    if len(files) > MOST_SHARDS:
        raise BadCheckpointError(f"{where}: {len(files)} shards are more than {MOST_SHARDS}")
    for file in files:
        if not os.path.exists(folder / file):  # Path.exists raises if a name is too long
            raise BadCheckpointError(
                f"{where}: the listed file {shown(file)} is missing; it belongs beside the index"
            )
    checkpoint = _joined(folder, files, path.name, placed)
    found = {tensor.name for tensor in checkpoint.tensors}
    for name, file in placed.items():
        if name not in found:
            raise BadCheckpointError(f"{where}: {shown(name)} is not in {shown(file)}")
    return checkpoint


def _weight_map(path: Path, where: str) -> dict[str, str]:
    try:
        with path.open("rb") as file:
            data = file.read(LARGEST_HEADER + 1)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "not a usable path"
        raise BadCheckpointError(f"{where}: {reason}; give an index of safetensors files") from None
    if len(data) > LARGEST_HEADER:
        raise BadCheckpointError(f"{where}: larger than {LARGEST_HEADER} bytes; not an index")
    placed = json_object(data, where, "index", whole_numbers=False).get("weight_map")
    if not isinstance(placed, dict) or not placed:
        raise BadCheckpointError(f"{where}: no weight_map; an index maps tensors to files")
    for name, file in placed.items():
        if not isinstance(file, str) or not _is_plain(file):
            raise BadCheckpointError(
                f"{where}: {shown(name)} is said to be in {shown(file)}; "
                "only .safetensors files of the same folder are read"
            )
    return placed


def _is_plain(file: str) -> bool:
    """Whether ``file`` is a name and no path that leads out of its folder."""
    is_name = file.endswith(".safetensors") and len(file) <= LONGEST_NAME and file.isprintable()
    return is_name and not file.startswith(".") and not set(file) & set("/\\:")


def _joined(
    folder: Path, files: list[str], name: str, placed: dict[str, str] | None = None
) -> Checkpoint:
    """The tensors of all ``files``; each must be in one of them, and in the one that is said."""
    home: dict[str, str] = {}
    tensors: list[Tensor] = []
    for file in files:
        for tensor in read_header(folder / file):
            if tensor.name in home:
                raise BadCheckpointError(
                    f"{shown(str(folder / file))}: {shown(tensor.name)} is also in "
                    f"{shown(home[tensor.name])}"
                )
            home[tensor.name] = file
            said = file if placed is None else placed.get(tensor.name)
            if said not in (file, None):
                raise BadCheckpointError(
                    f"{shown(str(folder / file))}: {shown(tensor.name)} is here, "
                    f"but the index says {shown(said)}"
                )
            tensors.append(tensor if said else replace(tensor, is_listed=False))
        if len(tensors) > 2 * MOST_TENSORS:
            raise BadCheckpointError(f"{shown(str(folder))}: more than {2 * MOST_TENSORS} tensors")
    return Checkpoint(name, tuple(tensors), len(files))
