"""What transformers are made of, one kind a file; each function returns a component.

>>> attention().expression
4*H*head_dim*heads
"""

from symparams.algebra.parts import Kind, Weight
from symparams.algebra.tree import Component, Role
from symparams.components.adapted import adapters, convolution, grouped_linear
from symparams.components.attention import (
    attention,
    differential_lambdas,
    full_norms,
    head_norms,
    multi_head_attention,
    relative_bias,
    separate_head_norms,
    sinks,
    transformer_xl_attention,
)
from symparams.components.block import (
    parallel_block,
    post_norm_block,
    pre_norm_block,
    sandwich_block,
)
from symparams.components.embedding import position_embedding, segment_embedding, token_embedding
from symparams.components.experts import mixture_of_attention_heads, mixture_of_experts, with_gate
from symparams.components.feedforward import feedforward
from symparams.components.head import masked_lm_head, output_head, pooler
from symparams.components.latent import latent_attention, sparse_indexer
from symparams.components.linear import linear
from symparams.components.norm import layer_norm, rms_norm

__all__ = [
    "Component",
    "Kind",
    "Role",
    "Weight",
    "adapters",
    "attention",
    "convolution",
    "differential_lambdas",
    "feedforward",
    "full_norms",
    "grouped_linear",
    "head_norms",
    "latent_attention",
    "layer_norm",
    "linear",
    "masked_lm_head",
    "mixture_of_attention_heads",
    "mixture_of_experts",
    "multi_head_attention",
    "output_head",
    "parallel_block",
    "pooler",
    "position_embedding",
    "post_norm_block",
    "pre_norm_block",
    "relative_bias",
    "rms_norm",
    "sandwich_block",
    "segment_embedding",
    "separate_head_norms",
    "sinks",
    "sparse_indexer",
    "token_embedding",
    "transformer_xl_attention",
    "with_gate",
]
