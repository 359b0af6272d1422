"""What transformers are made of, one kind a file; each function returns a component.

>>> from symparams.symbols import H
>>> attention().expression
4*H*head_dim*heads
"""

from symparams.components.attention import attention, multi_head_attention
from symparams.components.embedding import (
    position_embedding,
    segment_embedding,
    token_embedding,
)
from symparams.components.experts import mixture_of_experts
from symparams.components.feedforward import feedforward
from symparams.components.head import masked_lm_head, output_head, pooler
from symparams.components.linear import linear
from symparams.components.norm import layer_norm, rms_norm
from symparams.tree import Component, Kind, Weight

__all__ = [
    "Component",
    "Kind",
    "Weight",
    "attention",
    "feedforward",
    "layer_norm",
    "linear",
    "masked_lm_head",
    "mixture_of_experts",
    "multi_head_attention",
    "output_head",
    "pooler",
    "position_embedding",
    "rms_norm",
    "segment_embedding",
    "token_embedding",
]
