"""The weights of a tree in numbers: their shapes, their copies, and the layers they are in."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace

from sympy import Expr, S

from symparams import symbols
from symparams.algebra.model import Model
from symparams.algebra.tree import Component
from symparams.errors import BadValueError
from symparams.operations.checkpoints.naming import common

Shape = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class ExpectedTensor:
    """One weight in numbers: ``copies`` of ``shape`` in each of its ``layers``.

    ``place`` is where it stands in the tree, ``key`` its path as the names write it; ``times`` is
    how many layers there must be.
    """

    place: int
    path: str
    key: str
    shape: Shape
    copies: int
    times: int
    layers: frozenset[int]
    tied_to: str = ""


def parts_of(model: Model, most: int) -> tuple[ExpectedTensor, ...]:
    """The weights of ``model`` in numbers, with no more than ``most`` layers each.

    Raises BadValueError if a symbol that a size needs has no value.
    """
    found: list[ExpectedTensor] = []
    seen: Counter[str] = Counter()
    for component in _top(model.tree):
        times = whole(model, component.times)
        if component.places is None:
            layers = frozenset(range(min(times, most)))
        else:
            layers = frozenset(component.places.of(times, most))
        for leaf in replace(component, times=S.One).leaves():
            seen[leaf.path] += 1
            again = f"@{seen[leaf.path]}" if seen[leaf.path] > 1 else ""
            found.append(
                ExpectedTensor(
                    place=len(found),
                    path=leaf.path,
                    key=common(leaf.path) + again,
                    shape=tuple(whole(model, size) for size in leaf.weight.shape),
                    copies=whole(model, leaf.times),
                    times=times,
                    layers=layers,
                    tied_to=leaf.weight.tied_to,
                )
            )
    return tuple(part for part in found if part.times and part.copies)


def _top(tree: Component) -> Iterator[Component]:
    """The named components below the sum that a model is."""
    if tree.name:
        yield tree
        return
    for part in tree.parts:
        if isinstance(part, Component) and not part.name and part.times == 1:
            yield from _top(part)
        elif isinstance(part, Component):
            yield part
        else:
            yield Component(part.name, (part,))


def whole(model: Model, expression: Expr) -> int:
    """``expression`` as a number; BadValueError where a symbol of it has no value."""
    number = model.related(expression).xreplace(model.numbers())
    if number.free_symbols:
        open_symbols = ", ".join(map(str, symbols.in_order(number)))
        raise BadValueError(
            f"{model.name}: no value for {open_symbols}; a checkpoint is compared with numbers"
        )
    return int(number)
