"""The command line: it parses, calls and prints. Only this package imports click or exits.

Exit status: 0 the answer is yes or done; 1 the answer is no; 2 the input is unusable;
3 undecided. A message for a bad input is one line on standard error.
"""

import gc
import sys
from collections.abc import Sequence

import click

from symparams import __version__
from symparams.cli.compare import compare
from symparams.cli.count import count
from symparams.cli.derive import derive
from symparams.cli.families import families
from symparams.cli.models import models
from symparams.cli.page import page
from symparams.cli.printing import discard_output
from symparams.cli.prove import prove
from symparams.cli.scaling import scaling
from symparams.cli.search import search
from symparams.cli.solve import solve
from symparams.cli.table import table
from symparams.cli.trace import trace
from symparams.cli.verify import verify
from symparams.errors import SymparamsError

UNUSABLE = 2
OBJECTS_BETWEEN_COLLECTIONS = 200_000
"""Importing SymPy makes many objects and no garbage; looking for some would take a tenth longer."""

INTERRUPTED = 130


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="symparams")
def cli() -> None:
    """Where a transformer's parameters come from: derived, proved, counted.

    MODEL is `textbook` (the default), a preset (`symparams models` lists them), the path of a
    config.json or of a folder that holds one, or `-` for standard input.
    """


for command in (
    derive,
    prove,
    count,
    solve,
    scaling,
    search,
    compare,
    page,
    models,
    families,
    table,
    trace,
    verify,
):
    cli.add_command(command)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line and exit."""
    gc.set_threshold(OBJECTS_BETWEEN_COLLECTIONS)
    status = run(arguments)
    _close_output()
    gc.freeze()  # the last collection, at exit, would look through all of SymPy and free nothing
    sys.exit(status)


def run(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; what went wrong is one line on standard error."""
    try:
        status = cli.main(arguments, prog_name="symparams", standalone_mode=False)
        return int(status or 0)
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.format_message(), err=True)
        return UNUSABLE
    except click.ClickException as error:
        return _complain(error.format_message())
    except SymparamsError as error:
        return _complain(str(error))
    except click.Abort:
        return INTERRUPTED
    except OSError as error:
        return _complain(f"cannot write the output: {error.strerror or error}")


def _complain(message: str) -> int:
    text = " ".join(message.split())
    printable = "".join(c if c.isprintable() else "?" for c in text)
    click.echo(f"symparams: {printable}", err=True)
    return UNUSABLE


def _close_output() -> None:
    """Flush now, so that a reader who closed the pipe causes no complaint at exit."""
    try:
        sys.stdout.flush()
    except (OSError, ValueError):
        discard_output()
