"""OLMo, EXAONE and Cohere: where the norms stand, and what they norm.

Groeneveld et al. 2024 (OLMo); Team OLMo 2024 and 2025 (OLMo 2 and 3); Muennighoff et al. 2024
(OLMoE); LG AI Research 2025 (EXAONE 4.0); Cohere 2024 and 2025 (Command R, Command A).
"""

from dataclasses import replace

from symparams import symbols
from symparams.algebra.model import Model
from symparams.algebra.tree import Component
from symparams.components import (
    feedforward,
    parallel_block,
    post_norm_block,
    pre_norm_block,
    rms_norm,
)
from symparams.models.families.bloom import gain_only
from symparams.models.families.parts import decoder, gated, grouped_query, mixture, routed
from symparams.models.families.reader import Config
from symparams.models.families.stacks import kinds_of_layers


def olmo(config: Config) -> Model:
    """Llama with norms that have no gain: nothing but matrices."""
    config.sizes(vocab_size=50304, hidden_size=4096, num_hidden_layers=32, num_attention_heads=32)
    config.note("the norms have no gain: a fact of the modelling code")
    attention = grouped_query(config, bias=config.flag("attention_bias", False))
    return decoder(config, attention + gated(config, 11008), norm=None)


def olmo2(config: Config) -> Model:
    """Norms after each part, and norms of query and key over the full width. OLMo 3 alike."""
    config.sizes(vocab_size=50304, hidden_size=4096, num_hidden_layers=32, num_attention_heads=32)
    attention = grouped_query(config, bias=config.flag("attention_bias", False), norms="full")
    return decoder(config, post_norm_block(attention, gated(config, 11008)))


def olmoe(config: Config) -> Model:
    """OLMo 2's attention under norms that stand before, and 64 small experts."""
    config.sizes(vocab_size=50304, hidden_size=2048, num_hidden_layers=16, num_attention_heads=16)
    attention = grouped_query(config, bias=config.flag("attention_bias", False))
    keys = rms_norm("key_norm", symbols.kv_heads * config.even_head_dim())
    attention = replace(attention, parts=(*attention.parts, rms_norm("query_norm"), keys))
    experts = mixture(
        config,
        experts=("num_experts", 64),
        active=("num_experts_per_tok", 8),
        expert=gated(config, 2048),
    )
    return decoder(config, pre_norm_block(attention, experts))


def flex_olmo(config: Config) -> Model:
    """OLMo 2 whose feed-forward layers are experts trained apart. Shi et al. 2025."""
    config.sizes(vocab_size=100352, hidden_size=4096, num_hidden_layers=32, num_attention_heads=32)
    attention = grouped_query(config, bias=config.flag("attention_bias", False), norms="full")
    experts = mixture(
        config,
        experts=("num_experts", 7),
        active=("num_experts_per_tok", 5),
        expert=gated(config, 11008),
    )
    return decoder(config, post_norm_block(attention, experts))


def exaone4(config: Config) -> Model:
    """Norms after each part and over each head of query and key."""
    config.sizes(vocab_size=102400, hidden_size=4096, num_hidden_layers=32, num_attention_heads=32)
    attention = grouped_query(config, kv_heads=32, norms="head")
    config.ignore("sliding_window_pattern")
    return decoder(config, post_norm_block(attention, gated(config, 16384)))


def exaone_moe(config: Config) -> Model:
    """EXAONE's attention under norms that stand before, dense layers below, shared experts."""
    config.sizes(vocab_size=102400, hidden_size=4096, num_hidden_layers=32, num_attention_heads=32)
    attention = grouped_query(config, kv_heads=32, norms="head")
    config.ignore("sliding_window_pattern", "n_group", "topk_group")
    experts = routed(
        config,
        experts=("num_experts", 64),
        active=("num_experts_per_tok", 8),
        width=("moe_intermediate_size", 1024),
        shared=("num_shared_experts", 1),
    )
    dense = pre_norm_block(attention, gated(config, 16384))
    sparse = pre_norm_block(attention, experts)
    return decoder(config, kinds_of_layers(config, dense, sparse, 1, first="first_k_dense_replace"))


def cohere(config: Config) -> Model:
    """Attention and feed-forward side by side behind one norm with a gain; tied."""
    config.sizes(vocab_size=256000, hidden_size=8192, num_hidden_layers=40, num_attention_heads=64)
    norms = "separate" if config.flag("use_qk_norm", False) else ""
    bias = config.flag("attention_bias", False)
    attention = grouped_query(config, bias=bias, norms=norms)
    block = parallel_block(attention, gated(config, 22528), gain_only)
    return decoder(config, block, norm=gain_only, tied=True)


def cohere2(config: Config) -> Model:
    """Cohere with attention in windows, which have no parameters."""
    config.sizes(vocab_size=256000, hidden_size=8192, num_hidden_layers=40, num_attention_heads=64)
    attention = grouped_query(config, bias=config.flag("attention_bias", False))
    config.ignore("sliding_window_pattern")
    block = parallel_block(attention, gated(config, 22528), gain_only)
    return decoder(config, block, norm=gain_only, tied=True)


def cohere2_moe(config: Config) -> Model:
    """Cohere 2 with experts, dense layers of a width of their own, and shared experts."""
    config.sizes(vocab_size=256000, hidden_size=8192, num_hidden_layers=40, num_attention_heads=64)
    bias = config.flag("attention_bias", False)
    attention = grouped_query(config, head_dim=128, bias=bias)
    width = config.width("intermediate_size", 22528)
    many = config.count("num_shared_experts", 0)
    experts = mixture(
        config,
        experts=("num_experts", 8),
        active=("num_experts_per_tok", 2),
        expert=feedforward(hidden=width, gated=True),
        shared=None if many is None else feedforward(hidden=many * width, gated=True),
    )
    dense_width = width
    if config.data.get("prefix_dense_intermediate_size") is not None:
        dense_width = config.width("prefix_dense_intermediate_size", 1, symbols.dense_ratio)
    config.ignore("prefix_dense_intermediate_size", "prefix_dense_sliding_window_pattern")
    dense = parallel_block(attention, feedforward(hidden=dense_width, gated=True), gain_only)
    sparse = parallel_block(attention, experts, gain_only)
    layers: Component = kinds_of_layers(config, dense, sparse, 0, first="first_k_dense_replace")
    return decoder(config, layers, norm=gain_only, tied=True)
