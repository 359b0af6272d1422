"""Which components each layer of a checkpoint holds, and what it holds besides."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, product

from symparams.checkpoints.expected import DECODER, ENCODER, Expected, Group
from symparams.checkpoints.matching import Match, layer_names, match
from symparams.checkpoints.stored import Index, LayerList, Stored

MOST_COMPONENTS = 8
"""A layer chooses among a handful of components; more are not combined."""

MOST_CHOICES = 64


@dataclass(frozen=True, slots=True)
class Layer:
    """One layer of a list: the components that it holds, and the match of their weights."""

    list_name: str
    index: Index
    groups: tuple[Group, ...]
    match: Match

    @property
    def number(self) -> str:
        """The layer's number, or numbers."""
        return ".".join(map(str, self.index))

    def name_of(self, stored: Stored) -> str:
        """The full name of a tensor of the layer, with ``#`` for the layer's number."""
        return f"{self.list_name}.#.{stored.name}"


@dataclass(frozen=True, slots=True)
class Side:
    """The layers of one side, those of encoder or decoder where the model has both."""

    layers: LayerList
    groups: tuple[Group, ...]


def sides(wanted: Expected, lists: Sequence[LayerList]) -> tuple[Side, ...]:
    """The list of layers that belongs to each side: the largest one of its name."""
    if not wanted.has_two_sides:
        largest = max(lists, key=_size, default=None)
        return () if largest is None else (Side(largest, wanted.groups),)
    found: list[Side] = []
    for side in (ENCODER, DECODER):
        own = [layers for layers in lists if side in layers.name.split(".")]
        groups = tuple(group for group in wanted.groups if group.side in (side, ""))
        largest = max(own, key=_size, default=None)
        if largest is not None:
            found.append(Side(largest, groups))
    return tuple(found)


def _size(layers: LayerList) -> int:
    return sum(len(tensors) for _, tensors in layers.layers)


def layers_of(side: Side) -> tuple[Layer, ...]:
    """Every layer of ``side`` with the components that explain it best.

    Where a layer can be more than one of them, the choice is the one that makes the numbers of
    layers right, if there is one.
    """
    kinds: dict[frozenset[Stored], list[tuple[tuple[int, ...], Match]]] = {}
    counts: dict[frozenset[Stored], int] = {}
    for _, tensors in side.layers.layers:
        counts[tensors] = counts.get(tensors, 0) + 1
        if tensors not in kinds:
            kinds[tensors] = _explanations(side.groups, tensors)
    chosen = _choice(side.groups, kinds, counts)
    layers: list[Layer] = []
    for index, tensors in side.layers.layers:
        numbers, found = chosen[tensors]
        groups = tuple(side.groups[number] for number in numbers)
        layers.append(Layer(side.layers.name, index, groups, found))
    return tuple(layers)


def _explanations(
    groups: tuple[Group, ...], tensors: frozenset[Stored]
) -> list[tuple[tuple[int, ...], Match]]:
    """The sets of components that leave the least missing and unexplained, larger ones first."""
    roles = {role for stored in tensors for row in layer_names(stored) for role in row}
    likely = [n for n, group in enumerate(groups) if any(p.role in roles for p in group.parts)]
    found: list[tuple[tuple[int, ...], Match]] = []
    for chosen in _subsets(likely):
        parts = [part for number in chosen for part in groups[number].parts]
        found.append((chosen, match(parts, tensors, layer_names)))
    fewest = min(result.failures for _, result in found)
    return [(chosen, result) for chosen, result in found if result.failures == fewest]


def _subsets(numbers: list[int]) -> Iterator[tuple[int, ...]]:
    largest = len(numbers) if len(numbers) <= MOST_COMPONENTS else 1
    for size in range(largest, -1, -1):
        yield from combinations(numbers, size)


def _choice(
    groups: tuple[Group, ...],
    kinds: dict[frozenset[Stored], list[tuple[tuple[int, ...], Match]]],
    counts: dict[frozenset[Stored], int],
) -> dict[frozenset[Stored], tuple[tuple[int, ...], Match]]:
    """One explanation for each kind of layer, so that each component is taken often enough."""
    first = {tensors: options[0] for tensors, options in kinds.items()}
    choices = 1
    for options in kinds.values():
        choices *= len(options)
        if choices > MOST_CHOICES:
            return first
    for together in product(*kinds.values()):
        chosen = dict(zip(kinds, together, strict=True))
        taken = [0] * len(groups)
        for tensors, (numbers, _) in chosen.items():
            for number in numbers:
                taken[number] += counts[tensors]
        if taken == [group.times for group in groups]:
            return chosen
    return first
