"""Numbers that carry an expression: an ``int`` and a ``float`` that remember how they came about.

``TracedInt(768, H) // 12`` is 64 and carries ``floor(H/12)``; ``TracedInt(768, H) / 12`` is
64.0 and carries ``H/12``, so that rounding it gives the expression back. Arithmetic combines
expressions; comparisons use the value and are recorded.

What has no counterpart in the project's grammar (bits, roots, a symbolic exponent) is `lost`:
its result is known at these arguments only. Where a size is turned into text or looked up by
its hash, it is held to its value at once.

Floats are not exact. A quotient of two whole numbers rounds down as the exact quotient does
(both below 2**53), so it is followed; what is rounded more than once (``0.29*H``) is followed
only away from whole numbers.
"""

from collections.abc import Callable, Iterator
from fractions import Fraction
from operator import index
from typing import Any, SupportsIndex, TypeGuard

from sympy import Expr, Integer, Rational, ceiling, floor

from symparams.models.tracing.recording import Lost, compared, held, looped, rounded_down, written

LARGEST_POWER = 8
LARGEST_FLOAT = 1e18
NEAR = 1e-9
EXACT, ROUNDED_ONCE, ROUNDED = range(3)
HALF = Rational(1, 2)
SEQUENCES = (list, tuple, str, bytes)

Sources = tuple[tuple[Expr, Expr], ...]
"""What a float was made from: whole numbers' expressions with their values."""


def expression_of(number: object) -> Expr | None:
    """The expression of a number, or None for anything that is not an exact number."""
    if isinstance(number, TracedInt | TracedFloat):
        return number.expression
    # the decimal that the code's author wrote: 0.7, not the nearest binary fraction
    if isinstance(number, float):
        is_usual = number == number and abs(number) < LARGEST_FLOAT
        return Rational(float.__repr__(float(number))) if is_usual else None
    return Integer(index(number)) if _is_whole(number) else None


def _is_whole(number: object) -> TypeGuard[SupportsIndex]:
    # numpy's whole numbers are no ints, but they are scalars with an index
    return isinstance(number, int) or (
        hasattr(number, "__index__") and getattr(number, "ndim", None) == 0
    )


def whole(value: int, expression: Expr) -> int:
    """``value`` with ``expression``; a plain int where the expression is only a number."""
    return int(value) if expression.is_number else TracedInt(int(value), expression)


def fractional(
    value: float, expression: Expr, grade: int = ROUNDED, sources: Sources = ()
) -> float:
    """``value`` with ``expression``; a plain float where the expression is only a number."""
    if expression.is_number:
        return float(value)
    return TracedFloat(float(value), expression, grade, sources)


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


def lost(value: Any, arguments: Any) -> Any:
    """``value`` as what some function gave for ``arguments``, which may be nested."""
    sources = tuple(dict.fromkeys(_sources_in(arguments)))
    if not sources or value is NotImplemented:
        return value
    if hasattr(value, "item") and getattr(value, "ndim", None) == 0:
        value = value.item()
    flat = tuple(part for pair in sources for part in pair)
    if type(value) is int:
        return TracedInt(value, Lost(Integer(value), *flat))
    if type(value) is float and value == value and abs(value) < LARGEST_FLOAT:
        return TracedFloat(value, Lost(Rational(value), *flat), ROUNDED_ONCE, sources)
    for expression, number in sources:
        held(expression, number)
    return value


def _sources_in(value: Any) -> Iterator[tuple[Expr, Expr]]:
    if isinstance(value, TracedInt):
        yield value.expression, Integer(int(value))
    elif isinstance(value, TracedFloat):
        yield from value.sources
    elif isinstance(value, tuple | list | set | frozenset):
        for item in value:
            yield from _sources_in(item)
    elif isinstance(value, dict):
        yield from _sources_in(list(value.values()))


def _grade(number: Any) -> int:
    if isinstance(number, TracedFloat):
        return number.grade
    if isinstance(number, float):
        # 0.5 is what it says, 0.3 is not
        is_exact = Fraction(float(number)) == Fraction(float.__repr__(float(number)))
        return EXACT if is_exact else ROUNDED_ONCE
    return EXACT


def _is_power_of_two(number: Any) -> bool:
    if isinstance(number, TracedInt | TracedFloat):
        return False
    above, below = abs(Fraction(float(number))).as_integer_ratio()
    return above > 0 and above & (above - 1) == 0 and below & (below - 1) == 0


def _combined(name: str, left: Any, right: Any) -> int:
    """How exact ``left name right`` is as a float."""
    grades = sorted((_grade(left), _grade(right)))
    scales = _is_power_of_two(right) or ("mul" in name and _is_power_of_two(left))
    if scales and ("mul" in name or "truediv" in name):
        return grades[1]
    if grades[1] == EXACT:
        return ROUNDED_ONCE if "truediv" in name else EXACT
    return ROUNDED


def _arithmetic(name: str, combine: Callable[[Expr, Expr], Expr]) -> Callable[[Any, Any], Any]:
    """The operator ``name`` of both classes, and its reflection where the name starts with r."""
    is_reflected = name.startswith("__r")

    def operator(self: Any, other: Any) -> Any:
        if "mul" in name and isinstance(self, TracedInt) and isinstance(other, SEQUENCES):
            looped(self.expression, Integer(int(self)))
            return other * int(self)
        theirs = expression_of(other)
        if theirs is None:
            return NotImplemented
        is_whole = isinstance(self, int) and _is_whole(other) and "truediv" not in name
        if is_whole:
            value = getattr(int, name)(int(self), index(other))
        else:
            value = getattr(float, name)(float(self), float(other))
        if value is NotImplemented:
            return NotImplemented
        left, right = (other, self) if is_reflected else (self, other)
        mine = self.expression
        expression = combine(theirs, mine) if is_reflected else combine(mine, theirs)
        if is_whole:
            return whole(value, expression)
        grade = _combined(name, left, right)
        if grade == ROUNDED and ("floordiv" in name or "mod" in name):
            return lost(value, (left, right))
        sources = tuple(dict.fromkeys(_sources_in((left, right))))
        return fractional(value, expression, grade, sources)

    return operator


