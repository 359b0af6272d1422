"""Encoders whose embedding is narrower than their layers: ALBERT, ELECTRA, RoFormer, RemBERT.

A table of ``V·E`` and a projection ``E × H`` take the place of ``V·H`` (Lan et al. 2020, §3.1).
"""

from sympy import Expr

from symparams import symbols
from symparams.algebra.model import Model
from symparams.algebra.tree import Component, Role
from symparams.components import Kind, Weight, linear, pooler
from symparams.components.head import masked_lm_head
from symparams.models.families.bert import block, embeddings, encoder, sizes
from symparams.models.families.reader import Config
from symparams.models.families.stacks import stack
from symparams.symbols import H, embedding_width


def projection(width: Expr = embedding_width, *, bias: bool = True) -> Component:
    """The map from the embedding's width to ``H``, with a bias unless told otherwise."""
    return Component(
        "embedding_projection",
        linear("weight", width, H, bias=bias),
        role=Role.EMBEDDING_PROJECTION,
    )


def albert(config: Config) -> Model:
    """All layers share the weights of ``layer_groups`` groups: ``L`` does not enter the count.

    Lan et al. 2020, §3.1.
    """
    config.sizes(embedding_size=128, num_hidden_groups=1, inner_group_num=1)
    sizes(config, vocab_size=30000, hidden_size=4096, heads=64)
    config.note(f"the {config.number(symbols.L)} layers share their weights: L does not count")
    body = block(config, 16384, decodes=False)
    shared = Component("block", (body,), times=symbols.layer_groups * symbols.inner_layers)
    tree = embeddings(config, width=embedding_width) + projection() + shared
    return encoder(config, tree, inner=embedding_width, kinds=("base", "masked"))


def electra(config: Config) -> Model:
    """BERT's layers; the projection is there only if the widths differ. Clark et al. 2020, §3.2."""
    sizes(config, vocab_size=30522, hidden_size=256, heads=4)
    width = config.narrow_embedding("embedding_size", 128)
    tree = embeddings(config, width=width)
    if width != H:
        tree += projection()
    tree += stack(block(config, 1024))
    return encoder(config, tree, inner=width, has_pooler=False, has_second_bias=False)


def roformer(config: Config) -> Model:
    """BERT with rotary positions, kept as a (frozen) table of ``S · head_dim``. Su et al. 2021."""
    sizes(config, vocab_size=50000)
    width = config.narrow_embedding("embedding_size")
    config.sizes(max_position_embeddings=1536)
    config.ignore("rotary_value")
    table = Weight("positions", (symbols.S, symbols.head_dim), Kind.POSITIONS)
    tree = embeddings(config, positions=None, width=width)
    if width != H:
        tree += projection()
    tree += Component("positions", (table,), role=Role.POSITIONS) + stack(block(config))
    return encoder(config, tree, inner=width, has_pooler=False)


def rembert(config: Config) -> Model:
    """A narrow input embedding and a wide output, never tied. Chung et al. 2021, §3."""
    config.sizes(input_embedding_size=256, output_embedding_size=1664)
    sizes(config, vocab_size=250300, hidden_size=1152, num_hidden_layers=32, heads=18)
    tree = embeddings(config, width=embedding_width) + projection()
    tree += stack(block(config, 4608))
    config.flag("tie_word_embeddings", False)
    if config.head("base", "masked", "causal") == "base":
        return config.model(tree + pooler())
    head = masked_lm_head(tied=False, inner=symbols.output_width, has_second_bias=False)
    return config.model(tree + head)
