"""`symparams models`: every preset, its derived count beside the published one."""

import click

from symparams.cli import options, printing


@click.command()
@click.option("--json", "as_json", is_flag=True, help="one JSON object a line")
@options.output
def models(as_json: bool, path: str | None) -> int:
    """List the presets: derived count, published count, source, and why they differ."""
    from symparams import presets
    from symparams.loading import load
    from symparams.published import compare
    from symparams.render.json_data import comparison_data, line
    from symparams.render.text_count import models_page

    found = [compare(load(name)) for name in presets.names()]
    comparisons = sorted(found, key=lambda c: (c.published.source, c.derived))
    if as_json:
        printing.emit("\n".join(line(comparison_data(c)) for c in comparisons), path)
    else:
        printing.emit(models_page(comparisons), path)
    return 0
