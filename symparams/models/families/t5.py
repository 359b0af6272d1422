"""T5 and its kin: RMSNorm, no biases, relative positions that count the heads, tied.

Raffel et al. 2020, §2.1; Shazeer 2020 (the gate of T5 1.1); Xue et al. 2021 (mT5); Chung et al.
2023 (umT5); Guo et al. 2022 (LongT5); Fedus et al. 2022 (Switch Transformers).
"""

from sympy import Expr, Integer, S, Symbol, floor

from symparams import symbols
from symparams.algebra import places
from symparams.algebra.model import Model
from symparams.algebra.places import Places
from symparams.algebra.tree import Component, Role
from symparams.components import (
    Kind,
    Weight,
    attention,
    feedforward,
    mixture_of_experts,
    relative_bias,
    rms_norm,
    token_embedding,
)
from symparams.components.head import EMBEDDING
from symparams.models.families.reader import Config
from symparams.models.families.sides import DECODER, LAYERS
from symparams.models.families.stacks import stack, two_kinds
from symparams.symbols import H, L, V, scoped


def t5(config: Config) -> Model:
    """``d_kv`` is free of ``H/heads``; one relative-position table for each side."""
    return _t5(config, words=32128, layers=6, heads=8, width=2048, feed_forward="relu")


def mt5(config: Config) -> Model:
    """T5 1.1 with a large vocabulary."""
    return _t5(config, words=250112, layers=8, heads=6, width=1024, feed_forward="gated-gelu")


def umt5(config: Config) -> Model:
    """mT5 with a relative-position table in every layer."""
    return _t5(
        config, words=250112, layers=8, heads=6, width=1024, feed_forward="gated-gelu", in_each=True
    )


def longt5(config: Config) -> Model:
    """T5 whose encoder looks at blocks, and in ``transient-global`` at summaries of them too."""
    return _t5(
        config, words=32128, layers=6, heads=8, width=2048, feed_forward="relu", is_long=True
    )


def _t5(
    config: Config,
    *,
    words: int,
    layers: int,
    heads: int,
    width: int,
    feed_forward: str,
    in_each: bool = False,
    is_long: bool = False,
) -> Model:
    _sizes(config, words, 512, layers, heads)
    hidden = config.width("d_ff", width)
    is_gated = config.text("feed_forward_proj", feed_forward).startswith("gated")
    if "is_gated_act" in config.data:
        is_gated = config.flag("is_gated_act", is_gated)
    config.ignore("tie_word_embeddings", why="the reference ties the embeddings always")
    config.ignore("dense_act_fn", "scale_decoder_outputs", "relative_attention_max_distance")
    body = feedforward(hidden=hidden, gated=is_gated)
    extra: list[Component] = []
    long_norm = Component("", ())
    if is_long:
        ways = ("local", "transient-global")
        config.ignore("local_radius", "global_block_size")
        if config.text("encoder_attention_type", "local", ways) == "transient-global":
            long_norm = rms_norm("global_norm")
            extra.append(_positions("global_positions", places.first(1)))
    encoder = stack(_encoder_part() + long_norm + body, L, "encoder_block")
    decoder = stack(_decoder_part() + body, LAYERS, "decoder_block")
    return _model(config, encoder, decoder, in_each=in_each, extra=extra)


def _sizes(
    config: Config, words: int, width: int, layers: int, heads: int, below: int | None = None
) -> None:
    """The sizes; the decoder is as deep as the encoder, or ``below`` by default."""
    config.sizes(vocab_size=words, d_model=width, num_layers=layers, num_heads=heads)
    config.size("d_kv", 64)
    if below is None or config.data.get("num_decoder_layers", below) is None:
        config.size_or("num_decoder_layers", L)
    else:
        config.size("num_decoder_layers", below)
    config.sizes(relative_attention_num_buckets=32)
    config.ignore("relative_attention_max_distance", "n_positions", "is_decoder")


def _encoder_part() -> Component:
    """Attention and the norms of an encoder layer: ``4·H·heads·head_dim + 2H``."""
    return attention() + rms_norm("attention_norm") + rms_norm("feed_forward_norm")


def _decoder_part() -> Component:
    """The same twice, for the layer itself and for the encoder: ``8·H·heads·head_dim + 3H``."""
    cross = attention(name="cross_attention", role=Role.CROSS_ATTENTION)
    return _encoder_part() + cross + rms_norm("cross_attention_norm")


