"""Expressions as SMT-LIB terms, and the script that collects what is asserted of them.

An expression is a numerator and a denominator, and an equation or a comparison is multiplied out.
A rounding, and a quotient that is to be whole, becomes a whole variable with its definition.
"""

from dataclasses import dataclass, field

from sympy import (
    Add,
    Expr,
    Integer,
    Max,
    Min,
    Mul,
    Pow,
    Rational,
    Symbol,
    ceiling,
    floor,
    fraction,
    together,
)

from symparams import symbols
from symparams.errors import BadValueError

Quotient = tuple[str, str]
"""A numerator and a denominator as SMT-LIB terms."""


@dataclass(slots=True)
class Script:
    """The declarations and assertions of one script while they are collected."""

    sort: str
    lines: list[str] = field(default_factory=list)
    named: dict[tuple[str, str], str] = field(default_factory=dict)

    def declare(self, name: str, least: int = 1) -> None:
        bound = f"(> {name} 0)" if self.sort == "Real" and least else f"(>= {name} {least})"
        self.lines += [f"(declare-const {name} {self.sort})", f"(assert {bound})"]

    def require(self, statement: str) -> None:
        line = f"(assert {statement})"
        if line not in self.lines:
            self.lines.append(line)


def times(left: str, right: str) -> str:
    """The term for a product, in which a factor of 1 is left out."""
    return left if right == "1" else f"(* {left} {right})"


@dataclass(slots=True)
class TermWriter:
    """Writes expressions of one copy; a rounding becomes a variable with its definition."""

    script: Script
    suffix: str
    varying: frozenset[Symbol]

    def tie(self, symbol: Symbol, expression: Expr) -> None:
        top, bottom = self.quotient(expression)
        left, below = self.quotient(symbol)
        self.script.require(f"(= {times(left, bottom)} {times(top, below)})")

    def compare(self, left: Expr, sign: str, right: Expr) -> None:
        """Require ``left sign right``, over the denominators that the two have."""
        top, bottom = self.quotient(left - right)
        compared = top if sign in ("==", "!=") or bottom == "1" else f"(* {top} {bottom})"
        operator = {"==": "=", "!=": "distinct"}.get(sign, sign)
        self.script.require(f"({operator} {compared} 0)")

    def whole(self, expression: Expr) -> None:
        """Require that ``expression`` is a whole number from 0 on: a multiple of 1."""
        top, bottom = self.quotient(expression)
        if bottom == "1":
            self.script.require(f"(>= {top} 0)")
            return
        suffix = self.suffix if expression.free_symbols & self.varying else ""
        key = (f"whole {expression}", suffix)
        if key in self.script.named:
            return
        name = self.script.named[key] = f"quotient_{len(self.script.named)}{suffix}"
        self.script.declare(name, least=0)
        self.script.require(f"(= (* {name} {bottom}) {top})")

    def quotient(self, expression: Expr) -> Quotient:
        """Numerator and denominator as terms without a division."""
        if self.script.sort == "Int":
            ratios = [s for s in expression.free_symbols if not s.is_integer]
            expression = expression.xreplace({s: symbols.parted(s) for s in ratios})
        top, bottom = fraction(together(expression))
        if not bottom.is_positive:
            self.script.require(f"(distinct {self.term(bottom)} 0)")
        return self.term(top), self.term(bottom)

    def term(self, expression: Expr) -> str:
        match expression:
            case Symbol():
                base = expression.name.removesuffix("_above").removesuffix("_below")
                is_varying = any(s.name == base for s in self.varying)
                return f"{expression}{self.suffix if is_varying else ''}"
            case Integer():
                return str(expression) if expression >= 0 else f"(- {-expression})"
            case Rational():
                return f"(/ {self.term(Integer(expression.p))} {expression.q})"
            case Add() | Mul():
                operator = "+" if isinstance(expression, Add) else "*"
                return f"({operator} {' '.join(map(self.term, expression.args))})"
            case Pow() if expression.exp.is_Integer and expression.exp > 0:
                return f"(* {' '.join([self.term(expression.base)] * int(expression.exp))})"
            case floor() | ceiling():
                return self.rounded(expression)
            case Max() | Min():
                operator = ">=" if isinstance(expression, Max) else "<="
                first, *others = map(self.term, expression.args)
                for other in others:
                    first = f"(ite ({operator} {first} {other}) {first} {other})"
                return first
            case _:
                raise BadValueError(f"a certificate cannot express {expression}")

    def rounded(self, rounding: Expr) -> str:
        """``floor(a/b)`` as a variable ``q`` with ``q·b ≤ a < (q + 1)·b``; ceiling likewise.

        A rounding that occurs twice is one variable, and so is one in which nothing varies.
        """
        suffix = self.suffix if rounding.free_symbols & self.varying else ""
        key = (str(rounding), suffix)
        if key in self.script.named:
            return self.script.named[key]
        name = self.script.named[key] = f"rounded_{len(self.script.named)}{suffix}"
        top, bottom = self.quotient(rounding.args[0])
        self.script.declare(name, least=0)
        if isinstance(rounding, floor):
            below, above = f"(* {name} {bottom})", f"(* (+ {name} 1) {bottom})"
            self.script.require(f"(and (<= {below} {top}) (< {top} {above}))")
        else:
            below, above = f"(* (- {name} 1) {bottom})", f"(* {name} {bottom})"
            self.script.require(f"(and (< {below} {top}) (<= {top} {above}))")
        return name
