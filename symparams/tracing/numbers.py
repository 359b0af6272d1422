"""Numbers that carry an expression: an ``int`` and a ``float`` that remember how they came about.

``TracedInt(768, H) // 12`` is 64 and carries ``floor(H/12)``; ``TracedInt(768, H) / 12`` is
64.0 and carries ``H/12``, so that rounding it gives the expression back. Arithmetic combines
expressions; comparisons and ``range`` use the value, and comparisons are recorded.

Where an operation has no counterpart in the project's grammar (bits, roots, powers with a
symbolic exponent) the result is a plain number. The formula is then checked against builds at
other values, so that a lost expression shows.
"""

from collections.abc import Callable
from typing import Any, NoReturn

from sympy import Expr, Integer, Rational, ceiling, floor

from symparams.tracing.recording import compared, rounded_down

LARGEST_POWER = 8


def expression_of(number: object) -> Expr | None:
    """The expression of a number, or None for anything that is not an exact number."""
    if isinstance(number, TracedInt | TracedFloat):
        return number.expression
    if isinstance(number, int):
        return Integer(int(number))
    # repr gives the decimal that the code's author wrote: 0.7, not the nearest binary fraction
    if isinstance(number, float) and number == number and abs(number) < 1e18:
        return Rational(repr(number))
    return None


def whole(value: int, expression: Expr) -> int:
    """``value`` with ``expression``; a plain int where the expression is only a number."""
    return int(value) if expression.is_number else TracedInt(int(value), expression)


def fractional(value: float, expression: Expr) -> float:
    """``value`` with ``expression``; a plain float where the expression is only a number."""
    return float(value) if expression.is_number else TracedFloat(float(value), expression)


def rounded(number: float) -> int:
    """``int(number)`` with the expression kept: rounding towards zero is floor above zero."""
    if isinstance(number, TracedInt):
        return number
    if isinstance(number, TracedFloat):
        value = float.__trunc__(number)
        exact = number.expression
        return whole(value, rounded_down(exact) if value >= 0 else ceiling(exact))
    return int(number)


def _arithmetic(name: str, combine: Callable[[Expr, Expr], Expr]) -> Callable[[Any, Any], Any]:
    """The operator ``name`` of both classes, and its reflection where the name starts with r."""
    is_reflected = name.startswith("__r")

    def operator(self: Any, other: Any) -> Any:
        theirs = expression_of(other)
        if theirs is None:
            return NotImplemented
        is_whole = isinstance(self, int) and isinstance(other, int) and "truediv" not in name
        if is_whole:
            value = getattr(int, name)(self, other)
        else:
            value = getattr(float, name)(float(self), float(other))
        if value is NotImplemented:
            return NotImplemented
        mine = self.expression
        expression = combine(theirs, mine) if is_reflected else combine(mine, theirs)
        return whole(value, expression) if is_whole else fractional(value, expression)

    return operator


def _comparison(name: str, held: str, failed: str, *, swaps_on_failure: bool) -> Callable[..., Any]:
    def compare(self: Any, other: Any) -> Any:
        base = int if isinstance(self, int) and isinstance(other, int) else float
        theirs = expression_of(other)
        if theirs is None:
            return NotImplemented
        holds = getattr(base, name)(base(self), base(other))
        left, right = self.expression, theirs
        if holds:
            compared(left, held, right)
        elif swaps_on_failure:
            compared(right, failed, left)
        else:
            compared(left, failed, right)
        return holds

    return compare


def _remainder(dividend: Expr, divisor: Expr) -> Expr:
    return dividend - divisor * floor(dividend / divisor)


class Arithmetic:
    """The operators that `TracedInt` and `TracedFloat` share."""

    expression: Expr

    __add__ = _arithmetic("__add__", lambda a, b: a + b)
    __radd__ = _arithmetic("__radd__", lambda a, b: a + b)
    __sub__ = _arithmetic("__sub__", lambda a, b: a - b)
    __rsub__ = _arithmetic("__rsub__", lambda a, b: a - b)
    __mul__ = _arithmetic("__mul__", lambda a, b: a * b)
    __rmul__ = _arithmetic("__rmul__", lambda a, b: a * b)
    __truediv__ = _arithmetic("__truediv__", lambda a, b: a / b)
    __rtruediv__ = _arithmetic("__rtruediv__", lambda a, b: a / b)
    __floordiv__ = _arithmetic("__floordiv__", lambda a, b: rounded_down(a / b))
    __rfloordiv__ = _arithmetic("__rfloordiv__", lambda a, b: rounded_down(a / b))
    __mod__ = _arithmetic("__mod__", _remainder)
    __rmod__ = _arithmetic("__rmod__", _remainder)

    __lt__ = _comparison("__lt__", "<", "<=", swaps_on_failure=True)
    __le__ = _comparison("__le__", "<=", "<", swaps_on_failure=True)
    __eq__ = _comparison("__eq__", "==", "!=", swaps_on_failure=False)
    __ne__ = _comparison("__ne__", "!=", "==", swaps_on_failure=False)

    def __gt__(self, other: Any) -> Any:
        return _swapped(self, other, "<", "<=")

    def __ge__(self, other: Any) -> Any:
        return _swapped(self, other, "<=", "<")

    def __copy__(self) -> "Arithmetic":
        return self

    def __deepcopy__(self, memo: object) -> "Arithmetic":
        return self


