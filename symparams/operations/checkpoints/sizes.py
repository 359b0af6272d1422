"""Shapes that a row of names states itself: ``[1,H]``, ``[half(head_dim*rotary_pct:0.25)]``."""

import re
from collections.abc import Mapping
from fractions import Fraction

from sympy import Symbol

from symparams import symbols
from symparams.algebra.exact_functions import fraction_of
from symparams.algebra.model import Model

ATOM = re.compile(r"(?P<whole>\d+)|(?P<name>[A-Za-z]\w*)(?::(?P<default>[\w.]+))?")
HALF = re.compile(r"half\((.+)\)")
NESTED = ("rope_parameters", "rope_scaling")
"""Keys below which a configuration may say how far the rotary positions reach."""


def stated_shape(model: Model, text: str) -> tuple[int, ...] | None:
    """The shape that ``text`` says, in numbers; None where a size of it has no value.

    A size is a sum of products of symbols, of whole numbers, and of the configuration's own keys
    with their defaults (``n_positions:2048``). ``half`` is how many frequencies turn so many
    dimensions: ``⌈n/2⌉``.
    """
    sizes = [_size(model, word) for word in text.split(",") if word]
    found = tuple(size for size in sizes if size is not None)
    return found if len(found) == len(sizes) else None


def _size(model: Model, text: str) -> int | None:
    half = HALF.fullmatch(text)
    if half is not None:
        whole = _size(model, half[1])
        return None if whole is None else (whole + 1) // 2
    total = Fraction(0)
    for term in text.split("+"):
        product = Fraction(1)
        for factor in term.split("*"):
            number = _number(model, factor)
            if number is None:
                return None
            product *= number
        total += product
    return int(total)


def _number(model: Model, text: str) -> Fraction | None:
    atom = ATOM.fullmatch(text)
    if atom is None:
        return None
    if atom["whole"]:
        return Fraction(int(text))
    if atom["default"] is None:
        return symbol_number(model, atom["name"])
    given = _key(model.fields, atom["name"])
    if given is not None:
        return given
    default = atom["default"]
    return symbol_number(model, default) if default in symbols.BY_NAME else Fraction(default)


def symbol_number(model: Model, name: str) -> Fraction | None:
    """The value of the symbol called ``name``; 0 for one that the model does not have."""
    symbol: Symbol = symbols.BY_NAME[name].symbol
    number = model.related(symbol).xreplace(model.numbers())
    if number.free_symbols:
        return Fraction(0) if symbol not in model.symbols() else None
    return fraction_of(number) if number.is_Rational else None


def _key(entries: Mapping[str, object], key: str) -> Fraction | None:
    places = [entries, *(entries.get(name) for name in NESTED)]
    for place in places:
        value = place.get(key) if isinstance(place, Mapping) else None
        if isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < 2**63:
            return Fraction(str(value))
    return None
