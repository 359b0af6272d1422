"""The formula while it is being checked: its total at any numbers of a recipe's fields."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sympy import Expr, Integer, Symbol

from symparams.algebra.relations import Condition
from symparams.algebra.tree import Component
from symparams.models.tracing.recording import HEAD_SPLIT, Recorder
from symparams.models.tracing.sources import Field, Numbers

Values = Mapping[Symbol, Expr]


@dataclass(frozen=True, slots=True)
class Formula:
    """Every weight's count as an expression, and how the fields' symbols get their numbers."""

    fields: tuple[Field, ...]
    terms: tuple[tuple[Expr, ...], ...]
    head_dim: Symbol | None

    def at(self, numbers: Numbers) -> dict[Symbol, Expr]:
        """The number of every symbol when the fields have ``numbers``, by path."""
        values: dict[Symbol, Expr] = {}
        for field in self.fields:
            if field.default is None or field.path in numbers:
                values[field.symbol] = Integer(int(numbers.get(field.path, field.value)))
        for field in self.fields:
            if field.symbol not in values and field.default is not None:
                values[field.symbol] = field.default.xreplace(values)
        if self.head_dim is not None:
            values[self.head_dim] = HEAD_SPLIT.xreplace(values)
        return values

    def total(self, numbers: Numbers) -> int | None:
        """The count at ``numbers``; None where a size would not be a whole number of at least 0."""
        values = self.at(numbers)
        total = 0
        for term in self.terms:
            product = 1
            for factor in term:
                size = factor.xreplace(values)
                if not size.is_Integer or size < 0:
                    return None
                product *= int(size)
            total += product
        return total

    def holds(self, condition: Condition, numbers: Numbers) -> bool:
        """Whether ``condition`` holds at ``numbers``."""
        return condition.holds(self.at(numbers)) is not False

    def symbols(self) -> frozenset[Symbol]:
        """The symbols of the formula."""
        return frozenset(s for term in self.terms for factor in term for s in factor.free_symbols)


def formula_of(tree: Component, fields: Iterable[Field], recorder: Recorder) -> Formula:
    """The formula of a traced tree, before anything is pinned."""
    terms = tuple(
        (leaf.times, *leaf.weight.shape) for leaf in tree.leaves() if not leaf.weight.tied_to
    )
    return Formula(tuple(fields), terms, recorder.head_dim if recorder.splits_heads else None)
