"""Reads a page of text: its sections, rows and cells, and what each of them must say."""

import re
from dataclasses import dataclass, field
from typing import TypeAlias

from sympy import Expr, Integer

from tests.reading.claims import (
    Claim,
    Medium,
    states,
)  # fmt: skip


@dataclass
class Section:
    """A heading, and its rows of cells; a folded cell is one cell."""

    heading: str
    rows: list[list[str]] = field(default_factory=list)


@dataclass(frozen=True)
class Shape:
    """``experts times H × 4H``."""

    times: Expr
    sides: tuple[Expr, ...]


@dataclass(frozen=True)
class Prose:
    """A sentence, and the statements in it: those of its parts that have a sign of equality.

    ``quoted`` is what it repeats word by word, such as where a value comes from.
    """

    claims: tuple[Claim, ...] = ()
    quoted: tuple[str, ...] = ()


@dataclass(frozen=True)
class Words:
    """Text without any formula."""

    text: str


@dataclass(frozen=True)
class Gained:
    """What one more or twice as much adds: ``+1,234``, with a star where it breaks something."""

    number: Expr | int
    is_broken: bool = False


@dataclass(frozen=True)
class Becomes:
    """``N(2H) − N``."""

    becomes: Expr


@dataclass(frozen=True)
class Rounded:
    """``none: floor(H/heads)``."""

    rounding: Expr


@dataclass(frozen=True)
class Equation:
    """``c₂H² + c₁H + c₀ = 0``, perhaps with a ``where`` behind it."""

    left: Expr


Cell: TypeAlias = Claim | Shape | Prose | Words | Gained | Becomes | Rounded | Equation
Rows: TypeAlias = list[list[Cell]]


def sections(page: str) -> list[Section]:
    """The page taken apart; every line is a heading, a cell or the rest of a folded one."""
    found: list[Section] = []
    places: list[int] = []
    for line in page.splitlines():
        if not line.strip() or set(line.strip()) == {"─"}:
            continue
        if not line.startswith("  "):
            found.append(Section(line))
            places = []
            continue
        cells = [(m.start(), m.group()) for m in re.finditer(r"\S+(?: \S+)*", line)]
        if places and all(c.startswith(("+ ", "− ")) for _, c in cells) and found[-1].rows:
            for start, cell in cells:
                column = max(n for n, place in enumerate(places) if place <= start - 2)
                assert places[column] == start - 2, line
                found[-1].rows[-1][column] += f" {cell}"
            continue
        places = [start for start, _ in cells]
        found[-1].rows.append([cell for _, cell in cells])
    return found


def verify_page(page: str, expected: list[tuple[Cell, Rows]], medium: Medium) -> int:
    """Read the whole page against what is expected; how many formulas were read."""
    found = sections(page)
    assert len(found) == len(expected), ([s.heading for s in found], [h for h, _ in expected])
    read = 0
    for section, (heading, rows) in zip(found, expected, strict=True):
        read += _verify_cell(section.heading, heading, medium)
        assert len(section.rows) == len(rows), (section, rows)
        for cells, wanted in zip(section.rows, rows, strict=True):
            if isinstance(wanted[0], Prose) and len(wanted) == 1:
                cells = ["  ".join(cells)]
            assert len(cells) == len(wanted), (cells, wanted)
            read += sum(_verify_cell(c, w, medium) for c, w in zip(cells, wanted, strict=True))
    return read


def _verify_cell(written: str, wanted: Cell, medium: Medium) -> int:
    match wanted:
        case Words(text):
            assert " ".join(written.split()) == " ".join(text.split()), (written, wanted)
            return 0
        case Shape(times, sides):
            copies, _, shape = written.rpartition(" times ")
            medium.verify(copies or "1", states(times))
            written_sides = shape.split(" × ")
            assert len(written_sides) == len(sides), written
            for side, size in zip(written_sides, sides, strict=True):
                is_bracketed = not re.search(r"[^(]* [+−] ", re.sub(r"\([^()]*\)", "", side))
                assert is_bracketed or len(sides) == 1, f"a side without brackets: {written}"
                medium.verify(side, states(size))
            return len(sides)
        case Gained(number, is_broken):
            text = written.removesuffix(" *") if is_broken else written
            if isinstance(number, int):
                sign = 1 if text[0] == "+" else -1
                assert text == "0" if number == 0 else text[0] in "+−", written
                medium.verify(text.lstrip("+−"), states(Integer(abs(number))))
                assert sign * number >= 0 or number == 0, written
            else:
                assert text == "–", written
            return 1
        case Becomes(becomes):
            inner = written.removeprefix("N(").removesuffix(") − N")
            medium.verify(inner, states(becomes))
            return 1
        case Rounded(rounding):
            medium.verify(written.removeprefix("none: "), states(rounding))
            return 1
        case Equation(left):
            medium.verify(written.removesuffix(", where"), states(left, Integer(0)))
            return 1
        case Prose(claims, quoted):
            for text in quoted:
                assert text in written, (text, written)
                written = written.replace(text, "", 1)
            parts = statements(written)
            assert len(parts) == len(claims), (written, claims)
            for part, claim in zip(parts, claims, strict=True):
                medium.verify(part, claim)
            return len(claims)
        case _:
            medium.verify(written, wanted)
            return 1


def statements(sentence: str) -> list[str]:
    """The parts of a sentence that say that something is equal."""
    parts = re.split(r" and |,? given |, |\|\||:|;|\.(?= |$)|Put in |with ", _unfolded(sentence))
    stripped = (part.strip().removesuffix(" only") for part in parts)
    return [part for part in stripped if re.search("[=≠≤]|. < ", part)]


def _unfolded(sentence: str) -> str:
    """The sentence with bars for the brackets around words, which open after a space."""
    opened: list[bool] = []
    found = ""
    for place, letter in enumerate(sentence):
        if letter == "(":
            opened.append(place > 0 and sentence[place - 1] == " ")
            found += "||" if opened[-1] else letter
        elif letter == ")" and opened:
            found += "||" if opened.pop() else letter
        else:
            found += letter
    return found
