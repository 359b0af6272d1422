"""The tree of a module's parameters, with equal children of a list taken together.

Two children are equal if their classes, parameter names and symbolic shapes are, all the way
down. The tree does not grow with the number of layers or experts.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import torch
from sympy import Expr
from torch import nn

ShapeOf = Callable[[torch.Tensor], tuple[Expr, ...]]
DIGITS = re.compile(r"\d+")
MANY = 4


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter where a module has it. ``tied_to`` is the path of its first place, if another."""

    name: str
    shape: tuple[Expr, ...]
    sizes: tuple[int, ...]
    tied_to: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """Equal children of one module: ``names`` are theirs, ``node`` is what each of them is.

    ``pattern`` is what they are called together, with ``*`` for their numbers.
    """

    names: tuple[str, ...]
    pattern: str
    node: "Node"


@dataclass(frozen=True, slots=True)
class Node:
    """A module: its class, its own parameters, and its children in groups."""

    cls: str
    parameters: tuple[Parameter, ...]
    groups: tuple[Group, ...]
    is_embedding: bool = False
    signature: "Signature" = field(default=(), repr=False)

    def parameters_below(self) -> Iterator[Parameter]:
        """Each parameter once a group, whatever the group's size."""
        yield from self.parameters
        for group in self.groups:
            yield from group.node.parameters_below()


Signature = tuple[object, ...]
"""What makes two modules equal; the number of copies inside them is no part of it."""


def structure(module: nn.Module, shape_of: ShapeOf) -> Node:
    """The tree of ``module``'s parameters."""
    return _Reader(shape_of).node(module, "")


class _Reader:
    def __init__(self, shape_of: ShapeOf) -> None:
        self.shape_of = shape_of
        self.seen: dict[int, str] = {}

    def node(self, module: nn.Module, path: str) -> Node:
        own: list[Parameter] = []
        children: list[tuple[str, Node]] = []
        for name, parameter in module._parameters.items():
            if parameter is None:
                continue
            read = self.parameter(name, parameter, _joined(path, name))
            if name.isdigit():
                children.append((name, _node("Parameter", (_renamed(read),), ())))
            else:
                own.append(read)
        for name, child in module._modules.items():
            if child is not None:
                children.append((name, self.node(child, _joined(path, name))))
        is_list = isinstance(module, nn.ModuleDict) or all(n.isdigit() for n, _ in children)
        kept = [(name, node) for name, node in children if _has_parameters(node)]
        groups = _grouped(kept, is_list=is_list)
        is_embedding = isinstance(module, nn.Embedding) or "Embedding" in type(module).__name__
        return _node(type(module).__name__, tuple(own), groups, is_embedding)

    def parameter(self, name: str, parameter: torch.Tensor, path: str) -> Parameter:
        first = self.seen.setdefault(id(parameter), path)
        tied_to = "" if first == path else first
        sizes = tuple(int(size) for size in parameter.shape)
        return Parameter(name, self.shape_of(parameter), sizes, tied_to)


def _joined(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name


def _renamed(parameter: Parameter) -> Parameter:
    return Parameter("weight", parameter.shape, parameter.sizes, parameter.tied_to)


def _has_parameters(node: Node) -> bool:
    return bool(node.parameters or node.groups)


def _node(
    cls: str,
    parameters: tuple[Parameter, ...],
    groups: tuple[Group, ...],
    is_embedding: bool = False,
) -> Node:
    signature = (
        cls,
        tuple((p.name, p.shape, DIGITS.sub("*", p.tied_to)) for p in parameters),
        frozenset((group.pattern, group.node.signature) for group in groups),
    )
    return Node(cls, parameters, groups, is_embedding, signature)


def _sizes(node: Node) -> tuple[object, ...]:
    """How many copies of everything are inside: equal children agree in this too."""
    return tuple((len(group.names), _sizes(group.node)) for group in node.groups)


def identity(node: Node) -> tuple[object, ...]:
    """What two builds agree in if they are the same tree, number of copies included."""
    return node.signature, _sizes(node)


def _grouped(children: list[tuple[str, Node]], *, is_list: bool) -> tuple[Group, ...]:
    """Equal children whose names differ in a number alone as one group.

    Outside lists and dictionaries of modules, two or three numbered names (``ln_1`` and
    ``ln_2``, ``norm3``) are an author's names for different things.
    """
    alike = Counter(DIGITS.sub("*", name) for name, _ in children)
    found: dict[object, tuple[list[str], str, Node]] = {}
    for name, node in children:
        pattern = DIGITS.sub("*", name)
        pattern = pattern if is_list or alike[pattern] >= MANY else name
        key = (pattern, node.signature, _sizes(node))
        found.setdefault(key, ([], pattern, node))[0].append(name)
    return tuple(Group(tuple(names), pattern, node) for names, pattern, node in found.values())
