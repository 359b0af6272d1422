"""`symparams solve`: the count read backwards: which size gives a total."""

from typing import Any

import click

from symparams.cli import options, printing
from symparams.cli.derive import check_output, rendered

STATUS = {True: 0, False: 1, None: 3}


@click.command()
@click.argument("model", default="textbook")
@click.option("--for", "symbol", required=True, metavar="SYMBOL", help="the symbol to solve for")
@click.option("--total", metavar="N", help="the number of parameters wanted: 175B, 7_000_000_000")
@click.option("--multiple-of", "multiples", multiple=True, metavar="SYMBOL=STEP",
              help="designs in which a symbol is a multiple: H=128, ffn_width=256")  # fmt: skip
@options.values
@options.formats
@options.writing
@options.output
def solve(
    model: str,
    symbol: str,
    total: str | None,
    multiples: tuple[str, ...],
    path: str | None,
    **given: Any,
) -> int:
    """Solve the parameter count of MODEL for a symbol: in symbols, exactly, in whole designs.

    Values are given as for `count`; the model's own value of the symbol is put aside. A value for
    a tied symbol is held: with --set head_dim=128, the head count follows from H.
    Exit status: 0 solved, 1 the total is out of reach, 2 unusable input, 3 undecided.

    \b
    symparams solve --for H
    symparams solve --for H --total 175B -L 96 -V 50257 --multiple-of H=128
    symparams solve llama-3.1-8b --for H --total 13B --set head_dim=128 --set kv_groups=4
    """
    check_output(given)
    steps = options.once(options.assignments("--multiple-of", multiples))

    from symparams.operations.solving import solving

    known = options.load_model(model, given)
    notation = options.read_notation(given, known)
    result = solving.solve(
        known,
        symbol,
        total,
        {**options.given_values(given)},
        multiple_of={**steps},
        origin="command line",
    )
    printing.emit(rendered(result, notation, given), path)
    return STATUS[result.is_found]
