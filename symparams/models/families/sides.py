"""The two sides of an encoder-decoder of BART's kind: layers, positions, norms, prompts."""

from dataclasses import dataclass

from sympy import Expr, Integer, floor

from symparams import symbols
from symparams.algebra import places
from symparams.algebra.parts import Kind, Weight
from symparams.algebra.relations import Relation
from symparams.algebra.tree import Component, Role
from symparams.components import (
    attention,
    feedforward,
    layer_norm,
    linear,
    mixture_of_experts,
    post_norm_block,
)
from symparams.models.families.reader import Config
from symparams.models.families.stacks import stack, two_kinds
from symparams.symbols import H, L, S, scoped

DECODER = "decoder"
"""The scope of what the decoder has of its own; the hidden size is that of both sides."""

LAYERS = scoped(DECODER, L)
HEADS = scoped(DECODER, symbols.heads)
HEAD_DIM = scoped(DECODER, symbols.head_dim)
HEAD_SIZE = Relation(HEAD_DIM, H / HEADS, HEADS)
"""``decoder.head_dim = H/decoder.heads``: the decoder splits the hidden size evenly too."""


@dataclass(frozen=True, slots=True)
class Style:
    """What a relative of BART changes: its sizes, its position table, where the norms stand.

    ``extra_rows`` is None where positions are computed and have no table at all.
    """

    vocab_size: int
    d_model: int = 1024
    layers: tuple[int, int] = (12, 12)
    heads: int = 16
    ffn_dim: int = 4096
    positions: int = 1024
    extra_rows: int | None = 2
    has_embedding_norm: bool = True
    has_final_norm: bool = False


def _ends(style: Style, rows: Expr, side: str) -> tuple[list[Component], list[Component]]:
    """What stands before and after the blocks of one side: positions and norms."""
    before: list[Component] = []
    if style.extra_rows is not None:
        table = Weight("positions", (rows + Integer(style.extra_rows), H), Kind.POSITIONS)
        before.append(Component(f"{side}_positions", (table,), role=Role.POSITIONS))
    if style.has_embedding_norm:
        before.append(layer_norm(f"{side}_embedding_norm"))
    return before, [layer_norm(f"{side}_norm")] if style.has_final_norm else []


def _joined(parts: list[Component]) -> Component:
    return Component("", tuple(p for part in parts for p in ((part,) if part.name else part.parts)))


def encoder_side(config: Config, style: Style, has_experts: bool, is_long: bool) -> Component:
    config.size("encoder_layers", style.layers[0], L)
    config.heads("encoder_attention_heads", style.heads)
    width = config.width("encoder_ffn_dim", style.ffn_dim)
    if style.extra_rows is not None and symbols.S not in config.values:
        key = "max_encoder_position_embeddings" if is_long else "max_position_embeddings"
        config.size(key, style.positions, S)
    again = tuple(
        w for name in ("query", "key", "value") for w in linear(f"{name}_global", H, H, bias=True)
    )
    query = attention(bias=True, within=again if is_long else ())
    before, after = _ends(style, S, "encoder")
    norms = layer_norm("attention_norm"), layer_norm("feed_forward_norm")
    plain = feedforward(hidden=width, bias=True)
    if has_experts:
        layers = _sparse(config, query + norms[0] + norms[1], plain, "encoder")
    else:
        layers = stack(post_norm_block(query, plain, layer_norm), L, "encoder_block")
    return _joined([*before, layers, *after])


def decoder_side(
    config: Config, style: Style, has_prompt: bool, has_experts: bool, is_long: bool
) -> Component:
    config.size("decoder_layers", style.layers[1])
    config.size("decoder_attention_heads", style.heads)
    config.relate(HEAD_SIZE)
    width = config.width("decoder_ffn_dim", style.ffn_dim, scoped(DECODER, symbols.ffn_ratio))
    rows = S
    if is_long:
        rows = config.size("max_decoder_position_embeddings", 1024)
    elif style.extra_rows is not None:
        config.size("max_position_embeddings", style.positions)
    query, cross = (
        attention(heads=HEADS, head_dim=HEAD_DIM, bias=True, name=str(role), role=role)
        for role in (Role.ATTENTION, Role.CROSS_ATTENTION)
    )
    before, after = _ends(style, rows, "decoder")
    plain = feedforward(hidden=width, bias=True)
    around = query + layer_norm("attention_norm") + cross + layer_norm("cross_attention_norm")
    around += layer_norm("feed_forward_norm")
    if has_experts:
        layers = _sparse(config, around, plain, "decoder")
    else:
        layers = stack(around + plain, LAYERS, "decoder_block")
    prompts = (
        [_prompt(config, f"decoder_{name}", LAYERS) for name in ("prompt", "cross_prompt")]
        if has_prompt
        else []
    )
    return _joined([*before, layers, *after, *prompts])


def _sparse(config: Config, around: Component, plain: Component, side: str) -> Component:
    """One side with experts in every ``sparse_step``-th layer."""
    is_decoder = side == DECODER
    times = LAYERS if is_decoder else L
    few_of = symbols.sparse_layers
    symbol = scoped(DECODER, few_of) if is_decoder else few_of
    key = f"{side}_sparse_step"
    step = config.whole(key, 4)
    sparse = floor(times / step) if step else Integer(0)
    experts = mixture_of_experts(plain, router_bias=config.flag("router_bias", False))
    if sparse == 0:
        return stack(around + plain, times, f"{side}_block")
    if sparse == times:
        return stack(around + experts, times, f"{side}_block")
    few = config.some(symbol, sparse, key)
    names = (f"{side}_sparse_block", f"{side}_block")
    at = places.every(step, start=step - 1)
    return two_kinds(around + experts, around + plain, few, at, names=names, total=times)


def _prompt(config: Config, name: str, layers: Expr) -> Component:
    """A prompt for each layer: ``P·H + H·M + M + M·2·layers·H + 2·layers·H``.

    ``P`` is ``prompt_length``, ``M`` the width of the network that makes keys and values of it.
    """
    config.sizes(prompt_length=100, prompt_mid_dim=800)
    outputs = 2 * layers * H
    inner = symbols.prompt_width
    table = Weight("prompt", (symbols.prompt_length, H), Kind.POSITIONS)
    network = (*linear("inner", H, inner, bias=True), *linear("outer", inner, outputs, bias=True))
    return Component(name, (table, *network), role=Role.ADAPTERS)
