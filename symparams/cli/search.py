"""`symparams search`: every design with a given number of parameters."""

import sys
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

import click

from symparams.cli import options, printing
from symparams.cli.progress import Watch, watched
from symparams.errors import BadValueError, shown, unknown

if TYPE_CHECKING:
    from symparams.operations.searching.designs import Search
    from symparams.operations.searching.enumeration import Batch

FORMATS = ("table", "csv", "jsonl", "parquet")
OUTPUTS = ("rows", "sql")


@click.command()
@click.argument("model", default="textbook")
@click.option("--total", metavar="N", required=True, help="the number of parameters, such as 7B")
@click.option("--within", default="1%", metavar="N", show_default=True,
              help="how far a total may be from it: 1%, 0.5%, 50M, or 0")  # fmt: skip
@click.option("--vary", "varied", multiple=True, metavar="NAME=VALUES", required=True,
              help="a symbol's values: H=1024:8192:128, end included, or heads=8,16")  # fmt: skip
@options.numbers
@click.option("--sort-by", default="difference", metavar="NAME", show_default=True,
              help="difference, total or a symbol; -NAME from the largest")  # fmt: skip
@click.option("--top", metavar="N", help="only the first N designs")
@click.option("--format", "form", default="table", metavar="FORMAT", show_default=True,
              help="table, csv, jsonl or parquet (extra parquet)")  # fmt: skip
@click.option("--to", default="rows", metavar="FORMAT", show_default=True,
              help="rows, or sql: the statement that gives them in DuckDB and Spark")  # fmt: skip
@options.output
def search(
    model: str,
    total: str,
    within: str,
    varied: tuple[str, ...],
    sort_by: str,
    top: str | None,
    form: str,
    to: str,
    path: str | None,
    **given: Any,
) -> int:
    """Find every design of MODEL within reach of a number of parameters, each counted exactly.

    Values are varied over ranges and lists; the other symbols have those of the model or of the
    command line. A design meets the model's constraints, as `count` checks them. Exit status: 0
    designs were found, 1 there is none, 2 the input is unusable.

    \b
    symparams search -V 32000 --total 7B --vary H=1024:8192:128 --vary L=16:64 --top 20
    symparams search llama-3.1-8b --total 8B --within 0.1% --vary H=2048:8192:256 \\
      --vary L=16:64 --vary heads=16,32 --vary ffn_ratio=8/3,3.5,4 --format csv
    """
    _check_output(form, to, path)
    space = _read_space(varied)

    from symparams.operations.searching.designs import search as find

    found = find(
        options.load_source(model, given["part"], given["of"]),
        total,
        space,
        within,
        sort_by=sort_by,
        top=_read_top(top),
        values={**options.given_values(given)},
        origin="command line",
    )
    if to == "sql":
        from symparams.render.sql import search_sql

        printing.emit(search_sql(found), path)
        return 0
    is_streamed = form in ("csv", "jsonl") and path in (None, "-")
    with watched(is_shown=not (is_streamed and sys.stdout.isatty())) as watch:
        counted = _Counted(found, watch)
        designs = _written(found, counted, form, path)
    if designs:
        from symparams.render.search_rows import designs_page

        printing.emit(designs_page(found, designs), path)
    if counted.is_interrupted:
        click.echo(f"symparams: interrupted; {counted.designs:,} designs until then", err=True)
        raise click.Abort
    return 0 if counted.designs else _none(found)


def _check_output(form: str, to: str, path: str | None) -> None:
    if form not in FORMATS:
        raise unknown("format", form, FORMATS)
    if to not in OUTPUTS:
        raise unknown("output format", to, OUTPUTS)
    if to == "sql" and form != "table":
        raise BadValueError(f"--to sql prints a statement, not rows; leave out --format {form}")
    if form == "parquet" and path in (None, "-") and sys.stdout.isatty():
        raise BadValueError("a terminal cannot show Parquet; write it to a file with -o FILE")


def _read_space(varied: tuple[str, ...]) -> dict[Any, object]:
    space: dict[Any, object] = {}
    for text in varied:
        name, equals, values = text.partition("=")
        if not equals or not name.strip():
            raise BadValueError(
                f"cannot read --vary {shown(text)}; write --vary H=1024:8192:128 or heads=8,16"
            )
        if name.strip() in space:
            raise BadValueError(f"{name.strip()} is varied twice; give all its values at once")
        space[name.strip()] = values
    return space


def _read_top(text: str | None) -> int | None:
    from symparams.algebra.numbers import read_number

    if text is None:
        return None
    number = read_number(text, "--top")
    if not number.is_Integer:
        raise BadValueError(f"--top = {number} is a fraction; give a whole number")
    return int(number)


class _Counted:
    """The batches of a search, which end early when it is interrupted, and how many they hold."""

    def __init__(self, found: "Search", watch: Watch) -> None:
        self.found = found
        self.watch = watch
        self.designs = 0
        self.is_interrupted = False

    def __iter__(self) -> "Iterator[Batch]":
        try:
            for batch in self.found.batches(self.watch.report):
                self.designs += len(batch)
                yield batch
        except KeyboardInterrupt:
            self.is_interrupted = True


def _written(
    found: "Search", batches: "Iterable[Batch]", form: str, path: str | None
) -> "list[tuple[int | str, ...]]":
    """Write the designs as they come; those of a table, whose columns need all, are returned."""
    from symparams.render import search_rows

    match form:
        case "csv":
            printing.stream(search_rows.csv_text(found, batches), path)
        case "jsonl":
            printing.stream(search_rows.json_text(found, batches), path)
        case "parquet":
            with printing.binary(path) as file:
                search_rows.write_parquet(found, batches, file)
        case _:
            return [row for batch in batches for row in search_rows.rows(found, batch)]
    return []


def _none(found: "Search") -> int:
    """Say that there is no design, and which counts come nearest."""
    from symparams.render.search_rows import none_found

    click.echo(f"symparams: {none_found(found, *found.nearest())}", err=True)
    return 1
