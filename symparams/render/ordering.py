"""The order in which people write a formula: ``12LH² + 13LH + (V + S)H + 2H``.

SymPy prints ``12*H**2*L``; every renderer here takes its terms and factors from this file.
"""

from dataclasses import dataclass

from sympy import Add, Expr, Mul, Pow, Rational

from symparams import symbols
from symparams.operations.solving.inverse import TOTAL

FACTORS = ("ffn_ratio", "L", "experts", "active_experts", "heads", "kv_heads", "kv_groups",
           "head_dim", "ffn_width", "V", "S", "segments")  # fmt: skip
"""The symbols of a product from left to right; the others follow, and ``H`` comes last."""


@dataclass(frozen=True, slots=True)
class Product:
    """A term as it is written: a sign, a rational coefficient, factors above and below the line."""

    is_negative: bool
    coefficient: Rational
    above: tuple[Expr, ...]
    below: tuple[Expr, ...]


def ordered_terms(expression: Expr) -> list[Expr]:
    """The terms of a sum: higher powers of ``H`` first, then of ``L``, other sizes, the total.

    A sum does not begin with a minus if it has a term to begin with: ``N − VH``.
    """
    terms = sorted(Add.make_args(expression), key=_term_key)
    first = next((place for place, term in enumerate(terms) if not _is_negative(term)), 0)
    return [terms[first], *terms[:first], *terms[first + 1 :]]


def _is_negative(term: Expr) -> bool:
    return bool(term.as_coeff_Mul()[0] < 0)


def _term_key(term: Expr) -> tuple[object, ...]:
    powers = _powers(term)
    hidden, layers = (_taken(powers, name) for name in ("H", "L"))
    ratios = sum(p for name, p in powers.items() if _is_ratio(name))
    others = sum(p for name, p in powers.items() if not _is_ratio(name))
    first = min((_factor_position(name) for name in powers), default=0)
    return (TOTAL.name in powers, -hidden, -layers, -others, ratios, first)


def _taken(powers: dict[str, Rational], name: str) -> Rational:
    """The power of ``name`` in all its scopes, which are taken out."""
    found = [key for key in powers if _own(key) == name]
    return sum(powers.pop(key) for key in found)


def _own(name: str) -> str:
    """A symbol's name without its scope."""
    return name.rpartition(".")[2]


def _powers(term: Expr) -> dict[str, Rational]:
    """The exponent of each symbol in a product; a sum counts with its leading term."""
    powers: dict[str, Rational] = {}
    for factor in Mul.make_args(term):
        base, exponent = factor.as_base_exp()
        inner = {base.name: 1} if base.is_Symbol else {}
        if base.is_Add:
            inner = _powers(ordered_terms(base)[0])
        for name, power in inner.items():
            powers[name] = powers.get(name, 0) + power * exponent
    return powers


def _is_ratio(name: str) -> bool:
    entry = symbols.BY_NAME.get(_own(name))
    return entry is not None and entry.is_ratio


def product(term: Expr) -> Product:
    """A term taken apart: ``25/2·L·H²`` is ``25/2`` and, above the line, ``L, H²``."""
    coefficient, rest = term.as_coeff_Mul()
    above: list[Expr] = []
    below: list[Expr] = []
    for factor in Mul.make_args(rest):
        base, exponent = factor.as_base_exp()
        if factor == 1:
            continue
        if exponent.is_Rational and exponent < 0:
            below.append(Pow(base, -exponent))
        else:
            above.append(factor)
    return Product(
        is_negative=bool(coefficient < 0),
        coefficient=abs(coefficient),
        above=tuple(sorted(above, key=_factor_key)),
        below=tuple(sorted(below, key=_factor_key)),
    )


def _factor_key(factor: Expr) -> tuple[int, int, str]:
    base = factor.as_base_exp()[0]
    if base.is_Symbol:
        return (1, _factor_position(base.name), base.name)
    goes_last = base.is_Add and any(_own(s.name) == "H" for s in base.free_symbols)
    return (2 if goes_last else 0, 0, "")


def _factor_position(name: str) -> int:
    own = _own(name)
    if own == "H":
        return len(FACTORS) + 1
    return FACTORS.index(own) if own in FACTORS else len(FACTORS)
