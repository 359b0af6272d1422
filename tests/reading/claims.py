"""What an output must say: claims, made from a result alone, against which each cell is read."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from fractions import Fraction
from functools import lru_cache
from typing import TypeAlias

from sympy import Expr, Integer, Rational, Symbol, cancel, expand

from symparams import symbols
from symparams.algebra.model import Model
from symparams.algebra.provenance import Value
from symparams.algebra.relations import Condition, Relation
from symparams.operations.proving.proof import Proof
from symparams.operations.solving.inverse import TOTAL, coefficient_symbol
from symparams.render.notation import Notation
from tests.reading.formula import ReadError, decimal_number
from tests.reading.latex import read_latex, split_relations
from tests.reading.text import read_text


@dataclass(frozen=True)
class Share:
    """A part of one, printed as a rounded percentage."""

    exact: Rational


@dataclass(frozen=True)
class About:
    """A number, printed as a rounded decimal."""

    exact: Expr
    digits: int = 5


Member: TypeAlias = Expr | Share | About | str
Claim: TypeAlias = tuple[tuple[str, Member], ...]
"""Members with the sign before each: ``(("", a), ("=", b))`` is ``a = b``; text is literal."""


def states(*members: Member) -> Claim:
    """``a = b = c``."""
    return tuple(("=" if place else "", member) for place, member in enumerate(members))


def goes_on(member: Member, sign: str = "=") -> Claim:
    """``= a``, whose other side stands before it."""
    return ((sign, member),)


@dataclass(frozen=True)
class Medium:
    """How formulas are read in a medium: its names, its reader, its signs between members.

    ``known`` are the formulas that were read already.
    """

    names: dict[str, Symbol]
    read: Callable[[str, dict[str, Symbol]], Expr]
    split: Callable[[str], list[tuple[str, str]]]
    known: dict[str, Expr] = field(default_factory=dict)

    def verify(self, written: str, claim: Claim) -> None:
        """Raise AssertionError unless ``written`` says ``claim``, member by member."""
        found = self.split(written)
        if found[0] == ("", "") and claim[0][0]:
            found = found[1:]
        assert [sign for sign, _ in found] == [sign for sign, _ in claim], (written, claim)
        for (sign, member), (_, value) in zip(found, claim, strict=True):
            is_small = sign == "<" and isinstance(value, Share)
            self._verify_member(f"< {member}" if is_small else member, value, written)

    def _verify_member(self, member: str, value: Member, written: str) -> None:
        if isinstance(value, str):
            assert member == value, (member, value, written)
        elif isinstance(value, Share):
            assert _is_share(member, value.exact), (member, value)
        elif isinstance(value, About):
            assert _is_about(member, value.exact, value.digits), (member, value)
        else:
            try:
                said = self.said(member)
            except ReadError as error:
                raise AssertionError(f"{written!r}: {error}") from error
            assert same(said, value), f"{member!r} is read as {said}, and should be {value}"

    def said(self, member: str) -> Expr:
        """What a formula says; one that stands in several outputs is read once."""
        if member not in self.known:
            self.known[member] = self.read(member, self.names)
        return self.known[member]


def text_medium(known: set[Symbol], notation: Notation) -> Medium:
    names = {notation.text(symbol): symbol for symbol in known}
    for power in range(20):
        subscript = str(power).translate(str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉"))
        names[f"c{subscript}"] = coefficient_symbol(power)
    return Medium(names, read_text, _text_members)


def latex_medium(known: set[Symbol], notation: Notation) -> Medium:
    names = {notation.latex(symbol): symbol for symbol in known}
    names |= {f"c_{{{power}}}": coefficient_symbol(power) for power in range(20)}
    return Medium(names, read_latex, split_relations)


def known_symbols(*models: Model) -> set[Symbol]:
    """Every symbol that an output about the models may name."""
    return {symbols.H, symbols.heads, TOTAL}.union(*(model.symbols() for model in models))


def preconditions(proof: Proof) -> tuple[Claim, ...]:
    """What a verdict rests on, where a formula with a sign says it."""
    signs = {"<": "<", "<=": "≤", "==": "=", "!=": "≠"}
    found: list[Claim] = []
    for given in proof.given:
        match given:
            case Relation(symbol, expression):
                found.append(states(symbol, expression))
            case Condition(left, sign, right):
                found.append((("", left), (signs[sign], right)))
            case Value(symbol, number):
                found.append(states(symbol, number))
    return tuple(found)


def _text_members(written: str) -> list[tuple[str, str]]:
    parts = re.split(r"(?:(?:^| )(?=[=≈→≠≤])|(?<=.) (?=< ))([=≈→≠≤<]) ", written)
    return [("", parts[0]), *zip(parts[1::2], parts[2::2], strict=True)]


@lru_cache(maxsize=100_000)
def same(one: Expr, other: Expr) -> bool:
    """Whether two expressions are equal."""
    if one == other:
        return True
    difference = expand(one - other)
    return bool(difference == 0) or bool(cancel(difference) == 0)


def reduced(model: Model, expression: Expr) -> Expr:
    """``expression`` under the model's relations and at its values."""
    return expand(model.related(expression).xreplace(model.numbers()))


def _is_share(written: str, exact: Rational) -> bool:
    plain = written.replace("{,}", ",").replace(r"\,\%", " %").strip()
    if plain == "< 0.0001 %":
        return bool(0 < exact * 100 < Rational(1, 10_000))
    return plain.endswith(" %") and _is_about(plain[:-2], exact * 100, significant=2)


def _is_about(written: str, exact: Expr, significant: int) -> bool:
    """Whether a decimal is the exact number to within half of its last digit."""
    plain = written.replace("{,}", ",").strip().replace("−", "-")
    value = decimal_number(plain.removeprefix("-")) * (-1 if plain.startswith("-") else 1)
    digits = plain.lstrip("-0.,").replace(",", "").replace(".", "")
    step = Fraction(1, 10 ** len(plain.partition(".")[2]))
    if "." not in plain and len(digits) > significant:
        step = Fraction(10 ** (len(digits) - max(significant, len(digits.rstrip("0")))))
    off = abs(value - exact)
    return bool(off <= Rational(step.numerator, step.denominator) * Rational(501, 1000))


def integer(amount: int | Expr) -> Expr:
    return Integer(amount) if isinstance(amount, int) else amount
