"""The values of a saved model, each checked where it stands: texts, flags, symbols, expressions."""

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from sympy import Expr, Symbol

from symparams import symbols
from symparams.algebra.grammar import parse_expression
from symparams.errors import BadConfigError, SymparamsError, shown

MOST_ENTRIES = 2_000
LONGEST_EXPRESSION = 2_000
LONGEST_TEXT = 2_000

Read = TypeVar("Read")


class SavedValues:
    """Reads one value after the other; each error says where in the file called ``name``."""

    def __init__(self, name: str) -> None:
        self.name = name

    def error(self, where: str, problem: str) -> BadConfigError:
        return BadConfigError(f"{shown(self.name)}: {where}: {problem}")

    def entries(
        self,
        data: Mapping[str, object],
        key: str,
        entry: Callable[[object, str], Read],
        most: int = MOST_ENTRIES,
    ) -> tuple[Read, ...]:
        value = data.get(key, [])
        if not isinstance(value, list):
            raise self.error(key, f"{shown(value)} is not a list")
        if len(value) > most:
            raise self.error(key, f"{len(value)} entries are more than {most}")
        return tuple(entry(item, f"{key}[{n}]") for n, item in enumerate(value))

    def mapping(self, value: object, where: str, *allowed: str) -> dict[str, Any]:
        if not isinstance(value, dict):
            raise self.error(where, f"{shown(value)} is not an object")
        for key in value:
            if key not in allowed:
                raise self.error(where, f"unknown key {shown(key)}; known are {', '.join(allowed)}")
        return value

    def text(self, value: object, where: str) -> str:
        if not isinstance(value, str) or len(value) > LONGEST_TEXT:
            raise self.error(where, f"{shown(value)} is not a text of at most {LONGEST_TEXT}")
        return value

    def flag(self, value: object, where: str) -> bool:
        if not isinstance(value, bool):
            raise self.error(where, f"{shown(value)} is not true or false")
        return value

    def symbol(self, value: object, where: str) -> Symbol:
        try:
            return symbols.new(self.text(value, where))
        except BadConfigError:
            raise
        except SymparamsError as error:
            raise self.error(where, str(error)) from None

    def expression(self, value: object, where: str) -> Expr:
        text = self.text(value, where)
        if len(text) > LONGEST_EXPRESSION:
            raise self.error(where, f"an expression of {len(text)} characters is too long")
        try:
            result = parse_expression(text, symbols.new)
        except SymparamsError as error:
            raise self.error(where, str(error)) from None
        if result.is_number and not result.is_Rational:
            raise self.error(where, f"{shown(text)} is not a finite number")
        return result

    def made(self, where: str, make: Callable[[], Read]) -> Read:
        """``make()``; what the tree itself refuses is said with its place."""
        try:
            return make()
        except BadConfigError:
            raise
        except SymparamsError as error:
            raise self.error(where, str(error)) from None
