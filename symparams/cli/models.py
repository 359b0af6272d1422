"""`symparams models`: every preset, its derived count beside the published one."""

import click

from symparams.cli import options, printing


@click.command()
@click.option("--json", "as_json", is_flag=True, help="one JSON object a line")
@options.output
def models(as_json: bool, path: str | None) -> int:
    """List the presets: derived count, published count, source, and why they differ."""
    from symparams.models import presets
    from symparams.models.loading import load
    from symparams.operations.catalogue.published import agreement
    from symparams.render.json.data import agreement_data, line
    from symparams.render.text.count import models_page

    found = [agreement(load(name)) for name in presets.names()]
    agreements = sorted(found, key=lambda a: (a.published.source, a.derived))
    if as_json:
        printing.emit("\n".join(line(agreement_data(a)) for a in agreements), path)
    else:
        printing.emit(models_page(agreements), path)
    return 0
