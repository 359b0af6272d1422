"""What a model's values must satisfy, as data: sizes and quotients that are whole, and conditions.

One list serves both readers: a count checks it at numbers, a search at whole arrays of them.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from sympy import Expr, Integer, Symbol

from symparams.relations import Condition, Divides, Relation
from symparams.tree import Model, Value


@dataclass(frozen=True, slots=True)
class Size:
    """A dimension of a tensor or its number of copies: ``path`` says where it stands."""

    path: str
    expression: Expr


@dataclass(frozen=True, slots=True)
class Requirement:
    """``whole`` must be a whole number and ``condition`` must hold, because of ``source``.

    Both have the known numbers put in; where those are expressions in the symbols that a
    search varies, so are these.
    """

    source: Relation | Divides | Value | Condition | Size
    whole: Expr | None = None
    condition: Condition | None = None

    def is_broken(self) -> bool:
        """Whether it fails; what still has a symbol in it does not fail yet."""
        is_fraction = self.whole is not None and self.whole.is_number and not self.whole.is_Integer
        return is_fraction or (self.condition is not None and self.condition.holds({}) is False)


def requirements(model: Model) -> Iterator[Requirement]:
    """Everything that the known values of ``model`` must satisfy, in the order of checking.

    >>> from symparams.assignment import assign
    >>> from symparams.textbook import textbook
    >>> [str(r.source) for r in requirements(assign(textbook(), {"H": 8, "heads": 2}))][:2]
    ['head_dim = H/heads', 'ffn_width = H*ffn_ratio']
    """
    known = model.numbers()
    for relation in model.relations:
        if relation.expression.free_symbols <= known.keys():
            yield from _of_relation(relation, known)
    for divides in model.divisibility:
        if {divides.divisor, divides.dividend} <= known.keys():
            yield Requirement(divides, whole=known[divides.dividend] / known[divides.divisor])
    for pinned in model.pinned:
        number = known.get(pinned.symbol, pinned.number)
        yield Requirement(pinned, condition=Condition(number, "==", pinned.number))
    for condition in model.conditions:
        yield Requirement(condition, condition=_at(condition, with_relations(model, known)))
    for path, size in _sizes(model):
        number = model.related(size).xreplace(known)
        at_least_zero = None if number.is_nonnegative else Condition(Integer(0), "<=", number)
        yield Requirement(Size(path, size), whole=number, condition=at_least_zero)
    for value in model.values:
        if value.symbol.is_integer:
            yield Requirement(value, whole=value.number)


def with_relations(model: Model, numbers: Mapping[Symbol, Expr]) -> dict[Symbol, Expr]:
    """``numbers``, and those that the relations of ``model`` give for the tied symbols."""
    known = dict(numbers)
    for relation in reversed(model.relations):
        if relation.symbol not in known:
            known[relation.symbol] = relation.expression.xreplace(known)
    return known


def _of_relation(relation: Relation, known: Mapping[Symbol, Expr]) -> Iterator[Requirement]:
    number = relation.expression.xreplace(dict(known))
    tied = known.get(relation.symbol)
    if tied is not None:
        yield Requirement(relation, condition=Condition(tied, "==", number))
    if relation.symbol.is_integer:
        yield Requirement(relation, whole=number)


def _at(condition: Condition, known: Mapping[Symbol, Expr]) -> Condition:
    numbers = dict(known)
    left, right = condition.left.xreplace(numbers), condition.right.xreplace(numbers)
    return Condition(left, condition.relation, right)


def _sizes(model: Model) -> Iterator[tuple[str, Expr]]:
    for leaf in model.leaves():
        yield from ((leaf.path, size) for size in leaf.weight.shape)
        yield f"the number of copies of {leaf.path}", leaf.times
