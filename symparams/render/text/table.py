"""A recomputed table as a page of text, and as JSON data."""

from typing import Any

from symparams.operations.catalogue.tables import RECIPES, PublishedTable
from symparams.operations.catalogue.tables.rows import TableRow
from symparams.render.text.blocks import REMARK, RESULT, Block, Heading, Table, TextLine


def table_page(table: PublishedTable) -> list[Block]:
    """Printed beside derived, what a row breaks, and what assuming ``H²`` would lose."""
    rows = tuple(
        (row.printed, f"{row.derived:,}", "yes" if row.agrees else "no", row.broken)
        for row in table.rows
    )
    return [
        Heading(table.source, level=1),
        TextLine(table.conventions, REMARK),
        Table(("printed", "derived", "rounds to it", "breaks"), rows, right=frozenset({0, 1})),
        TextLine(f"{table.agreeing} of {len(table.rows)} rows agree", RESULT),
        *_lost(table),
    ]


def _lost(table: PublishedTable) -> list[Block]:
    if not table.lost:
        return []
    names = ", ".join(row.label for row in table.lost)
    breaking = {row.label for row in table.rows if row.broken}
    exactly = "exactly the" if breaking == {row.label for row in table.lost} else "not only"
    return [
        TextLine(f"with H² in place of H·heads·head_dim, {len(table.lost)} are lost: {names}"),
        TextLine(f"these are {exactly} rows in which heads·head_dim ≠ H"),
    ]


def tables_page() -> list[Block]:
    """The tables that there are."""
    rows = tuple((name, recipe.source) for name, recipe in RECIPES.items())
    return [Table(("table", "source"), rows)]


def table_data(table: PublishedTable) -> dict[str, Any]:
    """The object that ``table --json`` prints."""
    return {
        "table": table.name,
        "source": table.source,
        "conventions": table.conventions,
        "agreeing": table.agreeing,
        "rows": [_row(row) for row in table.rows],
    }


def _row(row: TableRow) -> dict[str, Any]:
    return {
        "label": row.label,
        "printed": row.printed,
        "derived": row.derived,
        "agrees": row.agrees,
        "breaks": row.broken or None,
        "agrees_if_heads_cancelled": row.agrees_if_cancelled,
    }
