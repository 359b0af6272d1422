"""Expressions as text, in the project's own small grammar, read by a parser, never an evaluator.

sum      = product (("+" | "-") product)*
product  = power (("*" | "/") power)*
power    = "-" power | atom ["**" integer]
atom     = integer | name | function "(" sum ("," sum)* ")" | "(" sum ")"
function = "floor" | "ceiling" | "Max" | "Min"
"""

import re
from collections.abc import Callable

from sympy import Add, Expr, Integer, Max, Min, Symbol, ceiling, floor

from symparams.errors import BadValueError, shown

LONGEST = 100_000
DEEPEST = 60
LARGEST_POWER = 64
LONGEST_INTEGER = 40
TOKEN = re.compile(r"\s*(?:(\d+)|([A-Za-z_]\w*)|(\*\*|[-+*/(),]))", re.ASCII)
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
        self.token = ""
        self.advance()

    def advance(self) -> str:
        """The current token; the next one is read."""
        token, rest = self.token, self.text[self.place :]
        match = TOKEN.match(rest)
        if match is None and rest.strip():
            raise self.error("an integer, a name or an operator")
        self.token = match.group().strip() if match else ""
        self.place += match.end() if match else len(rest)
        return token

    def error(self, wanted: str) -> BadValueError:
        found = shown(self.token) if self.token else "the end"
        place = max(self.place - len(self.token), 0)
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
        return Add(*terms)

    def product(self) -> Expr:
        result = self.power()
        while self.token in (TIMES, OVER):
            if self.advance() == TIMES:
                result = result * self.power()
            else:
                divisor = self.power()
                if divisor == 0:
                    raise BadValueError(f"{shown(self.text)} divides by zero")
                result = result / divisor
        return result

    def power(self) -> Expr:
        sign = 1
        while self.token == MINUS:
            self.advance()
            sign = -sign
        base = self.atom()
        if self.token != POWER:
            return sign * base
        self.advance()
        negative = self.token == MINUS
        if negative:
            self.advance()
        if not self.token.isdigit() or int(self.token[:4]) > LARGEST_POWER:
            raise self.error(f"an exponent of at most {LARGEST_POWER}")
        exponent = int(self.advance())
        if base.is_zero and negative:
            raise BadValueError(f"{shown(self.text)} divides by zero")
        if base.is_Rational and exponent * len(str(base)) > LONGEST_INTEGER:
            raise BadValueError(f"{shown(self.text)} holds a number that is too large")
        return sign * base ** (-exponent if negative else exponent)

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
        if not token.isidentifier():
            raise self.error("an integer or a name")
        self.advance()
        if token in FUNCTIONS:
            return self.call(FUNCTIONS[token])
        return self.lookup(token)

    def call(self, function: Callable[..., Expr]) -> Expr:
        self.take(OPEN)
        arguments = [self.sum()]
        while self.token == COMMA:
            self.advance()
            arguments.append(self.sum())
        self.take(CLOSE)
        if function in (floor, ceiling) and len(arguments) != 1:
            raise BadValueError(f"{shown(self.text)}: floor and ceiling take one argument")
        return function(*arguments)
