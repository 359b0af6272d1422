"""What a model's values must satisfy, as data: sizes and quotients that are whole, and conditions.

One list serves both readers: a count checks it at numbers, a search at whole arrays of them.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import starmap

from sympy import Expr, Integer, Symbol, fraction

from symparams.relations import Condition, Divides, Relation, put_in
from symparams.tree import Model, Value


@dataclass(frozen=True, slots=True)
class Size:
    """A dimension of a tensor or its number of copies: ``path`` says where it stands."""

    path: str
    expression: Expr


@dataclass(frozen=True, slots=True)
class Choice:
    """Copies of which a token uses some: ``used`` of ``times``, the experts of a mixture."""

    name: str
    times: Expr
    used: Expr


@dataclass(frozen=True, slots=True)
class Requirement:
    """``whole`` must be a whole number and ``condition`` must hold, because of ``source``.

    Both have the known numbers put in; where those are expressions in the symbols that a
    search varies, so are these.
    """

    source: Relation | Divides | Value | Condition | Size | Choice
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
    varied = set().union(*(number.free_symbols for number in known.values()))
    following = with_relations(model, known)
    for relation in model.relations:
        number = relation.expression.xreplace(following)
        if number.free_symbols <= varied:
            yield from _of_relation(relation, number, known)
    for divides in model.divisibility:
        if {divides.divisor, divides.dividend} <= known.keys():
            yield Requirement(divides, whole=known[divides.dividend] / known[divides.divisor])
    for pinned in model.pinned:
        number = known.get(pinned.symbol, pinned.number)
        yield Requirement(pinned, condition=Condition(number, "==", pinned.number))
    for condition in model.conditions:
        yield Requirement(condition, condition=_at(condition, following))
    for path, size in sizes(model):
        number = model.related(size).xreplace(known)
        at_least_zero = None if number.is_nonnegative else Condition(Integer(0), "<=", number)
        yield Requirement(Size(path, size), whole=number, condition=at_least_zero)
    for choice in starmap(Choice, model.tree.choices()):
        used, there = (model.related(e).xreplace(known) for e in (choice.used, choice.times))
        yield Requirement(choice, condition=Condition(used, "<=", there))
    for value in model.values:
        if value.symbol.is_integer:
            yield Requirement(value, whole=value.number)


def with_relations(model: Model, numbers: Mapping[Symbol, Expr]) -> dict[Symbol, Expr]:
    """``numbers``, and those that the relations of ``model`` give for the tied symbols."""
    known = dict(numbers)
    ties = tuple(relation for relation in model.relations if relation.symbol not in known)
    follow = {tie.symbol: put_in(ties, (), tie.expression).xreplace(known) for tie in ties}
    return known | follow


def _of_relation(
    relation: Relation, number: Expr, known: Mapping[Symbol, Expr]
) -> Iterator[Requirement]:
    tied = known.get(relation.symbol)
    if tied is not None:
        yield Requirement(relation, condition=Condition(tied, "==", number))
    if relation.symbol.is_integer:
        yield Requirement(relation, whole=number)


def _at(condition: Condition, known: Mapping[Symbol, Expr]) -> Condition:
    numbers = dict(known)
    left, right = condition.left.xreplace(numbers), condition.right.xreplace(numbers)
    return Condition(left, condition.relation, right)


def sizes(model: Model) -> Iterator[tuple[str, Expr]]:
    """Everything in the tree that must be a whole number: a tensor's sizes, numbers of copies."""
    for leaf in model.leaves():
        yield from ((leaf.path, size) for size in leaf.weight.shape)
        yield f"the number of copies of {leaf.path}", leaf.times


def divisibility_in(source: object) -> Divides | None:
    """The divisibility that ``source`` states: in ``head_dim = H/heads``, that heads divide H."""
    if isinstance(source, Divides):
        return source
    if not isinstance(source, Relation):
        return None
    above, below = fraction(source.expression)
    return Divides(below, above) if above.is_Symbol and below.is_Symbol else None


def needed(relation: Relation) -> str:
    """What a relation for a whole number demands, in words."""
    divides = divisibility_in(relation)
    if divides is not None:
        return f"{divides.divisor} must divide {divides.dividend} ({relation})"
    return f"{relation} must be a whole number"
