"""`symparams count`: exact parameter counts, of one model or of many."""

from typing import TYPE_CHECKING, Any

import click

from symparams.cli import options, printing
from symparams.errors import SymparamsError

if TYPE_CHECKING:
    from symparams.operations.counting import Count


@click.command()
@click.argument("models", nargs=-1, metavar="[MODEL]...")
@options.values
@click.option("--json", "as_json", is_flag=True, help="one JSON object a line")
@options.writing
@options.output
def count(models: tuple[str, ...], as_json: bool, path: str | None, **given: Any) -> int:
    """Count the parameters of each MODEL, exactly, by component and by convention.

    Values that the closed form does not contain are not needed; without a value a symbol stays
    in the result. A model that fails does not stop the others; the exit status is then 2.

    \b
    symparams count gpt3
    symparams count -H 12288 -L 96 -V 50257
    symparams count configs/*.json --json
    """
    results: list[Count] = []
    lines: list[str] = []
    failed = False
    for model in models or ("textbook",):
        try:
            result = _counted(model, given)
        except SymparamsError as error:
            if len(models) <= 1 and not as_json:
                raise
            failed = True
            click.echo(f"symparams: {error}", err=True)
            lines.append(_failure(model, error))
            continue
        results.append(result)
        lines.append(_line(result) if as_json else "")
    if as_json:
        printing.emit("\n".join(lines), path)
    else:
        notation = options.read_notation(given, *(result.model for result in results))
        printing.emit(_page(results, notation), path)
    return 2 if failed else 0


def _counted(model: str, given: dict[str, Any]) -> "Count":
    from symparams.operations import counting

    return counting.count(options.read_model(model, given))


def _line(result: "Count") -> str:
    from symparams.render.json.data import count_data, line
    from symparams.render.notation import Notation

    return line(count_data(result, Notation()))


def _failure(model: str, error: SymparamsError) -> str:
    from symparams.render.json.data import line

    return line({"model": model, "error": str(error)})


def _page(results: "list[Count]", notation: Any) -> Any:
    from symparams.render.text.count import count_page, counts_table

    return (
        count_page(results[0], notation) if len(results) == 1 else counts_table(results, notation)
    )
