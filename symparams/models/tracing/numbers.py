"""Numbers that carry an expression: an ``int`` and a ``float`` that remember how they came about.

``TracedInt(768, H) // 12`` is 64 and carries ``floor(H/12)``; ``TracedInt(768, H) / 12`` is
64.0 and carries ``H/12``, so that rounding it gives the expression back.
"""

from typing import Any

from sympy import Expr, Integer, Rational, ceiling, floor

from symparams.models.tracing.arithmetic import Arithmetic, uncarried
from symparams.models.tracing.carried import (
    NEAR,
    ROUNDED,
    Sources,
    fractional,
    lost,
    plain_number,
    whole,
)
from symparams.models.tracing.recording import Lost, compared, rounded_down, written

LARGEST_POWER = 8
HALF = Rational(1, 2)


def rounded(number: float) -> int:
    """``int(number)`` with the expression kept: rounding towards zero is floor above zero."""
    if isinstance(number, TracedInt):
        return number
    if isinstance(number, TracedFloat):
        value = float.__trunc__(number)
        exact = number.expression
        if float(number) >= 0:
            compared(Integer(0), "<=", exact)
            return number.whole(value, rounded_down(exact))
        compared(exact, "<", Integer(0))
        return number.whole(value, ceiling(exact))
    return int(number)


class TracedInt(Arithmetic, int, kind=int):
    """An int that carries an expression."""

    def __new__(cls, value: int, expression: Expr) -> "TracedInt":
        number = int.__new__(cls, value)
        number.expression = expression
        return number

    def __hash__(self) -> int:
        self.hold()
        return int.__hash__(self)

    def _write(self) -> None:
        written(self.expression, Integer(int(self)))

    def __str__(self) -> str:
        self._write()
        return int.__repr__(self)

    def __repr__(self) -> str:
        self._write()
        return int.__repr__(self)

    def __format__(self, form: str) -> str:
        self._write()
        return int.__format__(self, form)

    def __neg__(self) -> int:
        return whole(-int(self), -self.expression)

    def __pos__(self) -> int:
        return self

    def __abs__(self) -> int:
        return self if self >= 0 else -self

    def __invert__(self) -> int:
        return -self - 1

    def __pow__(self, power: Any, modulus: Any = None) -> Any:
        if modulus is None and type(power) is int and 0 <= power <= LARGEST_POWER:
            return whole(int(self) ** power, self.expression**power)
        return lost(pow(int(self), plain_number(power), modulus), (self, power))

    def __lshift__(self, places: int) -> Any:
        is_plain = type(places) is int and places >= 0
        return self * (1 << places) if is_plain else uncarried("__lshift__")(self, places)

    def __rshift__(self, places: int) -> Any:
        is_plain = type(places) is int and places >= 0
        return self // (1 << places) if is_plain else uncarried("__rshift__")(self, places)

    __rlshift__ = uncarried("__rlshift__")
    __rrshift__ = uncarried("__rrshift__")
    __and__ = uncarried("__and__")
    __rand__ = uncarried("__rand__")
    __or__ = uncarried("__or__")
    __ror__ = uncarried("__ror__")
    __xor__ = uncarried("__xor__")
    __rxor__ = uncarried("__rxor__")
    bit_length = uncarried("bit_length")
    bit_count = uncarried("bit_count")
    to_bytes = uncarried("to_bytes")
    as_integer_ratio = uncarried("as_integer_ratio")

    @property
    def real(self) -> int:
        """The number itself."""
        return self

    @property
    def numerator(self) -> int:
        """The number itself."""
        return self

    def conjugate(self) -> int:
        """The number itself."""
        return self

    def __floor__(self) -> int:
        return self

    def __ceil__(self) -> int:
        return self

    def __trunc__(self) -> int:
        return self

    def __round__(self, digits: Any = None) -> Any:
        if digits is not None and digits < 0:
            return uncarried("__round__")(self, digits)
        return self

    def __reduce__(self) -> tuple[Any, ...]:
        return (int, (int(self),))


class TracedFloat(Arithmetic, float, kind=float):
    """A float that carries an exact expression; rounding it gives an int that carries one."""

    sources: Sources

    def __new__(
        cls, value: float, expression: Expr, grade: int = ROUNDED, sources: Sources = ()
    ) -> "TracedFloat":
        number = float.__new__(cls, value)
        number.expression = expression
        number.grade = grade
        number.sources = sources
        return number

    def made_from(self) -> Sources:
        """The sizes that went into its value."""
        return self.sources

    def whole(self, value: int, expression: Expr, unit: float = 1.0) -> int:
        """The rounding ``value`` of this number; lost where the float's own error may decide."""
        if self.grade != ROUNDED:
            return whole(value, expression)
        scaled = float(self) / unit
        if abs(scaled - round(scaled)) <= NEAR * max(1.0, abs(scaled)):
            return whole(value, Lost(Integer(value), *(p for pair in self.sources for p in pair)))
        exact = self.expression / Rational(unit)
        compared(exact, "!=", floor(exact))
        return whole(value, expression)

    def __hash__(self) -> int:
        self.hold()
        return float.__hash__(self)

    def __str__(self) -> str:
        self.hold()
        return float.__repr__(self)

    def __repr__(self) -> str:
        self.hold()
        return float.__repr__(self)

    def __format__(self, form: str) -> str:
        self.hold()
        return float.__format__(self, form)

    def __neg__(self) -> float:
        return fractional(-float(self), -self.expression, self.grade, self.sources)

    def __pos__(self) -> float:
        return self

    def __abs__(self) -> float:
        return self if self >= 0 else -self

    def __pow__(self, power: Any, modulus: Any = None) -> Any:
        return lost(pow(float(self), plain_number(power)), (self, power))

    def __floor__(self) -> int:
        return self.whole(float(self).__floor__(), rounded_down(self.expression))

    def __ceil__(self) -> int:
        return self.whole(float(self).__ceil__(), ceiling(self.expression))

    def __trunc__(self) -> int:
        return rounded(self)

    def __round__(self, digits: Any = None) -> Any:
        if digits is not None:
            return lost(round(float(self), digits), self)
        value, exact = round(float(self)), self.expression
        nearest = floor(exact + HALF)
        if (2 * float(self)) % 2 == 1:
            # halves go to the even neighbour: one less where floor(exact) is even
            quarter = (2 * exact - 1) / 4
            return self.whole(value, nearest + ceiling(quarter) - floor(quarter) - 1, 0.5)
        compared(nearest, "!=", exact + HALF)
        return self.whole(value, nearest, 0.5)

    def is_integer(self) -> bool:
        """Whether the value is whole; the decision is recorded as an equation."""
        is_whole = float(self).is_integer()
        if self.grade == ROUNDED:
            self.hold()
        else:
            compared(self.expression, "==" if is_whole else "!=", floor(self.expression))
        return is_whole

    def __reduce__(self) -> tuple[Any, ...]:
        return (float, (float(self),))
