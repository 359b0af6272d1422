"""The values that a search gives to a symbol: a list, or a range that is never written out."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from numbers import Integral
from typing import Any

from sympy import Integer, Rational, Symbol

from symparams import symbols
from symparams.algebra.exact_functions import fraction_of
from symparams.algebra.model import Model
from symparams.algebra.numbers import exact, numerators, read_number
from symparams.algebra.values import find, whole
from symparams.errors import BadValueError, shown
from symparams.operations.searching.arrays.library import array_library

HOW_TO_VARY = "write H=1024:8192:128 (start:stop:step, stop included) or heads=8,16,32"
HOW_TO_ALLOW = "write 1%, 50M or 0"


@dataclass(frozen=True, slots=True)
class Axis:
    """The values of one symbol, ascending: ``numerators`` over one ``denominator``."""

    symbol: Symbol
    numerators: Sequence[int]
    denominator: int = 1

    def __len__(self) -> int:
        return len(self.numerators)

    @property
    def above(self) -> Symbol:
        """The symbol that stands for the numerators."""
        return symbols.above(self.symbol)

    def number(self, numerator: int) -> Rational:
        """The value that a numerator stands for."""
        return Rational(numerator, self.denominator)

    @property
    def values(self) -> Any:
        """The numerators as something to slice and to look up many places in: see `at`."""
        library = array_library()
        if isinstance(self.numerators, range):
            return self.numerators
        return library.array(self.numerators, dtype=library.int64)


def at(values: Any, places: Any) -> Any:
    """The elements of a range or an array at an array of places."""
    if isinstance(values, range):
        return places * values.step + values.start
    return values[places]


def axis(model: Model, name: str | Symbol, given: object) -> Axis:
    """The values ``given`` to the symbol ``name``: text as on the command line, a range, a list.

    >>> from symparams.models.textbook import textbook
    >>> axis(textbook(), "H", "1024:8192:128").numerators
    range(1024, 8193, 128)
    >>> axis(textbook(), "ffn_ratio", ["8/3", "3.5", 4])
    Axis(symbol=ffn_ratio, numerators=(16, 21, 24), denominator=6)

    Raises BadValueError for an empty or reversed range, a step that is not positive, and a
    fraction for a size; UnknownNameError for a symbol that the model lacks.
    """
    symbol = find(model, name)
    if isinstance(given, str) and ":" in given:
        return _range(symbol, given, str(name))
    if isinstance(given, range):
        return _python_range(symbol, given, str(name))
    listed = given.split(",") if isinstance(given, str) else _elements(given)
    if not listed or listed == [""]:
        raise BadValueError(f"{name} is varied over no value; {HOW_TO_VARY}")
    numbers = sorted({whole(symbol, exact(n, str(name)), str(name)) for n in listed})
    above, below = numerators(numbers, str(name))
    return Axis(symbol, above, below)


def _elements(given: object) -> list[object]:
    """The elements of a list; a NumPy integer is as good as an int."""
    if isinstance(given, Mapping) or not isinstance(given, Iterable) or _is_one(given):
        return [given]
    return list(given)


def _is_one(given: object) -> bool:
    """Whether ``given`` is an array of NumPy with one element and no axis."""
    return getattr(given, "shape", None) == ()


def _range(symbol: Symbol, text: str, name: str) -> Axis:
    parts = text.split(":")
    if len(parts) > 3:
        raise BadValueError(f"cannot read {name}={shown(text)}; {HOW_TO_VARY}")
    start, stop = (_bound(symbol, part, name) for part in parts[:2])
    step = _step(symbol, parts[2], name) if len(parts) == 3 else Integer(1)
    if stop < start:
        raise BadValueError(
            f"the range {name}={shown(text)} is empty: {stop} is less than {start}; "
            "write the smaller one first"
        )
    (first, last, stride), below = numerators([start, stop, step], str(name))
    return Axis(symbol, range(first, last + 1, stride), below)


def _bound(symbol: Symbol, text: str, name: str) -> Rational:
    if not text.strip():
        raise BadValueError(f"a range of {name} lacks its start or stop; {HOW_TO_VARY}")
    return whole(symbol, read_number(text, name), name)


def _step(symbol: Symbol, text: str, name: str) -> Rational:
    what = f"the step of {name}"
    step = read_number(text, what)
    if symbol.is_integer and not step.is_Integer:
        raise BadValueError(f"{what} is {step}, a fraction; {symbol} must be a whole number")
    return step


def _python_range(symbol: Symbol, given: range, name: str) -> Axis:
    ascending = given if given.step > 0 else given[::-1]
    if not ascending:
        raise BadValueError(f"{name} is varied over {given!r}, which is empty")
    for end in (ascending[0], ascending[-1]):
        whole(symbol, exact(end, name), name)
    return Axis(symbol, ascending)


def tolerance(within: object, target: int) -> int:
    """How far a total may be from ``target``: text such as ``1%``, ``0.5%``, ``50M``, or a count.

    >>> tolerance("1%", 7_000_000_000), tolerance("50M", 7_000_000_000), tolerance(0, 7)
    (70000000, 50000000, 0)
    """
    text = str(within).strip()
    is_percentage = isinstance(within, str) and text.endswith("%")
    number = text.removesuffix("%").strip() if isinstance(within, str) else within
    if text.startswith("-"):
        raise BadValueError(f"the tolerance {shown(text)} is negative; {HOW_TO_ALLOW}")
    is_zero = isinstance(number, str | Integral) and number in ("0", 0)
    amount = Integer(0) if is_zero else exact(number, "the tolerance")
    if is_percentage:
        return int(fraction_of(amount) * target / 100)
    if not amount.is_Integer:
        raise BadValueError(f"the tolerance {amount} is no whole number; {HOW_TO_ALLOW}")
    return int(amount)