def _model(
    config: Config,
    encoder: Component,
    decoder: Component,
    *,
    in_each: bool = False,
    extra: list[Component] | None = None,
    tied: bool = True,
) -> Model:
    """Both sides with their relative positions and last norms, below one table of words."""
    kind = config.head("seq2seq", "base", "encoder")
    if kind == "encoder" and config.data.get("is_decoder"):
        raise config.error("is_decoder = true would make a decoder of the encoder")
    times: tuple[Expr, Expr] = (L, LAYERS) if in_each else (Integer(1), Integer(1))
    at = None if in_each else places.first(1)
    tree = token_embedding()
    tree += _words("encoder_embedding", tied)
    tree += _positions("encoder_positions", at, times[0]) + encoder
    for part in extra or []:
        tree += part
    tree += rms_norm("encoder_norm")
    if kind == "encoder":
        return config.model(tree)
    tree += _words("decoder_embedding", tied)
    tree += _positions("decoder_positions", at, times[1]) + decoder
    tree += rms_norm("decoder_norm")
    if kind == "seq2seq":
        tree += _words("output_head", tied, Kind.OUTPUT)
    return config.model(tree)


def _positions(name: str, at: Places | None, times: Expr = S.One) -> Component:
    """The relative positions of those layers that have them."""
    return Component(name, (relative_bias(),), times, places=at, role=Role.POSITIONS)


def _words(name: str, tied: bool, kind: Kind = Kind.TOKENS) -> Component:
    """A further table of words: the first one again, unless the config unties them."""
    weight = Weight("tokens", (V, H), kind, tied_to=EMBEDDING if tied else "")
    is_output = kind is Kind.OUTPUT
    return Component(name, (weight,), role=Role.OUTPUT_HEAD if is_output else Role.EMBEDDING)


def switch_transformers(config: Config) -> Model:
    """T5 with experts in every ``sparse_step``-th layer, of which a token uses one."""
    _sizes(config, 32128, 768, 12, 12, below=12)
    hidden = config.width("d_ff", 2048)
    config.ignore("dense_act_fn", "expert_capacity", "add_router_probs", "feed_forward_proj")
    config.ignore("add_cross_attention")
    config.size("num_experts", 8)
    config.put(symbols.active_experts, 1, "the modelling code")
    plain = feedforward(hidden=hidden)
    experts = mixture_of_experts(plain, router_bias=config.flag("router_bias", False))
    encoder, decoder = (
        _sparse(config, part, plain, experts, side, times, few)
        for part, side, times, few in (
            (_encoder_part(), "encoder", L, symbols.sparse_layers),
            (_decoder_part(), DECODER, LAYERS, scoped(DECODER, symbols.sparse_layers)),
        )
    )
    tied = config.flag("tie_word_embeddings", True)
    return _model(config, encoder, decoder, tied=tied)


def _sparse(
    config: Config,
    around: Component,
    plain: Component,
    experts: Component,
    side: str,
    times: Expr,
    symbol: Symbol,
) -> Component:
    """Experts in the layers ``1, 1 + step, …``, or in all of them where the step is 1."""
    key = f"{side}_sparse_step"
    if key in config.data:
        config.ignore(f"num_sparse_{side}_layers")
        step: Expr = Integer(config.whole(key, 1))
    else:
        wanted = config.whole(f"num_sparse_{side}_layers", 3)
        step = _step(config, times, wanted) if wanted else times
        key = f"num_sparse_{side}_layers"
    if step == 0:
        return stack(around + plain, times, f"{side}_block")
    if step == 1:
        return stack(around + experts, times, f"{side}_block")
    few = config.some(symbol, floor((times + step - 2) / step), key)
    names = (f"{side}_sparse_block", f"{side}_block")
    at = places.every(config.number(step), start=1)
    return two_kinds(around + experts, around + plain, few, at, names=names, total=times)


def _step(config: Config, layers: Expr, wanted: int) -> Expr:
    """``⌊layers/wanted⌋``: from one sparse layer to the next; 0 and 1 are cases of their own."""
    step = config.number(layers) // wanted
    if step > 1:
        config.require(2 * wanted, "<=", layers)
        return floor(layers / wanted)
    config.require(step * wanted, "<=", layers)
    config.require(layers, "<", (step + 1) * wanted)
    return Integer(step)
