"""Operators that combine expressions as they combine values; comparisons are recorded.

Floats are not exact. A quotient of two whole numbers rounds down as the exact quotient does
(both below 2**53), so it is followed; what is rounded more than once (``0.29*H``) is followed
only away from whole numbers.
"""

from collections.abc import Callable
from fractions import Fraction
from operator import index
from typing import Any

from sympy import Expr, Integer, floor

from symparams.models.tracing.carried import (
    EXACT,
    NEAR,
    ROUNDED,
    ROUNDED_ONCE,
    Carried,
    expression_of,
    fractional,
    is_whole_number,
    lost,
    plain_number,
    sources_in,
    whole,
)
from symparams.models.tracing.recording import compared, held, looped, rounded_down

SEQUENCES = (list, tuple, str, bytes)


def _grade(number: Any) -> int:
    if isinstance(number, Carried):
        return number.grade
    if isinstance(number, float):
        # 0.5 is what it says, 0.3 is not
        is_exact = Fraction(float(number)) == Fraction(float.__repr__(float(number)))
        return EXACT if is_exact else ROUNDED_ONCE
    return EXACT


def _is_power_of_two(number: Any) -> bool:
    if isinstance(number, Carried):
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
    """The operator ``name`` of both kinds, and its reflection where the name starts with r."""
    is_reflected = name.startswith("__r")

    def operator(self: Any, other: Any) -> Any:
        mine = self.expression
        if "mul" in name and isinstance(self, int) and isinstance(other, SEQUENCES):
            looped(mine, Integer(int(self)))
            return other * int(self)
        theirs = expression_of(other)
        if theirs is None:
            return NotImplemented
        is_whole = isinstance(self, int) and is_whole_number(other) and "truediv" not in name
        if is_whole:
            value = getattr(int, name)(int(self), index(other))
        else:
            value = getattr(float, name)(float(self), float(other))
        if value is NotImplemented:
            return NotImplemented
        left, right = (other, self) if is_reflected else (self, other)
        expression = combine(theirs, mine) if is_reflected else combine(mine, theirs)
        if is_whole:
            return whole(value, expression)
        grade = _combined(name, left, right)
        if grade == ROUNDED and ("floordiv" in name or "mod" in name):
            return lost(value, (left, right))
        sources = tuple(dict.fromkeys(sources_in((left, right))))
        return fractional(value, expression, grade, sources)

    return operator


def uncarried(name: str) -> Callable[..., Any]:
    """An operator that no expression carries."""

    def operator(self: Any, *others: Any) -> Any:
        base = int if isinstance(self, int) else float
        plain = [plain_number(other) for other in others]
        return lost(getattr(base, name)(base(self), *plain), (self, others))

    return operator


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
    base = int if is_whole_number(left) and is_whole_number(right) else float
    a, b = (base(left), base(right)) if base is float else (index(left), index(right))
    holds = bool(getattr(base, name)(a, b))
    mine, theirs = expression_of(left) or Integer(0), expression_of(right) or Integer(0)
    grades = _grade(left), _grade(right)
    if ROUNDED in grades or min(grades) == ROUNDED_ONCE:
        if abs(a - b) <= NEAR * max(1.0, abs(a), abs(b)):
            for expression, number in sources_in((left, right)):
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


class Arithmetic(Carried):
    """The operators that carried ints and floats share."""

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
        return lost(pow(plain_number(base), plain_number(self), modulus), (base, self))

    def __bool__(self) -> bool:
        is_true = bool(plain_number(self) != 0)
        compared(self.expression, "!=" if is_true else "==", Integer(0))
        return is_true

    def __divmod__(self, other: Any) -> Any:
        return self // other, self % other

    def __rdivmod__(self, other: Any) -> Any:
        return other // self, other % self

    def __array_ufunc__(self, function: Any, method: str, *inputs: Any, **options: Any) -> Any:
        plain = [plain_number(i) if isinstance(i, Carried) else i for i in inputs]
        return lost(getattr(function, method)(*plain, **options), inputs)
