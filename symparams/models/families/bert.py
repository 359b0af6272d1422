"""BERT and its kin: encoders with learned positions, segments, LayerNorm, a head or a pooler.

Devlin et al. 2019, §3; the block has the same ``12H² + 13H`` parameters as GPT's.
"""

from collections.abc import Sequence

from sympy import Expr, Integer, floor

from symparams import symbols
from symparams.algebra.model import Model
from symparams.algebra.tree import Component, Role
from symparams.components import (
    Kind,
    Weight,
    adapters,
    attention,
    feedforward,
    layer_norm,
    linear,
    masked_lm_head,
    output_head,
    pooler,
    position_embedding,
    post_norm_block,
    segment_embedding,
    token_embedding,
)
from symparams.models.families.reader import Config
from symparams.models.families.stacks import stack
from symparams.symbols import H

ALL_KINDS = ("base", "masked", "causal", "pretraining")
"""What BERT itself may carry on top."""


def bert(config: Config) -> Model:
    """``(V + S + segments)·H + 2H + L·(12H² + 13H)``, and ``H² + H`` for the pooler."""
    sizes(config, vocab_size=30522)
    return encoder(config, embeddings(config) + stack(block(config)), kinds=ALL_KINDS)


def roberta(config: Config) -> Model:
    """BERT's layers with another vocabulary. Liu et al. 2019."""
    sizes(config, vocab_size=50265)
    return encoder(config, embeddings(config) + stack(block(config)))


def roberta_prelayernorm(config: Config) -> Model:
    """RoBERTa with norms before each part, and one at the end. Ott et al. 2019."""
    sizes(config, vocab_size=50265)
    tree = embeddings(config) + stack(block(config)) + layer_norm("final_norm")
    return encoder(config, tree)


def xlm_roberta_xl(config: Config) -> Model:
    """RoBERTa with norms before each part and none on the embedding. Goyal et al. 2021."""
    sizes(config, vocab_size=250880, hidden_size=2560, num_hidden_layers=36, heads=32)
    table = embeddings(config, positions=514, segments=1, norm=False)
    tree = table + stack(block(config, 10240)) + layer_norm("final_norm")
    return encoder(config, tree)


def megatron_bert(config: Config) -> Model:
    """BERT with norms before each part and none on the embedding. Shoeybi et al. 2019, §3."""
    sizes(config, vocab_size=29056, hidden_size=1024, num_hidden_layers=24, heads=16)
    tree = embeddings(config, norm=False) + stack(block(config, 4096)) + layer_norm("final_norm")
    return encoder(config, tree, kinds=ALL_KINDS)


def ernie(config: Config) -> Model:
    """BERT, with a table of tasks if ``use_task_id``. Sun et al. 2020, ERNIE 2.0."""
    sizes(config, vocab_size=30522)
    table = embeddings(config)
    if config.flag("use_task_id", False):
        rows = config.size("task_type_vocab_size", 3)
        tasks = Weight("tasks", (rows, H), Kind.SEGMENTS)
        table += Component("tasks", (tasks,), role=Role.SEGMENTS)
    config.ignore("task_type_vocab_size")
    return encoder(config, table + stack(block(config)), kinds=ALL_KINDS)


def xmod(config: Config) -> Model:
    """RoBERTa with an adapter for each language in each layer. Pfeiffer et al. 2022."""
    sizes(config, vocab_size=30522)
    languages = config.items("languages", lambda item: isinstance(item, str), "languages")
    count = 1 if languages is None else len({*languages})
    if count:
        origin = "languages not given, the family's default" if languages is None else "languages"
        config.put(symbols.languages, count, origin, languages is None)
    factor = config.whole("adapter_reduction_factor", 2, least=1)
    config.some(symbols.adapter_width, floor(H / factor), "hidden_size // adapter_reduction_factor")
    body = block(config)
    if config.flag("adapter_layer_norm", False):
        body += layer_norm("adapter_norm")
    config.ignore("adapter_reuse_layer_norm", "ln_before_adapter")
    tree = embeddings(config) + stack(body + adapters() if count else body)
    if config.flag("pre_norm", False):
        tree += layer_norm("final_norm")
    return encoder(config, tree)


