"""The ledger of a model: what each of its tensors adds to a quantity, written down once.

Each leaf of the tree has a line: how often it is taken, what it adds as the tree has it, and the
same in normal form under the model's relations. Whatever is asked of a model is a sum of lines.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from math import prod

from sympy import Add, Expr, Mul, Symbol, cancel, expand, fraction

from symparams.algebra.display import OneLine
from symparams.algebra.exact_functions import Number, Numbers
from symparams.algebra.quantities import PARAMETERS, Quantity, Selection, everything
from symparams.algebra.relations import Divides, Relation, put_in
from symparams.algebra.tree import Component, Leaf, Weight


@dataclass(frozen=True, slots=True, repr=False)
class Line(OneLine):
    """What one leaf adds in all its copies, and in those that one token uses, in raw symbols."""

    leaf: Leaf
    raw: Expr
    active: Expr

    @property
    def path(self) -> str:
        """Where the leaf stands in the tree: ``block.attention.query``."""
        return self.leaf.path


@dataclass(frozen=True, slots=True, repr=False)
class Amounts(OneLine):
    """A line in numbers: what a leaf adds in all its copies, and in those that a token uses."""

    leaf: Leaf
    all: Number
    active: Number


@dataclass(frozen=True, eq=False, repr=False)
class Ledger(OneLine):
    """The fold of a ``quantity`` over a tree, with the relations under which sums are compared."""

    tree: Component
    relations: tuple[Relation, ...]
    divisibility: tuple[Divides, ...] = ()
    quantity: Quantity = PARAMETERS
    _forms: dict[Expr, Expr] = field(default_factory=dict)
    _measured: dict[Weight, Expr] = field(default_factory=dict)

    @property
    def subject(self) -> tuple[object, ...]:
        """What it is the ledger of: a tree, its relations and divisibility, and the quantity."""
        return self.tree, self.relations, self.divisibility, self.quantity

    @cached_property
    def leaves(self) -> tuple[Leaf, ...]:
        """Every weight of the tree, with its path and how often it is taken."""
        return tuple(self.tree.leaves())

    @cached_property
    def symbols(self) -> frozenset[Symbol]:
        """The symbols that occur in the tree: in shapes and in numbers of copies."""
        sizes = {
            size
            for leaf in self.leaves
            for size in (*leaf.weight.shape, leaf.times, leaf.active_times)
        }
        return frozenset().union(*(size.free_symbols for size in sizes))

    @cached_property
    def lines(self) -> tuple[Line, ...]:
        """One line for each leaf, in the order of the tree."""
        return tuple(map(self.line, self.leaves))

    def line(self, leaf: Leaf) -> Line:
        """What ``leaf`` adds."""
        once = self._of(leaf.weight)
        return Line(leaf, leaf.times * once, leaf.active_times * once)

    def amounts(self, leaves: Iterable[Leaf], at: Numbers) -> Iterator[Amounts]:
        """The lines of ``leaves`` by arithmetic alone: every symbol has a number in ``at``."""
        for leaf in leaves:
            factors = self.quantity.factors(leaf.weight)
            once = 0 if leaf.weight.tied_to else prod(at[factor] for factor in factors)
            yield Amounts(leaf, once * at[leaf.times], once * at[leaf.active_times])

    def once(self, component: Component) -> Expr:
        """What one copy of ``component`` adds: the sum of its parts before it is simplified."""
        return Add(*map(self._part, component.parts))

    def _part(self, part: Weight | Component) -> Expr:
        if isinstance(part, Weight):
            return self._of(part)
        return part.times * self.once(part)

    def _of(self, weight: Weight) -> Expr:
        if weight not in self._measured:
            self._measured[weight] = self.quantity.of(weight)
        return self._measured[weight]

    def raw(self, keep: Selection = everything) -> Expr:
        """The sum over the lines that are kept, in the symbols of the tree."""
        return Add(*(line.raw for line in self.lines if keep(line.leaf)))

    def total(self, keep: Selection = everything) -> Expr:
        """The sum over the lines that are kept, in normal form."""
        return self.sum(line.raw for line in self.lines if keep(line.leaf))

    def active(self, keep: Selection = everything) -> Expr:
        """The same for the copies that one token uses."""
        return self.sum(line.active for line in self.lines if keep(line.leaf))

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
        factor.is_Symbol or factor.is_Rational or (factor.is_Pow and factor.base.is_Symbol)
        for factor in Mul.make_args(expression)
    )
