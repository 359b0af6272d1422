"""`symparams families`: the supported model types, and which counts depend on heads."""

import click

from symparams.cli import options, printing


@click.command()
@click.option("--json", "as_json", is_flag=True, help="one JSON object a line")
@options.output
def families(as_json: bool, path: str | None) -> int:
    """List the supported model types by what their counts owe to the number of heads."""
    from symparams.operations.catalogue.family_heads import family_heads
    from symparams.render.json.data import line
    from symparams.render.text.families import families_page, family_data

    found = family_heads()
    if as_json:
        printing.emit("\n".join(line(family_data(family)) for family in found), path)
    else:
        printing.emit(families_page(found), path)
    return 0
