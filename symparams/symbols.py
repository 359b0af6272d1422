"""The only place where a symbol is made: its name, its mathematical name, its meaning.

How a configuration spells a size is each family's own (`symparams.models.families.spellings`).

A part of a model (a vision tower, the decoder) has sizes of its own, in a scope: ``vision.H``.

``H = heads · head_dim`` is the identity behind this whole project. SymPy would cancel
``heads*(H/heads)`` the moment it is built, so ``head_dim`` is a symbol of its own, tied
by a relation that a derivation substitutes as a visible step.
"""

import re
from dataclasses import dataclass

from sympy import Expr, Symbol

from symparams.errors import EVERY_SYMBOL, SymparamsError, shown, unknown

NAME = re.compile(r"(?:[A-Za-z_]\w*\.)*[A-Za-z_]\w*", re.ASCII)
"""A plain name, below the names of the scopes that it belongs to."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One symbol of the project; ``latex`` is its mathematical name, one letter with an index.

    ``is_ratio`` marks a dimensionless convention (``ffn_ratio``): a closed form puts its
    value in when it is known, while sizes stay symbols.
    """

    symbol: Symbol
    latex: str
    meaning: str
    is_ratio: bool = False

    @property
    def name(self) -> str:
        return str(self.symbol.name)


def _size(name: str, latex: str, meaning: str) -> Entry:
    return Entry(Symbol(name, positive=True, integer=True), latex, meaning)


def _ratio(name: str, latex: str, meaning: str) -> Entry:
    return Entry(Symbol(name, positive=True, rational=True), latex, meaning, is_ratio=True)


TABLE: tuple[Entry, ...] = (
    _size("H", "H", "hidden size"),
    _size("L", "L", "layers"),
    _size("V", "V", "vocabulary size"),
    _size("S", "S", "rows of the position table"),
    _size("segments", r"n_{\mathrm{seg}}", "rows of the segment table"),
    _size("heads", "n_{h}", "attention heads"),
    _size("kv_heads", r"n_{\mathrm{kv}}", "key-value heads"),
    _size("kv_groups", "g", "query heads for each key-value head"),
    _size("head_dim", "d_{h}", "size of one head"),
    _ratio("ffn_ratio", r"\rho", "feed-forward width / hidden size"),
    _size("ffn_width", r"d_{\mathrm{ff}}", "feed-forward width"),
    _size("experts", "E", "experts in a layer"),
    _size("active_experts", "E_{a}", "experts that a token uses"),
    _ratio("expert_ratio", r"\rho_{e}", "width of an expert / hidden size"),
    _size("expert_width", "d_{e}", "width of an expert"),
    _size("shared_experts", "E_{s}", "experts that every token uses"),
    _ratio("shared_ratio", r"\rho_{s}", "width of the shared expert / hidden size"),
    _size("shared_width", "d_{s}", "width of the shared expert"),
    _size("zero_experts", "E_{0}", "experts without parameters"),
    _size("dense_layers", "L_{d}", "layers without experts"),
    _ratio("dense_ratio", r"\rho_{d}", "feed-forward width of the dense layers / hidden size"),
    _size("dense_width", "d_{d}", "feed-forward width of the dense layers"),
    _size("sparse_layers", "L_{e}", "layers with experts"),
    _size("window_layers", "L_{w}", "layers with attention in a window"),
    _size("q_rank", "r_{q}", "rank of the latent query"),
    _size("kv_rank", r"r_{\mathrm{kv}}", "rank of the latent key and value"),
    _size("nope_dim", "d_{n}", "part of a head without rotary position"),
    _size("rope_dim", "d_{r}", "part of a head with rotary position"),
    _size("value_dim", "d_{v}", "size of one value head"),
    _size("index_heads", "n_{i}", "heads of the sparse indexer"),
    _size("index_dim", "d_{i}", "size of one head of the indexer"),
    _size("index_layers", "L_{i}", "layers with an indexer of their own"),
    _size("embedding_width", r"d_{\mathrm{emb}}", "width of the token embedding"),
    _size("output_width", r"d_{\mathrm{out}}", "width before the output head"),
    _size("tasks", "n_{t}", "rows of the task table"),
    _size("layer_groups", "G", "groups of layers that share their weights"),
    _size("inner_layers", "L_{g}", "layers in a group"),
    _size("buckets", "b", "rows of the relative-position table"),
    _size("kernel", r"\kappa", "width of the convolution"),
    _size("query_groups", "g_{q}", "groups of the query's convolution"),
    _size("key_groups", "g_{k}", "groups of the key's convolution"),
    _size("value_groups", "g_{v}", "groups of the value's convolution"),
    _size("post_groups", "g_{o}", "groups of the convolution after attention"),
    _size("up_groups", "g_{u}", "groups of the feed-forward's first convolution"),
    _size("down_groups", "g_{d}", "groups of the feed-forward's second convolution"),
    _size("languages", r"n_{\mathrm{lang}}", "languages with an adapter"),
    _size("adapter_width", "d_{a}", "width of an adapter"),
    _size("prompt_length", "n_{p}", "length of the learned prompt"),
    _size("prompt_width", "d_{p}", "width of the prompt's network"),
)  # fmt: skip

