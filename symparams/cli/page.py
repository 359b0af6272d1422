"""`symparams page`: a model's derivation as one HTML file that a reader can take in hand."""

from typing import Any

import click

from symparams.cli import options, printing


@click.command()
@click.argument("model", default="textbook")
@options.values
@options.writing
@options.output
def page(model: str, path: str | None, **given: Any) -> int:
    """Write the derivation of MODEL as one standalone HTML page, with sliders for its values.

    The page needs no network and loads nothing: put it on any server or open it from a disk.
    Where the model leaves a size open, it starts from an example.

    \b
    symparams page gpt3 -o gpt3.html
    symparams page -H 1024 -L 24 -V 50000 -o mine.html
    """

    from symparams.operations.exploration import explore
    from symparams.render.page.document import page_html

    known = options.read_model(model, given)
    notation = options.read_notation(given, known)
    printing.emit(page_html(explore(known), notation), path)
    return 0
