"""Expressions as text, in the project's own small grammar, read by a parser, never an evaluator.

sum      = product (("+" | "-") product)*
product  = power (("*" | "/") power)*
power    = "-" power | atom ["**" exponent]
exponent = ["-"] integer | "(" ["-"] integer ")"
atom     = integer | [scope "."] name | function "(" sum ("," sum)* ")" | "(" sum ")"
function = "floor" | "ceiling" | "Max" | "Min"
"""

import re
from collections.abc import Callable
from math import comb, prod

from sympy import Add, Expr, Integer, Max, Min, Mul, Pow, Rational, Symbol, ceiling, floor

from symparams.errors import BadValueError, shown

LONGEST = 100_000
DEEPEST = 60
LARGEST_POWER = 64
LARGEST_EXPANSION = 1_000
MOST_ROUNDINGS = 20
LONGEST_INTEGER = 40
TOKEN = re.compile(r"\s*(?:(\d+)|((?:[A-Za-z_]\w*\.)*[A-Za-z_]\w*)|(\*\*|[-+*/(),]))", re.ASCII)
PLUS, MINUS, TIMES, OVER, POWER = "+", "-", "*", "/", "**"
OPEN, CLOSE, COMMA = "(", ")", ","
FUNCTIONS: dict[str, Callable[..., Expr]] = {
    "floor": floor,
    "ceiling": ceiling,
    "Max": Max,
    "Min": Min,
}


def parse_expression(text: str, lookup: Callable[[str], Symbol]) -> Expr:
    """The exact expression that ``text`` writes; each name is looked up with ``lookup``.

    >>> from symparams import symbols
    >>> parse_expression("floor(H/heads)*heads", symbols.lookup)
    heads*floor(H/heads)

    Raises BadValueError, with the place, for anything outside the grammar or its bounds.
    """
    if len(text) > LONGEST:
        raise BadValueError(f"an expression of {len(text)} characters is too long")
    parser = _Parser(text, lookup)
    result = parser.sum()
    if parser.token:
        raise parser.error("an operator")
    return result


