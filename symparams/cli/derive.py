"""`symparams derive`: the derivation of a model's parameter count."""

from typing import TYPE_CHECKING, Any

import click

from symparams.cli import options, printing
from symparams.errors import BadValueError, unknown

if TYPE_CHECKING:
    from symparams.render.notation import Notation

OUTPUTS = ("text", "latex", "markdown", "json")


@click.command()
@click.argument("model", default="textbook")
@options.values
@options.rendering
@options.writing
@options.output
def derive(model: str, path: str | None, **given: Any) -> int:
    """Derive the parameter count of MODEL step by step, from its tensors to a number.

    \b
    symparams derive                          the textbook: 12LH² + VH
    symparams derive gpt3 --form relative     the rule of thumb and what it leaves out
    symparams derive bert-base --to latex --document -o bert.tex
    """
    check_output(given)

    from symparams.operations import derivation

    known = options.read_model(model, given)
    notation = options.read_notation(given, known)
    result = derivation.derive(known, form=given["form"])
    printing.emit(rendered(result, notation, given), path)
    return 0


def check_output(given: dict[str, Any]) -> None:
    """Refuse an output format that does not exist, and a document in another than LaTeX."""
    if given["as_json"]:
        given["to"] = "json"
    if given["to"] not in OUTPUTS:
        raise unknown("output format", given["to"], OUTPUTS)
    if given["document"] and given["to"] != "latex":
        raise BadValueError("--document makes a LaTeX file; write --to latex --document")


def rendered(result: object, notation: "Notation", given: dict[str, Any]) -> Any:
    """The result in the format that ``--to`` asks for."""
    from symparams.render import formats

    return formats.rendered(result, "document" if given["document"] else given["to"], notation)
