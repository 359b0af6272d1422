"""What the values of a model's symbols must satisfy for its count to apply, as data."""

from collections.abc import Iterator
from dataclasses import dataclass

from sympy import Expr, S, fraction

from symparams.relations import Divides, Relation
from symparams.tree import Model


@dataclass(frozen=True, slots=True)
class Requirement:
    """``left relation right``, in the symbols that are free, and ``text`` that names it.

    ``relation`` is one of a `Condition`'s, or ``whole``: ``left`` is a whole number, at least
    ``right``. ``divides`` is the divisibility that a requirement states, where it is one.
    """

    text: str
    left: Expr
    relation: str
    right: Expr = S.Zero
    divides: Divides | None = None


def requirements(model: Model) -> tuple[Requirement, ...]:
    """Everything that `assignment.check` demands of values, each demand once.

    >>> from symparams.textbook import textbook
    >>> for requirement in requirements(textbook()):
    ...     print(requirement.text)
    heads must divide H (head_dim = H/heads)
    ffn_width = H*ffn_ratio must be a whole number
    """
    found: dict[tuple[Expr, str, Expr], Requirement] = {}
    for requirement in _all(model):
        found.setdefault((requirement.left, requirement.relation, requirement.right), requirement)
    return tuple(found.values())


def _all(model: Model) -> Iterator[Requirement]:
    known = {*model.symbols()}
    for relation in model.relations:
        if relation.symbol.is_integer and relation.expression.free_symbols <= known:
            whole, divides = model.related(relation.expression), stated(relation)
            yield Requirement(needed(relation), whole, "whole", divides=divides)
    for divides in model.divisibility:
        quotient = model.related(divides.dividend / divides.divisor)
        yield Requirement(
            f"{divides.divisor} must divide {divides.dividend}", quotient, "whole", divides=divides
        )
    for pinned in model.pinned:
        yield Requirement(
            f"the formula holds for {pinned.symbol} = {pinned.number} only",
            pinned.symbol, "==", pinned.number,
        )  # fmt: skip
    for condition in model.conditions:
        left, right = model.related(condition.left), model.related(condition.right)
        yield Requirement(
            f"the formula holds only where {condition}", left, condition.relation, right
        )
    for path, size in sizes(model):
        number = model.related(size)
        if not (number.is_integer and number.is_nonnegative):
            yield Requirement(f"{path} is {size}, which must be a whole number", number, "whole")


def stated(relation: Relation) -> Divides | None:
    """The divisibility in a relation: in ``head_dim = H/heads``, that ``heads`` divides ``H``."""
    above, below = fraction(relation.expression)
    return Divides(below, above) if above.is_Symbol and below.is_Symbol else None


def needed(relation: Relation) -> str:
    """What a relation for a whole number demands, in words."""
    divides = stated(relation)
    if divides is not None:
        return f"{divides.divisor} must divide {divides.dividend} ({relation})"
    return f"{relation} must be a whole number"


def sizes(model: Model) -> Iterator[tuple[str, Expr]]:
    """Every side of a tensor and every number of copies, with the path of its weight."""
    for leaf in model.leaves():
        yield from ((leaf.path, size) for size in leaf.weight.shape)
        yield f"the number of copies of {leaf.path}", leaf.times
