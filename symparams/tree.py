"""The algebra: a transformer is weights, grouped into components, taken a number of times.

>>> from symparams.symbols import H, L, V
>>> embedding = Component("embedding", (Weight("tokens", (V, H), Kind.TOKENS),))
>>> layer = Component("layer", (Weight("projection", (H, 4 * H)),))
>>> (embedding + L * layer).expression
4*H**2*L + H*V

Everything that makes a model ends in this tree, and everything that uses one starts from it.
"""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from fractions import Fraction
from functools import lru_cache
from types import MappingProxyType
from typing import Any

from sympy import (
    Add,
    Expr,
    Float,
    Integer,
    Mul,
    Rational,
    S,
    Symbol,
)

from symparams import symbols
from symparams.arguments import several
from symparams.display import Displayed, OneLine
from symparams.errors import SymparamsError, shown
from symparams.places import Places
from symparams.relations import (
    FEEDFORWARD_WIDTH,
    HEAD_SIZE,
    Condition,
    Divides,
    Relation,
    Whole,
    put_in,
)


class Kind(StrEnum):
    """What a weight is; the counting conventions select by it.

    ``WEIGHTS`` are the matrices of attention and feed-forward (experts included), which
    together with the ``TOKENS`` of the input embedding make the estimate ``12LH² + VH``.
    """

    WEIGHTS = "weights"
    BIASES = "biases"
    NORM = "norm"
    ROUTER = "router"
    TOKENS = "tokens"
    POSITIONS = "positions"
    SEGMENTS = "segments"
    OUTPUT = "output"
    HEAD = "head"


@dataclass(frozen=True, slots=True, repr=False)
class Weight(OneLine):
    """One trainable tensor: a name, a shape, and what it is for.

    Its count is the product of its shape. A weight that is the same tensor as another one
    says so in ``tied_to``: it stays in the tree with its shape and counts 0.
    """

    name: str
    shape: tuple[Expr, ...]
    kind: Kind = Kind.WEIGHTS
    tied_to: str = ""

    def __post_init__(self) -> None:
        sizes = several(self.shape, f"the shape of {self.name}", "(H, 4*H), or (H,) for a vector")
        sizes = tuple(exact_expression(size, f"the shape of {self.name}") for size in sizes)
        object.__setattr__(self, "shape", sizes)

    @property
    def expression(self) -> Expr:
        """How many parameters the tensor adds: ``∏ shape``, or 0 if it is tied."""
        return Integer(0) if self.tied_to else Mul(*self.shape)


@dataclass(frozen=True, slots=True, repr=False)
class Component(OneLine):
    """A named group of weights and components, taken ``times`` times.

    Its count is ``times · Σ parts``. ``active_times`` says how many of the copies one token
    uses, where that differs (the experts of a mixture). ``places`` says which layers of the stack
    they are, where those are not all of them. A sum of components has no name.
    """

    name: str
    parts: tuple["Weight | Component", ...]
    times: Expr = S.One
    active_times: Expr | None = None
    places: Places | None = None

    def __post_init__(self) -> None:
        parts = several(self.parts, f"the parts of {self.name}", "(Weight('w', (H, H)),)")
        for part in parts:
            if not isinstance(part, Weight | Component):
                raise SymparamsError(f"{shown(part)} in {self.name} is no Weight and no Component")
        object.__setattr__(self, "parts", parts)
        object.__setattr__(self, "times", exact_expression(self.times, f"times of {self.name}"))
        if self.active_times is not None:
            used = exact_expression(self.active_times, f"active times of {self.name}")
            object.__setattr__(self, "active_times", used)

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

    def _terms(self) -> tuple["Weight | Component", ...]:
        is_plain_sum = not self.name and self.times == 1
        return self.parts if is_plain_sum else (self,)

    def named(self, name: str) -> "Component":
        """The same component under another name: ``(a + b).named("block")``."""
        return replace(self, name=name)

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
        return _leaves(self)

    def choices(self) -> Iterator[tuple[str, Expr, Expr]]:
        """Where a token uses some of the copies only: their name, how many there are, how many."""
        if self.active_times is not None:
            yield self.name, self.times, self.active_times
        for part in self.parts:
            if isinstance(part, Component):
                yield from part.choices()