def _swapped(number: Any, other: Any, held: str, failed: str) -> Any:
    """``number > other``, recorded as ``other < number``."""
    theirs = expression_of(other)
    if theirs is None:
        return NotImplemented
    base = int if isinstance(number, int) and isinstance(other, int) else float
    holds = base(other) < base(number) if held == "<" else base(other) <= base(number)
    if holds:
        compared(theirs, held, number.expression)
    else:
        compared(number.expression, failed, theirs)
    return holds


class TracedInt(Arithmetic, int):
    """An int that carries an expression."""

    def __new__(cls, value: int, expression: Expr) -> "TracedInt":
        number = int.__new__(cls, value)
        number.expression = expression
        return number

    __hash__ = int.__hash__

    def __neg__(self) -> int:
        return whole(-int(self), -self.expression)

    def __pos__(self) -> int:
        return self

    def __abs__(self) -> int:
        return self if int(self) >= 0 else -self

    def __bool__(self) -> bool:
        is_true = int(self) != 0
        compared(self.expression, "!=" if is_true else "==", Integer(0))
        return is_true

    def __pow__(self, power: Any, modulus: Any = None) -> Any:
        if modulus is None and type(power) is int and 0 <= power <= LARGEST_POWER:
            return whole(int(self) ** power, self.expression**power)
        return int.__pow__(int(self), power, modulus)

    def __floor__(self) -> int:
        return self

    def __ceil__(self) -> int:
        return self

    def __trunc__(self) -> int:
        return self

    def __round__(self, digits: Any = None) -> int:
        return self

    def __divmod__(self, other: Any) -> Any:
        return self // other, self % other

    def __reduce__(self) -> tuple[Any, ...]:
        return (int, (int(self),))


class TracedFloat(Arithmetic, float):
    """A float that carries an exact expression; rounding it gives an int that carries one."""

    def __new__(cls, value: float, expression: Expr) -> "TracedFloat":
        number = float.__new__(cls, value)
        number.expression = expression
        return number

    __hash__ = float.__hash__

    def __neg__(self) -> float:
        return fractional(-float(self), -self.expression)

    def __bool__(self) -> bool:
        is_true = float(self) != 0
        compared(self.expression, "!=" if is_true else "==", Integer(0))
        return is_true

    def __floor__(self) -> int:
        return whole(float(self).__floor__(), rounded_down(self.expression))

    def __ceil__(self) -> int:
        return whole(float(self).__ceil__(), ceiling(self.expression))

    def __trunc__(self) -> int:
        return rounded(self)

    def __round__(self, digits: Any = None) -> Any:
        if digits is not None:
            return round(float(self), digits)
        return whole(round(float(self)), rounded_down(self.expression + Rational(1, 2)))

    def is_integer(self) -> bool:
        """Whether the value is whole; the decision is recorded as an equation."""
        is_whole = float(self).is_integer()
        compared(self.expression, "==" if is_whole else "!=", floor(self.expression))
        return is_whole

    def __reduce__(self) -> tuple[Any, ...]:
        return (float, (float(self),))


class _IntMeta(type):
    """``isinstance(3, SeenThroughInt)`` is what ``isinstance(3, int)`` is."""

    def __instancecheck__(cls, instance: object) -> bool:
        return isinstance(instance, int)

    def __subclasscheck__(cls, subclass: type) -> bool:
        return issubclass(subclass, int)

    def __eq__(cls, other: object) -> bool:
        return other is int or other is cls

    def __hash__(cls) -> int:
        return hash(int)

    def __or__(cls, other: Any) -> Any:
        return int | other

    def __ror__(cls, other: Any) -> Any:
        return other | int

    def __getattr__(cls, name: str) -> Any:
        return getattr(int, name)


class SeenThroughInt(metaclass=_IntMeta):
    """Stands for ``int`` in a modelling module: ``int(H / heads)`` keeps its expression."""

    def __new__(cls, *args: Any, **kwargs: Any) -> Any:
        if len(args) == 1 and isinstance(args[0], TracedInt | TracedFloat):
            return rounded(args[0])
        return int(*args, **kwargs)

    def __init_subclass__(cls) -> NoReturn:
        raise TypeError("derive from int itself")