BY_NAME: dict[str, Entry] = {entry.name: entry for entry in TABLE}
PLACE: dict[str, int] = {name: place for place, name in enumerate(BY_NAME)}

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
expert_ratio = BY_NAME["expert_ratio"].symbol
expert_width = BY_NAME["expert_width"].symbol
shared_experts = BY_NAME["shared_experts"].symbol
shared_ratio = BY_NAME["shared_ratio"].symbol
shared_width = BY_NAME["shared_width"].symbol
zero_experts = BY_NAME["zero_experts"].symbol
dense_layers = BY_NAME["dense_layers"].symbol
dense_ratio = BY_NAME["dense_ratio"].symbol
dense_width = BY_NAME["dense_width"].symbol
sparse_layers = BY_NAME["sparse_layers"].symbol
window_layers = BY_NAME["window_layers"].symbol
q_rank = BY_NAME["q_rank"].symbol
kv_rank = BY_NAME["kv_rank"].symbol
nope_dim = BY_NAME["nope_dim"].symbol
rope_dim = BY_NAME["rope_dim"].symbol
value_dim = BY_NAME["value_dim"].symbol
index_heads = BY_NAME["index_heads"].symbol
index_dim = BY_NAME["index_dim"].symbol
index_layers = BY_NAME["index_layers"].symbol
embedding_width = BY_NAME["embedding_width"].symbol
output_width = BY_NAME["output_width"].symbol
tasks = BY_NAME["tasks"].symbol
layer_groups = BY_NAME["layer_groups"].symbol
inner_layers = BY_NAME["inner_layers"].symbol
buckets = BY_NAME["buckets"].symbol
kernel = BY_NAME["kernel"].symbol
query_groups = BY_NAME["query_groups"].symbol
key_groups = BY_NAME["key_groups"].symbol
value_groups = BY_NAME["value_groups"].symbol
post_groups = BY_NAME["post_groups"].symbol
up_groups = BY_NAME["up_groups"].symbol
down_groups = BY_NAME["down_groups"].symbol
languages = BY_NAME["languages"].symbol
adapter_width = BY_NAME["adapter_width"].symbol
prompt_length = BY_NAME["prompt_length"].symbol
prompt_width = BY_NAME["prompt_width"].symbol


def lookup(name: str) -> Symbol:
    """The project's symbol called ``name``, alone or in a scope.

    >>> lookup("heads"), lookup("vision.heads")
    (heads, vision.heads)

    Raises UnknownNameError, with the nearest name.
    """
    text = str(name)
    scope, _, own = text.rpartition(".")
    if own not in BY_NAME or not NAME.fullmatch(text):
        raise unknown("symbol", text, BY_NAME, EVERY_SYMBOL)
    return scoped(scope, BY_NAME[own].symbol) if scope else BY_NAME[own].symbol


