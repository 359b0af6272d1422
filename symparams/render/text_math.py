"""Expressions as text, in the order people write them: ``12LH² + (V + S)H``."""

from collections.abc import Mapping
from itertools import pairwise

from sympy import Expr, Pow, Rational, Symbol
from sympy.printing.str import StrPrinter

from symparams.render.notation import Notation
from symparams.render.ordering import ordered_terms, product

SUPERSCRIPTS = str.maketrans("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻")


class TextMath(StrPrinter):
    """Prints single letters side by side (``12LH²``) and longer names with dots (``heads·H``).

    ``replaced`` writes a text in the place of a symbol, to show a substitution as it is made:
    a number for ``H``, or ``(H/heads)`` for ``head_dim``; ``dot`` then stands between factors.
    """

    def __init__(
        self,
        notation: Notation | None = None,
        replaced: Mapping[Symbol, str] | None = None,
        dot: str = "·",
    ) -> None:
        super().__init__()
        self.notation = notation or Notation()
        self.replaced = replaced or {}
        self.dot = dot

    def write(self, expression: Expr) -> str:
        return str(self.doprint(expression))

    def _print_Symbol(self, expr: Symbol) -> str:
        return self.replaced.get(expr) or self.notation.text(expr)

    def _print_Add(self, expr: Expr, order: object = None) -> str:
        written = ""
        for term in ordered_terms(expr):
            is_negative = product(term).is_negative
            first, later = ("−", " − ") if is_negative else ("", " + ")
            written += (later if written else first) + self._unsigned(term)
        return written

    def _print_Mul(self, expr: Expr) -> str:
        return ("−" if product(expr).is_negative else "") + self._unsigned(expr)

    def _print_Rational(self, expr: Rational) -> str:
        return ("−" if expr < 0 else "") + self._unsigned(expr)

    def _print_Pow(self, expr: Expr, rational: bool = False) -> str:
        base, exponent = expr.as_base_exp()
        if exponent.is_Rational and exponent < 0:
            return self._unsigned(expr)
        return self._power(base, exponent)

    def _power(self, base: Expr, exponent: Expr) -> str:
        written = self._factor(base)
        if exponent == Rational(1, 2):
            return f"√{written}"
        if exponent.is_Integer:
            return written + str(exponent).translate(SUPERSCRIPTS)
        return f"{written}^({self._print(exponent)})"

    def _unsigned(self, term: Expr) -> str:
        part = product(term)
        above = [self._factor(f) for f in part.above]
        below = [self._factor(f) for f in part.below]
        top, bottom = part.coefficient.p, part.coefficient.q
        if above and bottom != 1 and not below:
            return self._joined([f"({top}/{bottom})", *above])
        if top != 1 or not above:
            above.insert(0, str(top))
        if bottom != 1:
            below.insert(0, str(bottom))
        if not below:
            return self._joined(above)
        denominator = self._joined(below)
        return f"{self._joined(above)}/{denominator if len(below) == 1 else f'({denominator})'}"

    def _factor(self, factor: Expr) -> str:
        if factor.is_Add:
            return f"({self._print(factor)})"
        if isinstance(factor, Pow) and factor.exp.is_Integer and factor.exp > 0:
            return self._power(*factor.as_base_exp())
        return str(self._print(factor))

    def _joined(self, factors: list[str]) -> str:
        written = factors[0]
        for before, after in pairwise(factors):
            written += self._between(before, after) + after
        return written

    def _between(self, before: str, after: str) -> str:
        is_side_by_side = not self.replaced and _is_compact(before) and _is_compact(after)
        return "" if is_side_by_side else self.dot


def _is_compact(written: str) -> bool:
    """Whether a factor reads well without a dot: a letter, its power, a number, a bracket."""
    is_bracket = written.startswith("(")
    letters = [c for c in written if c.isalpha() or c == "_"]
    return is_bracket or written.isdigit() or (len(letters) == 1 and written[0].isalpha())
