r"""Expressions as LaTeX, in the order people write them: ``12 L H^{2} + (V + S) H``."""

from collections.abc import Mapping
from itertools import pairwise

from sympy import Expr, Integer, Pow, Rational, Symbol
from sympy.printing.latex import LatexPrinter

from symparams.render.notation import Notation
from symparams.render.ordering import ordered_terms, product


def grouped_digits(number: int) -> str:
    """A whole number with its thousands grouped: ``12{,}288``."""
    return f"{number:,}".replace(",", "{,}")


def bracketed(written: str) -> str:
    """``written`` in brackets, which grow only around a fraction."""
    return rf"\left({written}\right)" if r"\frac" in written else f"({written})"


class LatexMath(LatexPrinter):
    r"""Prints products as people write them, with numbers grouped in thousands.

    ``replaced`` writes LaTeX in the place of a symbol, to show a substitution as it is made;
    ``\cdot`` then stands between factors.
    """

    def __init__(
        self, notation: Notation | None = None, replaced: Mapping[Symbol, str] | None = None
    ) -> None:
        super().__init__()
        self.notation = notation or Notation()
        self.replaced = replaced or {}

    def write(self, expression: Expr) -> str:
        return str(self.doprint(expression))

    def terms(self, expression: Expr) -> list[str]:
        """The terms of a sum, each with its sign, in reading order.

        A product that ends in a sum, ``12LH²(1 + …)``, is given term by term too, so that a
        line may be broken inside its brackets.
        """
        if expression.is_Mul and (last := product(expression).above[-1:]) and last[0].is_Add:
            first, *inner = self.terms(last[0])
            leading = expression / last[0]
            before = "" if leading == 1 else self._factor(leading) + " "
            return [rf"{before}\bigl({first}", *inner[:-1], rf"{inner[-1]}\bigr)"]
        signed = []
        for number, term in enumerate(ordered_terms(expression)):
            sign = "- " if product(term).is_negative else "+ " if number else ""
            signed.append(sign + self._unsigned(term))
        return signed

    def _print_Symbol(self, expr: Symbol, style: str = "plain") -> str:
        return self.replaced.get(expr) or self.notation.latex(expr)

    def _print_Integer(self, expr: Integer) -> str:
        return grouped_digits(int(expr))

    def _print_Rational(self, expr: Rational) -> str:
        return ("- " if expr < 0 else "") + self._unsigned(expr)

    def _print_Add(self, expr: Expr, order: object = None) -> str:
        return " ".join(self.terms(expr))

    def _print_Mul(self, expr: Expr) -> str:
        return ("- " if product(expr).is_negative else "") + self._unsigned(expr)

    def _print_Pow(self, expr: Expr) -> str:
        base, exponent = expr.as_base_exp()
        if exponent.is_Rational and exponent < 0:
            return self._unsigned(expr)
        if exponent == Rational(1, 2):
            return rf"\sqrt{{{self._print(base)}}}"
        return f"{self._factor(base, is_base=True)}^{{{self._print(exponent)}}}"

    def _unsigned(self, term: Expr) -> str:
        part = product(term)
        above = [self._factor(f) for f in part.above]
        below = [self._factor(f, is_alone=len(part.below) == 1) for f in part.below]
        top, bottom = int(part.coefficient.p), int(part.coefficient.q)
        if not below and bottom != 1:
            fraction = rf"\frac{{{grouped_digits(top)}}}{{{grouped_digits(bottom)}}}"
            return self._joined([fraction, *above])
        if top != 1 or not above:
            above.insert(0, grouped_digits(top))
        if bottom != 1:
            below = [grouped_digits(bottom), *(self._factor(f) for f in part.below)]
        if not below:
            return self._joined(above)
        if len(part.above) == 1 and top == 1:
            above = [self._factor(part.above[0], is_alone=True)]
        return rf"\frac{{{self._joined(above)}}}{{{self._joined(below)}}}"

    def _factor(self, factor: Expr, *, is_alone: bool = False, is_base: bool = False) -> str:
        if factor.is_Add and not is_alone:
            return bracketed(str(self._print(factor)))
        is_plain_power = isinstance(factor, Pow) and factor.exp.is_positive
        is_bracketed = is_base and not (factor.is_Symbol or factor.is_Integer or is_plain_power)
        written = str(self._print(factor))
        return bracketed(written) if is_bracketed else written

    def _joined(self, factors: list[str]) -> str:
        if self.replaced:
            return r" \cdot ".join(factors)
        written = factors[0]
        for before, after in pairwise(factors):
            is_wide = any(r"\mathrm" in f and "(" not in f for f in (before, after))
            written += (r" \, " if is_wide else " ") + after
        return written
