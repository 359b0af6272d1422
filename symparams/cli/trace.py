"""`symparams trace`: the derivation of a model's parameter count from its own source code."""

import os
import sys
from typing import Any

import click

from symparams.cli import options, printing
from symparams.cli.derive import check_output, rendered
from symparams.errors import BadValueError, shown


@click.command()
@click.argument("source")
@click.option("--arg", "arguments", multiple=True, metavar="NAME=INT",
              help="an argument of the constructor, or a key of its configuration")  # fmt: skip
@click.option("--save", metavar="FILE", help="write the traced tree, which any command takes")
@options.rendering
@options.writing
@options.output
def trace(
    source: str,
    arguments: tuple[str, ...],
    save: str | None,
    path: str | None,
    **given: Any,
) -> int:
    """Derive the parameter count of SOURCE from the PyTorch code that builds it.

    SOURCE is a Hugging Face config.json or MODULE:CLASS. The class is built without memory,
    nothing is downloaded, and code that comes with a config is never run. Needs the extra trace.

    \b
    symparams trace config.json
    symparams trace transformers:GPT2LMHeadModel --save gpt2.model.json
    symparams trace torch.nn:TransformerEncoderLayer --arg d_model=512 --arg nhead=8
    """
    check_output(given)
    options.read_notation(given | {"renames": ()})  # before a trace that may take long
    numbers = _numbers(arguments)

    from symparams.models import tracing
    from symparams.models.saved import text
    from symparams.operations import derivation

    sys.path.insert(0, os.getcwd())  # so that MODULE may be a file of the user's own
    model = tracing.trace(source, **numbers)
    notation = options.read_notation(given, model)
    result = derivation.derive(model, form=given["form"])
    if save is not None:
        printing.check_writable(path)
        printing.write_file(save, text(model))
    printing.emit(rendered(result, notation, given), path)
    return 0


def _numbers(arguments: tuple[str, ...]) -> dict[str, int]:
    """The constructor's arguments: whole numbers by name."""
    from symparams.algebra.numbers import read_number

    numbers: dict[str, int] = {}
    for argument in arguments:
        name, equals, value = argument.partition("=")
        if not equals or not name.strip().isidentifier():
            raise BadValueError(f"cannot read --arg {shown(argument)}; write --arg NAME=INT")
        if name.strip() in numbers:
            raise BadValueError(f"two values for {shown(name.strip())}; give it once")
        number = 0 if value.strip() == "0" else read_number(value, name.strip())
        if int(number) != number:
            raise BadValueError(f"{name.strip()} = {number} is a fraction; --arg takes integers")
        numbers[name.strip()] = int(number)
    return numbers
