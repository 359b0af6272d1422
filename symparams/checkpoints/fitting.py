"""Whether stored tensors have the sizes of the parts that they are said to be.

A matrix may be stored either way round; heads may have a dimension of their own; several parts may
stand side by side in one tensor, and copies (experts) as its first dimension.
"""

from collections import defaultdict
from collections.abc import Sequence
from math import prod

from symparams.checkpoints.expected import Part
from symparams.checkpoints.stored import Stored

Shape = tuple[int, ...]


def fits(parts: Sequence[Part], stored: Stored) -> bool:
    """Whether ``stored`` holds exactly ``parts``: all their copies, side by side."""
    if not stored.is_complete:
        return False
    owners: dict[str, list[Part]] = defaultdict(list)
    for part in parts:
        owners[part.role.removesuffix(".bias").rpartition(".")[0]].append(part)
    if any(len({part.copies for part in own}) > 1 for own in owners.values()):
        return False
    copies = sum(own[0].copies for own in owners.values())
    rows = [[part.shape for part in own] for own in owners.values()]
    is_split = stored.has_copies and copies == len(parts) == 1 < stored.copies
    if is_split:
        return parts[0].shape == (stored.copies, *stored.shape)
    if stored.has_copies:
        return stored.copies == copies and all(_holds(stored.shape, shapes) for shapes in rows)
    if copies == 1:
        return _holds(stored.shape, rows[0])
    first, *rest = stored.shape or (0,)
    return first == copies and all(_holds(tuple(rest), shapes) for shapes in rows)


def _holds(found: Shape, shapes: list[Shape]) -> bool:
    """Whether a tensor of the shape ``found`` is one of ``shapes``, or all of them in a row."""
    if len(shapes) == 1:
        return is_same(shapes[0], found)
    if all(len(shape) == 1 for shape in shapes):
        return _without_ones(found) == _without_ones((sum(shape[0] for shape in shapes),))
    if any(len(shape) != 2 for shape in shapes):
        return False
    for common, along in ((0, 1), (1, 0)):
        widths = {shape[common] for shape in shapes}
        if len(widths) == 1:
            together = (widths.pop(), sum(shape[along] for shape in shapes))
            if found in (together, together[::-1]):
                return True
    return False


def is_same(expected: Shape, found: Shape) -> bool:
    """Whether ``found`` is ``expected``, either way round, with dimensions of 1 anywhere.

    A dimension of a matrix may be split in two, as heads are: ``(H, heads, head_dim)`` for
    ``(H, H)``.

    >>> is_same((768, 2304), (2304, 768)), is_same((64,), (1, 64)), is_same((6, 8), (6, 2, 4))
    (True, True, True)
    >>> is_same((6, 8), (4, 12)), is_same((8, 6), (8, 5))
    (False, False)
    """
    wanted, given = _without_ones(expected), _without_ones(found)
    return any(_splits(way, given) for way in (wanted, wanted[::-1]))


def _splits(wanted: Shape, given: Shape) -> bool:
    """Whether each dimension of ``wanted`` is the product of neighbours in ``given``."""
    if len(given) != len(wanted) and (len(wanted), len(given)) != (2, 3):
        return False
    start = 0
    for size in wanted:
        end = start + 1
        while end < len(given) and prod(given[start:end]) < size:
            end += 1
        if prod(given[start:end]) != size or start == len(given):
            return False
        start = end
    return start == len(given)


def _without_ones(shape: Shape) -> Shape:
    return tuple(size for size in shape if size != 1)
