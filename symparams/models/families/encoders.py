"""Encoders that change one thing of BERT: its size, its attention, its positions.

Sanh et al. 2019 (DistilBERT); Song et al. 2020 (MPNet); Iandola et al. 2020 (SqueezeBERT);
Lee-Thorp et al. 2022 (FNet); He et al. 2021 (DeBERTa).
"""

from sympy import Integer

from symparams import symbols
from symparams.algebra.model import Model
from symparams.algebra.tree import Component, Role
from symparams.components import (
    Kind,
    Weight,
    attention,
    convolution,
    feedforward,
    grouped_linear,
    layer_norm,
    linear,
    post_norm_block,
    relative_bias,
)
from symparams.models.families.bert import block, embeddings, encoder, sizes
from symparams.models.families.factorised import projection
from symparams.models.families.reader import Config
from symparams.models.families.stacks import stack
from symparams.symbols import H


def distilbert(config: Config) -> Model:
    """BERT without segments and pooler, half as deep; sinusoidal positions are counted too."""
    config.sizes(vocab_size=30522, dim=768, n_layers=6)
    config.heads("n_heads", 12)
    config.ignore("sinusoidal_pos_embds")
    width = config.width("hidden_dim", 3072)
    body = post_norm_block(attention(bias=True), feedforward(hidden=width, bias=True), layer_norm)
    tree = embeddings(config, segments=None) + stack(body)
    return encoder(config, tree, kinds=("base", "masked"), has_pooler=False, has_second_bias=False)


def mpnet(config: Config) -> Model:
    """BERT without segments, and one relative-position table for all layers: it counts heads."""
    sizes(config, vocab_size=30527)
    config.sizes(relative_attention_num_buckets=32)
    positions = Component("relative_positions", (relative_bias(),), role=Role.POSITIONS)
    tree = embeddings(config, segments=None) + stack(block(config, decodes=False)) + positions
    return encoder(config, tree, kinds=("base", "masked"))


def squeezebert(config: Config) -> Model:
    """Every matrix is a convolution in groups: ``H²/groups``."""
    sizes(config, vocab_size=30522)
    config.sizes(q_groups=4, k_groups=4, v_groups=4, post_attention_groups=1)
    config.sizes(intermediate_groups=4, output_groups=4)
    is_narrow = config.narrow_embedding("embedding_size", 768) != H
    width = config.width("intermediate_size", 3072)
    queries = Component(
        "attention",
        (
            *grouped_linear("query", H, H, symbols.query_groups),
            *grouped_linear("key", H, H, symbols.key_groups),
            *grouped_linear("value", H, H, symbols.value_groups),
            *grouped_linear("output", H, H, symbols.post_groups),
        ),
        role=Role.ATTENTION,
    )
    plain = Component(
        "feed_forward",
        (
            *grouped_linear("up", H, width, symbols.up_groups),
            *grouped_linear("down", width, H, symbols.down_groups),
        ),
        role=Role.FEED_FORWARD,
    )
    if is_narrow:
        raise config.error("embedding_size must be hidden_size: SqueezeBERT has no projection")
    tree = embeddings(config) + stack(post_norm_block(queries, plain, layer_norm))
    return encoder(config, tree, kinds=("base", "masked"), always_pooled=True)


def fnet(config: Config) -> Model:
    """A Fourier transform in place of attention: no heads, and ``8H² + 9H`` a layer."""
    config.sizes(vocab_size=32000, hidden_size=768, num_hidden_layers=12)
    config.ignore("use_tpu_fourier_optimizations", "tpu_short_seq_length")
    width = config.width("intermediate_size", 3072)
    mixing = Component("fourier", (), role=Role.MIXER)
    body = post_norm_block(mixing, feedforward(hidden=width, bias=True), layer_norm)
    table = embeddings(config, segments=4)
    tree = table + projection(H) + stack(body)
    return encoder(config, tree, kinds=("base", "masked", "pretraining"), always_pooled=True)


def deberta(config: Config) -> Model:
    """Content and position attend to each other (``relative_attention``, ``pos_att_type``).

    Query and value have biases, the key has none.
    """
    sizes(config, vocab_size=50265)
    ways = _ways(config)
    extra: tuple[Weight, ...] = ()
    if config.flag("relative_attention", False):
        inner = symbols.heads * symbols.head_dim
        extra += linear("position_key", H, inner) if "c2p" in ways else ()
        extra += linear("position_query", H, inner, bias=True) if "p2c" in ways else ()
    if config.flag("talking_head", False):
        extra += linear("talking_logits", symbols.heads, symbols.heads)
        extra += linear("talking_weights", symbols.heads, symbols.heads)
    query = attention(bias=True, key_bias=False, within=extra)
    body = feedforward(hidden=config.width("intermediate_size", 3072), bias=True)
    return _deberta(config, post_norm_block(query, body, layer_norm), [])


