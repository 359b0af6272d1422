"""What a checkpoint of a model must hold: the tree's weights in numbers, by their roles.

A role is what the table of names calls a weight, whatever component repeats it: the query of
``encoder_block.attention`` and of ``dense_block.attention`` is ``attention.query``.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from sympy import Expr, S

from symparams import symbols
from symparams.checkpoints.names import HEAD_NAMES, LAYER_NAMES, MODEL_NAMES, SHORT
from symparams.errors import BadValueError
from symparams.tree import Component, Model

ENCODER, DECODER = "encoder", "decoder"


def _roles(*tables: tuple[tuple[tuple[str, ...], str], ...]) -> frozenset[str]:
    return frozenset(r.removesuffix(".bias") for table in tables for row, _ in table for r in row)


LAYER_ROLES = _roles(LAYER_NAMES)
MODEL_ROLES = _roles(MODEL_NAMES, HEAD_NAMES)


@dataclass(frozen=True, slots=True)
class Part:
    """One weight in numbers: ``copies`` tensors of ``shape`` each time its component is taken.

    ``place`` is where it stands in the tree.
    """

    place: int
    path: str
    role: str
    shape: tuple[int, ...]
    copies: int
    tied_to: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """A component that layers repeat: ``times`` layers hold all of its ``parts``.

    ``side`` is ``encoder`` or ``decoder`` where the component belongs to one of the two.
    """

    name: str
    side: str
    times: int
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Expected:
    """The components that layers repeat, and the parts that a model has once."""

    groups: tuple[Group, ...]
    parts: tuple[Part, ...]

    @property
    def has_two_sides(self) -> bool:
        """Whether encoder and decoder have layers of their own."""
        return {ENCODER, DECODER} <= {group.side for group in self.groups}


def expected(model: Model) -> Expected:
    """The weights of ``model`` in numbers.

    Raises BadValueError if a symbol that a size needs has no value.
    """
    groups: list[Group] = []
    once: list[Part] = []
    place = 0
    for component in _top(model.tree):
        times = _whole(model, component.times)
        parts = tuple(_parts(model, component, place))
        place += len(parts)
        if all(_is_once(part) for part in parts):
            once += (replace(part, copies=part.copies * times) for part in parts)
        elif times:
            inside = tuple(replace(part, role=_layer_role(part.role)) for part in parts)
            groups.append(Group(component.name, _side(component.name), times, inside))
    return Expected(tuple(_merged(groups)), tuple(once))


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


def _parts(model: Model, component: Component, first: int) -> Iterator[Part]:
    for place, leaf in enumerate(replace(component, times=S.One).leaves(), first):
        yield Part(
            place=place,
            path=leaf.path,
            role=_role((*leaf.owner, leaf.weight.name)),
            shape=tuple(_whole(model, size) for size in leaf.weight.shape),
            copies=_whole(model, leaf.times),
            tied_to=leaf.weight.tied_to,
        )


def _role(path: tuple[str, ...]) -> str:
    """A path as the table of names writes it: a gain is a module's weight."""
    return ".".join(path).removesuffix(".gain")


def _is_once(part: Part) -> bool:
    return part.role.removesuffix(".bias") in MODEL_ROLES


def _layer_role(role: str) -> str:
    """The role inside a layer: without the repeated component, and by its full name."""
    _, _, inside = role.replace(".half.", ".").partition(".")
    short = (
        SHORT.get(inside.removesuffix(".bias"), "") + inside[len(inside.removesuffix(".bias")) :]
    )
    for name in (role, inside, f"attention.{role}", short):
        if name.removesuffix(".bias") in LAYER_ROLES:
            return name
    return inside


def _side(name: str) -> str:
    return next((side for side in (ENCODER, DECODER) if name.startswith(f"{side}_")), "")


def _merged(groups: list[Group]) -> Iterator[Group]:
    """Components that hold the same tensors as one: a layer does not say which of them it is."""
    found: dict[tuple[object, ...], Group] = {}
    for group in groups:
        key = (group.side, *((p.role, p.shape, p.copies, p.tied_to) for p in group.parts))
        same = found.get(key)
        found[key] = group if same is None else replace(same, times=same.times + group.times)
    yield from found.values()


def _whole(model: Model, expression: Expr) -> int:
    number = model.related(expression).xreplace(model.numbers())
    if number.free_symbols:
        open_symbols = ", ".join(map(str, symbols.in_order(number)))
        raise BadValueError(
            f"{model.name}: no value for {open_symbols}; a checkpoint is compared with numbers"
        )
    return int(number)
