"""Mathematics in any medium: where brackets, signs, dots and fractions go, decided once.

Every formula that is shown is made of pieces that know how tightly they bind; a piece that binds
less tightly than its place demands is bracketed here and nowhere else. A medium (text, LaTeX,
MathML) says only how it writes a number, a name, brackets, a quotient, a power.
"""

from abc import abstractmethod
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import IntEnum
from itertools import pairwise

from sympy import Add, Expr, Rational, Symbol, fraction
from sympy.core import Basic
from sympy.printing.printer import Printer

from symparams.render.notation import Notation
from symparams.render.ordering import Product, ordered_terms, product


class Binds(IntEnum):
    """How tightly the outermost operation of a piece holds it together."""

    SUM = 1
    """``a + b``, and whatever begins with a minus."""
    QUOTIENT = 2
    """``a/b`` on one line, which is bracketed wherever it is a factor: ``(25/2)LH²``."""
    PRODUCT = 3
    POWER = 4
    """``a²``, ``√a``, a fraction with a bar: a factor as it is, bracketed only below a power."""
    ATOM = 5


@dataclass(frozen=True, slots=True)
class Written:
    """A piece of a formula in some medium: its text, and how tightly it binds.

    ``is_wide`` says that it reads badly beside another factor without a sign between them.
    """

    text: str
    binds: Binds = Binds.ATOM
    is_wide: bool = False


