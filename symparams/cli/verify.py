"""`symparams verify`: whether a formula is that of the code, or of a checkpoint."""

from typing import Any

import click

from symparams.cli import options, printing
from symparams.errors import BadValueError, shown


@click.command()
@click.argument("config")
@click.option(
    "--against", default="code", metavar="code", show_default=True, help="what to compare with"
)
@click.option("--json", "as_json", is_flag=True, help="one JSON object")
@options.output
def verify(config: str, against: str, as_json: bool, path: str | None) -> int:
    """Compare the formula of CONFIG with the model's own code (extra trace).

    CONFIG is a preset, a config.json or a folder that holds one. Exit status: 0 they are equal,
    1 they differ, 2 the input is unusable.

    \b
    symparams verify llama-3.1-8b
    symparams verify config.json
    """
    if against != "code":
        raise BadValueError(f"--against {shown(against)} is not supported; write --against code")

    from symparams import verification
    from symparams.loading import config_of, load
    from symparams.render.json_data import line, verification_data
    from symparams.render.text_verification import verification_page
    from symparams.tracing import trace

    written = load(config)
    result = verification.verify(written, trace(config_of(config)))
    content: Any = (
        line(verification_data(written, result)) if as_json else verification_page(written, result)
    )
    printing.emit(content, path)
    return 0 if result.is_equal else 1
