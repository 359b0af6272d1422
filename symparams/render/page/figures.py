"""Numbers that follow the values: each is marked with what it shows, so that the page finds it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from sympy import Add, Expr, Symbol

from symparams.algebra.closed_forms import Amount
from symparams.operations.exploration import Exploration, Figure
from symparams.render.notation import Notation
from symparams.render.numbers import grouped, percent
from symparams.render.page.markup import Html, element
from symparams.render.printers.mathml_math import MathmlMath
from symparams.render.printers.text_math import TextMath
from symparams.render.printers.written_math import Written

BREAK = "<wbr>"


@dataclass(frozen=True, slots=True)
class Writer:
    """Writes the numbers and formulas of one page, and keeps what each number is computed from.

    ``places`` is each symbol's place in the page's list, ``expressions`` what the page evaluates.
    """

    exploration: Exploration
    notation: Notation
    places: dict[Symbol, int]
    expressions: dict[str, Expr] = field(default_factory=dict)

    @property
    def noun(self) -> str:
        """What is counted: ``parameters``."""
        return self.exploration.model.quantity.name

    @property
    def math(self) -> MathmlMath:
        return MathmlMath(self.notation)

    @property
    def text(self) -> TextMath:
        return TextMath(self.notation)

    def formula(self, expression: Expr) -> Html:
        """A formula that is not broken, such as a side of a tensor."""
        return Html(self.math.write(expression))

    def sum(self, expression: Expr) -> Html:
        """A formula that may be broken between its terms."""
        return terms(self.math.terms(expression))

    def figure(self, name: str, expression: Amount, amount: Amount) -> Html:
        """A number that the page evaluates again when a value changes."""
        self.expressions[name] = Add(expression)
        return element("span", grouped(amount, self.text), class_="number", data_figure=name)

    def shown(self, name: str, figure: Figure) -> Html:
        return self.figure(name, figure.expression, figure.number)

    def share(self, name: str, share: Expr) -> Html:
        """What part of the total the figure ``name`` is."""
        written = percent(share) if share.is_Rational else ""
        return element("span", written, class_="number", data_share=name)

    def value(self, symbol: Symbol, number: Expr) -> Html:
        """The value of a symbol, as a reader would type it."""
        written = plain(number)
        return element("span", written, class_="number", data_value=str(self.places[symbol]))

    def with_put_in(self, put_in: Mapping[Symbol, Expr]) -> "MathmlMath":
        """Formulas in which something stands for each symbol of ``put_in``."""
        return PutIn(self.notation, put_in, self.places)


class PutIn(MathmlMath):
    """Marks what is put in: a value, so that the page finds it, and what a relation says."""

    def __init__(
        self, notation: Notation, put_in: Mapping[Symbol, Expr], places: Mapping[Symbol, int]
    ) -> None:
        super().__init__(notation, put_in)
        self.places = places

    def _plain(self) -> MathmlMath:
        return MathmlMath(self.notation)

    def _substituted(self, symbol: Symbol, value: Written) -> Written:
        number = self.put_in[symbol]
        if number.is_Rational and symbol in self.places:
            shown = plain(number, in_brackets=True)
            return Written(f'<mn data-put-in="{self.places[symbol]}">{shown}</mn>')
        return Written(f'<mrow class="put-in">{self._bracketed(value.text)}</mrow>')


def terms(formulas: Iterable[str]) -> Html:
    """Formulas in a row, where a browser may break the line between two of them."""
    return Html(f'<span class="terms">{BREAK.join(formulas)}</span>')


def plain(number: Expr, *, in_brackets: bool = False) -> str:
    """An exact number with its thousands grouped: ``12,288``, ``8/3``, as a factor ``(8/3)``."""
    if number.is_Integer:
        return f"{int(number):,}"
    return f"({number})" if in_brackets else str(number)
