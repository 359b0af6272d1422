r"""Reads LaTeX: formulas, and the rows of ``align*`` and ``aligned`` with their sentences."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache

from sympy import Expr, Symbol, sqrt

from tests.reading.formula import ReadError, Token, decimal_number, read_tokens

SPACE = re.compile(r"(?:\s|\\[,;: ]|\\quad|\\qquad|\{\})+")
NUMBER = re.compile(r"\d{1,3}(?:\{,\}\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?")
BRACKETS = {
    r"\left(": "(", r"\right)": ")", r"\bigl(": "(", r"\bigr)": ")", "(": "(", ")": ")",
}  # fmt: skip
ROUNDINGS = {
    r"\left\lfloor": ("floor", r"\right\rfloor"),
    r"\left\lceil": ("ceiling", r"\right\rceil"),
}
FUNCTIONS = {r"\max": "max", r"\min": "min", r"\operatorname{mod}": "mod"}
RELATIONS = (r"\approx", r"\to", r"\le ", r"\ne ", "=", "<")


def read_latex(formula: str, names: dict[str, Symbol]) -> Expr:
    """The expression that ``formula`` writes; an underbrace shows its body, and groups nothing."""
    return read_tokens(list(_tokens(formula, names)))


def _tokens(formula: str, names: dict[str, Symbol]) -> Iterator[Token]:
    called = _called(tuple(names))
    place = 0
    while place < len(formula):
        if space := SPACE.match(formula, place):
            place = space.end()
            continue
        rest = formula[place:]
        if name := called.match(formula, place):
            place = name.end()
            yield Token("name", names[name.group()])
        elif found := NUMBER.match(rest):
            place += found.end()
            yield Token("number", decimal_number(found.group().replace("{,}", ",")))
        elif rest[0] in "+-,":
            place += 1
            yield Token(rest[0])
        elif rest.startswith(r"\cdot"):
            place += len(r"\cdot")
            yield Token("*")
        elif rest[0] == "^":
            inner, place = braced(formula, place + 1)
            yield Token("^", read_latex(inner, names))
        elif rest.startswith(r"\frac"):
            above, place = braced(formula, place + len(r"\frac"))
            below, place = braced(formula, place)
            yield Token("group", read_latex(above, names) / read_latex(below, names))
            if formula[place : place + 1] == "^":
                raise ReadError(f"a power of a fraction without brackets in {formula!r}")
        elif rest.startswith(r"\sqrt"):
            inner, place = braced(formula, place + len(r"\sqrt"))
            yield Token("group", sqrt(read_latex(inner, names)))
        elif rest.startswith(r"\underbrace"):
            body, place = braced(formula, place + len(r"\underbrace"))
            yield from _tokens(body, names)
            label, place = braced(formula, place, r"_{\text{")
            if not label:
                raise ReadError(f"an underbrace without a label in {formula!r}")
        elif rest.startswith(r"\sum_{i=1}^"):
            times, place = braced(formula, place + len(r"\sum_{i=1}^"))
            yield Token("summation", read_latex(times, names))
        elif rounding := next((r for r in ROUNDINGS if rest.startswith(r)), None):
            function, closing = ROUNDINGS[rounding]
            inner, place = _until(formula, place + len(rounding), rounding, closing)
            yield from (Token("function", function), Token("("))
            yield from _tokens(inner, names)
            yield Token(")")
        elif function := next((f for f in FUNCTIONS if rest.startswith(f)), ""):
            place += len(function)
            yield Token("function", FUNCTIONS[function])
        elif bracket := next((b for b in BRACKETS if rest.startswith(b)), None):
            place += len(bracket)
            yield Token(BRACKETS[bracket])
        else:
            raise ReadError(f"{rest[:20]!r} in {formula!r}")


@lru_cache(maxsize=100)
def _called(names: tuple[str, ...]) -> re.Pattern[str]:
    """Any of the names, the longest first; a command ends where its letters end."""
    by_length = sorted(names, key=len, reverse=True)
    ends = (r"(?![A-Za-z_])" if re.search(r"\\[A-Za-z]+$", n) else "(?!_)" for n in by_length)
    return re.compile("|".join(re.escape(n) + end for n, end in zip(by_length, ends, strict=True)))


def braced(formula: str, start: int, opening: str = "{") -> tuple[str, int]:
    """What stands between braces that open at ``start``, and where they end."""
    if not formula.startswith(opening, start):
        raise ReadError(f"{opening!r} expected in {formula[start : start + 20]!r}")
    first = start + len(opening)
    depth = opening.count("{")
    deepest = depth
    for place in range(first, len(formula)):
        depth += {"{": 1, "}": -1}.get(formula[place], 0) if formula[place - 1] != "\\" else 0
        if depth == 0:
            return formula[first : place - (deepest - 1)], place + 1
    raise ReadError(f"a brace in {formula!r} is not closed")


def _until(formula: str, start: int, opening: str, closing: str) -> tuple[str, int]:
    depth, place = 1, start
    while place < len(formula):
        if formula.startswith(opening, place):
            depth += 1
        if formula.startswith(closing, place):
            depth -= 1
            if depth == 0:
                return formula[start:place], place + len(closing)
        place += 1
    raise ReadError(f"{opening} in {formula!r} is not closed")


def split_relations(formula: str) -> list[tuple[str, str]]:
    """The members of ``a = b ≈ c → d``, each with the sign before it."""
    if not any(relation in formula for relation in RELATIONS):
        return [("", formula.strip())]
    members: list[tuple[str, str]] = []
    sign, begun, depth, place = "", 0, 0, 0
    while place < len(formula):
        depth += {"{": 1, "}": -1}.get(formula[place], 0)
        relation = next((r for r in RELATIONS if formula.startswith(r, place)), "")
        if relation and depth == 0:
            members.append((sign, formula[begun:place].strip()))
            sign, begun = relation, place + len(relation)
            place = begun
        else:
            place += 1
    return [*members, (sign, formula[begun:].strip())]


@dataclass
class Sentence:
    """Words across the page."""

    text: str


@dataclass
class Row:
    """``left`` and the members that it is equal to, about as large as, or tends to."""

    left: str
    members: list[tuple[str, str]] = field(default_factory=list)


def rows(environment: str) -> list[Sentence | Row]:
    """The rows of an ``align*`` or ``aligned``, broken lines put together again."""
    lines = environment.split("\n")
    name = re.fullmatch(r"\\begin\{(align\*|aligned)\}", lines[0])
    if name is None or lines[-1] != rf"\end{{{name.group(1)}}}":
        raise ReadError(f"no environment: {lines[0]!r} … {lines[-1]!r}")
    found: list[Sentence | Row] = []
    for number, line in enumerate(lines[1:-1]):
        if line.startswith(r"\intertext{"):
            text, end = braced(line, len(r"\intertext"))
            if end != len(line):
                raise ReadError(f"something after a sentence: {line!r}")
            found.append(Sentence(text))
            continue
        is_last = number == len(lines) - 3
        next_is_sentence = not is_last and lines[number + 2].startswith(r"\intertext")
        if not line.endswith(r" \\") and not (is_last or next_is_sentence):
            raise ReadError(f"no line break after {line!r}")
        left, mark, right = line.removesuffix(r" \\").partition("&")
        if not mark or "&" in right:
            raise ReadError(f"not one alignment mark: {line!r}")
        last = found[-1] if found else None
        if not left.strip() and right.startswith(r"\quad {} ") and isinstance(last, Row):
            sign, begun = last.members[-1]
            last.members[-1] = (sign, begun + right.removeprefix(r"\quad"))
            continue
        relation = next((r for r in RELATIONS if right.startswith(f"{r} ")), None)
        if relation is None:
            raise ReadError(f"no relation after the mark: {line!r}")
        if left.strip():
            last = Row(left.strip())
            found.append(last)
        if not isinstance(last, Row):
            raise ReadError(f"a row without a left side: {line!r}")
        last.members.append((relation, right.removeprefix(relation).strip()))
    for row in found:
        if isinstance(row, Row):
            row.members = [m for member in row.members for m in _members(*member)]
    return found


def _members(sign: str, text: str) -> list[tuple[str, str]]:
    (_, first), *others = split_relations(text)
    return [(sign, first), *others]


def formulas(sentence: str) -> list[str]:
    """The formulas between the dollar signs of a sentence."""
    parts = re.split(r"(?<!\\)\$", sentence)
    if len(parts) % 2 == 0:
        raise ReadError(f"a dollar sign is missing: {sentence!r}")
    return parts[1::2]


@dataclass
class Cells:
    """A row of a table."""

    cells: list[str]


def read_tabulars(text: str) -> list[Sentence | Row | Cells]:
    """The rows of every ``tabular``, each in a ``center`` of its own; names across columns once."""
    found: list[Sentence | Row | Cells] = []
    for line in text.strip("\n").split("\n"):
        if re.fullmatch(r"\\(?:begin|end)\{(?:center|tabular)\}(?:\{l[r]+\})?|\\hline", line):
            continue
        row = re.fullmatch(r"(.*) \\\\(?: \\hline)?", line)
        if row is None:
            raise ReadError(f"no row of a table: {line!r}")
        cells = [cell.strip() for cell in re.split(r"(?<!\\)&", row.group(1))]
        found.append(Cells([re.sub(r"^\\multicolumn\{2\}\{r\}\{(.*)\}$", r"\1", c) for c in cells]))
    return found
