"""`symparams prove`: whether a model's parameter count depends on a symbol."""

from typing import Any

import click

from symparams.cli import options, printing
from symparams.cli.derive import check_output, rendered

STATUS = {True: 0, False: 1, None: 3}
MEANING = {
    "unsat": "there is no counterexample",
    "sat": "there is a counterexample",
    "unknown": "z3 gave up",
}


@click.command()
@click.argument("model", default="textbook")
@options.values
@click.option("--independent-of", "symbol", default="heads", metavar="SYMBOL", show_default=True,
              help="the symbol that the claim is about")  # fmt: skip
@click.option("--holding", multiple=True, metavar="SYMBOL",
              help="hold a further symbol or ratio fixed, such as kv_groups")  # fmt: skip
@click.option("--given", "conditions", multiple=True, metavar="CONDITION",
              help="a precondition: 'head_dim = H/heads' or 'heads divides H'")  # fmt: skip
@options.formats
@options.writing
@click.option("--certificate", metavar="FILE.smt2",
              help="write the claim as an SMT-LIB 2 script for any solver")  # fmt: skip
@click.option("--check", is_flag=True, help="ask the solver z3 (extra smt) for a counterexample")
@options.output
def prove(
    model: str,
    symbol: str,
    holding: tuple[str, ...],
    conditions: tuple[str, ...],
    certificate: str | None,
    check: bool,
    path: str | None,
    **given: Any,
) -> int:
    """Prove that the parameter count of MODEL does not depend on a symbol, or show why it does.

    Exit status: 0 proved, 1 refuted (with a witness), 2 unusable input, 3 undecided.

    \b
    symparams prove gpt3                                 heads cancel
    symparams prove llama-3.1-8b                         refuted: keys and values
    symparams prove llama-3.1-8b --holding kv_groups     proved
    """
    check_output(given)

    from symparams.operations.proving import proof
    from symparams.operations.proving.certificate import certificate as script_of
    from symparams.operations.proving.certificate import check_with_z3

    known = options.read_model(model, given)
    notation = options.read_notation(given, known)
    result = proof.prove(known, symbol, holding=holding, given=conditions)
    answer = check_with_z3(script_of(result)) if check else None
    if certificate is not None:
        printing.check_writable(path)
        printing.write_file(certificate, script_of(result))
    printing.emit(_with_answer(rendered(result, notation, given), answer), path)
    return STATUS[result.independent]


def _with_answer(content: Any, answer: str | None) -> Any:
    """A proof's text or JSON with what z3 says of it."""
    if answer is None or isinstance(content, str):
        return content
    if isinstance(content, dict):
        return content | {"z3": answer}
    from symparams.render.text.blocks import TextLine

    return [*content, TextLine(f"z3 answers {answer}: {MEANING[answer]}.")]
