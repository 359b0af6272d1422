"""Expressions as MathML, which browsers draw themselves, in the order people write them."""

from html import escape

from sympy import Expr, Symbol

from symparams.render.ordering import product
from symparams.render.printers.written_math import Binds, Written, WrittenMath

TIMES = "<mo>&#x2062;</mo>"
DOT = "<mo>·</mo>"
OPEN, CLOSE = '<mo stretchy="false">(</mo>', '<mo stretchy="false">)</mo>'


class MathmlMath(WrittenMath):
    """Prints single letters side by side and longer names with dots, as `TextMath` does."""

    def times_sign(self, factor: Expr) -> str:
        """What stands between a number and ``factor``; nothing where they stand side by side."""
        first = product(factor).above[:1]
        return "·" if first and self._print(first[0]).is_wide else ""

    def _whole(self, text: str) -> str:
        """One formula to stand in a line of text; a browser breaks lines between two of them."""
        return f"<math>{text}</math>"

    def _number(self, value: int) -> str:
        return number(value)

    def _name(self, symbol: Symbol) -> Written:
        """The project's own names are words; in a paper's name, ``d_model``, there is an index."""
        scope, _, text = self.notation.text(symbol).rpartition(".")
        base, _, index = text.partition("_")
        is_indexed = len(base) == 1 and bool(index) and text != symbol.name.rpartition(".")[2]
        below = ", ".join(filter(None, (index if is_indexed else "", scope)))
        name = base if is_indexed else text
        if below:
            indexed = f"<msub>{identifier(name)}{identifier(below)}</msub>"
            return Written(indexed, is_wide=bool(scope))
        return Written(identifier(name), is_wide=len(name) > 1)

    def _bracketed(self, text: str) -> str:
        """``text`` in brackets, which grow only around a quotient."""
        if "<mfrac>" in text:
            return row(f"<mo>(</mo>{text}<mo>)</mo>")
        return f"{OPEN}{text}{CLOSE}"

    def _opened(self) -> str:
        return OPEN

    def _closed(self) -> str:
        return CLOSE

    def _signed(self, text: str, *, is_negative: bool, is_first: bool) -> str:
        sign = "−" if is_negative else "" if is_first else "+"
        form = "prefix" if is_first else "infix"
        return f'<mo form="{form}">{sign}</mo>{text}' if sign else text

    def _sum(self, terms: list[str]) -> str:
        return "".join(terms)

    def _between(self, before: Written, after: Written) -> str:
        are_apart = self.put_in or before.is_wide or after.is_wide or after.text.startswith("<mn")
        return DOT if are_apart else TIMES

    def _quotient(self, above: Written, below: Written) -> Written:
        return Written(f"<mfrac>{row(above.text)}{row(below.text)}</mfrac>", Binds.POWER)

    def _power(self, base: Written, exponent: Expr) -> Written:
        raised = f"<msup>{row(base.text)}{row(self.inner(exponent))}</msup>"
        return Written(raised, Binds.POWER, base.is_wide)

    def _root(self, base: Expr) -> Written:
        return Written(f"<msqrt>{self.inner(base)}</msqrt>")

    def _rounded(self, name: str, inner: str) -> Written:
        opened, closed = {"floor": ("⌊", "⌋"), "ceiling": ("⌈", "⌉")}[name]
        return Written(f"<mo>{opened}</mo>{inner}<mo>{closed}</mo>")

    def _function(self, name: str, arguments: list[str]) -> Written:
        inner = "<mo>,</mo>".join(arguments)
        return Written(f"{identifier(name.lower())}<mo>(</mo>{inner}<mo>)</mo>", is_wide=True)

    def _verbatim(self, text: str) -> str:
        return f"<mtext>{escape(text)}</mtext>"

    def _substituted(self, symbol: Symbol, value: Written) -> Written:
        return self._inside(value, Binds.ATOM)


def identifier(name: str) -> str:
    """A name: a letter in italics, a longer word upright."""
    return f"<mi>{escape(name)}</mi>"


def number(value: int) -> str:
    """A whole number with its thousands grouped."""
    return f"<mn>{value:,}</mn>"


def row(content: str) -> str:
    """Several pieces as one, where MathML takes a single child."""
    return f"<mrow>{content}</mrow>"
