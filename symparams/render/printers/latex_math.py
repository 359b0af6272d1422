r"""Expressions as LaTeX, in the order people write them: ``12 L H^{2} + (V + S) H``."""

from sympy import Expr, Symbol

from symparams.render.printers.written_math import Binds, Written, WrittenMath

FUNCTIONS = {"Max": r"\max", "Min": r"\min", "Mod": r"\operatorname{mod}", "log": r"\log"}


def grouped_digits(number: int) -> str:
    """A whole number with its thousands grouped: ``12{,}288``."""
    return f"{number:,}".replace(",", "{,}")


class LatexMath(WrittenMath):
    r"""Prints products as people write them, with numbers grouped in thousands.

    Where something is put in, ``\cdot`` stands between all factors.
    """

    def braced(self, body: str, label: str) -> Written:
        """What is written over its label."""
        return Written(rf"\underbrace{{{body}}}_{{\text{{{label}}}}}")

    def _number(self, value: int) -> str:
        return grouped_digits(value)

    def _name(self, symbol: Symbol) -> Written:
        text = self.notation.latex(symbol)
        binds = Binds.POWER if "^" in text else Binds.ATOM
        return Written(text, binds, is_wide=r"\mathrm" in text)

    def _bracketed(self, text: str) -> str:
        return rf"\left({text}\right)" if r"\frac" in text else f"({text})"

    def _opened(self) -> str:
        return r"\bigl("

    def _closed(self) -> str:
        return r"\bigr)"

    def _signed(self, text: str, *, is_negative: bool, is_first: bool) -> str:
        return f"- {text}" if is_negative else text if is_first else f"+ {text}"

    def _sum(self, terms: list[str]) -> str:
        return " ".join(terms)

    def _between(self, before: Written, after: Written) -> str:
        is_number_before = before.text[-1].isdigit() and after.text.startswith(r"\frac")
        if self.put_in or after.text[0].isdigit() or is_number_before:
            return r" \cdot "
        return r" \, " if before.is_wide or after.is_wide else " "

    def _quotient(self, above: Written, below: Written) -> Written:
        return Written(rf"\frac{{{above.text}}}{{{below.text}}}", Binds.POWER)

    def _power(self, base: Written, exponent: Expr) -> Written:
        return Written(f"{base.text}^{{{self.inner(exponent)}}}", Binds.POWER, base.is_wide)

    def _root(self, base: Expr) -> Written:
        return Written(rf"\sqrt{{{self.inner(base)}}}", Binds.POWER)

    def _rounded(self, name: str, inner: str) -> Written:
        side = {"floor": "floor", "ceiling": "ceil"}[name]
        return Written(rf"\left\l{side} {inner} \right\r{side}")

    def _function(self, name: str, arguments: list[str]) -> Written:
        command = FUNCTIONS.get(name, rf"\operatorname{{{name}}}")
        return Written(rf"{command}\left({', '.join(arguments)}\right)")

    def _verbatim(self, text: str) -> str:
        return rf"\text{{{text}}}"
