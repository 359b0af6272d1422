"""The names that the reference gives the parts of a tree in its files, by model type.

A file below ``names`` for each file of families. A section is a type; ``like`` takes the rows of
another type that its own do not replace, ``below`` is the prefix of the whole model::

    [mixtral] like llama below model
    block.mixture.router  .layers.#.block_sparse_moe.gate.weight  T  written
    block.mixture.router  .layers.#.mlp.gate.weight  T  memory
    (rotary frequencies)  .rotary_emb.inv_freq  [half(head_dim)]

A row says which parts a tensor holds, side by side (``+``) or one after the other (``|``), then
its name: with a leading dot below the prefix; ``#`` is the layer, ``*`` counts copies, ``{symbol}``
as many as the symbol says, ``?`` stands for a word. ``T`` is a matrix that is stored transposed
(PyTorch's ``Linear``), ``stacked`` has its copies as first dimension, ``split`` counts its rows,
and ``[1,H]`` is the shape itself. ``written`` and ``memory`` are the two layouts of some types;
``if`` asks for a part or a setting; ``computed`` need not be stored. The bias of a module is called
like its weight. A row in parentheses is a buffer, which is never trained.
"""

import re
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

from symparams.models.families.registry import FAMILIES

FOLDER = Path(__file__).parent / "names"
LAYOUTS = ("written", "memory")
HEADER = re.compile(r"\[(\S+)\](?: like (\S+))?(?: below (\S+))?")
KIND = re.compile(r"^((?:encoder_|decoder_)?)(?:dense|sparse|window)_")


@dataclass(frozen=True, slots=True)
class Naming:
    """One row: the parts that a tensor holds, its name, and how it holds them.

    ``groups`` are the parts side by side, by copies one after the other; ``buffer`` says what a
    tensor is that holds none.
    """

    groups: tuple[tuple[str, ...], ...]
    name: str
    shape: str | None = None
    is_transposed: bool = False
    is_stacked: bool = False
    is_split: bool = False
    is_computed: bool = False
    layout: str = ""
    condition: str = ""
    buffer: str = ""

    @property
    def parts(self) -> tuple[str, ...]:
        """All parts that the tensor holds."""
        return tuple(part for group in self.groups for part in group)

    def bias(self) -> "Naming | None":
        """The row for the bias of the module whose weight this is."""
        if not self.name.endswith(".weight") or self.shape is not None or self.is_computed:
            return None
        groups = tuple(
            tuple(f"{part.removesuffix('.gain')}.bias" for part in group) for group in self.groups
        )
        name = f"{self.name.removesuffix('.weight')}.bias"
        return replace(self, groups=groups, name=name, is_transposed=False)


@dataclass(frozen=True, slots=True)
class TypeNames:
    """The rows of one model type, the nearest first, and the prefix of its whole model."""

    prefix: str
    rows: tuple[Naming, ...]
    buffers: tuple[Naming, ...]


def common(path: str) -> str:
    """A part's path as the rows write it: both kinds of a stack are called the same."""
    return KIND.sub(r"\1", path, count=1)


@lru_cache(maxsize=256)
def names_of(model_type: str) -> TypeNames | None:
    """The names of ``model_type``; None for a type that has none."""
    if model_type not in FAMILIES:
        return None
    found = _file(FAMILIES[model_type][0].partition(".")[0])[model_type]
    like, prefix, own = found
    buffers = tuple(row for row in own if row.buffer)
    rows = tuple(row for row in own if not row.buffer)
    stated = {part for row in rows for part in row.parts}
    rows += tuple(
        bias for row in rows if (bias := row.bias()) is not None and not stated & {*bias.parts}
    )
    if like:
        parent = names_of(like)
        assert parent is not None  # noqa: S101  # the files are the project's own
        stated = {part for row in rows for part in row.parts}
        rows += tuple(row for row in parent.rows if not stated & {*row.parts})
        buffers = buffers or parent.buffers
    return TypeNames(prefix, rows, buffers)


@lru_cache(maxsize=32)
def _file(name: str) -> dict[str, tuple[str, str, tuple[Naming, ...]]]:
    sections: dict[str, tuple[str, str, list[Naming]]] = {}
    rows: list[Naming] = []
    for line in (FOLDER / f"{name}.txt").read_text(encoding="utf-8").splitlines():
        header = HEADER.fullmatch(line)
        if header is not None:
            rows = []
            sections[header[1]] = (header[2] or "", header[3] or "", rows)
        elif line:
            rows.append(_row(*line.split("  ")))
    return {name: (like, prefix, tuple(rows)) for name, (like, prefix, rows) in sections.items()}


def _row(parts: str, name: str, *rest: str) -> Naming:
    conditions = [word.removeprefix("if ") for word in rest if word.startswith("if ")]
    words = [part for word in rest if not word.startswith("if ") for part in word.split()]
    is_buffer = parts.startswith("(")
    return Naming(
        groups=()
        if is_buffer
        else tuple(tuple(group.split(" + ")) for group in parts.split(" | ")),
        name=name,
        shape=next((word[1:-1] for word in words if word.startswith("[")), None),
        is_transposed="T" in words,
        is_stacked="stacked" in words,
        is_split="split" in words,
        is_computed="computed" in words,
        layout=next((word for word in words if word in LAYOUTS), ""),
        condition=conditions[0] if conditions else "",
        buffer=parts.strip("()") if is_buffer else "",
    )
