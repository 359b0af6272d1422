"""Open decoders after GPT-3: OPT, BLOOM, Falcon, MPT, XGLM, BioGPT."""

from sympy import Expr, Integer

from symparams import symbols
from symparams.algebra.model import Model
from symparams.components import (
    Component,
    Role,
    attention,
    feedforward,
    layer_norm,
    linear,
    parallel_block,
    pre_norm_block,
)
from symparams.models.families.gpt2 import cross_attention
from symparams.models.families.parts import decoder, positions
from symparams.models.families.reader import Config
from symparams.symbols import H


def opt(config: Config) -> Model:
    """GPT-3's layers; two position rows more than positions; an embedding that may be narrower.

    ``(V + S + 2)·H + L·(12H² + 13H) + 2H``. Zhang et al. 2022, §2; the two rows are an offset
    of the code.
    """
    config.sizes(vocab_size=50272, hidden_size=768, num_hidden_layers=12)
    config.heads(default=12)
    bias = config.flag("enable_bias", True)
    has_gains = config.flag("layer_norm_elementwise_affine", True)
    is_before = config.flag("do_layer_norm_before", True)
    is_bare = config.flag("_remove_final_layer_norm", False)
    width = config.narrow_embedding("word_embed_proj_dim")
    is_narrow = width != H
    norm = layer_norm if has_gains else no_norm
    plain = feedforward(hidden=config.width("ffn_dim", 3072), bias=bias)
    rows = positions(config, "max_position_embeddings", 2048, extra=2)
    widen = [_projection("projection_in", width, H)] if is_narrow else []
    return decoder(
        config,
        pre_norm_block(attention(bias=bias), plain, norm),
        below=[*widen, rows],
        norm=norm if is_before and not is_bare else None,
        above=[_projection("projection_out", H, width)] if is_narrow else [],
        tied=True,
        width=width,
    )


def _projection(name: str, inputs: Expr, outputs: Expr) -> Component:
    return Component(name, linear("weight", inputs, outputs), role=Role.EMBEDDING_PROJECTION)


def no_norm(name: str) -> Component:
    """A norm without a gain: it has no parameters."""
    return Component(name, ())


def bloom(config: Config) -> Model:
    """GPT's layers with a norm on the embedding and biases for distance. BigScience 2022, §3.2."""
    config.sizes(vocab_size=250880, hidden_size=64, n_layer=2)
    config.heads("n_head", 8)
    plain = feedforward(hidden=4 * H, bias=True)
    return decoder(
        config,
        pre_norm_block(attention(bias=True), plain, layer_norm),
        below=[layer_norm("embedding_norm")],
        norm=layer_norm,
        tied=True,
    )


def mpt(config: Config) -> Model:
    """No biases, not even in the norms: ``V·H + L·(12H² + 2H) + H``. MosaicML 2023.

    The reference always has a feed-forward layer of ``4H`` and no learned positions, whatever
    ``expansion_ratio``, ``no_bias`` and ``learned_pos_emb`` say.
    """
    config.sizes(vocab_size=50368, d_model=2048, n_layers=24)
    query = attention(head_dim=config.indifferent_heads("n_heads", 16))
    config.ignore("expansion_ratio", "attn_config", "no_bias", "learned_pos_emb")
    block = pre_norm_block(query, feedforward(hidden=4 * H), gain_only)
    return decoder(config, block, norm=gain_only, tied=True)


def gain_only(name: str) -> Component:
    """LayerNorm without a bias: ``H``."""
    return layer_norm(name, bias=False)


def falcon(config: Config) -> Model:
    """Multi-query or grouped-query attention beside the feed-forward layer.

    Almazrouei et al. 2023, §4. ``new_decoder_architecture`` (40B, 180B) has ``num_kv_heads``
    and two norms; the older one has a single key-value head (``multi_query``) and one norm.
    """
    config.sizes(vocab_size=65024, hidden_size=4544, num_hidden_layers=32)
    config.heads(default=71)
    bias = config.flag("bias", False)
    kv_heads: Expr = symbols.heads
    if config.flag("new_decoder_architecture", False):
        kv_heads = config.key_value_heads("num_kv_heads")
        config.ignore("multi_query")
        norms = 2
    else:
        kv_heads = Integer(1) if config.flag("multi_query", True) else symbols.heads
        config.ignore("num_kv_heads", "n_head_kv", why="only the new architecture has them")
        norms = 1
    is_parallel = config.flag("parallel_attn", True)
    if config.data.get("num_ln_in_parallel_attn") is not None:
        norms = config.whole("num_ln_in_parallel_attn", norms, least=1)
    config.ignore("num_ln_in_parallel_attn", "alibi")
    plain = feedforward(hidden=config.width("ffn_hidden_size", four_times=True), bias=bias)
    query = attention(kv_heads=kv_heads, bias=bias)
    block = pre_norm_block if not is_parallel or norms == 2 else parallel_block
    return decoder(config, block(query, plain, layer_norm), norm=layer_norm, tied=True)


def xglm(config: Config) -> Model:
    """GPT-3's layers with sinusoidal positions: ``V·H + L·(12H² + 13H) + 2H``. Lin et al. 2022."""
    config.sizes(vocab_size=256008, d_model=1024, num_layers=24)
    config.heads("attention_heads", 16)
    plain = feedforward(hidden=config.width("ffn_dim", 4096), bias=True)
    block = pre_norm_block(attention(bias=True), plain, layer_norm) + cross_attention(config)
    return decoder(config, block, norm=layer_norm, tied=True)


def biogpt(config: Config) -> Model:
    """GPT-2's layers with two position rows more than positions. Luo et al. 2022."""
    config.sizes(vocab_size=42384, hidden_size=1024, num_hidden_layers=24)
    config.heads(default=16)
    plain = feedforward(hidden=config.width("intermediate_size", 4096), bias=True)
    return decoder(
        config,
        pre_norm_block(attention(bias=True), plain, layer_norm),
        below=[positions(config, "max_position_embeddings", 1024, extra=2)],
        norm=layer_norm,
        tied=True,
    )
