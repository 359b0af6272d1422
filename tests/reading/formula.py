"""From tokens to an expression, by recursive descent: what the readers of every medium share.

    sum     = ["-"] product (("+" | "-") product)*
    product = power (("*" | "/" | nothing) power)*
    power   = ["√"] atom ["^" ...]
    atom    = number | name | "(" sum ")" | function "(" sum ("," sum)* ")"

It shares no code with the printers. What a human reader could take in two ways is an error, not a
guess: something multiplied to what stands below a slash, a number beside a number, a root of a
power, a sign after a sign.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sympy import (
    Add,
    Expr,
    Integer,
    Max,
    Min,
    Mod,
    Mul,
    Pow,
    Rational,
    Symbol,
    ceiling,
    floor,
    sqrt,
)


class ReadError(ValueError):
    """A formula that cannot be read, or that can be read in two ways."""


@dataclass(frozen=True)
class Token:
    """A piece of a formula: its kind, and a number, a symbol, a sign, or what is grouped already."""

    kind: str
    value: object = None


FUNCTIONS: dict[str, Callable[..., Expr]] = {
    "floor": floor,
    "ceiling": ceiling,
    "max": Max,
    "min": Min,
    "mod": Mod,
}
SIGNS = ("+", "-")
FACTORS = ("number", "name", "(", "√", "function", "group", "summation")


def read_tokens(tokens: Sequence[Token]) -> Expr:
    """The expression that the tokens write, all of them."""
    return _Reader(tokens).whole()


class _Reader:
    def __init__(self, tokens: Sequence[Token]) -> None:
        self.tokens = tokens
        self.place = 0

    def whole(self) -> Expr:
        found = self.sum()
        if self.kind:
            raise ReadError(f"{self.kind} {self.tokens[self.place].value} was not expected")
        return found

    @property
    def kind(self) -> str:
        return self.tokens[self.place].kind if self.place < len(self.tokens) else ""

    def take(self, kind: str = "") -> object:
        if not self.kind or (kind and self.kind != kind):
            raise ReadError(f"{kind or 'something'} expected, {self.kind or 'the end'} found")
        self.place += 1
        return self.tokens[self.place - 1].value

    def sum(self) -> Expr:
        terms = []
        sign = 1
        if self.kind == "-":
            self.take()
            sign = -1
        while True:
            terms.append(sign * self.product())
            if self.kind not in SIGNS:
                return Add(*terms)
            sign = 1 if self.kind == "+" else -1
            self.take()

    def product(self) -> Expr:
        if self.kind == "summation":
            times = self.take()
            assert isinstance(times, Expr)
            return Mul(times, self.product())
        factors = [self.power()]
        while self.kind in ("*", "/", *FACTORS):
            if self.kind == "/":
                self.take()
                factors.append(1 / self.power())
                if self.kind in ("*", "/", *FACTORS):
                    raise ReadError(
                        "a factor after what stands below a slash: brackets are missing"
                    )
            elif self.kind == "*":
                self.take()
                factors.append(self.power())
            elif self.kind in ("number", "summation"):
                raise ReadError("a number directly after a factor")
            else:
                factors.append(self.power())
        return Mul(*factors)

    def power(self) -> Expr:
        if self.kind == "√":
            self.take()
            base = sqrt(self.atom())
            if self.kind == "^":
                raise ReadError("a power after a root: brackets are missing")
            return base
        base = self.atom()
        if self.kind != "^":
            return base
        exponent = self.take()
        assert isinstance(exponent, Expr)
        if self.kind == "^":
            raise ReadError("a power of a power: brackets are missing")
        return Pow(base, exponent)

    def atom(self) -> Expr:
        if self.kind == "(":
            self.take()
            found = self.sum()
            self.take(")")
            return found
        if self.kind == "function":
            function = FUNCTIONS[str(self.take())]
            self.take("(")
            parts = [self.sum()]
            while self.kind == ",":
                self.take()
                parts.append(self.sum())
            self.take(")")
            return function(*parts)
        if self.kind not in ("number", "name", "group"):
            raise ReadError(f"a factor expected, {self.kind or 'the end'} found")
        is_number = self.kind == "number"
        found = self.take()
        assert isinstance(found, Expr)
        if is_number and self.kind == "number":
            raise ReadError("a number beside a number")
        return found


def decimal_number(text: str) -> Rational:
    """``1,234.5`` exactly; thousands have three digits each."""
    whole, _, part = text.partition(".")
    groups = whole.split(",")
    if len(groups) > 1 and (not 1 <= len(groups[0]) <= 3 or any(len(g) != 3 for g in groups[1:])):
        raise ReadError(f"{text} is not grouped in thousands")
    digits = "".join(groups) + part
    if not digits.isascii() or not digits.isdigit():
        raise ReadError(f"{text} is not a number")
    return Rational(int(digits), 10 ** len(part)) if part else Integer(int(digits))


def named(run: str, names: dict[str, Symbol]) -> list[Symbol]:
    """The symbols that letters side by side stand for: one name, or single letters."""
    single = re.findall(r"[A-Za-z][₀-₉]*", run)
    letters = [names[letter] for letter in single if letter in names]
    is_split = "".join(single) == run and len(letters) == len(single)
    if run in names:
        if is_split and len(letters) > 1:
            raise ReadError(f"{run} is one name, or {len(letters)} names side by side")
        return [names[run]]
    if not is_split:
        raise ReadError(f"{run} is no name")
    return letters
