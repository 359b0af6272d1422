"""GPT-2 and GPT-3: LayerNorm before each part, biases everywhere, learned positions.

A block has ``12H² + 13H`` parameters: ``4H² + 4H`` in attention, ``8H² + 5H`` in the
feed-forward layer, ``4H`` in two norms (Radford et al. 2019, §2.3; Brown et al. 2020, §2.1).
"""

from symparams import symbols
from symparams.components import (
    attention,
    feedforward,
    layer_norm,
    output_head,
    position_embedding,
    token_embedding,
)
from symparams.families.reader import Config
from symparams.tree import FEEDFORWARD_WIDTH, HEAD_SIZE, Model


def gpt2(config: Config) -> Model:
    """``V·H + S·H + L·(12H² + 13H) + 2H`` at ``ffn_ratio = 4``, with a tied output."""
    config.size(symbols.H, "n_embd", default=768)
    layers = config.size(symbols.L, "n_layer", default=12)
    config.size(symbols.V, "vocab_size", default=50257)
    config.size(symbols.S, "n_positions", default=1024)
    config.size(symbols.heads, "n_head", default=12)
    width = config.feedforward_width("n_inner")
    tied = config.flag("tie_word_embeddings", default=True)
    with_head = config.architecture("GPT2LMHeadModel", "GPT2Model") == "GPT2LMHeadModel"

    block = (
        layer_norm("attention_norm")
        + attention(bias=True)
        + layer_norm("feed_forward_norm")
        + feedforward(hidden=width, bias=True)
    )
    tree = (
        token_embedding()
        + position_embedding()
        + layers * block.named("block")
        + layer_norm("final_norm")
    )
    return config.model(
        tree + output_head(tied=tied) if with_head else tree, (HEAD_SIZE, FEEDFORWARD_WIDTH)
    )