class _Parser:
    def __init__(self, text: str, lookup: Callable[[str], Symbol]) -> None:
        self.text = text
        self.lookup = lookup
        self.place = 0
        self.depth = 0
        self.roundings = 0
        self.sizes: dict[Expr, tuple[int, int]] = {}
        self.token = ""
        self.advance()

    def advance(self) -> str:
        """The current token; the next one is read."""
        token, match = self.token, TOKEN.match(self.text, self.place)
        if match is None and self.text[self.place :].strip():
            self.token = ""
            raise self.error("an integer, a name or an operator")
        self.token = match.group().strip() if match else ""
        self.place = match.end() if match else len(self.text)
        return token

    def error(self, wanted: str) -> BadValueError:
        place = max(self.place - len(self.token), 0)
        rest = self.token or self.text[place : place + 1]
        found = shown(rest) if rest else "the end"
        return BadValueError(
            f"cannot read {shown(self.text)} at character {place + 1}: {wanted} is missing "
            f"before {found}"
        )

    def take(self, wanted: str) -> None:
        if self.token != wanted:
            raise self.error(shown(wanted))
        self.advance()

    def sum(self) -> Expr:
        self.depth += 1
        if self.depth > DEEPEST:
            raise BadValueError(f"an expression nested more than {DEEPEST} deep is too deep")
        terms = [self.product()]
        while self.token in (PLUS, MINUS):
            terms.append(self.product() if self.advance() == PLUS else -self.product())
        self.depth -= 1
        return self.bounded(Add(*terms)) if len(terms) > 1 else terms[0]

    def product(self) -> Expr:
        factors = [self.power()]
        while self.token in (TIMES, OVER):
            if self.advance() == TIMES:
                factors.append(self.power())
            else:
                divisor = self.power()
                if divisor == 0:
                    raise BadValueError(f"{shown(self.text)} divides by zero")
                factors.append(1 / divisor)
        if len(factors) == 1:
            return factors[0]
        self.check_size(
            prod(self.size(factor)[0] for factor in factors),
            sum(self.size(factor)[1] for factor in factors),
        )
        digits = sum(len(str(f.as_coeff_Mul()[0])) for f in factors if f.as_coeff_Mul()[0] != 1)
        if digits > 2 * LONGEST_INTEGER:
            raise BadValueError(f"{shown(self.text)} holds a number that is too large")
        return self.bounded(Mul(*factors))

    def bounded(self, expression: Expr) -> Expr:
        """``expression``, refused if a number in it is too large to be a size."""
        coefficients = (term.as_coeff_Mul()[0] for term in Add.make_args(expression))
        if any(max(abs(c.p), c.q) >= 10**LONGEST_INTEGER for c in coefficients):
            raise BadValueError(f"{shown(self.text)} holds a number that is too large")
        return expression

    def check_size(self, terms: int, degree: int) -> None:
        """Refuse a product or power before it is built, if it is too large to be expanded."""
        if terms > LARGEST_EXPANSION:
            raise BadValueError(
                f"{shown(self.text)} would have more than {LARGEST_EXPANSION} terms when expanded"
            )
        if degree > LARGEST_POWER:
            raise BadValueError(f"{shown(self.text)} has a degree above {LARGEST_POWER}")

    def size(self, expression: Expr) -> tuple[int, int]:
        """How many terms ``expression`` has at most when it is expanded, and of which degree."""
        if expression not in self.sizes:
            self.sizes[expression] = self.measured(expression)
        return self.sizes[expression]

    def measured(self, expression: Expr) -> tuple[int, int]:
        match expression:
            case Rational():
                return 1, 0
            case Add() | Mul():
                terms, degrees = zip(*map(self.size, expression.args), strict=True)
                is_sum = isinstance(expression, Add)
                return (sum(terms), max(degrees)) if is_sum else (prod(terms), sum(degrees))
            case Pow():
                terms_below, degree = self.size(expression.base)
                exponent = abs(int(expression.exp))
                return comb(terms_below + exponent - 1, exponent), degree * exponent
            case _:
                return 1, 1

    def power(self) -> Expr:
        sign = 1
        while self.token == MINUS:
            self.advance()
            sign = -sign
        base = self.atom()
        if self.token != POWER:
            return sign * base
        self.advance()
        signed = self.exponent()
        negative, exponent = signed < 0, abs(signed)
        if base.is_zero and negative:
            raise BadValueError(f"{shown(self.text)} divides by zero")
        if base.is_Rational and exponent * len(str(base)) > LONGEST_INTEGER:
            raise BadValueError(f"{shown(self.text)} holds a number that is too large")
        terms, degree = self.size(base)
        self.check_size(comb(terms + exponent - 1, exponent) if exponent else 1, degree * exponent)
        if exponent * len(str(base.as_coeff_Mul()[0])) > LARGEST_POWER + LONGEST_INTEGER:
            raise BadValueError(f"{shown(self.text)} holds a number that is too large")
        return self.bounded(sign * base ** (-exponent if negative else exponent))

    def exponent(self) -> int:
        """The whole number behind ``**``; a negative one may be in parentheses, as SymPy has it."""
        is_enclosed = self.token == OPEN
        if is_enclosed:
            self.advance()
        is_negative = self.token == MINUS
        if is_negative:
            self.advance()
        if not self.token.isdigit() or int(self.token[:4]) > LARGEST_POWER:
            raise self.error(f"an exponent of at most {LARGEST_POWER}")
        exponent = int(self.advance())
        if is_enclosed:
            self.take(CLOSE)
        return -exponent if is_negative else exponent

    def atom(self) -> Expr:
        token = self.token
        if token.isdigit():
            if len(token) > LONGEST_INTEGER:
                raise BadValueError(f"an integer of {len(token)} digits is too large")
            return Integer(int(self.advance()))
        if token == OPEN:
            self.advance()
            inner = self.sum()
            self.take(CLOSE)
            return inner
        if not token[:1].isidentifier():
            raise self.error("an integer or a name")
        self.advance()
        if token in FUNCTIONS:
            return self.call(FUNCTIONS[token])
        return self.lookup(token)

    def call(self, function: Callable[..., Expr]) -> Expr:
        self.roundings += 1
        if self.roundings > MOST_ROUNDINGS:
            raise BadValueError(f"more than {MOST_ROUNDINGS} functions in {shown(self.text)}")
        self.take(OPEN)
        arguments = [self.sum()]
        while self.token == COMMA:
            self.advance()
            arguments.append(self.sum())
        self.take(CLOSE)
        if function in (floor, ceiling) and len(arguments) != 1:
            raise BadValueError(f"{shown(self.text)}: floor and ceiling take one argument")
        if len(arguments) > MOST_ROUNDINGS:
            raise BadValueError(f"{shown(self.text)}: more than {MOST_ROUNDINGS} arguments")
        return function(*arguments)
