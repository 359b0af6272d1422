"""The page on a terminal, drawn by rich: colour unless NO_COLOR is set, tables to its width."""

from typing import TextIO

from rich import box
from rich.console import Console, JustifyMethod
from rich.padding import Padding
from rich.table import Table as RichTable
from rich.text import Text

from symparams.render.text.blocks import REMARK, RESULT, Block, Heading, Table, TextLine

STYLES = {RESULT: "bold green", REMARK: "dim"}


def draw(blocks: list[Block], stream: TextIO) -> None:
    """Draw the page; rich itself respects NO_COLOR, TERM and the terminal's width."""
    console = Console(file=stream, highlight=False, soft_wrap=False)
    for block in blocks:
        match block:
            case Heading(text, level):
                console.print()
                console.print(Text(text, style="bold" if level == 1 else "bold cyan"))
            case TextLine(text, style):
                console.print(Padding(Text(text, style=STYLES.get(style, "")), (0, 0, 0, 2)))
            case Table():
                console.print(Padding(_table(block), (0, 0, 0, 2)))


def _table(table: Table) -> RichTable:
    drawn = RichTable(
        box=box.SIMPLE_HEAD if any(table.header) else None,
        show_header=any(table.header),
        pad_edge=False,
        header_style="dim",
    )
    for column, title in enumerate(table.header):
        side: JustifyMethod = "right" if column in table.right else "left"
        drawn.add_column(title, justify=side, overflow="fold")
    first_total = len(table.rows) - table.totals
    for number, row in enumerate(table.rows):
        is_total = number >= first_total
        drawn.add_row(
            *(Text(cell) for cell in row),
            style="bold" if is_total else "",
            end_section=number == first_total - 1 and table.totals > 0,
        )
    return drawn
