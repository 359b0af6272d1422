"""What a checkpoint of a model must hold: each kind of tensor by its name, layers and shape."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from symparams.algebra.model import Model
from symparams.operations.checkpoints.expected import ExpectedTensor, Shape
from symparams.operations.checkpoints.naming import Naming, TypeNames
from symparams.operations.checkpoints.sizes import stated_shape, symbol_number

SLOT = re.compile(r"#|\*|\?|\{(\w+)\}|(?<![^._])\d+(?![^._])", re.ASCII)
"""What stands for a number or a word in the name of a row, or is a number."""

LAYER, WORD = -1, -2


@dataclass(frozen=True, slots=True, eq=False)
class Wanted:
    """One kind of tensor: what it is called, its shape, and the numbers in its name.

    A slot of ``slots`` is how many numbers from 0 on may stand in it, a single number that must, or
    LAYER for one of ``layers``; ``copies`` are wanted in each. ``key`` is the name
    with ``#`` in place of each number. Each is itself: none equals another.
    """

    naming: Naming
    parts: tuple[ExpectedTensor, ...]
    shape: Shape | None
    layers: frozenset[int]
    slots: tuple[range | int, ...]
    copies: int
    key: str

    @property
    def shown(self) -> str:
        """The name as a reader sees it: ``#`` for a layer and for copies."""
        return re.sub(r"\*|\{\w+\}", "#", self.naming.name)

    @property
    def stack(self) -> str:
        """What stands before the number of the layer: the list of layers."""
        return self.naming.name.partition("#")[0] if self.is_layered else ""

    @property
    def is_layered(self) -> bool:
        """Whether each layer has its own."""
        return LAYER in self.slots


def wanted_of(
    model: Model, parts: tuple[ExpectedTensor, ...], names: TypeNames, layout: str
) -> tuple[Wanted, ...]:
    """The tensors that hold ``parts`` in ``layout``; a part that no row holds is in none."""
    facts = {f"{setting.name}={setting.value}" for setting in model.settings}
    facts |= {part.key for part in parts}
    stacks: dict[str, dict[str, ExpectedTensor]] = {}
    for part in parts:
        stacks.setdefault(part.path.partition(".")[0], {})[part.key] = part
    found: list[Wanted] = []
    for left in stacks.values():
        for row in names.rows:
            if row.layout not in ("", layout) or (row.condition and row.condition not in facts):
                continue
            groups = _held(row, left)
            if groups:
                found.append(_wanted(model, row, groups))
                for part in found[-1].parts:
                    del left[part.key]
    return tuple(found)


def buffers_of(
    model: Model, names: TypeNames, layers: Mapping[str, frozenset[int]]
) -> list[Wanted]:
    """The buffers that may stand beside the weights; ``layers`` are those of each list."""
    found = []
    for row in names.buffers:
        shape = stated_shape(model, row.shape or "")
        slots = tuple(_slots(model, row, 1))
        own = layers.get(row.name.partition("#")[0], frozenset())
        found.append(Wanted(row, (), shape, own, slots, 1, SLOT.sub("#", row.name)))
    return found


def _held(row: Naming, left: Mapping[str, ExpectedTensor]) -> list[list[ExpectedTensor]]:
    """The parts that ``row`` holds, copies by copies; nothing if the model has not all of them."""
    groups = [[left[key] for key in group if key in left] for group in row.groups]
    is_whole = [len(found) == len(group) for found, group in zip(groups, row.groups, strict=True)]
    if not is_whole[0] or any(g and not w for g, w in zip(groups, is_whole, strict=True)):
        return []
    return [group for group in groups if group]


def _wanted(model: Model, row: Naming, groups: list[list[ExpectedTensor]]) -> Wanted:
    first = groups[0][0]
    copies = sum(group[0].copies for group in groups)
    shape = _together([part.shape for part in groups[0]], row)
    if row.is_split:
        copies, shape = first.shape[0], shape[1:]
    slots = tuple(_slots(model, row, copies))
    is_counted = any(mark in row.name for mark in "*?{")
    if row.shape is not None:
        shape = stated_shape(model, row.shape) or ()
    elif row.is_stacked:
        shape = (copies * (1 if "#" in row.name else first.times), *shape)
    return Wanted(
        row,
        tuple(part for group in groups for part in group),
        shape,
        first.layers,
        slots,
        copies * (1 if "#" in row.name else first.times) if is_counted else 1,
        SLOT.sub("#", row.name),
    )


def _together(shapes: list[Shape], row: Naming) -> Shape:
    """Side by side: the last dimensions add up; transposed where the file has it so."""
    shape = (*shapes[0][:-1], sum(shape[-1] for shape in shapes))
    return shape[::-1] if row.is_transposed else shape


def _slots(model: Model, row: Naming, copies: int) -> Iterator[range | int]:
    for slot in SLOT.finditer(row.name):
        if slot[0] == "#":
            yield LAYER
        elif slot[0] == "?":
            yield WORD
        elif slot[0] == "*":
            yield range(copies)
        elif slot[1]:
            yield range(int(symbol_number(model, slot[1]) or 0))
        else:
            yield int(slot[0])
