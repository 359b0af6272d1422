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
    _size("H", "hidden size", "H", "hidden_size", "n_embd", "n_embed", "d_model", "dim"),
    _size("L", "layers", "L",
          "num_hidden_layers", "n_layer", "n_layers", "num_layers", "encoder_layers"),
    _size("V", "vocabulary size", "V", "vocab_size", "n_vocab", "src_vocab_size"),
    _size("S", "rows of the position table", "S",
          "max_position_embeddings", "n_positions", "max_encoder_position_embeddings"),
    _size("segments", "rows of the segment table", r"\mathrm{segments}", "type_vocab_size"),
    _size("heads", "attention heads", r"\mathrm{heads}",
          "num_attention_heads", "n_head", "n_heads", "num_heads", "attention_heads",
          "encoder_attention_heads"),
    _size("kv_heads", "key-value heads", r"\mathrm{kv\_heads}",
          "num_key_value_heads", "num_kv_heads", "n_head_kv"),
    _size("kv_groups", "query heads for each key-value head", r"\mathrm{kv\_groups}"),
    _size("head_dim", "size of one head", r"\mathrm{head\_dim}",
          "d_head", "d_kv", "kv_channels"),
    _ratio("ffn_ratio", "feed-forward width / hidden size", r"\mathrm{ffn\_ratio}"),
    _size("ffn_width", "feed-forward width", r"\mathrm{ffn\_width}",
          "intermediate_size", "n_inner", "ffn_dim", "d_ff", "dff", "d_inner", "hidden_dim",
          "ffn_hidden_size", "encoder_ffn_dim"),
    _size("experts", "experts in a layer", r"\mathrm{experts}",
          "num_local_experts", "num_experts", "n_routed_experts", "moe_num_experts"),
    _size("active_experts", "experts that a token uses", r"\mathrm{active\_experts}",
          "num_experts_per_tok", "experts_per_token", "moe_topk", "moe_k"),
    _ratio("expert_ratio", "width of an expert / hidden size", r"\mathrm{expert\_ratio}"),
    _size("expert_width", "width of an expert", r"\mathrm{expert\_width}",
          "moe_intermediate_size", "expert_ffn_hidden_size"),
    _size("shared_experts", "experts that every token uses", r"\mathrm{shared\_experts}",
          "n_shared_experts", "num_shared_experts", "moe_num_shared_experts"),
    _ratio("shared_ratio", "width of the shared expert / hidden size", r"\mathrm{shared\_ratio}"),
    _size("shared_width", "width of the shared expert", r"\mathrm{shared\_width}",
          "shared_expert_intermediate_size", "shared_intermediate_size"),
    _size("zero_experts", "experts without parameters", r"\mathrm{zero\_experts}",
          "zero_expert_num"),
    _size("dense_layers", "layers without experts", r"\mathrm{dense\_layers}",
          "first_k_dense_replace", "num_dense_layers"),
    _ratio("dense_ratio", "feed-forward width of the dense layers / hidden size",
           r"\mathrm{dense\_ratio}"),
    _size("dense_width", "feed-forward width of the dense layers", r"\mathrm{dense\_width}",
          "intermediate_size_mlp", "prefix_dense_intermediate_size"),
    _size("sparse_layers", "layers with experts", r"\mathrm{sparse\_layers}"),
    _size("window_layers", "layers with attention in a window", r"\mathrm{window\_layers}"),
    _size("q_rank", "rank of the latent query", r"\mathrm{q\_rank}", "q_lora_rank"),
    _size("kv_rank", "rank of the latent key and value", r"\mathrm{kv\_rank}", "kv_lora_rank"),
    _size("nope_dim", "part of a head without rotary position", r"\mathrm{nope\_dim}",
          "qk_nope_head_dim"),
    _size("rope_dim", "part of a head with rotary position", r"\mathrm{rope\_dim}",
          "qk_rope_head_dim"),
    _size("value_dim", "size of one value head", r"\mathrm{value\_dim}", "v_head_dim"),
    _size("index_heads", "heads of the sparse indexer", r"\mathrm{index\_heads}",
          "index_n_heads"),
    _size("index_dim", "size of one head of the indexer", r"\mathrm{index\_dim}",
          "index_head_dim"),
    _size("index_layers", "layers with an indexer of their own", r"\mathrm{index\_layers}"),
    _size("embedding_width", "width of the token embedding", r"\mathrm{embedding\_width}",
          "embedding_size", "word_embed_proj_dim", "input_embedding_size"),
    _size("output_width", "width before the output head", r"\mathrm{output\_width}",
          "output_embedding_size"),
    _size("tasks", "rows of the task table", r"\mathrm{tasks}", "task_type_vocab_size"),
    _size("layer_groups", "groups of layers that share their weights", r"\mathrm{layer\_groups}",
          "num_hidden_groups"),
    _size("inner_layers", "layers in a group", r"\mathrm{inner\_layers}", "inner_group_num"),
    _size("buckets", "rows of the relative-position table", r"\mathrm{buckets}",
          "relative_attention_num_buckets", "position_buckets"),
    _size("kernel", "width of the convolution", r"\mathrm{kernel}", "conv_kernel_size"),
    _size("query_groups", "groups of the query's convolution", r"\mathrm{query\_groups}",
          "q_groups"),
    _size("key_groups", "groups of the key's convolution", r"\mathrm{key\_groups}", "k_groups"),
    _size("value_groups", "groups of the value's convolution", r"\mathrm{value\_groups}",
          "v_groups"),
    _size("post_groups", "groups of the convolution after attention", r"\mathrm{post\_groups}",
          "post_attention_groups"),
    _size("up_groups", "groups of the feed-forward's first convolution", r"\mathrm{up\_groups}",
          "intermediate_groups"),
    _size("down_groups", "groups of the feed-forward's second convolution",
          r"\mathrm{down\_groups}", "output_groups"),
    _size("languages", "languages with an adapter", r"\mathrm{languages}"),
    _size("adapter_width", "width of an adapter", r"\mathrm{adapter\_width}"),
    _size("prompt_length", "length of the learned prompt", r"\mathrm{prompt\_length}"),
    _size("prompt_width", "width of the prompt's network", r"\mathrm{prompt\_width}",
          "prompt_mid_dim"),
    _size("decoder_layers", "layers of the decoder", r"\mathrm{decoder\_layers}",
          "num_decoder_layers"),
    _size("decoder_heads", "attention heads of the decoder", r"\mathrm{decoder\_heads}",
          "decoder_attention_heads"),
    _size("decoder_head_dim", "size of one head of the decoder", r"\mathrm{decoder\_head\_dim}"),
    _ratio("decoder_ratio", "feed-forward width of the decoder / hidden size",
           r"\mathrm{decoder\_ratio}"),
    _size("decoder_width", "feed-forward width of the decoder", r"\mathrm{decoder\_width}",
          "decoder_ffn_dim"),
    _size("decoder_positions", "rows of the decoder's position table",
          r"\mathrm{decoder\_positions}", "max_decoder_position_embeddings"),
    _size("decoder_sparse_layers", "decoder layers with experts",
          r"\mathrm{decoder\_sparse\_layers}"),
    _size("target_vocabulary", "vocabulary size of the target language",
          r"\mathrm{target\_vocabulary}", "tgt_vocab_size", "decoder_vocab_size"),
)  # fmt: skip

BY_NAME: dict[str, Entry] = {entry.name: entry for entry in TABLE}
PLACE: dict[str, int] = {name: place for place, name in enumerate(BY_NAME)}
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
    """The project's symbol called ``name``, or meant by the config key ``name``.

    >>> lookup("hidden_size"), lookup("heads")
    (H, heads)

    Raises UnknownNameError, with the nearest name.
    """
    entry = BY_KEY.get(str(name))
    if entry is None:
        raise unknown("symbol", str(name), BY_KEY)
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