def big_bird(config: Config) -> Model:
    """BERT with sparse attention; the pooler is there under a head as well. Zaheer et al. 2020."""
    sizes(config, vocab_size=50358)
    bias = config.flag("use_bias", True)
    config.ignore("attention_type", "block_size", "num_random_blocks", "rescale_embeddings")
    tree = embeddings(config, positions=4096) + stack(block(config, bias=bias))
    return encoder(config, tree, kinds=ALL_KINDS, always_pooled=True)


def bert_generation(config: Config) -> Model:
    """BERT without segments and pooler, and a head without a transform. Rothe et al. 2020."""
    sizes(config, vocab_size=50358, hidden_size=1024, num_hidden_layers=24, heads=16)
    tied = config.flag("tie_word_embeddings", True)
    tree = embeddings(config, segments=None) + stack(block(config, 4096))
    if config.head("causal", "encoder") == "causal":
        tree += output_head(tied=tied, bias=True)
        if not tied:
            second = Weight("bias", (symbols.V,), Kind.OUTPUT)
            tree += Component("second_bias", (second,), role=Role.OUTPUT_HEAD)
    return config.model(tree)


def sizes(
    config: Config,
    *,
    vocab_size: int,
    hidden_size: int = 768,
    num_hidden_layers: int = 12,
    heads: int = 12,
) -> None:
    """The sizes of BERT-base, unless a family says otherwise."""
    config.sizes(
        vocab_size=vocab_size, hidden_size=hidden_size, num_hidden_layers=num_hidden_layers
    )
    config.heads(default=heads)


def embeddings(
    config: Config,
    *,
    positions: int | None = 512,
    segments: int | None = 2,
    width: Expr = H,
    norm: bool = True,
) -> Component:
    """Tables of tokens, positions and segments, and a LayerNorm over their sum."""
    tree = token_embedding(width=width)
    if positions is not None:
        config.size("max_position_embeddings", positions)
        tree += position_embedding(width=width)
    if segments is not None:
        rows = config.count("type_vocab_size", segments)
        tree += Component("", ()) if rows is None else segment_embedding(width=width)
    return tree + layer_norm("embedding_norm", width) if norm else tree


def block(
    config: Config, intermediate_size: int = 3072, *, bias: bool = True, decodes: bool = True
) -> Component:
    """BERT's block ``12H² + 13H``, with a second attention if ``add_cross_attention``.

    A class that never ``decodes`` does not read that key.
    """
    width = config.width("intermediate_size", intermediate_size)
    body = post_norm_block(
        attention(bias=bias, output_bias=True), feedforward(hidden=width, bias=True), layer_norm
    )
    return body + cross_attention(config, bias=bias) if decodes else body


def cross_attention(config: Config, *, bias: bool = True) -> Component:
    """Attention over an encoder's states: only a decoder may have it."""
    is_decoder = config.flag("is_decoder", False)
    if not config.flag("add_cross_attention", False):
        return Component("", ())
    if not is_decoder:
        raise config.error("add_cross_attention = true needs is_decoder = true")
    second = attention(
        bias=bias, output_bias=True, name="cross_attention", role=Role.CROSS_ATTENTION
    )
    return second + layer_norm("cross_attention_norm")


def encoder(
    config: Config,
    tree: Component,
    *,
    inner: Expr | None = None,
    kinds: Sequence[str] = ("base", "masked", "causal"),
    has_pooler: bool = True,
    always_pooled: bool = False,
    has_second_bias: bool = True,
    tied: bool = True,
) -> Model:
    """The encoder with what ``architectures`` puts on top: a pooler, or a head over the words.

    For pretraining it is both, and ``2H + 2`` that say whether two sentences follow each other.
    """
    is_tied = config.flag("tie_word_embeddings", tied)
    kind = config.head(*kinds)
    if kind == "pretraining" or (kind == "base" and has_pooler) or always_pooled:
        tree += pooler()
    if kind == "pretraining":
        order = linear("weight", H, Integer(2), bias=True, kind=Kind.HEAD)
        tree += Component("next_sentence", order, role=Role.HEAD)
    if kind != "base":
        tree += masked_lm_head(tied=is_tied, inner=inner, has_second_bias=has_second_bias)
    return config.model(tree)
