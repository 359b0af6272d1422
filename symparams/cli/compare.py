"""`symparams compare`: models side by side, and what lies between them."""

from dataclasses import replace
from os.path import exists
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from symparams.cli import options, printing
from symparams.cli.derive import check_output, rendered
from symparams.errors import BadValueError, SymparamsError

if TYPE_CHECKING:
    from symparams.algebra.model import Model


@click.command()
@click.argument("models", nargs=-1, required=True, metavar="MODEL...")
@options.values
@options.formats
@options.writing
@click.option("--plot", metavar="FILE", help="draw shares and totals: an svg, pdf or png file")
@options.output
def compare(models: tuple[str, ...], plot: str | None, path: str | None, **given: Any) -> int:
    """Compare two MODELs or more: counts, shares, closed forms, and each one minus the first.

    Values may be attached to one model, MODEL:NAME=VALUE,…; a value may be an expression in the
    model's symbols. Those of the options are for every model. --plot needs the extra plot.

    \b
    symparams compare llama-3.1-8b gpt3
    symparams compare llama-3.1-8b:kv_heads=heads llama-3.1-8b
    symparams compare gpt2 gpt2-medium gpt2-large gpt2-xl --plot gpt2.svg
    """
    check_output(given)
    if models.count("-") > 1:
        raise BadValueError("standard input holds one model; give the others by name or path")

    from symparams.algebra.numbers import read_number
    from symparams.operations import comparison

    for name, value in options.given_values(given).items():
        read_number(value, name)
    known = [_read(model, given) for model in models]
    notation = options.read_notation(given, *known)
    result = comparison.compare(*known)
    content = rendered(result, notation, given)
    if plot is not None:
        from symparams.render.plot import comparison_plot

        image = comparison_plot(result, Path(plot).suffix)
        printing.check_writable(path)
        printing.write_file(plot, image)
    printing.emit(content, path)
    return 0


def _read(source: str, given: dict[str, Any]) -> "Model":
    """A model with the values attached to it, and for its other symbols those of the options."""
    from symparams.models.variants import label, split, variant, with_common_values

    name, attached = (source, {}) if exists(source) else split(source)
    model = options.load_source(name, attached.pop("part", given["part"]), given["of"])
    try:
        values = with_common_values(model, options.given_values(given), attached)
        known = variant(model, values, "command line")
    except SymparamsError as error:
        is_named = str(error).startswith(model.name)
        raise error if is_named else type(error)(f"{source}: {error}") from None
    known = replace(known, name=label(model.name, attached))
    return options.in_widths(known) if given["widths"] else known
