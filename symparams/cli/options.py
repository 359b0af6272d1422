"""The options that commands share, and what is made of them."""

import sys
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, TypeVar

import click

from symparams.errors import BadValueError, shown

if TYPE_CHECKING:
    from sympy import Symbol

    from symparams.algebra.model import Model
    from symparams.render.notation import Notation

Command = TypeVar("Command", bound=Callable[..., Any])

VALUES = (
    ("-H", "H", "hidden size"),
    ("-L", "L", "layers"),
    ("-V", "V", "vocabulary size"),
    ("--heads", "heads", "attention heads"),
    ("--ffn-ratio", "ffn_ratio", "feed-forward width / hidden size, such as 4, 3.5 or 8/3"),
)


def values(command: Command) -> Command:
    """Add the options that give values to symbols, and the choice between ratios and widths."""
    command = click.option(
        "--widths",
        is_flag=True,
        help="feed-forward widths as symbols of their own, instead of ratios to the hidden size",
    )(command)
    return numbers(command)


def numbers(command: Command) -> Command:
    """Add the options that give values to symbols."""
    command = click.option(
        "--set",
        "assignments",
        multiple=True,
        metavar="NAME=VALUE",
        help="any other symbol, by its name or the configuration's own key: S=2048, n_layer=24",
    )(command)
    command = part(of(command))
    for flag, name, meaning in reversed(VALUES):
        option = click.option(
            flag, f"value_{name.lower()}", multiple=True, metavar="N", help=meaning
        )
        command = option(command)
    return command


def part(command: Command) -> Command:
    """Add the option that asks for a part of a model of several."""
    return click.option(
        "--part",
        default="",
        metavar="NAME",
        help="of a model of several parts the one to take, such as text",
    )(command)


def of(command: Command) -> Command:
    """Add the option that asks for another quantity than parameters."""
    return click.option(
        "--of",
        default="parameters",
        metavar="QUANTITY",
        show_default=True,
        help="what is counted: parameters",
    )(command)


def formats(command: Command) -> Command:
    """Add the options that choose an output format."""
    command = click.option("--json", "as_json", is_flag=True, help="the same as --to json")(command)
    command = click.option(
        "--document", is_flag=True, help="with --to latex: a complete file to compile"
    )(command)
    return click.option(
        "--to",
        default="text",
        metavar="FORMAT",
        show_default=True,
        help="text, latex, markdown or json",
    )(command)


def rendering(command: Command) -> Command:
    """Add the options that choose an output format and the form of the closed form."""
    return click.option(
        "--form",
        metavar="FORM",
        help="expanded, layered, relative, or defined: part by part; by default expanded, or "
        "defined where that has more than eight terms",
    )(formats(command))


def writing(command: Command) -> Command:
    """Add the options that say how symbols are written."""
    command = click.option(
        "--rename",
        "renames",
        multiple=True,
        metavar="SYMBOL=NAME",
        help=r"another name for a symbol: H='d_{\mathrm{model}}'",
    )(command)
    return click.option(
        "--notation",
        "notation_name",
        default="symparams",
        metavar="NAME",
        show_default=True,
        help="the names of symparams, or those of the gpt3, bert or megatron paper",
    )(command)


def output(command: Command) -> Command:
    """Add the option that names a file to write."""
    return click.option(
        "-o", "--output", "path", metavar="FILE", help="write to a file instead of the screen"
    )(command)


def given_values(options: dict[str, Any]) -> dict[str, str]:
    """The values that the options give, by symbol name or config key.

    Raises BadValueError for a symbol that is given twice and for an assignment without ``=``.
    """
    named = [
        (name, value) for _, name, _ in VALUES for value in options.get(f"value_{name.lower()}", ())
    ]
    return once([*named, *assignments("--set", options.get("assignments", ()))])


def assignments(option: str, texts: Iterable[str]) -> list[tuple[str, str]]:
    """``NAME=VALUE`` as pairs, for an option that may be repeated.

    Raises BadValueError for a text without ``=``.
    """
    pairs = []
    for text in texts:
        name, equals, value = text.partition("=")
        if not equals or not name.strip():
            raise BadValueError(f"cannot read {option} {shown(text)}; write {option} NAME=VALUE")
        pairs.append((name.strip(), value))
    return pairs


def once(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    """The pairs by name; raises BadValueError for a name that is there twice."""
    given: dict[str, str] = {}
    for name, value in pairs:
        if name in given:
            raise BadValueError(f"two values for {shown(name)}; give it once")
        given[name] = value
    return given


def read_model(source: str, options: dict[str, Any]) -> "Model":
    """The model that ``source`` names, with the options' values put in."""
    from symparams.algebra.values import assign

    values: dict[str | Symbol, object] = {**given_values(options)}
    known = assign(load_source(source, options["part"], options["of"]), values, "command line")
    return in_widths(known) if options.get("widths") else known


def load_model(source: str, options: dict[str, Any]) -> "Model":
    """The model that ``source`` names as it is, for a command that puts the values in itself."""
    model = load_source(source, options["part"], options["of"])
    return in_widths(model) if options.get("widths") else model


def load_source(source: str, part: str = "", of: str = "parameters") -> "Model":
    """The model that ``source`` names, or its ``part``; ``-`` is the one on standard input.

    ``of`` names the quantity that is counted.
    """
    from symparams.models.loading import LARGEST_FILE, load, load_text

    if source != "-":
        return load(source, part, of)
    text = sys.stdin.buffer.read(LARGEST_FILE + 1)
    return load_text(text, "standard input", part).measured(of)


def in_widths(model: "Model") -> "Model":
    """``model`` with widths in place of ratios, as ``--widths`` asks for."""
    from symparams.algebra.widths import with_widths

    return with_widths(model)


def read_notation(options: dict[str, Any], *models: "Model") -> "Notation":
    """The notation that the options ask for, for the symbols of the project and of ``models``."""
    from symparams.render.notation import notation

    own = (symbol for model in models for symbol in model.symbols())
    return notation(options["notation_name"], options["renames"], own)
