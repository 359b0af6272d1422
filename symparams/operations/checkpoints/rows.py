"""What became of each weight of the tree: held, tied, missing, or of another size."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping

from symparams.operations.checkpoints.expected import ExpectedTensor
from symparams.operations.checkpoints.matching import Found, Prefix
from symparams.operations.checkpoints.result import TensorRow, TensorVerdict, written
from symparams.operations.checkpoints.wanted import Wanted

MOST_NAMED = 3

Holder = tuple[Wanted, Found, frozenset[int]]
"""A kind of tensor, what a file holds of it, and which layers of its list the file has at all."""


def rows(
    parts: Iterable[ExpectedTensor], found: Mapping[Wanted, Found], at: Prefix
) -> Iterator[TensorRow]:
    """The row of each weight, in the order of the tree; a tied one may stand for its original."""
    present: dict[str, set[int]] = defaultdict(set)
    for kind, tensors in found.items():
        there = (*tensors.held, *tensors.wrong)
        present[kind.stack].update(place.layer for place in there if place.layer is not None)
    holders: dict[int, Holder] = {
        part.place: (kind, tensors, frozenset(present[kind.stack]))
        for kind, tensors in found.items()
        for part in kind.parts
    }
    parts = tuple(parts)
    stands_in = _stand_ins(parts, holders)
    for part in parts:
        standing = stands_in.get(part.place)
        if standing in holders and standing is not None:
            yield _row(part, holders[standing], at)
        elif part.place in stands_in.values():
            yield _tied(part)
        elif part.place not in holders:
            yield _tied(part) if part.tied_to else _absent(part)
        elif part.tied_to and not _is_there(holders[part.place]):
            yield _tied(part)
        else:
            yield _row(part, holders[part.place], at)


def _stand_ins(parts: tuple[ExpectedTensor, ...], holders: Mapping[int, Holder]) -> dict[int, int]:
    """By original, the tied copy under whose name alone a file holds it."""
    copies: dict[tuple[str, tuple[int, ...]], list[ExpectedTensor]] = defaultdict(list)
    for part in parts:
        if part.tied_to and part.place in holders and _is_there(holders[part.place]):
            copies[part.tied_to, part.shape].append(part)
    found: dict[int, int] = {}
    for part in parts:
        is_absent = part.place not in holders or not _is_there(holders[part.place])
        if not part.tied_to and is_absent and copies[part.path, part.shape]:
            found[part.place] = copies[part.path, part.shape].pop(0).place
    return found


def _is_there(holder: Holder) -> bool:
    return bool(holder[1].held or holder[1].wrong)


def _tied(part: ExpectedTensor) -> TensorRow:
    return TensorRow(
        part.path, part.shape, part.times * part.copies, (), TensorVerdict.TIED, part.tied_to
    )


def _absent(part: ExpectedTensor) -> TensorRow:
    return TensorRow(part.path, part.shape, part.times * part.copies, (), TensorVerdict.MISSING)


def _row(part: ExpectedTensor, holder: Holder, at: Prefix) -> TensorRow:
    kind, found, present = holder
    times = part.times * part.copies
    if not _is_there(holder):
        verdict = TensorVerdict.COMPUTED if kind.naming.is_computed else TensorVerdict.MISSING
        return TensorRow(part.path, part.shape, times, (), verdict)
    problems = tuple(_problems(part, kind, found, present))
    fine = TensorVerdict.TIED_COPY if part.tied_to else TensorVerdict.EQUAL
    return TensorRow(
        part.path,
        part.shape,
        times,
        (at.of(kind.shown),),
        TensorVerdict.DIFFERS if problems else fine,
        "; ".join(problems),
    )


def _problems(
    part: ExpectedTensor, kind: Wanted, found: Found, present: frozenset[int]
) -> Iterator[str]:
    """What is not there, and what is there in another size, with the layers."""
    layers: list[int | None] = [None]
    if kind.is_layered:
        layers = [*sorted(kind.layers & present)]
        if len(layers) < part.times:
            some = "1 layer" if len(layers) == 1 else f"{len(layers)} layers"
            yield f"in {some} instead of {part.times}"
    there = Counter(place.layer for place in (*found.held, *found.wrong))
    lacking: dict[str, list[int]] = defaultdict(list)
    for layer in layers:
        if there[layer] < kind.copies:
            some = f"{there[layer]} of {kind.copies}" if there[layer] else "missing"
            lacking[some].append(-1 if layer is None else layer)
        elif there[layer] > kind.copies:
            lacking[f"{there[layer]} instead of {kind.copies}"].append(layer or 0)
    for place, tensor in found.wrong.items():
        size = f"found {written(tensor.shape)}"
        number = -1 if place.layer is None else place.layer
        if number not in lacking[size]:
            lacking[size].append(number)
    for fact, numbers in list(lacking.items())[:MOST_NAMED]:
        is_everywhere = not kind.is_layered or len(numbers) == len(layers)
        yield fact if is_everywhere else f"{fact} in layer {_some(numbers)}"


def _some(numbers: list[int]) -> str:
    more = len(numbers) - MOST_NAMED
    return ", ".join(map(str, numbers[:MOST_NAMED])) + (f" and {more} more" if more > 0 else "")
