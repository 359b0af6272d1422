"""BERT: an encoder with learned positions, segments, LayerNorm after each part, a pooler.

Devlin et al. 2019, §3; the block has the same ``12H² + 13H`` parameters as GPT's.
"""

from symparams import symbols
from symparams.components import (
    attention,
    feedforward,
    layer_norm,
    masked_lm_head,
    pooler,
    position_embedding,
    segment_embedding,
    token_embedding,
)
from symparams.families.reader import Config
from symparams.tree import FEEDFORWARD_WIDTH, HEAD_SIZE, Model


def bert(config: Config) -> Model:
    """``(V + S + segments)·H + 2H + L·(12H² + 13H)``, and ``H² + H`` for the pooler."""
    config.size(symbols.H, "hidden_size", default=768)
    layers = config.size(symbols.L, "num_hidden_layers", default=12)
    config.size(symbols.V, "vocab_size", default=30522)
    config.size(symbols.S, "max_position_embeddings", default=512)
    config.size(symbols.segments, "type_vocab_size", default=2)
    config.size(symbols.heads, "num_attention_heads", default=12)
    width = config.feedforward_width("intermediate_size", default=3072)
    tied = config.flag("tie_word_embeddings", default=True)
    has_pooler = (
        config.architecture("BertModel", "BertForMaskedLM", "BertLMHeadModel") == "BertModel"
    )

    embeddings = (
        token_embedding()
        + position_embedding()
        + segment_embedding()
        + layer_norm("embedding_norm")
    )
    block = (
        attention(bias=True)
        + layer_norm("attention_norm")
        + feedforward(hidden=width, bias=True)
        + layer_norm("feed_forward_norm")
    )
    top = pooler() if has_pooler else masked_lm_head(tied=tied)
    return config.model(
        embeddings + layers * block.named("block") + top, (HEAD_SIZE, FEEDFORWARD_WIDTH)
    )
