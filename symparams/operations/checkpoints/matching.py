"""The tensors of a file by what the model calls them: which is which, and which is none."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from symparams.operations.checkpoints.headers import Tensor
from symparams.operations.checkpoints.wanted import LAYER, WORD, Wanted

NUMBER = re.compile(r"(?<![^._])(?:0|[1-9]\d{0,8})(?![^._])", re.ASCII)
"""A number as it is counted with: without zeros in front, and not beyond any count."""

OLD_ENDINGS = {"LayerNorm.gamma": "LayerNorm.weight", "LayerNorm.beta": "LayerNorm.bias"}
"""How TensorFlow's BERT called them; files of that time still do, and the reference reads them."""

Numbers = tuple[int | str, ...]


@dataclass(frozen=True, slots=True)
class Prefix:
    """What stands before the names of the whole model, and before those of its head."""

    model: str
    head: str = ""

    def of(self, name: str) -> str:
        """``name`` as a file with this prefix has it."""
        before, below = (self.model, name[1:]) if name.startswith(".") else (self.head, name)
        return f"{before}.{below}" if before else below


def prefixes(model: str) -> tuple[Prefix, ...]:
    """What may stand before the names: with and without a head, and inside of a larger model."""
    inner = f"{model}.language_model" if model else "language_model"
    outer = f"language_model.{model}" if model else "language_model"
    found = (
        Prefix(model),
        Prefix(""),
        Prefix(outer, "language_model"),
        Prefix(inner),
        Prefix("language_model"),
    )
    return tuple(dict.fromkeys(found))


@dataclass(frozen=True, slots=True)
class Place:
    """Where a tensor belongs: its layer, if it is in one, and the other numbers of its name."""

    layer: int | None
    others: Numbers


@dataclass(slots=True)
class Found:
    """What a file holds of one kind of tensor: by place, the tensor; and what is of no use."""

    held: dict[Place, Tensor] = field(default_factory=dict)
    wrong: dict[Place, Tensor] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Matched:
    """All tensors of a file: those of a kind, and those that are none, or one too many."""

    found: Mapping[Wanted, Found]
    beyond: tuple[tuple[Wanted, Tensor], ...]
    unknown: tuple[Tensor, ...]

    def each(self) -> Iterator[tuple[Wanted, Tensor]]:
        """Every tensor of a kind, wherever it stands."""
        for kind, tensors in self.found.items():
            yield from ((kind, t) for t in (*tensors.held.values(), *tensors.wrong.values()))
        yield from self.beyond


class Index:
    """The kinds of tensors by their names."""

    def __init__(self, wanted: Sequence[Wanted], prefix: Prefix) -> None:
        self._by_key: dict[str, list[Wanted]] = defaultdict(list)
        self._worded: list[tuple[re.Pattern[str], Wanted]] = []
        for kind in wanted:
            if WORD in kind.slots:
                self._worded.append((_pattern(prefix.of(kind.naming.name)), kind))
            else:
                self._by_key[prefix.of(kind.key)].append(kind)

    def kinds(self, name: str, key: str) -> Iterator[tuple[Wanted, Numbers]]:
        """The kinds that ``name`` may be, with the numbers in it; ``key`` is it without them."""
        known = self._by_key.get(key)
        if known:
            numbers = tuple(map(int, NUMBER.findall(name)))
            skipped = len(numbers) - len(known[0].slots)
            yield from ((kind, numbers[skipped:]) for kind in known)
        for pattern, kind in self._worded:
            match = pattern.fullmatch(name)
            if match is not None:
                yield kind, tuple(int(g) if NUMBER.fullmatch(g) else g for g in match.groups())


def _pattern(name: str) -> re.Pattern[str]:
    text = re.escape(name).replace(r"\#", r"(0|[1-9]\d{0,8})").replace(r"\?", r"([^.]+)")
    return re.compile(text, re.ASCII)


def keys_of(tensors: Sequence[Tensor]) -> tuple[tuple[str, str], ...]:
    """Each name as the model has it today, and the same without its numbers."""
    return tuple((name := _today(tensor.name), key_of(name)) for tensor in tensors)


def _today(name: str) -> str:
    old = next((old for old in OLD_ENDINGS if name.endswith(old)), "")
    return name.removesuffix(old) + OLD_ENDINGS[old] if old else name


def key_of(name: str) -> str:
    """``name`` with ``#`` in place of each number; nothing for one that has the mark itself."""
    return "" if "#" in name else NUMBER.sub("#", name)


def matched(
    tensors: Sequence[Tensor], keys: Sequence[tuple[str, str]], wanted: Sequence[Wanted], at: Prefix
) -> Matched:
    """Each tensor where its name says that it belongs, if its shape is that."""
    index = Index(wanted, at)
    found: dict[Wanted, Found] = {kind: Found() for kind in wanted}
    beyond: list[tuple[Wanted, Tensor]] = []
    unknown: list[Tensor] = []
    for tensor, (name, key) in zip(tensors, keys, strict=True):
        kind: Wanted | None = None
        place: Place | None = None
        for candidate, numbers in index.kinds(name, key):
            if kind is None or _is_called(candidate, numbers):
                kind = candidate
            place = _place(candidate, numbers)
            if place is not None:
                break
        if kind is None:
            unknown.append(tensor)
        elif place is None or place in found[kind].held or place in found[kind].wrong:
            beyond.append((kind, tensor))
        elif tensor.shape == kind.shape:
            found[kind].held[place] = tensor
        else:
            found[kind].wrong[place] = tensor
    return Matched(found, tuple(beyond), tuple(unknown))


def known_names(keys: Mapping[str, int], wanted: Sequence[Wanted], at: Prefix) -> int:
    """How many tensors have a name of the model's; ``keys`` are theirs, and how many have each."""
    own = {at.of(kind.key) for kind in wanted}
    return sum(times for key, times in keys.items() if key in own)


def _is_called(kind: Wanted, numbers: Numbers) -> bool:
    """Whether the numbers that belong to the name itself are those of ``kind``: ``ln_1``."""
    pairs = zip(kind.slots, numbers, strict=True)
    return all(n == slot for slot, n in pairs if isinstance(slot, int) and slot >= 0)


def _place(kind: Wanted, numbers: Numbers) -> Place | None:
    """Where the numbers of a name say that it belongs; None for a place that there is not."""
    layer: int | None = None
    others: list[int | str] = []
    for slot, number in zip(kind.slots, numbers, strict=True):
        if slot == LAYER:
            if number not in kind.layers or not isinstance(number, int):
                return None
            layer = number
        elif slot == WORD:
            others.append(number)
        elif isinstance(slot, range):
            if number not in slot:
                return None
            others.append(number)
        elif number != slot:
            return None
    return Place(layer, tuple(others))
