"""A page of text as data: headings, lines and tables, which a terminal or a pipe then shows."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import zip_longest


@dataclass(frozen=True, slots=True)
class Heading:
    """The title of the page (level 1) or of a part of it (level 2)."""

    text: str
    level: int = 2


@dataclass(frozen=True, slots=True)
class TextLine:
    """A line of text; a result stands out, a remark stands back."""

    text: str
    style: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of cells under a header; ``right`` names the columns that hold numbers.
    A cell may have several lines.

    The last ``totals`` rows are set apart from the others.
    """

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    right: frozenset[int] = frozenset()
    totals: int = 0


Block = Heading | TextLine | Table

RESULT = "result"
REMARK = "remark"
INDENT = "  "
LONGEST_RULE = 110


def plain(blocks: list[Block]) -> str:
    """The page as aligned plain text, for a pipe or a file."""
    return "\n".join(_plain_lines(blocks)).strip("\n") + "\n"


def _plain_lines(blocks: list[Block]) -> Iterator[str]:
    for block in blocks:
        match block:
            case Heading(text):
                yield from ("", text)
            case TextLine(text):
                yield f"{INDENT}{text}" if text else ""
            case Table():
                yield from (f"{INDENT}{row}" for row in _aligned(block))


def _aligned(table: Table) -> Iterator[str]:
    rows = [_lines(row) for row in (table.header, *table.rows) if any(row)]
    widths = [
        max(map(len, column)) for column in zip(*(r for row in rows for r in row), strict=True)
    ]
    first_total = len(rows) - table.totals
    for number, row in enumerate(rows):
        if table.totals and number == first_total:
            yield "─" * min(sum(widths) + 2 * (len(widths) - 1), LONGEST_RULE)
        for line in row:
            cells = (
                cell.rjust(width) if column in table.right else cell.ljust(width)
                for column, (cell, width) in enumerate(zip(line, widths, strict=True))
            )
            yield "  ".join(cells).rstrip()


def _lines(row: tuple[str, ...]) -> list[tuple[str, ...]]:
    """The lines of a row whose cells have several."""
    return list(zip_longest(*(cell.split("\n") for cell in row), fillvalue=""))
