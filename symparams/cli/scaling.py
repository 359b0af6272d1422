"""`symparams scaling`: how a count answers to each of its symbols."""

from typing import TYPE_CHECKING, Any

import click

from symparams.cli import options, printing
from symparams.cli.derive import check_output

if TYPE_CHECKING:
    from symparams.growth import Scaling
    from symparams.render.notation import Notation


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

    from symparams import growth

    known = options.read_model(model, given)
    notation = options.read_notation(given, known)
    printing.emit(_rendered(growth.scaling(known), notation, given), path)
    return 0


def _rendered(result: "Scaling", notation: "Notation", given: dict[str, Any]) -> Any:
    match given["to"]:
        case "text":
            from symparams.render.text_scaling import scaling_page

            return scaling_page(result, notation)
        case "latex":
            from symparams.render.latex_scaling import scaling_document, scaling_latex

            return (scaling_document if given["document"] else scaling_latex)(result, notation)
        case "markdown":
            from symparams.render.markdown_scaling import scaling_markdown

            return scaling_markdown(result, notation)
        case _:
            from symparams.render.json_data import line
            from symparams.render.json_scaling import scaling_data

            return line(scaling_data(result))
