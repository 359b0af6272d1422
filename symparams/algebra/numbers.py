"""Exact numbers from text: integers and rationals, never a float, never an evaluator."""

import re
from collections.abc import Sequence
from fractions import Fraction
from math import lcm
from numbers import Integral
from numbers import Rational as AnyRational

from sympy import Rational

from symparams.errors import BadValueError, shown

LARGEST = 10**18
"""No size, count or ratio above this is read: the largest models have about 10^13 parameters."""

LONGEST_TEXT = 80
LARGEST_EXPONENT = 30
SUFFIXES = {"": 0, "k": 3, "K": 3, "M": 6, "B": 9, "G": 9, "T": 12}
DECIMAL = r"(\d+(?:_\d+)*)(?:\.(\d+(?:_\d+)*))?(?:[eE]([+-]?\d{1,6}))?([kKMBGT]?)"
NUMBER = re.compile(rf"([+-]?){DECIMAL}(?:/{DECIMAL})?", re.ASCII)
HOW_TO_WRITE = "write a number such as 12288, 12_288, 50k, 1.5e9, 175B or 8/3"


def read_number(text: str, name: str = "the value") -> Rational:
    """The exact rational that ``text`` writes.

    >>> read_number("12_288"), read_number("50k"), read_number("1.5e9"), read_number("8/3")
    (12288, 50000, 1500000000, 8/3)

    Raises BadValueError if ``text`` is not a number or lies outside 0 to 10^18.
    """
    stripped = text.strip()
    if len(stripped) > LONGEST_TEXT:
        raise BadValueError(f"{name} = {shown(text, 24)} is too long for a number; {HOW_TO_WRITE}")
    match = NUMBER.fullmatch(stripped)
    if match is None:
        raise BadValueError(f"{name} = {shown(text)} is not a number; {HOW_TO_WRITE}")
    sign, *parts = match.groups()
    numerator = _decimal(parts[:4], name, text)
    denominator = _decimal(parts[4:], name, text) if parts[4] is not None else Fraction(1)
    if denominator == 0:
        raise BadValueError(f"{name} = {shown(text)} divides by zero; {HOW_TO_WRITE}")
    value = numerator / denominator
    return bounded(-value if sign == "-" else value, name)


def _decimal(parts: list[str | None], name: str, text: str) -> Fraction:
    whole, fraction, exponent, suffix = (part or "" for part in parts)
    power = int(exponent or 0)
    if abs(power) > LARGEST_EXPONENT:
        raise BadValueError(f"{name} = {shown(text)} is out of range; the largest is 10^18")
    digits = int((whole + fraction).replace("_", ""))
    shift = power + SUFFIXES[suffix] - len(fraction.replace("_", ""))
    return digits * Fraction(10) ** shift


def exact(value: object, name: str = "the value") -> Rational:
    """``value`` as an exact rational: an int, a Fraction, a SymPy Rational, or text.

    Raises BadValueError for a float, which would turn 8/3 into another number, and for a bool.
    """
    if isinstance(value, str):
        return read_number(value, name)
    if isinstance(value, float):
        is_whole = value.is_integer() and abs(value) <= LARGEST
        exactly = f"{int(value)}" if is_whole else "'8/3' or Fraction(8, 3)"
        raise BadValueError(f"{name} = {value!r} is a float, which is not exact; write {exactly}")
    if isinstance(value, Rational):
        return bounded(Fraction(int(value.p), int(value.q)), name)
    if isinstance(value, bool) or not isinstance(value, (Integral, AnyRational)):
        raise BadValueError(f"{name} = {shown(value)} is not a number; {HOW_TO_WRITE}")
    return bounded(Fraction(int(value.numerator), int(value.denominator)), name)


def bounded(value: Fraction, name: str) -> Rational:
    """``value`` as a SymPy Rational, refused unless it is positive and at most 10^18."""
    if value <= 0:
        what = "zero" if value == 0 else "negative"
        raise BadValueError(f"{name} = {_brief(value)} is {what}; it must be greater than 0")
    if value > LARGEST or value.denominator > LARGEST:
        raise BadValueError(f"{name} = {_brief(value)} is out of range; the largest is 10^18")
    return Rational(value.numerator, value.denominator)


def _brief(value: Fraction) -> str:
    """A number as an error message may carry it, however many digits it has."""
    if max(abs(value.numerator), value.denominator) < 10**LARGEST_EXPONENT:
        return str(value)
    return f"a number of more than {LARGEST_EXPONENT} digits"


def numerators(values: Sequence[Rational], name: str) -> tuple[tuple[int, ...], int]:
    """``values`` as whole numbers over the least denominator that they have in common.

    >>> numerators([Rational(8, 3), Rational(7, 2)], "ffn_ratio")
    ((16, 21), 6)

    Raises BadValueError if these would be larger than 10^18.
    """
    below = lcm(*(int(value.q) for value in values))
    above = tuple(int(value * below) for value in values)
    if max(below, *above) > LARGEST:
        raise BadValueError(f"{name} has no common denominator within 10^18; give simpler ratios")
    return above, below
