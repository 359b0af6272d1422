"""Expressions as MathML, which browsers draw themselves, in the order people write them."""

from collections.abc import Mapping
from html import escape
from itertools import pairwise

from sympy import Expr, Integer, Rational, Symbol
from sympy.printing.str import StrPrinter

from symparams.render.notation import Notation
from symparams.render.ordering import ordered_terms, product

TIMES = "<mo>&#x2062;</mo>"
DOT = "<mo>·</mo>"
OPEN, CLOSE = '<mo stretchy="false">(</mo>', '<mo stretchy="false">)</mo>'


class MathmlMath(StrPrinter):
    """Prints single letters side by side and longer names with dots, as `TextMath` does.

    ``replaced`` writes MathML in the place of a symbol, to show a substitution as it is made.
    """

    def __init__(
        self, notation: Notation | None = None, replaced: Mapping[Symbol, str] | None = None
    ) -> None:
        super().__init__()
        self.notation = notation or Notation()
        self.replaced = replaced or {}

    def write(self, expression: Expr) -> str:
        """The whole expression as one formula."""
        return formula(str(self.doprint(expression)))

    def terms(self, expression: Expr) -> list[str]:
        """A formula for each term of a sum, with its sign: a browser breaks lines between them.

        A product that ends in a sum, ``12LH²(1 + …)``, is given term by term too.
        """
        return [formula(term) for term in self._terms(expression)]

    def summand(self, times: Expr, once: Expr) -> list[str]:
        """``times·(once)`` with the brackets in view, term by term."""
        if times == 1:
            return self.terms(once)
        first, *inner = self._terms(once)
        before = f"{self._factor(times)}{TIMES}{OPEN}"
        return [formula(term) for term in _closed([f"{before}{first}", *inner])]

    def side(self, size: Expr) -> str:
        """One side of a tensor: a sum in brackets."""
        return formula(self._factor(size))

    def times_sign(self, factor: Expr) -> str:
        """What stands between a number and ``factor``; nothing where they stand side by side."""
        first = product(factor).above[:1]
        return "" if not first or self._is_compact(first[0]) else "·"

    def _terms(self, expression: Expr) -> list[str]:
        last = product(expression).above[-1:] if expression.is_Mul else ()
        if last and last[0].is_Add:
            first, *inner = self._terms(last[0])
            leading = expression / last[0]
            before = "" if leading == 1 else self._factor(leading) + TIMES
            return _closed([f"{before}{OPEN}{first}", *inner])
        signed = []
        for number, term in enumerate(ordered_terms(expression)):
            sign = "−" if product(term).is_negative else "+" if number else ""
            form = "infix" if number else "prefix"
            operator = f'<mo form="{form}">{sign}</mo>' if sign else ""
            signed.append(operator + self._unsigned(term))
        return signed

    def _print_Symbol(self, expr: Symbol) -> str:
        return self.replaced.get(expr) or self._name(expr)

    def _name(self, symbol: Symbol) -> str:
        """The project's own names are words; in a paper's name, ``d_model``, there is an index."""
        base, index = self._parts(symbol)
        if not index:
            return identifier(base)
        return f"<msub>{identifier(base)}{identifier(index)}</msub>"

    def _parts(self, symbol: Symbol) -> tuple[str, str]:
        text = self.notation.text(symbol)
        base, _, index = text.partition("_")
        is_indexed = len(base) == 1 and text != symbol.name
        return (base, index) if is_indexed else (text, "")

    def _print_Integer(self, expr: Integer) -> str:
        return ("<mo>−</mo>" if expr < 0 else "") + number(abs(int(expr)))

    def _print_Rational(self, expr: Rational) -> str:
        return ("<mo>−</mo>" if expr < 0 else "") + self._unsigned(expr)

    def _print_Add(self, expr: Expr, order: object = None) -> str:
        return "".join(self._terms(expr))

    def _print_Mul(self, expr: Expr) -> str:
        return ("<mo>−</mo>" if product(expr).is_negative else "") + self._unsigned(expr)

    def _print_Pow(self, expr: Expr, rational: bool = False) -> str:
        base, exponent = expr.as_base_exp()
        if exponent.is_Rational and exponent < 0:
            return self._unsigned(expr)
        return f"<msup>{row(self._factor(base))}{row(self._print(exponent))}</msup>"

    def _print_floor(self, expr: Expr) -> str:
        return f"<mo>⌊</mo>{self._print(expr.args[0])}<mo>⌋</mo>"

    def _print_ceiling(self, expr: Expr) -> str:
        return f"<mo>⌈</mo>{self._print(expr.args[0])}<mo>⌉</mo>"

    def _print_Function(self, expr: Expr) -> str:
        inner = "<mo>,</mo>".join(self._print(argument) for argument in expr.args)
        return f"{identifier(type(expr).__name__.lower())}<mo>(</mo>{inner}<mo>)</mo>"

    def _print_LatticeOp(self, expr: Expr) -> str:
        return self._print_Function(expr)

    def _unsigned(self, term: Expr) -> str:
        part = product(term)
        top, bottom = int(part.coefficient.p), int(part.coefficient.q)
        if not part.below and bottom != 1:
            coefficient = fraction(number(top), number(bottom))
            return coefficient + (TIMES + self._joined(part.above) if part.above else "")
        above = self._with_coefficient(top, part.above)
        if not part.below:
            return above
        return fraction(above, self._with_coefficient(bottom, part.below))

    def _with_coefficient(self, coefficient: int, factors: tuple[Expr, ...]) -> str:
        if not factors:
            return number(coefficient)
        if coefficient == 1:
            return self._joined(factors)
        return number(coefficient) + self._between(Integer(1), factors[0]) + self._joined(factors)

    def _joined(self, factors: tuple[Expr, ...]) -> str:
        written = self._factor(factors[0])
        for before, after in pairwise(factors):
            written += self._between(before, after) + self._factor(after)
        return written

    def _between(self, before: Expr, after: Expr) -> str:
        are_compact = self._is_compact(before) and self._is_compact(after)
        return TIMES if are_compact and not self.replaced else DOT

    def _is_compact(self, factor: Expr) -> bool:
        base = factor.as_base_exp()[0]
        return not base.is_Symbol or len(self._parts(base)[0]) == 1

    def _factor(self, factor: Expr) -> str:
        written = str(self._print(factor))
        is_fraction = isinstance(factor, Rational) and not factor.is_Integer
        return bracketed(written) if factor.is_Add or is_fraction else written


def _closed(terms: list[str]) -> list[str]:
    return [*terms[:-1], f"{terms[-1]}{CLOSE}"]


def bracketed(content: str) -> str:
    """``content`` in brackets, which grow only around a quotient."""
    if "<mfrac>" in content:
        return row(f"<mo>(</mo>{content}<mo>)</mo>")
    return f"{OPEN}{content}{CLOSE}"


def formula(content: str) -> str:
    """One formula to stand in a line of text."""
    return f"<math>{content}</math>"


def identifier(name: str) -> str:
    """A name: a letter in italics, a longer word upright."""
    return f"<mi>{escape(name)}</mi>"


def number(value: int) -> str:
    """A whole number with its thousands grouped."""
    return f"<mn>{value:,}</mn>"


def row(content: str) -> str:
    """Several pieces as one, where MathML takes a single child."""
    return f"<mrow>{content}</mrow>"


def fraction(above: str, below: str) -> str:
    """A quotient."""
    return f"<mfrac>{row(above)}{row(below)}</mfrac>"