def deberta_v2(config: Config) -> Model:
    """DeBERTa with shared projections, buckets of distances, and a convolution (V2, V3)."""
    sizes(config, vocab_size=128100, hidden_size=1536, num_hidden_layers=24, heads=24)
    own = config.data.get("attention_head_size")
    if own is not None:
        number = config.whole("attention_head_size", 1, least=1)
        config.put(symbols.head_dim, number, "attention_head_size")
        config.relations.clear()
    ways = _ways(config)
    is_shared = config.flag("share_att_key", False)
    extra: tuple[Weight, ...] = ()
    if config.flag("relative_attention", False) and not is_shared:
        inner = symbols.heads * symbols.head_dim
        extra += linear("position_key", H, inner, bias=True) if "c2p" in ways else ()
        extra += linear("position_query", H, inner, bias=True) if "p2c" in ways else ()
    query = attention(bias=True, within=extra, output_from=H)
    body = feedforward(hidden=config.width("intermediate_size", 6144), bias=True)
    above: list[Component] = []
    norms = config.text("norm_rel_ebd", "none").lower().split("|")
    if "layer_norm" in [name.strip() for name in norms]:
        above.append(layer_norm("relative_norm"))
    if config.data.get("conv_kernel_size"):
        config.size("conv_kernel_size", 1)
        groups = config.whole("conv_groups", 1, least=1)
        above.append(convolution(groups=Integer(groups)))
    config.ignore("conv_kernel_size", "conv_groups", "conv_act", "position_buckets")
    return _deberta(config, post_norm_block(query, body, layer_norm), above)


def _ways(config: Config) -> list[str]:
    """``pos_att_type``: a list, or text such as ``p2c|c2p``."""
    config.ignore("pos_att_type")
    value = config.data.get("pos_att_type")
    found = value.split("|") if isinstance(value, str) else value
    if found is None:
        return []
    if not isinstance(found, list) or not all(isinstance(way, str) for way in found):
        raise config.error(f"pos_att_type = {config.shown(value)} must be a list such as ['c2p']")
    return [way.strip() for way in found]


def _deberta(config: Config, body: Component, above: list[Component]) -> Model:
    width = config.narrow_embedding("embedding_size")
    is_narrow = width != H
    has_positions = config.flag("position_biased_input", True)
    rows: int | None = 512
    tree = embeddings(
        config, positions=rows if has_positions else None, segments=0, width=width, norm=False
    )
    if is_narrow:
        tree += projection(width, bias=False)
    tree += layer_norm("embedding_norm") + stack(body)
    if config.data.get("relative_attention") is True:
        table = _relative_table(config)
        tree += Component("relative_positions", (table,), role=Role.POSITIONS)
    for part in above:
        tree += part
    config.ignore("max_relative_positions", "position_buckets", "max_position_embeddings")
    config.ignore("pooler_hidden_size")
    if not config.flag("legacy", True) and config.head("base", "masked") == "masked":
        config.ignore("tie_word_embeddings", why="the newer head uses the embedding itself")
        tree += _newer_head()
        return config.model(tree)
    return encoder(config, tree, kinds=("base", "masked"), has_pooler=False, inner=width)


def _relative_table(config: Config) -> Weight:
    """``2·distances`` rows of ``H``: buckets, or the longest distance, or the positions."""
    for key in ("position_buckets", "max_relative_positions"):
        number = config.data.get(key)
        if isinstance(number, int) and not isinstance(number, bool) and number > 0:
            config.put(symbols.buckets, number, key)
            return Weight("rows", (2 * symbols.buckets, H), Kind.POSITIONS)
    config.sizes(max_position_embeddings=512)
    return Weight("rows", (2 * symbols.S, H), Kind.POSITIONS)


def _newer_head() -> Component:
    """A transform, a norm and a bias; the output is the embedding: ``H² + 3H + V``."""
    return Component(
        "masked_lm",
        (
            *linear("transform", H, H, bias=True, kind=Kind.HEAD),
            *layer_norm("norm").parts,
            Weight("bias", (symbols.V,), Kind.BIASES),
        ),
        role=Role.MASKED_LM,
    )
