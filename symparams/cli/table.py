"""`symparams table`: a paper's table, recomputed."""

import click

from symparams.cli import options, printing


@click.command()
@click.argument("name", required=False)
@click.option("--json", "as_json", is_flag=True, help="one JSON object")
@options.output
def table(name: str | None, as_json: bool, path: str | None) -> int:
    """Recompute a paper's table of models row by row: printed beside derived.

    NAME is gpt3, chinchilla, pythia or megatron; without it the tables are listed. A row that
    cannot be right says which precondition it breaks.
    """
    from symparams.operations.catalogue.tables import table as recomputed
    from symparams.render.json.data import line
    from symparams.render.text.table import table_data, table_page, tables_page

    if name is None:
        printing.emit(tables_page(), path)
        return 0
    result = recomputed(name)
    printing.emit(line(table_data(result)) if as_json else table_page(result), path)
    return 0
