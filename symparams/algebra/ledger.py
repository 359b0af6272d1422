"""The ledger of a model: what each of its leaves adds to a quantity, written down once.

Each leaf of the tree has a line: how often it is taken, what it adds as the tree has it, and the
same in normal form under the model's relations. Whatever is asked of a model is a sum of lines.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from math import prod
from typing import Generic, TypeVar

from sympy import Add, Expr, Mul, Symbol, cancel, expand, fraction

from symparams.algebra.display import OneLine
from symparams.algebra.exact_functions import Number, Numbers
from symparams.algebra.parts import Single, Weight
from symparams.algebra.quantities import (
    PARAMETERS,
    Convention,
    Quantity,
    Selection,
    everything,
)
from symparams.algebra.relations import Divides, Relation, put_in
from symparams.algebra.tree import Component, Leaf

Quantum = TypeVar("Quantum", Expr, Number)


@dataclass(frozen=True, slots=True, repr=False)
class Line(OneLine, Generic[Quantum]):
    """What one leaf adds in all its copies, and in those that one token uses.

    They are expressions in the symbols of the tree, or numbers where its sizes are known.
    """

    leaf: Leaf
    amount: Quantum
    active: Quantum

    def by(self, convention: Convention) -> Quantum:
        """What the leaf adds to a count of ``convention``, which keeps it."""
        return self.active if convention.is_active else self.amount


@dataclass(frozen=True, eq=False, repr=False)
class Ledger(OneLine):
    """The fold of a ``quantity`` over a tree, with the relations under which sums are compared."""

    tree: Component
    relations: tuple[Relation, ...]
    divisibility: tuple[Divides, ...] = ()
    quantity: Quantity = PARAMETERS
    _forms: dict[Expr, Expr] = field(default_factory=dict)
    _measured: dict[Single, Expr] = field(default_factory=dict)
    _factors: dict[Single, tuple[Expr, ...]] = field(default_factory=dict)

    @property
    def subject(self) -> tuple[object, ...]:
        """What it is the ledger of: a tree, its relations and divisibility, and the quantity."""
        return self.tree, self.relations, self.divisibility, self.quantity

    @cached_property
    def leaves(self) -> tuple[Leaf, ...]:
        """Every leaf of the tree that the quantity measures, and how often it is taken."""
        return tuple(leaf for leaf in self._singles if self.quantity.measures(leaf.part))

    @cached_property
    def _singles(self) -> tuple[Leaf, ...]:
        return self.tree.singles()

    def has_measured(self, component: Component) -> bool:
        """Whether the quantity measures something in ``component``."""
        parts = component.parts
        return any(
            self.has_measured(p) if isinstance(p, Component) else self.quantity.measures(p)
            for p in parts
        )

    @cached_property
    def weights(self) -> tuple[Leaf, ...]:
        """Every weight of the tree."""
        return tuple(leaf for leaf in self._singles if isinstance(leaf.part, Weight))

    def measured(self, component: Component) -> tuple[Leaf, ...]:
        """The leaves of ``component`` that the quantity measures."""
        return tuple(leaf for leaf in component.singles() if self.quantity.measures(leaf.part))

    @cached_property
    def symbols(self) -> frozenset[Symbol]:
        """The symbols of the tree: in shapes, in numbers of copies, in what is measured."""
        sizes = {
            size
            for leaf in self.weights
            for size in (*leaf.weight.shape, leaf.times, leaf.active_times)
        }
        sizes.update(
            *((*self.factors(leaf.part), leaf.times, leaf.active_times) for leaf in self.leaves)
        )
        return frozenset().union(*(size.free_symbols for size in sizes))

    @cached_property
    def lines(self) -> tuple[Line[Expr], ...]:
        """One line for each leaf, in the order of the tree."""
        return tuple(map(self.line, self.leaves))

    def line(self, leaf: Leaf) -> Line[Expr]:
        """What ``leaf`` adds."""
        once = self._of(leaf.part)
        return Line(leaf, leaf.times * once, leaf.active_times * once)

    def amounts(self, leaves: Iterable[Leaf], at: Numbers) -> Iterator[Line[Number]]:
        """The lines of ``leaves`` by arithmetic alone: every symbol has a number in ``at``."""
        for leaf in leaves:
            factors = self.factors(leaf.part)
            once = 0 if leaf.part.tied_to else prod(at[factor] for factor in factors)
            yield Line(leaf, once * at[leaf.times], once * at[leaf.active_times])

    def factors(self, part: Single) -> tuple[Expr, ...]:
        """What one copy of ``part`` measures, as factors."""
        if part not in self._factors:
            self._factors[part] = self.quantity.factors(part)
        return self._factors[part]

    def once(self, component: Component) -> Expr:
        """What one copy of ``component`` adds: the sum of its parts before it is simplified."""
        return Add(*map(self._part, component.parts))

    def _part(self, part: Single | Component) -> Expr:
        if isinstance(part, Component):
            return part.times * self.once(part)
        return self._of(part)

    def _of(self, part: Single) -> Expr:
        if part not in self._measured:
            self._measured[part] = self.quantity.of(part)
        return self._measured[part]

    def raw(self) -> Expr:
        """The sum over all lines, in the symbols of the tree."""
        return Add(*(line.amount for line in self.lines))

    def total(self, keep: Selection = everything) -> Expr:
        """The sum over the lines that are kept, in normal form."""
        return self.counted(Convention(keep))

    def counted(self, convention: Convention) -> Expr:
        """The count of a convention, in normal form."""
        return self.sum(line.by(convention) for line in self.lines if convention.keep(line.leaf))

    def sum(self, terms: Iterable[Expr]) -> Expr:
        """The sum of ``terms``, each in normal form."""
        return Add(*map(self.normal, terms))

    def normal(self, expression: Expr) -> Expr:
        """``expression`` with the relations put in, expanded and with denominators cancelled."""
        if expression not in self._forms:
            related = put_in(self.relations, self.divisibility, expression)
            self._forms[expression] = normal_form(related)
        return self._forms[expression]


def normal_form(expression: Expr) -> Expr:
    """A rational function expanded; where a sum stands in a denominator, cancelled first.

    Two expressions are equal if and only if their normal forms are, rounding aside.
    """
    if _is_monomial(expression):
        return expression
    expanded = expand(expression)
    denominators = (fraction(part)[1] for part in Add.make_args(expanded))
    has_sum_below = any(d.has(Add) for d in denominators)
    return expand(cancel(expanded)) if has_sum_below else expanded


def _is_monomial(expression: Expr) -> bool:
    """Whether it is a product of symbols, their powers and numbers, which is its normal form."""
    return all(
        factor.is_Symbol
        or factor.is_Rational
        or (factor.is_Pow and factor.base.is_Symbol and factor.exp.is_Integer)
        for factor in Mul.make_args(expression)
    )