@dataclass(frozen=True, slots=True, repr=False)
class Leaf(OneLine):
    """A weight where it stands, below the components of ``owner``, ``times`` times in all.

    ``expression`` is ``times · ∏ shape`` in the tree's raw symbols, ``active_expression`` the
    same for the copies that one token uses.
    """

    owner: tuple[str, ...]
    weight: Weight
    times: Expr
    expression: Expr
    active_expression: Expr

    @property
    def path(self) -> str:
        """The dotted path, as a reader of the code would write it: ``block.attention.query``."""
        return ".".join((*self.owner, self.weight.name))


@lru_cache(maxsize=4096)
def _leaves(component: Component) -> tuple[Leaf, ...]:
    """The leaves of a tree, kept because every operation walks the same ones."""
    return tuple(_walk(component, (), Integer(1), Integer(1)))


def _walk(component: Component, path: tuple[str, ...], times: Expr, active: Expr) -> Iterator[Leaf]:
    here = (*path, component.name) if component.name else path
    times = times * component.times
    active_times = component.times if component.active_times is None else component.active_times
    active = active * active_times
    for part in component.parts:
        if isinstance(part, Component):
            yield from _walk(part, here, times, active)
        else:
            count = part.expression
            yield Leaf(here, part, times, times * count, active * count)


@dataclass(frozen=True, slots=True, repr=False)
class Value(OneLine):
    """A symbol's exact number and its origin: a config key, a default, the command line."""

    symbol: Symbol
    number: Rational
    origin: str
    is_default: bool = False


@dataclass(frozen=True, slots=True)
class Setting:
    """A choice of the architecture that is no size: a key, what it says, and who says it.

    ``tie_word_embeddings: true``, from the config or as the family's default.
    """

    name: str
    value: str
    origin: str
    is_default: bool = False


@dataclass(frozen=True, slots=True, repr=False)
class Published(OneLine):
    """What a paper prints about a model: the count as printed, its source, and why they may differ.

    ``printed`` holds values that the source prints but that contradict each other, so that
    the model does not use them.
    """

    count: str
    source: str
    note: str = ""
    printed: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True, repr=False)
class Configuration(OneLine):
    """The keys of a file, and how an edited file becomes a model again.

    ``result`` is the model that the file as it stands describes. ``known`` are the keys that the
    reader asked for, or knows to be without effect; ``fields`` are the entries under the names of
    the reference class's own fields.
    """

    entries: Mapping[str, object]
    result: "Model"
    read: Callable[[Mapping[str, object]], "Model"]
    known: frozenset[str] = frozenset()
    fields: Mapping[str, object] = field(default_factory=dict)

    def __post_init__(self) -> None:
        object.__setattr__(self, "entries", MappingProxyType(dict(self.entries)))
        object.__setattr__(self, "fields", MappingProxyType(dict(self.fields)))

    def describes(self, model: "Model") -> bool:
        """Whether ``model`` still is what the file says; a tied symbol may have a value besides."""
        result = self.result
        return (
            model.tree is result.tree
            and model.relations == result.relations
            and result.numbers().items() <= model.numbers().items()
        )

    def edited(self, edits: Mapping[str, object], without: Collection[str] = ()) -> "Model":
        """The model of the file with ``edits`` in it, and ``without`` some of its keys."""
        kept = {key: value for key, value in self.entries.items() if key not in without}
        return self.read({**kept, **edits})


@dataclass(frozen=True, slots=True)
class Change:
    """What a value that was put in changed besides itself; None where there is no such number."""

    symbol: Symbol
    before: Expr | None
    after: Expr | None

    def __str__(self) -> str:
        before, after = ("none" if n is None else str(n) for n in (self.before, self.after))
        return f"{self.symbol} {before} → {after}"


