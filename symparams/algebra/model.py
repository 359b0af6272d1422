"""A model: a tree of weights, the relations of its symbols, and what is known of their values.

>>> from symparams.models.textbook import textbook
>>> textbook().related(textbook().total())
2*H**2*L*ffn_ratio + 4*H**2*L + H*V
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from sympy import Expr, Rational, Symbol

from symparams import symbols
from symparams.algebra.display import Displayed, OneLine
from symparams.algebra.ledger import Ledger
from symparams.algebra.provenance import Change, Published, Setting, Value
from symparams.algebra.quantities import PARAMETERS, Asked, Quantity, quantity
from symparams.algebra.relations import (
    FEEDFORWARD_WIDTH,
    HEAD_SIZE,
    Condition,
    Divides,
    Relation,
    Whole,
    put_in,
)
from symparams.algebra.symbol_names import told_apart
from symparams.algebra.tree import Component, Leaf
from symparams.errors import SymparamsError

USUAL = (HEAD_SIZE, FEEDFORWARD_WIDTH)

Again = Callable[[Mapping[Symbol, Expr]], "Model"]
"""From other numbers to the model that the traced code builds with them."""


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


@dataclass(frozen=True, slots=True, repr=False)
class Model(Displayed):
    """A tree, the relations that tie its symbols, and concrete values where they are known.

    Relations may build on each other (``head_dim = H/heads``, ``heads = kv_heads·kv_groups``)
    but not in a circle. ``keys`` are the configuration keys that give a symbol its value, by the
    symbol's name; ``configuration`` is the file that the model was read from, and ``changes``
    are what a value that was put in changed besides itself. ``quantity`` is what is measured of
    it, which its `ledger` sums up; ``kept`` is that ledger once it was asked for. ``again`` traces
    the code of the model at other numbers, where the formula is not known to hold. ``running`` is
    what must be whole beside for the model to run: without it, it can be built and counted, but
    rotary positions cannot halve a head.
    """

    name: str
    tree: Component
    relations: tuple[Relation, ...] = USUAL
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
    quantity: Quantity = PARAMETERS
    kept: Ledger | None = field(default=None, compare=False, repr=False)
    again: "Again | None" = field(default=None, compare=False, repr=False)

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
        return self.ledger.weights

    @property
    def ledger(self) -> Ledger:
        """What each weight adds to the model's quantity, and the normal forms of its sums."""
        made = self.kept
        subject = (self.tree, self.relations, self.divisibility, self.quantity)
        if made is None or made.subject != subject:
            made = Ledger(*subject)
            object.__setattr__(self, "kept", made)
        return made

    def symbols(self) -> tuple[Symbol, ...]:
        """The symbols that may be given a value: those of the tree and of its relations."""
        raw = self.raw_symbols()
        found = set(raw)
        found.update(*((d.divisor, d.dividend) for d in self.divisibility))
        found.update(*(c.free_symbols for c in self.conditions), (v.symbol for v in self.pinned))
        # where the tree lacks the symbols of the usual relations, they say nothing
        found.update(
            r.symbol for r in self.relations if r not in USUAL or r.expression.free_symbols <= raw
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
        return self.ledger.symbols

    def related(self, expression: Expr) -> Expr:
        """``expression`` with the relations put in: ``heads·head_dim`` becomes ``H``."""
        return put_in(self.relations, self.divisibility, expression)

    def total(self) -> Expr:
        """The raw sum of the quantity over all weights, before anything is simplified."""
        return self.ledger.raw()

    def measured(self, of: Asked) -> "Model":
        """The same model with another quantity to be summed; None leaves it as it is."""
        return self if of is None else replace(self, quantity=quantity(of))

    def with_tree(self, tree: Component, name: str = "") -> "Model":
        """The same symbols, relations and values over another tree, such as a part of this one."""
        return replace(self, tree=tree, name=name or self.name, again=None)

    def __add__(self, other: "Component | Model") -> "Model":
        """The model with another part beside its own: an adapter, a further head, a tower."""
        if isinstance(other, Model):
            return _together(self, other)
        return self.with_tree(self.tree + other)

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


def _together(one: Model, other: Model) -> Model:
    """The model whose parts are those of both, with what ties and confines their symbols.

    Raises SymparamsError for two values of one symbol, or two meanings.
    """
    numbers, meanings = one.numbers(), {r.symbol: r for r in one.relations}
    for value in other.values:
        if numbers.get(value.symbol, value.number) != value.number:
            raise SymparamsError(
                f"{value.symbol} is {numbers[value.symbol]} in {one.name} and {value.number} in "
                f"{other.name}; put one of them in a scope of its own"
            )
    for relation in other.relations:
        if meanings.get(relation.symbol, relation) != relation:
            raise SymparamsError(
                f"{meanings[relation.symbol]} in {one.name}, but {relation} in {other.name}; put "
                "one of them in a scope of its own"
            )
    for free, tying in ((one, other), (other, one)):
        tied = {r.symbol for r in free.relations}
        for relation in tying.relations:
            if relation.symbol in free.raw_symbols() and relation.symbol not in tied:
                raise SymparamsError(
                    f"{relation.symbol} is free in {free.name}, but {relation} in {tying.name}; "
                    "put one of them in a scope of its own"
                )
    told_apart({*one.symbols(), *other.symbols()})
    if one.quantity != other.quantity:
        raise SymparamsError(f"{one.name} and {other.name} measure different quantities")
    values = {value.symbol: value for value in (*other.values, *one.values)}
    return replace(
        one,
        name=f"{one.name} + {other.name}",
        title="",
        tree=one.tree + other.tree,
        relations=tuple(dict.fromkeys((*one.relations, *other.relations))),
        divisibility=tuple(dict.fromkeys((*one.divisibility, *other.divisibility))),
        conditions=tuple(dict.fromkeys((*one.conditions, *other.conditions))),
        pinned=tuple(dict.fromkeys((*one.pinned, *other.pinned))),
        running=tuple(dict.fromkeys((*one.running, *other.running))),
        without_effect=(*one.without_effect, *other.without_effect),
        keys=tuple(dict.fromkeys((*one.keys, *other.keys))),
        values=tuple(sorted(values.values(), key=lambda v: symbols.position(v.symbol))),
        settings=tuple(dict.fromkeys((*one.settings, *other.settings))),
        notes=tuple(dict.fromkeys((*one.notes, *other.notes))),
        ignored=(*one.ignored, *other.ignored),
        published=None,
        configuration=None,
        changes=(),
        again=None,
    )
