"""The only place where a symbol is made: its name, meaning, LaTeX, and the config keys for it.

``H = heads · head_dim`` is the identity behind this whole project. SymPy would cancel
``heads*(H/heads)`` the moment it is built, so ``head_dim`` is a symbol of its own, tied
by a relation that a derivation substitutes as a visible step.
"""

from dataclasses import dataclass

from sympy import Expr, Symbol

from symparams.errors import SymparamsError, shown, unknown


@dataclass(frozen=True, slots=True)
class Entry:
    """One symbol of the project.

    ``keys`` are the names that configuration files use for the same quantity.
    ``is_ratio`` marks a dimensionless convention (``ffn_ratio``): a closed form puts its
    value in when it is known, while sizes stay symbols.
    """

    symbol: Symbol
    meaning: str
    latex: str
    keys: tuple[str, ...] = ()
    is_ratio: bool = False

    @property
    def name(self) -> str:
        return str(self.symbol.name)


def _size(name: str, meaning: str, latex: str, *keys: str) -> Entry:
    return Entry(Symbol(name, positive=True, integer=True), meaning, latex, keys)


def _ratio(name: str, meaning: str, latex: str, *keys: str) -> Entry:
    return Entry(Symbol(name, positive=True, rational=True), meaning, latex, keys, is_ratio=True)


TABLE: tuple[Entry, ...] = (
    _size("H", "hidden size", "H", "hidden_size", "n_embd", "d_model"),
    _size("L", "layers", "L", "num_hidden_layers", "n_layer", "n_layers", "num_layers"),
    _size("V", "vocabulary size", "V", "vocab_size", "n_vocab"),
    _size("S", "rows of the position table", "S",
          "max_position_embeddings", "n_positions", "n_ctx"),
    _size("segments", "rows of the segment table", r"\mathrm{segments}", "type_vocab_size"),
    _size("heads", "attention heads", r"\mathrm{heads}",
          "num_attention_heads", "n_head", "n_heads", "num_heads"),
    _size("kv_heads", "key-value heads", r"\mathrm{kv\_heads}", "num_key_value_heads"),
    _size("kv_groups", "query heads for each key-value head", r"\mathrm{kv\_groups}"),
    _size("head_dim", "size of one head", r"\mathrm{head\_dim}", "d_head", "d_kv"),
    _ratio("ffn_ratio", "feed-forward width / hidden size", r"\mathrm{ffn\_ratio}"),
    _size("ffn_width", "feed-forward width", r"\mathrm{ffn\_width}",
          "intermediate_size", "n_inner", "ffn_dim", "d_ff"),
    _size("experts", "experts in a layer", r"\mathrm{experts}",
          "num_local_experts", "num_experts", "n_routed_experts"),
    _size("active_experts", "experts that a token uses", r"\mathrm{active\_experts}",
          "num_experts_per_tok"),
)  # fmt: skip

BY_NAME: dict[str, Entry] = {entry.name: entry for entry in TABLE}
BY_KEY: dict[str, Entry] = {key: entry for entry in TABLE for key in (entry.name, *entry.keys)}

H = BY_NAME["H"].symbol
L = BY_NAME["L"].symbol
V = BY_NAME["V"].symbol
S = BY_NAME["S"].symbol
segments = BY_NAME["segments"].symbol
heads = BY_NAME["heads"].symbol
kv_heads = BY_NAME["kv_heads"].symbol
kv_groups = BY_NAME["kv_groups"].symbol
head_dim = BY_NAME["head_dim"].symbol
ffn_ratio = BY_NAME["ffn_ratio"].symbol
ffn_width = BY_NAME["ffn_width"].symbol
experts = BY_NAME["experts"].symbol
active_experts = BY_NAME["active_experts"].symbol


def lookup(name: str) -> Symbol:
    """The project's symbol called ``name``, or meant by the config key ``name``.

    >>> lookup("hidden_size"), lookup("heads")
    (H, heads)

    Raises UnknownNameError, with the nearest name.
    """
    entry = BY_KEY.get(name)
    if entry is None:
        raise unknown("symbol", name, BY_KEY)
    return entry.symbol


def new(name: str) -> Symbol:
    """A size of your own, such as the rank ``r`` of an adapter: a positive integer.

    >>> new("r").is_integer
    True

    A name that the project has already gives the project's symbol.
    """
    if not (name.isidentifier() and name.isascii()):
        raise SymparamsError(f"{shown(name)} is not a symbol name; use letters, digits and _")
    known = BY_NAME.get(name)
    return known.symbol if known else Symbol(name, positive=True, integer=True)


def meaning(symbol: Symbol) -> str:
    """What ``symbol`` stands for; empty for a symbol of the user's own."""
    entry = BY_NAME.get(symbol.name)
    return entry.meaning if entry else ""


def is_ratio(symbol: Symbol) -> bool:
    """Whether ``symbol`` is a dimensionless convention rather than a size."""
    entry = BY_NAME.get(symbol.name)
    return entry.is_ratio if entry else False


def position(symbol: Symbol) -> tuple[int, str]:
    """Where ``symbol`` stands in the project's own order; a user's symbols come last, by name."""
    names = list(BY_NAME)
    return (names.index(symbol.name) if symbol.name in BY_NAME else len(names), symbol.name)


def in_order(*expressions: Expr) -> tuple[Symbol, ...]:
    """The symbols of ``expressions``, each once, in the project's own order."""
    found: set[Symbol] = set().union(*(e.free_symbols for e in expressions))
    return tuple(sorted(found, key=position))


def check(expression: Expr) -> Expr:
    """``expression``, refused if a symbol in it only looks like one of the project's.

    ``Symbol("H")`` without assumptions is another symbol than ``symbols.H``; substituting
    into it would silently do nothing.
    """
    for symbol in expression.free_symbols:
        if not (symbol.is_positive and symbol.is_rational):
            raise SymparamsError(
                f"the symbol {symbol} is not known to be positive and rational; "
                f"use symparams.symbols.new({symbol.name!r})"
            )
        known = BY_NAME.get(symbol.name)
        if known is not None and known.symbol != symbol:
            raise SymparamsError(f"{symbol} is not the project's; use symparams.symbols.{symbol}")
    return expression