def _losing(name: str) -> Callable[..., Any]:
    """An operator that no expression carries."""

    def operator(self: Any, *others: Any) -> Any:
        base = int if isinstance(self, int) else float
        plain = [_plain(other) for other in others]
        return lost(getattr(base, name)(base(self), *plain), (self, others))

    return operator


def _plain(number: Any) -> Any:
    if expression_of(number) is None:
        return number
    return float(number) if isinstance(number, float) else index(number)


def _comparison(name: str, held_as: str, failed: str, *, swaps_on_failure: bool) -> Any:
    def compare(self: Any, other: Any) -> Any:
        theirs = expression_of(other)
        if theirs is None:
            return NotImplemented
        return _decided(self, other, name, held_as, failed, swaps_on_failure=swaps_on_failure)

    return compare


def _decided(
    left: Any, right: Any, name: str, held_as: str, failed: str, *, swaps_on_failure: bool
) -> bool:
    """``left name right``, recorded as it came out; where rounding may decide, both are held."""
    base = int if _is_whole(left) and _is_whole(right) else float
    a, b = (base(left), base(right)) if base is float else (index(left), index(right))
    holds = bool(getattr(base, name)(a, b))
    mine, theirs = expression_of(left) or Integer(0), expression_of(right) or Integer(0)
    grades = _grade(left), _grade(right)
    if ROUNDED in grades or min(grades) == ROUNDED_ONCE:
        if abs(a - b) <= NEAR * max(1.0, abs(a), abs(b)):
            for expression, number in _sources_in((left, right)):
                held(expression, number)
            return holds
        compared(mine, "!=", theirs)
    if holds:
        compared(mine, held_as, theirs)
    elif swaps_on_failure:
        compared(theirs, failed, mine)
    else:
        compared(mine, failed, theirs)
    return holds


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
        if expression_of(other) is None:
            return NotImplemented
        return _decided(other, self, "__lt__", "<", "<=", swaps_on_failure=True)

    def __ge__(self, other: Any) -> Any:
        if expression_of(other) is None:
            return NotImplemented
        return _decided(other, self, "__le__", "<=", "<", swaps_on_failure=True)

    def __rpow__(self, base: Any, modulus: Any = None) -> Any:
        return lost(pow(_plain(base), _plain(self), modulus), (base, self))

    def __bool__(self) -> bool:
        is_true = bool(_plain(self) != 0)
        compared(self.expression, "!=" if is_true else "==", Integer(0))
        return is_true

    def __divmod__(self, other: Any) -> Any:
        return self // other, self % other

    def __rdivmod__(self, other: Any) -> Any:
        return other // self, other % self

    def __copy__(self) -> "Arithmetic":
        return self

    def __deepcopy__(self, memo: object) -> "Arithmetic":
        return self

    def __array_ufunc__(self, function: Any, method: str, *inputs: Any, **options: Any) -> Any:
        plain = [_plain(i) if isinstance(i, Arithmetic) else i for i in inputs]
        return lost(getattr(function, method)(*plain, **options), inputs)


class TracedInt(Arithmetic, int):
    """An int that carries an expression."""

    def __new__(cls, value: int, expression: Expr) -> "TracedInt":
        number = int.__new__(cls, value)
        number.expression = expression
        return number

    def hold(self) -> None:
        """Say that the value went where no expression follows."""
        held(self.expression, Integer(int(self)))

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
        return lost(pow(int(self), _plain(power), modulus), (self, power))

    def __lshift__(self, places: int) -> Any:
        is_plain = type(places) is int and places >= 0
        return self * (1 << places) if is_plain else _losing("__lshift__")(self, places)

    def __rshift__(self, places: int) -> Any:
        is_plain = type(places) is int and places >= 0
        return self // (1 << places) if is_plain else _losing("__rshift__")(self, places)

    __rlshift__ = _losing("__rlshift__")
    __rrshift__ = _losing("__rrshift__")
    __and__ = _losing("__and__")
    __rand__ = _losing("__rand__")
    __or__ = _losing("__or__")
    __ror__ = _losing("__ror__")
    __xor__ = _losing("__xor__")
    __rxor__ = _losing("__rxor__")
    bit_length = _losing("bit_length")
    bit_count = _losing("bit_count")
    to_bytes = _losing("to_bytes")
    as_integer_ratio = _losing("as_integer_ratio")

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
            return _losing("__round__")(self, digits)
        return self

    def __reduce__(self) -> tuple[Any, ...]:
        return (int, (int(self),))


class TracedFloat(Arithmetic, float):
    """A float that carries an exact expression; rounding it gives an int that carries one.

    ``grade`` says how exact the float is: what its expression says, that rounded once, or worse.
    """

    grade: int
    sources: Sources

    def __new__(
        cls, value: float, expression: Expr, grade: int = ROUNDED, sources: Sources = ()
    ) -> "TracedFloat":
        number = float.__new__(cls, value)
        number.expression = expression
        number.grade = grade
        number.sources = sources
        return number

    def hold(self) -> None:
        """Say that the value went where no expression follows."""
        for expression, number in self.sources:
            held(expression, number)

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
        return lost(pow(float(self), _plain(power)), (self, power))

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
