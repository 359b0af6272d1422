"""What a checkpoint holds: its tensors by layer, and copies of one thing together.

``model.layers.3.mlp.experts.7.up_proj.weight`` is in layer 3 of the list ``model.layers``, and one
of the copies of ``mlp.experts.#.up_proj``.
"""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from math import prod

from symparams.checkpoints.headers import Tensor
from symparams.checkpoints.names import COPIES, LAYERS

LIST = "|".join(LAYERS)
IN_A_LAYER = re.compile(
    rf"(?:(?P<prefix>.+?)\.)?(?P<list>{LIST})\.(?P<number>0|[1-9]\d{{0,8}})\.(?P<rest>.+)",
    re.ASCII | re.DOTALL,
)
NUMBER = re.compile(r"\d+", re.ASCII)
COPY = re.compile(COPIES, re.ASCII)
SUFFIXES = {".weight": "", ".gamma": "", ".bias": ".bias", ".beta": ".bias"}
PLAIN = re.compile(r"0|[1-9]\d{0,8}", re.ASCII)
"""A number as it is counted with: without zeros in front, and not beyond any count."""

Index = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Stored:
    """Tensors that differ in the number of a copy alone.

    ``name`` is theirs inside a layer (or the whole, outside of one), with ``#`` or ``*`` in place
    of the copy. ``has_copies`` says that it stands for one, ``is_complete`` that the numbers of the
    copies have no gaps.
    """

    name: str
    shape: tuple[int, ...]
    copies: int = 1
    has_copies: bool = False
    is_complete: bool = True

    @property
    def module(self) -> str:
        """The name without the ending that says weight or bias."""
        return next(
            (self.name.removesuffix(s) for s in SUFFIXES if self.name.endswith(s)), self.name
        )

    @property
    def ending(self) -> str:
        """``.bias`` for the bias of a module, nothing for its weight."""
        return next((role for s, role in SUFFIXES.items() if self.name.endswith(s)), "")

    @property
    def count(self) -> int:
        """How many elements all copies have together."""
        return self.copies * prod(self.shape)


@dataclass(frozen=True, slots=True)
class LayerList:
    """The layers of one list, ``model.layers``, by their numbers; ``prefix`` stands before it."""

    name: str
    prefix: str
    layers: tuple[tuple[Index, frozenset[Stored]], ...]

    @property
    def is_numbered_without_gaps(self) -> bool:
        """Whether the layers are numbered from 0 on, each number once."""
        return _is_complete([index for index, _ in self.layers])


@dataclass(frozen=True, slots=True)
class Inventory:
    """All tensors of a checkpoint: those of lists of layers, and the others."""

    lists: tuple[LayerList, ...]
    others: frozenset[Stored]


def inventory(tensors: Iterable[Tensor]) -> Inventory:
    """The tensors sorted into layers, and their copies put together."""
    lists: dict[tuple[str, str], dict[Index, list[tuple[str, Tensor]]]] = {}
    others: list[tuple[str, Tensor]] = []
    for tensor in tensors:
        place = IN_A_LAYER.fullmatch(tensor.name)
        if place is None:
            others.append((tensor.name, tensor))
            continue
        prefix, rest = place["prefix"] or "", place["rest"]
        path = f"{place['list']}.{place['number']}"
        index = tuple(map(int, NUMBER.findall(path)))
        name = NUMBER.sub("#", path).removesuffix(".#")
        layers = lists.setdefault((prefix, name), defaultdict(list))
        layers[index].append((rest, tensor))
    return Inventory(
        tuple(
            LayerList(
                f"{prefix}.{name}" if prefix else name,
                prefix,
                tuple((index, _together(layers[index])) for index in sorted(layers)),
            )
            for (prefix, name), layers in lists.items()
        ),
        _together(others),
    )


def _together(named: list[tuple[str, Tensor]]) -> frozenset[Stored]:
    """The tensors of one layer, copies of one thing as one."""
    found: dict[tuple[str, tuple[int, ...], bool], list[str]] = defaultdict(list)
    for name, tensor in named:
        copy = COPY.search(name)
        if copy is None:
            found[name, tensor.shape, False].append(name)
            continue
        mark, group = ("#", "number") if copy["number"] else ("*", "word")
        pattern = name[: copy.start(group)] + mark + name[copy.end(group) :]
        found[pattern, tensor.shape, True].append(copy[group])
    return frozenset(
        Stored(name, shape, len(copies), has_copies, _has_all(name, copies, has_copies))
        for (name, shape, has_copies), copies in found.items()
    )


def _has_all(name: str, copies: list[str], has_copies: bool) -> bool:
    """Whether the copies are counted from 0 on, or called by different names.

    A name that holds one of the two marks itself is none that the table knows.
    """
    marks = name.count("#") + name.count("*")
    if marks != has_copies or len(set(copies)) != len(copies):
        return False
    if not has_copies or "*" in name:
        return True
    is_counted = all(PLAIN.fullmatch(number) for number in copies)
    return is_counted and _is_complete([(int(number),) for number in copies])


def _is_complete(indices: list[Index]) -> bool:
    """Whether numbers, or tuples of them, are all from 0 on, each once."""
    distinct = set(indices)
    sizes = [max(numbers) + 1 for numbers in zip(*distinct, strict=False)]
    same_length = len({len(index) for index in indices}) <= 1
    return same_length and len(distinct) == len(indices) == prod(sizes)
