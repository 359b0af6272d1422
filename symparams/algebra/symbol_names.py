"""The names of a model's symbols, which must be told apart in text and as plain identifiers."""

from collections.abc import Iterable

from sympy import Symbol

from symparams import symbols
from symparams.errors import SymparamsError


def told_apart(known: Iterable[Symbol]) -> None:
    """Refuse symbols of which two have one plain name: ``kv.heads`` beside ``kv_heads``.

    Raises SymparamsError.
    """
    names: dict[str, Symbol] = {}
    for symbol in known:
        name = symbols.plain(symbol)
        usual = symbols.BY_NAME[name].symbol if name in symbols.BY_NAME else symbol
        other = names.setdefault(name, usual)
        if other != symbol:
            raise SymparamsError(
                f"{symbol} and {other} would both be written {name}; give the part another name"
            )


def by_name(known: Iterable[Symbol]) -> dict[str, Symbol]:
    """Each symbol by its name, one in a scope by its plain name too: ``vision.H``, ``vision_H``."""
    found: dict[str, Symbol] = {symbol.name: symbol for symbol in known}
    return {name.replace(".", "_"): symbol for name, symbol in found.items()} | found