@dataclass(frozen=True, slots=True, repr=False)
class Model(Displayed):
    """A tree, the relations that tie its symbols, and concrete values where they are known.

    Relations may build on each other (``head_dim = H/heads``, ``heads = kv_heads·kv_groups``)
    but not in a circle. ``keys`` are the configuration keys that give a symbol its value, by the
    symbol's name; ``configuration`` is the file that the model was read from, and ``changes``
    are what a value that was put in changed besides itself. ``running`` is
    what must be whole beside for the model to run: without it, it can be built and counted, but
    rotary positions cannot halve a head.
    """

    name: str
    tree: Component
    relations: tuple[Relation, ...] = (HEAD_SIZE, FEEDFORWARD_WIDTH)
    divisibility: tuple[Divides, ...] = ()
    conditions: tuple[Condition, ...] = ()
    pinned: tuple[Value, ...] = ()
    running: tuple[Whole, ...] = ()
    without_effect: tuple[str, ...] = ()
    keys: tuple[tuple[str, str], ...] = ()
    values: tuple[Value, ...] = ()
    settings: tuple[Setting, ...] = ()
    title: str = ""
    notes: tuple[str, ...] = ()
    ignored: tuple[str, ...] = ()
    published: Published | None = None
    configuration: Configuration | None = field(default=None, compare=False, repr=False)
    changes: tuple[Change, ...] = ()

    def __post_init__(self) -> None:
        meaning = {relation.symbol: relation.expression for relation in self.relations}
        tied = {symbol: expression.free_symbols for symbol, expression in meaning.items()}
        while leading := {s for s, needs in tied.items() if not needs & tied.keys()}:
            tied = {s: needs for s, needs in tied.items() if s not in leading}
        if tied:
            circle = ", ".join(f"{symbol} = {meaning[symbol]}" for symbol in tied)
            raise SymparamsError(f"relations go in a circle: {circle}")

    def leaves(self) -> tuple[Leaf, ...]:
        """Every weight of the model, with its path and multiplicity."""
        return self.tree.leaves()

    def symbols(self) -> tuple[Symbol, ...]:
        """The symbols that may be given a value: those of the tree and of its relations."""
        raw = self.raw_symbols()
        found = set(raw).union(*(leaf.active_expression.free_symbols for leaf in self.leaves()))
        found.update(*((d.divisor, d.dividend) for d in self.divisibility))
        found.update(*(c.free_symbols for c in self.conditions), (v.symbol for v in self.pinned))
        usual = (
            HEAD_SIZE,
            FEEDFORWARD_WIDTH,
        )  # where the tree lacks their symbols, they say nothing
        found.update(
            r.symbol for r in self.relations if r not in usual or r.expression.free_symbols <= raw
        )
        while more := self._in_relations_of(found) - found:
            found |= more
        return symbols.in_order(*found)

    def _in_relations_of(self, tied: set[Symbol]) -> set[Symbol]:
        """The symbols in the relations of those that are ``tied``."""
        sides = (r.expression.free_symbols for r in self.relations if r.symbol in tied)
        return set().union(*sides)

    def raw_symbols(self) -> frozenset[Symbol]:
        """The symbols that occur in the tree: in shapes and in numbers of copies."""
        sizes = (
            size
            for leaf in self.leaves()
            for size in (*leaf.weight.shape, leaf.times, leaf.active_expression)
        )
        return frozenset().union(*(size.free_symbols for size in sizes))

    def related(self, expression: Expr) -> Expr:
        """``expression`` with the relations put in: ``heads·head_dim`` becomes ``H``."""
        return put_in(self.relations, self.divisibility, expression)

    def total(self) -> Expr:
        """The raw sum over all weights, before anything is simplified."""
        return Add(*(leaf.expression for leaf in self.leaves()))

    def with_tree(self, tree: Component, name: str = "") -> "Model":
        """The same symbols, relations and values over another tree, such as a part of this one."""
        return replace(self, tree=tree, name=name or self.name)

    def __add__(self, component: Component) -> "Model":
        """The model with ``component`` beside its own parts: an adapter, a further head."""
        return self.with_tree(self.tree + component)

    @property
    def fields(self) -> Mapping[str, object]:
        """The fields of the file that the model was read from; none where there is no file."""
        return {} if self.configuration is None else self.configuration.fields

    @property
    def changed_with_values(self) -> tuple[str, ...]:
        """One line that names what the values put in have changed besides themselves, if any."""
        if not self.changes:
            return ()
        return (f"changed with the values given: {', '.join(map(str, self.changes))}",)

    def numbers(self) -> dict[Symbol, Rational]:
        """The concrete values by symbol."""
        return {value.symbol: value.number for value in self.values}


def exact_expression(value: object, where: str = "an expression") -> Expr:
    """``value``, an int, a Fraction or an expression, as an exact expression in known symbols.

    Raises SymparamsError for text, floats, and symbols that are not positive.
    """
    if isinstance(value, Fraction):
        expression: Expr = Rational(value.numerator, value.denominator)
    elif isinstance(value, int) and not isinstance(value, bool):
        expression = Integer(value)
    elif isinstance(value, Expr) and not value.has(Float):
        expression = value
    else:
        raise SymparamsError(f"{shown(value)} in {where} is not exact; use an int or symbols")
    if expression.is_Rational and expression < 0:
        raise SymparamsError(f"{shown(value)} in {where} is negative; a size is at least 0")
    return symbols.check(expression)