def new(name: str) -> Symbol:
    """A size of your own, such as the rank ``r`` of an adapter: a positive integer.

    >>> new("r").is_integer, new("vision.r")
    (True, vision.r)

    A name that the project has already gives the project's symbol.
    """
    if not (isinstance(name, str) and NAME.fullmatch(name)):
        raise SymparamsError(f"{shown(name)} is not a symbol name; use letters, digits and _")
    known = BY_NAME.get(name.rpartition(".")[2])
    return lookup(name) if known else Symbol(name, positive=True, integer=True)


def scoped(scope: str, symbol: Symbol) -> Symbol:
    """``symbol`` as the part of a model called ``scope`` has it, a symbol of its own.

    >>> scoped("vision", H)
    vision.H
    """
    return Symbol(f"{scope}.{symbol.name}", **symbol.assumptions0)


def unscoped(symbol: Symbol) -> Symbol:
    """The symbol whose meaning ``symbol`` has in its scope: ``H`` of ``vision.H``."""
    return Symbol(symbol.name.rpartition(".")[2], **symbol.assumptions0)


def scope_of(symbol: Symbol) -> str:
    """The part of a model that ``symbol`` belongs to; empty for the model's own.

    >>> scope_of(lookup("vision.H")), scope_of(H)
    ('vision', '')
    """
    return str(symbol.name.rpartition(".")[0])


def plain(subject: Expr) -> str:
    """An expression as plain SymPy text, in which a scope is a part of the name: ``vision_H``.

    >>> plain(12 * scoped("vision", H) ** 2)
    '12*vision_H**2'
    """
    return str(subject).replace(".", "_")


def entry_of(symbol: Symbol) -> Entry | None:
    """What the project says of ``symbol``, whatever its scope; None for one of the user's own."""
    return BY_NAME.get(symbol.name.rpartition(".")[2])


def meaning(symbol: Symbol) -> str:
    """What ``symbol`` stands for; empty for a symbol of the user's own.

    >>> meaning(lookup("vision.H"))
    'hidden size (vision)'
    """
    entry, scope = entry_of(symbol), scope_of(symbol)
    if entry is None:
        return ""
    return f"{entry.meaning} ({scope})" if scope else entry.meaning


def is_ratio(symbol: Symbol) -> bool:
    """Whether ``symbol`` is a dimensionless convention rather than a size."""
    entry = entry_of(symbol)
    return entry.is_ratio if entry else False


def width_of(ratio: Symbol) -> Symbol:
    """The width that a ratio gives by the hidden size: ``ffn_width`` of ``ffn_ratio``."""
    return lookup(ratio.name.replace("ratio", "width"))


def parts(ratio: Symbol) -> tuple[Symbol, Symbol]:
    """Numerator and denominator of ``ratio`` as symbols, for whoever knows only integers."""
    return (
        Symbol(f"{ratio}_above", positive=True, integer=True),
        Symbol(f"{ratio}_below", positive=True, integer=True),
    )


def above(symbol: Symbol) -> Symbol:
    """The whole number that stands for ``symbol``: a size itself, or a ratio's numerator."""
    return symbol if symbol.is_integer else parts(symbol)[0]


def parted(ratio: Symbol) -> Expr:
    """A ratio as the quotient of two whole numbers: ``ffn_ratio_above/ffn_ratio_below``."""
    numerator, denominator = parts(ratio)
    return numerator / denominator


def position(symbol: Symbol) -> tuple[str, int, str]:
    """Where ``symbol`` stands in the project's own order.

    A user's symbols come last, by name; those of a scope come after the model's own.
    """
    scope, _, own = symbol.name.rpartition(".")
    return (scope, PLACE.get(own, len(PLACE)), own)


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
        if entry_of(symbol) is not None and lookup(symbol.name) != symbol:
            how = f"lookup('{symbol}')" if scope_of(symbol) else symbol
            raise SymparamsError(f"{symbol} is not the project's; use symparams.symbols.{how}")
    return expression
