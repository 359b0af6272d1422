"""Reads formulas of the text notation: ``(25/2)LH² + 2·kv_heads·H²/heads − √(V² + 48LN)``."""

import re

from sympy import Expr, Integer, Symbol

from tests.reading.formula import ReadError, Token, decimal_number, named, read_tokens

UP = dict(zip("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-", strict=True))
PIECE = re.compile(
    r"(?P<space> )|(?P<number>\d+(?:,\d{3})*(?:\.\d+)?)|(?P<function>(?:floor|ceiling|Max|Min|Mod)(?=\())"
    r"|(?P<name>(?:[A-Za-z][A-Za-z0-9_]*\.)*[A-Za-z][A-Za-z0-9_]*[₀-₉]*)|(?P<up>[⁰¹²³⁴⁵⁶⁷⁸⁹⁻]+)|(?P<raised>\^\()"
    r"|(?P<sign>[+−·/×√(),\[\]])"
)
SIGNS = {"−": "-", "·": "*", "×": "*", "[": "(", "]": ")"}


def read_text(formula: str, names: dict[str, Symbol]) -> Expr:
    """The expression that ``formula`` writes, where ``names`` says what each name stands for.

    Square brackets close square ones; a sign of a sum has a space on both sides, that of a
    negative number none.
    """
    return read_tokens(_tokens(formula, names))


def _tokens(formula: str, names: dict[str, Symbol]) -> list[Token]:
    tokens: list[Token] = []
    opened: list[str] = []
    place = 0
    while place < len(formula):
        found = PIECE.match(formula, place)
        if found is None:
            raise ReadError(f"{formula[place]!r} in {formula!r}")
        place = found.end()
        text = found.group()
        match found.lastgroup:
            case "space":
                continue
            case "number":
                tokens.append(Token("number", decimal_number(text)))
            case "function":
                tokens.append(Token("function", text.lower()))
            case "name":
                tokens += [Token("name", symbol) for symbol in named(text, names)]
            case "up":
                tokens.append(Token("^", Integer("".join(UP[c] for c in text))))
            case "raised":
                inner, place = _inside(formula, place)
                tokens.append(Token("^", read_text(inner, names)))
            case _:
                if text in "([":
                    opened.append(text)
                if text in ")]" and (not opened or opened.pop() != {")": "(", "]": "["}[text]):
                    raise ReadError(f"brackets in {formula!r}")
                tokens.append(Token(SIGNS.get(text, text)))
    return tokens


def _inside(formula: str, start: int) -> tuple[str, int]:
    """What stands between an opened bracket and its end."""
    depth = 1
    for place in range(start, len(formula)):
        depth += {"(": 1, ")": -1}.get(formula[place], 0)
        if depth == 0:
            return formula[start:place], place + 1
    raise ReadError(f"a bracket in {formula!r} is not closed")
