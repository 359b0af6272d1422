"""Expressions as text, in the order people write them: ``12LH² + (V + S)H``."""

import re
from collections.abc import Mapping

from sympy import Expr, Symbol

from symparams.render.notation import Notation
from symparams.render.printers.written_math import Binds, Written, WrittenMath

SUPERSCRIPTS = str.maketrans("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻")
LETTER = re.compile(r"[^\W\d_][₀-₉]*")
WORD = re.compile(r"[^\W\d][\w.]*")


WIDEST = 72
"""A formula in a table takes another line where it would be wider than this."""


def folded(formula: str, widest: int = WIDEST) -> str:
    """A formula on as many lines as a table needs for it, broken before its signs."""
    lines = [""]
    for term in re.split(r" (?=[+−] )", formula):
        if lines[-1] and len(lines[-1]) + len(term) >= widest:
            lines.append(f"  {term}")
        else:
            lines[-1] += f" {term}" if lines[-1] else term
    return "\n".join(lines)


class TextMath(WrittenMath):
    """Prints single letters side by side (``12LH²``) and longer names with dots (``heads·H``).

    Where something is put in, ``dot`` stands between all factors.
    """

    def __init__(
        self,
        notation: Notation | None = None,
        put_in: Mapping[Symbol, Expr] | None = None,
        dot: str = "·",
    ) -> None:
        super().__init__(notation, put_in)
        self.dot = dot

    def grouped(self, body: Expr) -> Written:
        """A body in square brackets, beside its number of copies: ``L·[4H² + 8H²]``."""
        return Written(f"[{self.write(body)}]", is_wide=True)

    def _number(self, value: int) -> str:
        return str(value)

    def _name(self, symbol: Symbol) -> Written:
        text = self.notation.text(symbol)
        binds = Binds.ATOM if WORD.fullmatch(text) else Binds.POWER
        return Written(text, binds, is_wide=not LETTER.fullmatch(text))

    def _bracketed(self, text: str) -> str:
        return f"({text})"

    def _opened(self) -> str:
        return "("

    def _closed(self) -> str:
        return ")"

    def _signed(self, text: str, *, is_negative: bool, is_first: bool) -> str:
        if is_first:
            return f"−{text}" if is_negative else text
        return f"− {text}" if is_negative else f"+ {text}"

    def _sum(self, terms: list[str]) -> str:
        return " ".join(terms)

    def _between(self, before: Written, after: Written) -> str:
        is_apart = self.put_in or before.is_wide or after.is_wide or after.text[0].isdigit()
        return self.dot if is_apart else ""

    def _quotient(self, above: Written, below: Written) -> Written:
        top, bottom = self._inside(above, Binds.PRODUCT), self._inside(below, Binds.POWER)
        return Written(f"{top.text}/{bottom.text}", Binds.QUOTIENT, is_wide=True)

    def _power(self, base: Written, exponent: Expr) -> Written:
        if exponent.is_Integer:
            raised = str(exponent).translate(SUPERSCRIPTS)
            return Written(base.text + raised, Binds.POWER, base.is_wide)
        return Written(f"{base.text}^({self.inner(exponent)})", Binds.POWER, is_wide=True)

    def _root(self, base: Expr) -> Written:
        inner = self._inside(self._print(base), Binds.ATOM)
        return Written(f"√{inner.text}", Binds.POWER, is_wide=True)

    def _rounded(self, name: str, inner: str) -> Written:
        return self._function(name, [inner])

    def _function(self, name: str, arguments: list[str]) -> Written:
        return Written(f"{name}({', '.join(arguments)})", is_wide=True)

    def _verbatim(self, text: str) -> str:
        return text

    def _substituted(self, symbol: Symbol, value: Written) -> Written:
        return self._inside(value, Binds.POWER)
