"""`symparams scaling`: how a count answers to each of its symbols."""

from typing import Any

import click

from symparams.cli import options, printing
from symparams.cli.derive import check_output, rendered


@click.command()
@click.argument("model", default="textbook")
@options.values
@options.formats
@options.writing
@options.output
def scaling(model: str, path: str | None, **given: Any) -> int:
    """Show how the parameter count of MODEL answers to each symbol.

    For each: the derivative, the elasticity and what it tends to, the exact effect of one more and
    of twice as much. For each component: its share, and its limit as the hidden size grows.

    \b
    symparams scaling
    symparams scaling gpt3
    """
    check_output(given)

    from symparams.operations import scaling as operation

    known = options.read_model(model, given)
    notation = options.read_notation(given, known)
    printing.emit(rendered(operation.scaling(known), notation, given), path)
    return 0
