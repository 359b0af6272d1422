"""The algebra: a transformer is weights and operations, in components, taken a number of times.

>>> from symparams.algebra.parts import Kind
>>> from symparams.symbols import H, L, V
>>> embedding = Component("embedding", (Weight("tokens", (V, H), Kind.TOKENS),))
>>> layer = Component("layer", (Weight("projection", (H, 4 * H)),))
>>> (embedding + L * layer).expression
4*H**2*L + H*V

Everything that makes a model ends in this tree, and everything that uses one starts from it.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from sympy import Add, Expr, Integer, S

from symparams.algebra.arguments import several
from symparams.algebra.display import OneLine
from symparams.algebra.parts import Operation, Single, Weight, exact_expression
from symparams.algebra.places import Places
from symparams.errors import SymparamsError, shown, unknown


class Role(StrEnum):
    """What a component does in a transformer, whatever its model calls it.

    ``MIXTURE`` is a mixture of experts; ``MIXER`` mixes tokens without attention (a state space,
    linear attention, a convolution); ``ADAPTERS`` are small parts beside the layers, prompts
    among them; ``PROJECTOR`` leads from another tower into the language model.
    """

    EMBEDDING = "embedding"
    EMBEDDING_PROJECTION = "embedding_projection"
    POSITIONS = "positions"
    SEGMENTS = "segments"
    ATTENTION = "attention"
    CROSS_ATTENTION = "cross_attention"
    MIXER = "mixer"
    FEED_FORWARD = "feed_forward"
    MIXTURE = "mixture"
    ROUTER = "router"
    ADAPTERS = "adapters"
    PROJECTOR = "projector"
    NORM = "norm"
    POOLER = "pooler"
    MASKED_LM = "masked_lm"
    HEAD = "head"
    OUTPUT_HEAD = "output_head"


@dataclass(frozen=True, slots=True, repr=False)
class Component(OneLine):
    """A named group of weights, operations and components, taken ``times`` times.

    Its count is ``times · Σ parts``. ``active_times`` says how many of the copies one token
    uses, where that differs (the experts of a mixture). ``places`` says which layers of the stack
    they are, where those are not all of them. ``role`` says what it does, and what everything
    below it does that says nothing else; whoever builds a component knows. A sum of components
    has no name.
    """

    name: str
    parts: tuple["Single | Component", ...]
    times: Expr = S.One
    active_times: Expr | None = None
    places: Places | None = None
    role: str = ""

    def __post_init__(self) -> None:
        parts = several(self.parts, f"the parts of {self.name}", "(Weight('w', (H, H)),)")
        for part in parts:
            if not isinstance(part, Weight | Operation | Component):
                raise SymparamsError(f"{shown(part)} in {self.name} is no Weight and no Component")
        object.__setattr__(self, "parts", parts)
        object.__setattr__(self, "times", exact_expression(self.times, f"times of {self.name}"))
        if self.active_times is not None:
            used = exact_expression(self.active_times, f"active times of {self.name}")
            object.__setattr__(self, "active_times", used)
        object.__setattr__(self, "role", _known_role(self.role))

    def __add__(self, other: "Component") -> "Component":
        if not isinstance(other, Component):
            return NotImplemented
        return Component("", (*self._terms(), *other._terms()))

    def __rmul__(self, times: Any) -> "Component":
        return replace(
            self,
            times=exact_expression(times) * self.times,
            active_times=None if self.active_times is None else times * self.active_times,
        )

    def _terms(self) -> tuple["Single | Component", ...]:
        is_plain_sum = not self.name and not self.role and self.times == 1
        return self.parts if is_plain_sum else (self,)

    def named(self, name: str) -> "Component":
        """The same component under another name: ``(a + b).named("block")``."""
        return replace(self, name=name)

    def tied(self, place: Callable[[str], str]) -> "Component":
        """The same tree, in which tied weights name what ``place`` makes of their owner."""
        return replace(self, parts=tuple(part.tied(place) for part in self.parts))

    def put(self, sizes: Callable[[Expr], Expr]) -> "Component":
        """The same with what ``sizes`` makes of each size in it and of each number of copies."""
        used = self.active_times
        return replace(
            self,
            parts=tuple(part.put(sizes) for part in self.parts),
            times=sizes(self.times),
            active_times=None if used is None else sizes(used),
        )

    @property
    def body(self) -> Expr:
        """The count of one copy: ``Σ parts``."""
        return Add(*(part.expression for part in self.parts))

    @property
    def expression(self) -> Expr:
        """The count of all copies before anything is simplified: ``times · Σ parts``."""
        return self.times * self.body

    def leaves(self) -> tuple["Leaf", ...]:
        """Every weight below, with its path and how many times the tree takes it."""
        return tuple(leaf for leaf in self.singles() if isinstance(leaf.part, Weight))

    def singles(self) -> tuple["Leaf", ...]:
        """Every weight and every operation below."""
        return tuple(_walk(self, (), Integer(1), Integer(1), ""))

    @property
    def components(self) -> tuple["Component", ...]:
        """Those of its parts that have parts of their own."""
        return tuple(part for part in self.parts if isinstance(part, Component))

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing in it, however deep."""
        return not self.has_singles and all(part.is_empty for part in self.components)

    @property
    def has_singles(self) -> bool:
        """Whether a part of it is a weight or an operation."""
        return len(self.components) < len(self.parts)

    def choices(self) -> Iterator[tuple[str, Expr, Expr]]:
        """Where a token uses some of the copies only: their name, how many there are, how many."""
        if self.active_times is not None:
            yield self.name, self.times, self.active_times
        for part in self.components:
            yield from part.choices()


@dataclass(frozen=True, slots=True, repr=False)
class Leaf(OneLine):
    """A weight or operation where it stands, below the components of ``owner``.

    It is there ``times`` times in all.
    ``active_times`` are the copies that one token uses. ``role`` is that of the nearest component
    above it that has one.
    """

    owner: tuple[str, ...]
    part: Single
    times: Expr
    active_times: Expr
    role: str = ""

    @property
    def path(self) -> str:
        """The dotted path, as a reader of the code would write it: ``block.attention.query``."""
        return ".".join((*self.owner, self.part.name))

    @property
    def weight(self) -> Weight:
        """The tensor, of a leaf that is one."""
        if not isinstance(self.part, Weight):
            raise SymparamsError(f"{self.path} is an operation; it has no tensor")
        return self.part

    @property
    def expression(self) -> Expr:
        """Its parameters in all copies, in the tree's raw symbols: ``times · ∏ shape``."""
        return self.times * self.part.expression


def _walk(
    component: Component, path: tuple[str, ...], times: Expr, active: Expr, role: str
) -> Iterator[Leaf]:
    here = (*path, component.name) if component.name else path
    role = component.role or role
    times = times * component.times
    active_times = component.times if component.active_times is None else component.active_times
    active = active * active_times
    for part in component.parts:
        if isinstance(part, Component):
            yield from _walk(part, here, times, active, role)
        else:
            yield Leaf(here, part, times, active, role)


def _known_role(role: object) -> str:
    if not isinstance(role, str):
        raise SymparamsError(f"{shown(role)} is no role, such as 'attention'")
    if role and role not in {*Role}:
        raise unknown("role", role, map(str, Role))
    return Role(role) if role else ""
