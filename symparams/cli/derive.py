"""`symparams derive`: the derivation of a model's parameter count."""

from typing import Any

import click

from symparams.cli import options, printing
from symparams.errors import BadValueError, unknown

OUTPUTS = ("text", "latex", "markdown", "json")


@click.command()
@click.argument("model", default="textbook")
@options.values
@click.option("--to", "to", default="text", metavar="FORMAT", show_default=True,
              help="text, latex, markdown or json")  # fmt: skip
@click.option("--form", default="expanded", metavar="FORM", show_default=True,
              help="the closed form: expanded, layered or relative")  # fmt: skip
@options.writing
@click.option("--document", is_flag=True, help="with --to latex: a complete file to compile")
@options.output
def derive(model: str, to: str, form: str, document: bool, path: str | None, **given: Any) -> int:
    """Derive the parameter count of MODEL step by step, from its tensors to a number.

    \b
    symparams derive                          the textbook: 12LH² + VH
    symparams derive gpt3 --form relative     the rule of thumb and what it leaves out
    symparams derive bert-base --to latex --document -o bert.tex
    """
    if to not in OUTPUTS:
        raise unknown("output format", to, OUTPUTS)
    if document and to != "latex":
        raise BadValueError("--document makes a LaTeX file; write --to latex --document")
    notation = options.read_notation(given)

    from symparams import derivation

    result = derivation.derive(options.read_model(model, given), form=form)
    printing.emit(_rendered(result, to, notation, document), path)
    return 0


def _rendered(result: Any, to: str, notation: Any, document: bool) -> Any:
    match to:
        case "text":
            from symparams.render.text_derivation import derivation_page

            return derivation_page(result, notation)
        case "latex":
            from symparams.render.latex_derivation import derivation_latex
            from symparams.render.latex_document import derivation_document

            return (derivation_document if document else derivation_latex)(result, notation)
        case "markdown":
            from symparams.render.markdown import derivation_markdown

            return derivation_markdown(result, notation)
        case _:
            from symparams.render.json_data import derivation_data, line

            return line(derivation_data(result, notation))
