"""`symparams verify`: whether a formula is that of the code, or of a checkpoint."""

from typing import Any

import click

from symparams.cli import options, printing


@click.command()
@click.argument("config")
@click.option(
    "--against",
    default="code",
    metavar="code|FILE.safetensors",
    show_default=True,
    help="what to compare with: the code, or a checkpoint (a file, an index, or a folder)",
)
@click.option("--json", "as_json", is_flag=True, help="one JSON object")
@options.part
@options.output
def verify(config: str, against: str, part: str, as_json: bool, path: str | None) -> int:
    """Compare CONFIG with the model's own code (extra trace), or with a checkpoint's tensors.

    CONFIG is a preset, a config.json or a folder that holds one. Of a checkpoint only the headers
    are read, and every weight must be there, layer by layer, in its size. Exit status: 0 they are
    equal, 1 they differ, 2 the input is unusable.

    \b
    symparams verify llama-3.1-8b
    symparams verify config.json --against model.safetensors
    symparams verify folder --against folder
    """
    is_equal, content = (_code if against == "code" else _checkpoint)(
        config, part, against, as_json
    )
    printing.emit(content, path)
    return 0 if is_equal else 1


def _code(config: str, part: str, _: str, as_json: bool) -> tuple[bool, Any]:
    from symparams.models.loading import config_of, load
    from symparams.models.tracing import trace
    from symparams.operations import verification
    from symparams.render.json.data import line, verification_data
    from symparams.render.text.verification import verification_page

    written = load(config, part)
    result = verification.verify(written, trace(config_of(config, part)))
    if as_json:
        return result.is_equal, line(verification_data(written, result))
    return result.is_equal, verification_page(written, result)


def _checkpoint(config: str, part: str, against: str, as_json: bool) -> tuple[bool, Any]:
    from pathlib import Path

    from symparams.models.loading import load
    from symparams.operations.checkpoints import read_checkpoint, verify_checkpoint
    from symparams.render.json.data import line
    from symparams.render.text.checkpoint import checkpoint_data, checkpoint_page

    checkpoint = read_checkpoint(Path(against))
    result = verify_checkpoint(load(config, part), checkpoint)
    return result.is_equal, line(checkpoint_data(result)) if as_json else checkpoint_page(result)
