"""The only place where a symbol is made: its name, its meaning, its LaTeX.

How a configuration spells a size is each family's own (`symparams.models.families.spellings`).

``H = heads · head_dim`` is the identity behind this whole project. SymPy would cancel
``heads*(H/heads)`` the moment it is built, so ``head_dim`` is a symbol of its own, tied
by a relation that a derivation substitutes as a visible step.
"""

from dataclasses import dataclass

from sympy import Expr, Symbol

from symparams.errors import EVERY_SYMBOL, SymparamsError, shown, unknown


@dataclass(frozen=True, slots=True)
class Entry:
    """One symbol of the project.

    ``is_ratio`` marks a dimensionless convention (``ffn_ratio``): a closed form puts its
    value in when it is known, while sizes stay symbols.
    """

    symbol: Symbol
    meaning: str
    latex: str
    is_ratio: bool = False

    @property
    def name(self) -> str:
        return str(self.symbol.name)


def _size(name: str, meaning: str, latex: str) -> Entry:
    return Entry(Symbol(name, positive=True, integer=True), meaning, latex)


def _ratio(name: str, meaning: str, latex: str) -> Entry:
    return Entry(Symbol(name, positive=True, rational=True), meaning, latex, is_ratio=True)


TABLE: tuple[Entry, ...] = (
    _size("H", "hidden size", "H"),
    _size("L", "layers", "L"),
    _size("V", "vocabulary size", "V"),
    _size("S", "rows of the position table", "S"),
    _size("segments", "rows of the segment table", r"\mathrm{segments}"),
    _size("heads", "attention heads", r"\mathrm{heads}"),
    _size("kv_heads", "key-value heads", r"\mathrm{kv\_heads}"),
    _size("kv_groups", "query heads for each key-value head", r"\mathrm{kv\_groups}"),
    _size("head_dim", "size of one head", r"\mathrm{head\_dim}"),
    _ratio("ffn_ratio", "feed-forward width / hidden size", r"\mathrm{ffn\_ratio}"),
    _size("ffn_width", "feed-forward width", r"\mathrm{ffn\_width}"),
    _size("experts", "experts in a layer", r"\mathrm{experts}"),
    _size("active_experts", "experts that a token uses", r"\mathrm{active\_experts}"),
    _ratio("expert_ratio", "width of an expert / hidden size", r"\mathrm{expert\_ratio}"),
    _size("expert_width", "width of an expert", r"\mathrm{expert\_width}"),
    _size("shared_experts", "experts that every token uses", r"\mathrm{shared\_experts}"),
    _ratio("shared_ratio", "width of the shared expert / hidden size", r"\mathrm{shared\_ratio}"),
    _size("shared_width", "width of the shared expert", r"\mathrm{shared\_width}"),
    _size("zero_experts", "experts without parameters", r"\mathrm{zero\_experts}"),
    _size("dense_layers", "layers without experts", r"\mathrm{dense\_layers}"),
    _ratio("dense_ratio", "feed-forward width of the dense layers / hidden size",
           r"\mathrm{dense\_ratio}"),
    _size("dense_width", "feed-forward width of the dense layers", r"\mathrm{dense\_width}"),
    _size("sparse_layers", "layers with experts", r"\mathrm{sparse\_layers}"),
    _size("window_layers", "layers with attention in a window", r"\mathrm{window\_layers}"),
    _size("q_rank", "rank of the latent query", r"\mathrm{q\_rank}"),
    _size("kv_rank", "rank of the latent key and value", r"\mathrm{kv\_rank}"),
    _size("nope_dim", "part of a head without rotary position", r"\mathrm{nope\_dim}"),
    _size("rope_dim", "part of a head with rotary position", r"\mathrm{rope\_dim}"),
    _size("value_dim", "size of one value head", r"\mathrm{value\_dim}"),
    _size("index_heads", "heads of the sparse indexer", r"\mathrm{index\_heads}"),
    _size("index_dim", "size of one head of the indexer", r"\mathrm{index\_dim}"),
    _size("index_layers", "layers with an indexer of their own", r"\mathrm{index\_layers}"),
    _size("embedding_width", "width of the token embedding", r"\mathrm{embedding\_width}"),
    _size("output_width", "width before the output head", r"\mathrm{output\_width}"),
    _size("tasks", "rows of the task table", r"\mathrm{tasks}"),
    _size("layer_groups", "groups of layers that share their weights", r"\mathrm{layer\_groups}"),
    _size("inner_layers", "layers in a group", r"\mathrm{inner\_layers}"),
    _size("buckets", "rows of the relative-position table", r"\mathrm{buckets}"),
    _size("kernel", "width of the convolution", r"\mathrm{kernel}"),
    _size("query_groups", "groups of the query's convolution", r"\mathrm{query\_groups}"),
    _size("key_groups", "groups of the key's convolution", r"\mathrm{key\_groups}"),
    _size("value_groups", "groups of the value's convolution", r"\mathrm{value\_groups}"),
    _size("post_groups", "groups of the convolution after attention", r"\mathrm{post\_groups}"),
    _size("up_groups", "groups of the feed-forward's first convolution", r"\mathrm{up\_groups}"),
    _size("down_groups", "groups of the feed-forward's second convolution",
          r"\mathrm{down\_groups}"),
    _size("languages", "languages with an adapter", r"\mathrm{languages}"),
    _size("adapter_width", "width of an adapter", r"\mathrm{adapter\_width}"),
    _size("prompt_length", "length of the learned prompt", r"\mathrm{prompt\_length}"),
    _size("prompt_width", "width of the prompt's network", r"\mathrm{prompt\_width}"),
    _size("decoder_layers", "layers of the decoder", r"\mathrm{decoder\_layers}"),
    _size("decoder_heads", "attention heads of the decoder", r"\mathrm{decoder\_heads}"),
    _size("decoder_head_dim", "size of one head of the decoder", r"\mathrm{decoder\_head\_dim}"),
    _ratio("decoder_ratio", "feed-forward width of the decoder / hidden size",
           r"\mathrm{decoder\_ratio}"),
    _size("decoder_width", "feed-forward width of the decoder", r"\mathrm{decoder\_width}"),
    _size("decoder_positions", "rows of the decoder's position table",
          r"\mathrm{decoder\_positions}"),
    _size("decoder_sparse_layers", "decoder layers with experts",
          r"\mathrm{decoder\_sparse\_layers}"),
    _size("target_vocabulary", "vocabulary size of the target language",
          r"\mathrm{target\_vocabulary}"),
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
decoder_layers = BY_NAME["decoder_layers"].symbol
decoder_heads = BY_NAME["decoder_heads"].symbol
decoder_head_dim = BY_NAME["decoder_head_dim"].symbol
decoder_ratio = BY_NAME["decoder_ratio"].symbol
decoder_width = BY_NAME["decoder_width"].symbol
decoder_positions = BY_NAME["decoder_positions"].symbol
decoder_sparse_layers = BY_NAME["decoder_sparse_layers"].symbol
target_vocabulary = BY_NAME["target_vocabulary"].symbol


def lookup(name: str) -> Symbol:
    """The project's symbol called ``name``.

    >>> lookup("heads")
    heads

    Raises UnknownNameError, with the nearest name.
    """
    entry = BY_NAME.get(str(name))
    if entry is None:
        raise unknown("symbol", str(name), BY_NAME, EVERY_SYMBOL)
    return entry.symbol


def new(name: str) -> Symbol:
    """A size of your own, such as the rank ``r`` of an adapter: a positive integer.

    >>> new("r").is_integer
    True

    A name that the project has already gives the project's symbol.
    """
    if not (isinstance(name, str) and name.isidentifier() and name.isascii()):
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


def width_of(ratio: Symbol) -> Symbol:
    """The width that a ratio gives by the hidden size: ``ffn_width`` of ``ffn_ratio``."""
    return BY_NAME[ratio.name.replace("ratio", "width")].symbol


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


def position(symbol: Symbol) -> tuple[int, str]:
    """Where ``symbol`` stands in the project's own order; a user's symbols come last, by name."""
    return (PLACE.get(symbol.name, len(PLACE)), symbol.name)


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
