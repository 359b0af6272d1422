"""What a number carries: an expression, the sizes that it was made from, how exact it is.

What has no counterpart in the project's grammar (bits, roots, a symbolic exponent) is `lost`:
its result is known at these arguments only. Where a size is turned into text or looked up by
its hash, it is held to its value at once.
"""

from collections.abc import Iterator
from operator import index
from typing import Any, SupportsIndex, TypeGuard

from sympy import Expr, Integer, Rational

from symparams.models.tracing.recording import Lost, held

LARGEST_FLOAT = 1e18
NEAR = 1e-9
EXACT, ROUNDED_ONCE, ROUNDED = range(3)

Sources = tuple[tuple[Expr, Expr], ...]
"""What a number was made from: whole numbers' expressions with their values."""

OF_KIND: dict[type, Any] = {}
"""The classes of carried numbers, by the kind of number that they are."""


class Carried:
    """A number with the expression of how it came about.

    The class of each ``kind``, int or float, is known by it, so that arithmetic finds the class
    of a result. ``grade`` says how exact the number is: what its expression says, that rounded
    once, or worse.
    """

    expression: Expr
    grade: int = EXACT

    def __init_subclass__(cls, kind: type | None = None) -> None:
        if kind is not None:
            OF_KIND[kind] = cls

    def made_from(self) -> Sources:
        """The sizes that the number was made from: where it is whole, itself."""
        itself: Any = self
        return ((self.expression, Integer(index(itself))),)

    def hold(self) -> None:
        """Say that the value went where no expression follows."""
        for expression, number in self.made_from():
            held(expression, number)

    def __copy__(self) -> "Carried":
        return self

    def __deepcopy__(self, memo: object) -> "Carried":
        return self


def expression_of(number: object) -> Expr | None:
    """The expression of a number, or None for anything that is not an exact number."""
    if isinstance(number, Carried):
        return number.expression
    # the decimal that the code's author wrote: 0.7, not the nearest binary fraction
    if isinstance(number, float):
        is_usual = number == number and abs(number) < LARGEST_FLOAT
        return Rational(float.__repr__(float(number))) if is_usual else None
    return Integer(index(number)) if is_whole_number(number) else None


def is_whole_number(number: object) -> TypeGuard[SupportsIndex]:
    """Whether it is an int or stands for one."""
    # numpy's whole numbers are no ints, but they are scalars with an index
    return isinstance(number, int) or (
        hasattr(number, "__index__") and getattr(number, "ndim", None) == 0
    )


def plain_number(number: Any) -> Any:
    """``number`` without its expression; anything else as it is."""
    if expression_of(number) is None:
        return number
    return float(number) if isinstance(number, float) else index(number)


def whole(value: int, expression: Expr) -> int:
    """``value`` with ``expression``; a plain int where the expression is only a number."""
    made: int = int(value) if expression.is_number else OF_KIND[int](int(value), expression)
    return made


def fractional(
    value: float, expression: Expr, grade: int = ROUNDED, sources: Sources = ()
) -> float:
    """``value`` with ``expression``; a plain float where the expression is only a number."""
    if expression.is_number:
        return float(value)
    made: float = OF_KIND[float](float(value), expression, grade, sources)
    return made


def lost(value: Any, arguments: Any) -> Any:
    """``value`` as what some function gave for ``arguments``, which may be nested."""
    sources = tuple(dict.fromkeys(sources_in(arguments)))
    if not sources or value is NotImplemented:
        return value
    if hasattr(value, "item") and getattr(value, "ndim", None) == 0:
        value = value.item()
    flat = tuple(part for pair in sources for part in pair)
    if type(value) is int:
        return OF_KIND[int](value, Lost(Integer(value), *flat))
    if type(value) is float and value == value and abs(value) < LARGEST_FLOAT:
        return OF_KIND[float](value, Lost(Rational(value), *flat), ROUNDED_ONCE, sources)
    for expression, number in sources:
        held(expression, number)
    return value


def sources_in(value: Any) -> Iterator[tuple[Expr, Expr]]:
    """The sizes behind the carried numbers in ``value``, which may be nested."""
    if isinstance(value, Carried):
        yield from value.made_from()
    elif isinstance(value, tuple | list | set | frozenset):
        for item in value:
            yield from sources_in(item)
    elif isinstance(value, dict):
        yield from sources_in(list(value.values()))
