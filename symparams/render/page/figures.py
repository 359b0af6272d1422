"""Numbers that follow the values: each is marked with what it shows, so that the page finds it."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from sympy import Add, Expr, Rational, Symbol

from symparams.counting import Amount
from symparams.exploration import Exploration, Figure
from symparams.render.mathml_math import MathmlMath
from symparams.render.notation import Notation
from symparams.render.numbers import grouped, percent
from symparams.render.page.markup import Html, element
from symparams.render.text_math import TextMath

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

    def put_in(self, symbol: Symbol, number: Rational) -> str:
        """The value of a symbol where it stands in a formula."""
        written = plain(number, in_brackets=True)
        return f'<mn data-put-in="{self.places[symbol]}">{written}</mn>'


def terms(formulas: Iterable[str]) -> Html:
    """Formulas in a row, where a browser may break the line between two of them."""
    return Html(f'<span class="terms">{BREAK.join(formulas)}</span>')


def plain(number: Expr, *, in_brackets: bool = False) -> str:
    """An exact number with its thousands grouped: ``12,288``, ``8/3``, as a factor ``(8/3)``."""
    if number.is_Integer:
        return f"{int(number):,}"
    return f"({number})" if in_brackets else str(number)
