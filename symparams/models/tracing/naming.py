"""Which symbol stands for a configuration key or an argument."""

import re
from collections.abc import Collection, Container, Iterable, Mapping

from sympy import Symbol

from symparams import symbols
from symparams.models.families.keys import USUAL

FIRST = ("", "text_config", "decoder", "llm_config", "language_config")
"""Of two nested configurations with the same key, the one that describes the language model
gets the project's symbol."""

ARGUMENTS = {"nhead": "heads", "dim_feedforward": "ffn_width", "embed_dim": "H"}
"""What torch's own modules call the project's sizes."""


def symbols_for(
    paths: Collection[str], last: Container[str] = (), names: Mapping[str, str] | None = None
) -> dict[str, Symbol]:
    """A symbol for each key; no two keys share one, and those in ``last`` choose last.

    ``names`` has the names of those that are called otherwise than their key.

    >>> symbols_for(["n_embd", "text_config.hidden_size", "rank"])
    {'n_embd': H, 'text_config.hidden_size': text_hidden_size, 'rank': rank}
    """
    chosen: dict[str, Symbol] = {}
    taken: set[str] = set()
    for path in sorted(paths, key=lambda path: (path in last, _rank(path))):
        name = next(name for name in _names(path, (names or {}).get(path)) if name not in taken)
        taken.add(name)
        chosen[path] = symbols.new(name)
    return {path: chosen[path] for path in paths}


def _rank(path: str) -> int:
    scope = path.rpartition(".")[0]
    return FIRST.index(scope) if scope in FIRST else len(FIRST)


def _names(path: str, called: str | None) -> Iterable[str]:
    scope, _, key = path.rpartition(".")
    if called is not None:
        key = called
        yield called
    usual = USUAL.get(key)
    if usual is not None and not symbols.is_ratio(usual):
        yield usual.name
    elif key in ARGUMENTS:
        yield ARGUMENTS[key]
    prefix = re.sub(r"_config\b", "", scope).replace(".", "_")
    own = re.sub(r"\W", "_", f"{prefix}_{key}" if prefix else key)
    reserved = own in symbols.BY_NAME or own in ("floor", "ceiling", "Max", "Min")
    own = f"{own}_size" if reserved else own
    yield own
    yield from (f"{own}_{number}" for number in range(2, 1000))
