"""What the values of a model's free symbols must satisfy, as expressions in them and in words."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from sympy import Expr, S, Symbol

from symparams.relations import Condition, Divides, Relation
from symparams.requirements import (
    Choice,
    Requirement,
    Size,
    divisibility_in,
    needed,
    requirements,
)
from symparams.tree import Model, Value


@dataclass(frozen=True, slots=True)
class Demand:
    """``left relation right``, in the symbols that are free, and ``text`` that names it.

    ``relation`` is one of a `Condition`'s, or ``whole``: ``left`` is a whole number. ``divides``
    is the divisibility that a demand states, where it is one.
    """

    text: str
    left: Expr
    relation: str
    right: Expr = S.Zero
    divides: Divides | None = None


def demands(model: Model, free: Iterable[Symbol]) -> tuple[Demand, ...]:
    """Everything that `assignment.check` demands of values for the symbols ``free``, each once.

    >>> from symparams.textbook import textbook
    >>> from symparams.symbols import H, L, V, ffn_ratio, heads
    >>> for demand in demands(textbook(), (H, L, V, heads, ffn_ratio)):
    ...     print(demand.text)
    heads must divide H (head_dim = H/heads)
    ffn_width = H*ffn_ratio must be a whole number
    """
    varied = replace(model, values=tuple(Value(symbol, symbol, "free") for symbol in free))
    found: dict[tuple[Expr, str, Expr], Demand] = {}
    for requirement in requirements(varied):
        for demand in _demands(requirement):
            found.setdefault((demand.left, demand.relation, demand.right), demand)
    return tuple(found.values())


def _demands(requirement: Requirement) -> Iterator[Demand]:
    """A requirement's demands, without those that every value meets."""
    text, condition = _words(requirement), requirement.condition
    if requirement.whole is not None and not requirement.whole.is_integer:
        divides = divisibility_in(requirement.source)
        yield Demand(text, requirement.whole, "whole", divides=divides)
    if condition is not None and not condition.always_holds:
        match requirement.source:
            case Size(path, size):
                text = f"{path} is {size}, which must not be negative"
        yield Demand(text, condition.left, condition.relation, condition.right)


def _words(requirement: Requirement) -> str:
    match requirement.source:
        case Relation() as relation:
            return needed(relation)
        case Divides(divisor, dividend):
            return f"{divisor} must divide {dividend}"
        case Condition() as condition:
            return f"the formula holds only where {condition}"
        case Size(path, size):
            return f"{path} is {size}, which must be a whole number"
        case Choice(name, times, used):
            return f"a token uses {used} copies of {name}, at most all {times}"
        case Value() as pinned:
            return f"the formula holds for {pinned.symbol} = {pinned.number} only"