class WrittenMath(Printer):
    """Prints expressions in the order in which people write them, in the medium of a subclass.

    ``put_in`` is what is written in the place of a symbol, to show a substitution as it is made:
    a number for ``H``, or ``H/heads`` for ``head_dim``; a sign then stands between all factors.
    """

    def __init__(
        self, notation: Notation | None = None, put_in: Mapping[Symbol, Expr] | None = None
    ) -> None:
        super().__init__()
        self.notation = notation or Notation()
        self.put_in = put_in or {}

    def write(self, expression: Expr) -> str:
        """The whole expression."""
        return self._whole(self.inner(expression))

    def inner(self, expression: Expr) -> str:
        """The expression as it stands inside a larger formula."""
        text: str = self._print(expression).text
        return text

    def factor(self, expression: Expr) -> str:
        """The expression as it stands beside a sign of multiplication: a sum in brackets."""
        return self._whole(self._inside(self._print(expression), Binds.PRODUCT).text)

    def bracketed(self, expression: Expr) -> str:
        """The expression in brackets, whatever it is."""
        return self._whole(self._bracketed(self.inner(expression)))

    def product(self, *factors: Expr | Written) -> str:
        """A product as it stands: each factor an expression, or a body that is grouped already."""
        pieces = (f if isinstance(f, Written) else self._print(f) for f in factors if f != 1)
        return self._whole(self._joined(pieces).text)

    def terms(self, expression: Expr) -> list[str]:
        """The terms of a sum, each with its sign, in reading order: a line breaks between them.

        A product that ends in a sum, ``12LH²(1 + …)``, is given term by term too, so that a
        line may be broken inside its brackets.
        """
        last = product(expression).above[-1:] if expression.is_Mul else ()
        if last and last[0].is_Add:
            return self.summand(expression / last[0], last[0])
        return [self._whole(term) for term in self._terms(expression)]

    def summand(self, times: Expr, body: Expr) -> list[str]:
        """``times·(body)`` with the brackets in view, term by term."""
        if times == 1:
            return self.terms(body)
        first, *inner = self._terms(body)
        part = product(times)
        leading = self._inside(self._unsigned(part), Binds.PRODUCT)
        times_sign = self._between(leading, Written("("))
        opened = self._signed(
            f"{leading.text}{times_sign}{self._opened()}{first}",
            is_negative=part.is_negative,
            is_first=True,
        )
        *pieces, last = opened, *inner
        return [self._whole(piece) for piece in (*pieces, last + self._closed())]

    # How a medium writes things.

    def _whole(self, text: str) -> str:
        """A formula, or a line of one, as it stands among words."""
        return text

    @abstractmethod
    def _number(self, value: int) -> str:
        """A whole number that is not negative."""

    @abstractmethod
    def _name(self, symbol: Symbol) -> Written:
        """The name of a symbol."""

    @abstractmethod
    def _bracketed(self, text: str) -> str: ...

    @abstractmethod
    def _opened(self) -> str:
        """A bracket that another piece closes."""

    @abstractmethod
    def _closed(self) -> str: ...

    @abstractmethod
    def _signed(self, text: str, *, is_negative: bool, is_first: bool) -> str:
        """A term with its sign: nothing before a first term that is not negative."""

    @abstractmethod
    def _sum(self, terms: list[str]) -> str: ...

    @abstractmethod
    def _between(self, before: Written, after: Written) -> str:
        """What stands between two factors."""

    @abstractmethod
    def _quotient(self, above: Written, below: Written) -> Written: ...

    @abstractmethod
    def _power(self, base: Written, exponent: Expr) -> Written: ...

    @abstractmethod
    def _root(self, base: Expr) -> Written: ...

    @abstractmethod
    def _rounded(self, name: str, inner: str) -> Written:
        """``floor`` or ``ceiling`` of what is ``inner``."""

    @abstractmethod
    def _function(self, name: str, arguments: list[str]) -> Written: ...

    @abstractmethod
    def _verbatim(self, text: str) -> str:
        """What no rule here knows, as SymPy writes it."""

    def _substituted(self, symbol: Symbol, value: Written) -> Written:
        """``value`` where it stands for ``symbol``."""
        return value

    # What is the same in every medium.

    def _plain(self) -> "WrittenMath":
        """The same, with nothing put in."""
        return type(self)(self.notation)

    def emptyPrinter(self, expr: Basic) -> Written:
        return Written(self._verbatim(str(expr)), Binds.SUM, is_wide=True)

    def _inside(self, piece: Written, least: Binds) -> Written:
        """A piece where something that binds less tightly than ``least`` needs brackets."""
        return piece if piece.binds >= least else Written(self._bracketed(piece.text))

    def _print_Symbol(self, expr: Symbol) -> Written:
        if expr not in self.put_in:
            return self._name(expr)
        plain = self._plain()._print(self.put_in[expr])
        return self._substituted(expr, plain)

    def _print_Rational(self, expr: Rational) -> Written:
        return self._product(product(expr))

    def _print_Mul(self, expr: Expr) -> Written:
        return self._product(product(expr))

    def _print_Add(self, expr: Expr) -> Written:
        return Written(self._sum(self._terms(expr)), Binds.SUM, is_wide=True)

    def _print_Pow(self, expr: Expr) -> Written:
        base, exponent = expr.as_base_exp()
        if exponent.is_Rational and exponent < 0:
            return self._product(product(expr))
        if exponent == Rational(1, 2):
            return self._root(base)
        return self._power(self._inside(self._print(base), Binds.ATOM), exponent)

    def _print_floor(self, expr: Expr) -> Written:
        return self._rounded("floor", self._over_one_line(expr.args[0]))

    def _print_ceiling(self, expr: Expr) -> Written:
        return self._rounded("ceiling", self._over_one_line(expr.args[0]))

    def _over_one_line(self, quotient: Expr) -> str:
        """What is rounded, as it is read: ``H/2`` where a term would be ``(1/2)·H``."""
        above, below = fraction(quotient)
        if below == 1 or below.has(Add):
            return self.inner(quotient)
        return self._quotient(self._print(above), self._print(below)).text

    def _print_Function(self, expr: Expr) -> Written:
        return self._function(type(expr).__name__, [self.inner(part) for part in expr.args])

    def _print_LatticeOp(self, expr: Expr) -> Written:
        return self._print_Function(expr)

    def _terms(self, expression: Expr) -> list[str]:
        signed = []
        for place, term in enumerate(ordered_terms(expression)):
            part = product(term)
            unsigned = self._inside(self._unsigned(part), Binds.QUOTIENT)
            signed.append(
                self._signed(unsigned.text, is_negative=part.is_negative, is_first=not place)
            )
        return signed

    def _product(self, part: Product) -> Written:
        unsigned = self._unsigned(part)
        if not part.is_negative:
            return unsigned
        body = self._inside(unsigned, Binds.QUOTIENT).text
        return Written(self._signed(body, is_negative=True, is_first=True), Binds.SUM, is_wide=True)

    def _unsigned(self, part: Product) -> Written:
        above = [self._print(factor) for factor in part.above]
        below = [self._print(factor) for factor in part.below]
        top, bottom = int(part.coefficient.p), int(part.coefficient.q)
        whole = Written(self._number(top))
        if bottom != 1 and not below:
            ratio = self._quotient(whole, Written(self._number(bottom)))
            return self._joined([ratio, *above])
        if bottom != 1:
            below.insert(0, Written(self._number(bottom)))
        if top != 1 or not above:
            above.insert(0, whole)
        if not below:
            return self._joined(above)
        return self._quotient(self._joined(above), self._joined(below))

    def _joined(self, factors: Iterable[Written]) -> Written:
        """The factors side by side, or with a sign between them."""
        pieces = list(factors)
        if len(pieces) < 2:
            return pieces[0] if pieces else Written(self._number(1))
        pieces = [self._inside(piece, Binds.PRODUCT) for piece in pieces]
        text = pieces[0].text
        for before, after in pairwise(pieces):
            text += self._between(before, after) + after.text
        return Written(text, Binds.PRODUCT, is_wide=any(piece.is_wide for piece in pieces))
