"""The designs of a search as rows: a page for people, CSV, JSON lines, and Parquet.

A row has the varied symbols by name and ``total``; a ratio that is not whole is written as text,
``8/3``, for no decimal is exact.
"""

import csv
import io
import json
from collections.abc import Callable, Iterable, Iterator
from typing import IO, Any

from symparams.algebra.extras import require
from symparams.operations.searching.designs import Search
from symparams.operations.searching.enumeration import Batch
from symparams.operations.searching.grid import Axis
from symparams.render.numbers import signed
from symparams.render.text.blocks import REMARK, Block, Heading, Table, TextLine

Cell = Callable[[int], int | str]


def designs_page(search: Search, rows: list[tuple[int | str, ...]]) -> list[Block]:
    """Designs as a table, with the difference of each to the target."""
    cells = tuple(
        (*map(str, values), f"{int(total):,}", signed(int(total) - search.target))
        for *values, total in rows
    )
    header = (*search.names, "total", "difference")
    name = search.variation.model.title or search.variation.model.name
    title = f"{name}: designs within {search.tolerance:,} of {search.target:,}"
    table = Table(header, cells, right=frozenset(range(len(header))))
    beyond = unchecked(search)
    return [Heading(title, level=1), table, *([TextLine(beyond, REMARK)] if beyond else [])]


def none_found(search: Search, below: int | None, above: int | None) -> str:
    """The line that says that there is no design, and which totals come nearest."""
    nearest = [f"{total:,} {side}" for total, side in ((below, "below"), (above, "above")) if total]
    are = "the nearest totals are" if len(nearest) > 1 else "the nearest total is"
    near = f"{are} {' and '.join(nearest)}" if nearest else "and none was found further away either"
    left_out = f" ({beyond})" if (beyond := unchecked(search)) else ""
    return (
        f"no design has a total within {search.tolerance:,} of {search.target:,}; {near}{left_out}"
    )


def unchecked(search: Search) -> str:
    """What of the space is left out because the formula was not checked there, if anything is."""
    conditions = " and ".join(map(str, search.confined))
    return (
        f"the formula holds only where {conditions}; designs beyond are left out"
        if conditions
        else ""
    )


def csv_text(search: Search, batches: Iterable[Batch]) -> Iterator[str]:
    """A header and one line a design, some thousands of lines at a time."""
    yield _csv([(*search.names, "total")])
    for batch in batches:
        yield _csv(rows(search, batch))


def json_text(search: Search, batches: Iterable[Batch]) -> Iterator[str]:
    """One JSON object a line, some thousands of lines at a time."""
    names = (*search.names, "total")
    for batch in batches:
        yield "".join(
            json.dumps(dict(zip(names, row, strict=True))) + "\n" for row in rows(search, batch)
        )


def rows(search: Search, batch: Batch) -> Iterator[tuple[int | str, ...]]:
    """The designs of a batch with their values as a reader writes them."""
    cells = [_cell(axis) for axis in search.space.axes]
    for *numerators, total in batch.rows():
        yield (*(cell(n) for cell, n in zip(cells, numerators, strict=True)), total)


def write_parquet(search: Search, batches: Iterable[Batch], file: IO[bytes]) -> None:
    """Write the designs to ``file``: 64-bit integers, and ratios that are not whole as text.

    Raises MissingExtraError where pyarrow is not installed.
    """
    pyarrow = require("pyarrow")
    from pyarrow.parquet import ParquetWriter

    types = [pyarrow.int64() if a.denominator == 1 else pyarrow.string() for a in search.space.axes]
    schema = pyarrow.schema(zip((*search.names, "total"), (*types, pyarrow.int64()), strict=True))
    with ParquetWriter(file, schema) as writer:
        for batch in batches:
            columns = [_column(a, c) for a, c in zip(search.space.axes, batch.columns, strict=True)]
            writer.write_table(pyarrow.table([*columns, batch.totals.tolist()], schema=schema))


def _column(axis: Axis, numerators: Any) -> Any:
    return list(map(_cell(axis), numerators.tolist()))


def _cell(axis: Axis) -> Cell:
    """How a value of the axis is written; each ratio is worked out once."""
    if axis.denominator == 1:
        return int
    known: dict[int, str] = {}

    def cell(numerator: int) -> str:
        if numerator not in known:
            known[numerator] = str(axis.number(numerator))
        return known[numerator]

    return cell


def _csv(lines: Iterable[tuple[int | str, ...]]) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(lines)
    return text.getvalue()
