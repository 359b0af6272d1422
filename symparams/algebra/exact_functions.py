"""Expressions as plain functions of exact numbers, for whoever evaluates them many times."""

from collections.abc import Callable, Mapping
from fractions import Fraction
from math import ceil, prod
from math import floor as floor_of

from sympy import Add, Expr, Max, Min, Mod, Mul, Pow, Rational, Symbol, ceiling, floor

from symparams.errors import BadValueError

Number = int | Fraction
Function = Callable[[Mapping[Symbol, Number]], Number]


def function_of(expression: Expr) -> Function:
    """``expression`` as a function of the numbers of its symbols, in whole numbers and fractions.

    >>> from symparams.symbols import H, heads
    >>> function_of(floor(H / heads) * heads)({H: 50, heads: 4})
    48

    The function raises ZeroDivisionError where the expression divides by zero.
    """
    match expression:
        case Symbol():
            return lambda at: at[expression]
        case Rational():
            number = exact_number(expression)
            return lambda _: number
        case Pow() if expression.exp.is_Integer:
            base, power = function_of(expression.base), int(expression.exp)
            if power >= 0:
                return lambda at: base(at) ** power
            return lambda at: _plain(Fraction(1) / base(at) ** -power)
    parts = tuple(function_of(argument) for argument in expression.args)
    match expression:
        case Add():
            return lambda at: _plain(sum(part(at) for part in parts))
        case Mul():
            return lambda at: _plain(prod(part(at) for part in parts))
        case floor():
            return lambda at: floor_of(parts[0](at))
        case ceiling():
            return lambda at: ceil(parts[0](at))
        case Max():
            return lambda at: max(part(at) for part in parts)
        case Min():
            return lambda at: min(part(at) for part in parts)
        case Mod():
            return lambda at: parts[0](at) % parts[1](at)
    raise BadValueError(f"{expression} has no exact number")


def exact_number(number: Rational) -> Number:
    """A rational number of SymPy's as an int, or as a Fraction where it is none.

    >>> exact_number(Rational(8, 3)), exact_number(Rational(4))
    (Fraction(8, 3), 4)
    """
    return _plain(fraction_of(number))


def fraction_of(number: Rational) -> Fraction:
    """A rational number of SymPy's as a Fraction, also where it is whole: ints divide to floats.

    >>> fraction_of(Rational(4)) / 3
    Fraction(4, 3)
    """
    return Fraction(int(number.p), int(number.q))


class Numbers(dict[Expr, Number]):
    """The numbers of symbols, and of expressions in them, each worked out when it is asked for.

    >>> from symparams.symbols import H, heads
    >>> Numbers({H: 50, heads: 4})[H / heads]
    Fraction(25, 2)

    Raises KeyError where a symbol has no number.
    """

    def __missing__(self, expression: Expr) -> Number:
        if expression.is_Symbol:
            raise KeyError(expression)
        number = self[expression] = function_of(expression)(self)
        return number


def _plain(number: Number) -> Number:
    """A fraction that is whole as an int: arithmetic with ints is many times faster."""
    is_whole = isinstance(number, Fraction) and number.denominator == 1
    return int(number) if is_whole else number
