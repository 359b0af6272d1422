"""GPT-NeoX and what came after it: LayerNorm with rotary positions.

Black et al. 2022; Pythia (Biderman et al. 2023) has the same layers.
"""

from dataclasses import replace

from symparams.algebra import places
from symparams.algebra.model import Model
from symparams.algebra.tree import Component, Role
from symparams.components import (
    Kind,
    Weight,
    attention,
    feedforward,
    head_norms,
    layer_norm,
    parallel_block,
    pre_norm_block,
)
from symparams.models.families.parts import (
    QUERY_KEY_NORMS,
    ROTARY_ONLY,
    decoder,
    gated,
    grouped_query,
    mixture,
)
from symparams.models.families.reader import Config
from symparams.symbols import H, L


def gpt_neox(config: Config) -> Model:
    """``2·V·H + L·(12H² + 13H) + 2H`` at ``ffn_ratio = 4``, untied; two norms even in parallel."""
    config.sizes(vocab_size=50432, hidden_size=6144, num_hidden_layers=44)
    config.heads(default=64)
    config.ignore("head_dim", why=ROTARY_ONLY)
    config.ignore("use_parallel_residual", why="both norms exist either way")
    width = config.width("intermediate_size", 24576)
    query = attention(bias=config.flag("attention_bias", True))
    block = pre_norm_block(query, feedforward(hidden=width, bias=True), layer_norm)
    return decoder(config, block, norm=layer_norm)


def gpt_neox_japanese(config: Config) -> Model:
    """No biases but one: on the attention of the last layer. ABEJA 2022."""
    config.sizes(vocab_size=32000, hidden_size=2560, num_hidden_layers=32)
    query = attention(head_dim=config.indifferent_heads("num_attention_heads", 32))
    config.ignore("head_dim", why=ROTARY_ONLY)
    multiple = config.whole("intermediate_multiple_size", 4, least=1)
    block = pre_norm_block(query, feedforward(hidden=multiple * H), layer_norm)
    bias, at = Weight("bias", (H,), Kind.BIASES), places.listed([config.number(L) - 1])
    last = Component("last_attention", (bias,), places=at, role=Role.ATTENTION)
    return decoder(config, block, norm=layer_norm, above=[last], tied=True)


def persimmon(config: Config) -> Model:
    """Biases everywhere, and a LayerNorm on each head of query and key. Adept 2023."""
    config.sizes(vocab_size=262144, hidden_size=4096, num_hidden_layers=36)
    config.heads(default=64)
    config.ignore("head_dim", why=ROTARY_ONLY)
    is_normed = config.flag("qk_layernorm", True)
    query = attention(bias=True, within=QUERY_KEY_NORMS["head with bias" if is_normed else ""]())
    plain = feedforward(hidden=config.width("intermediate_size", 16384), bias=True)
    return decoder(config, pre_norm_block(query, plain, layer_norm), norm=layer_norm)


def stablelm(config: Config) -> Model:
    """Llama's layers with LayerNorm; one norm less in parallel. Stability AI 2023."""
    config.sizes(vocab_size=50304, hidden_size=2560, num_hidden_layers=32)
    config.sizes(num_attention_heads=32)
    config.ignore("head_dim", why=ROTARY_ONLY)
    query = grouped_query(
        config,
        kv_heads=32,
        bias=config.flag("use_qkv_bias", False),
        output_bias=False,
        norms="separate" if config.flag("qk_layernorm", False) else "",
        is_even=True,
        is_partly_rotary=True,
    )
    is_parallel = config.flag("use_parallel_residual", False)
    block = parallel_block if is_parallel else pre_norm_block
    return decoder(config, block(query, gated(config, 6912), layer_norm), norm=layer_norm)


def phi(config: Config) -> Model:
    """Biases everywhere, attention and feed-forward side by side. Li et al. 2023, phi-1.5."""
    config.sizes(vocab_size=51200, hidden_size=2048, num_hidden_layers=24, num_attention_heads=32)
    query = grouped_query(config, bias=True, is_partly_rotary=True)
    if config.flag("qk_layernorm", False):
        norms = head_norms(config.even_head_dim(), bias=True)
        query = replace(query, parts=(*query.parts, *norms))
    plain = feedforward(hidden=config.width("intermediate_size", 8192), bias=True)
    block = parallel_block(query, plain, layer_norm)
    return decoder(config, block, norm=layer_norm, head_bias=True)


def phi3(config: Config) -> Model:
    """Llama's layers with fused matrices, which count the same. Abdin et al. 2024, Phi-3."""
    config.sizes(vocab_size=32064, hidden_size=3072, num_hidden_layers=32, num_attention_heads=32)
    return decoder(config, pre_norm_block(grouped_query(config), gated(config, 8192)))


def phimoe(config: Config) -> Model:
    """Mixtral's layers with LayerNorm and optional biases. Abdin et al. 2024, Phi-3.5-MoE."""
    config.sizes(vocab_size=32064, hidden_size=4096, num_hidden_layers=32, num_attention_heads=32)
    query = grouped_query(config, kv_heads=8, bias=config.flag("attention_bias", False))
    experts = mixture(
        config,
        experts=("num_local_experts", 16),
        active=("num_experts_per_tok", 2),
        expert=gated(config, 6400),
    )
    has_bias = config.flag("lm_head_bias", False)
    block = pre_norm_block(query, experts, layer_norm)
    return decoder(config, block, norm=layer_norm, head_bias=has_bias)


def starcoder2(config: Config) -> Model:
    """Grouped-query attention, a plain feed-forward layer, biases. Lozhkov et al. 2024."""
    config.sizes(vocab_size=49152, hidden_size=3072, num_hidden_layers=30, num_attention_heads=24)
    bias = config.flag("use_bias", True)
    query = grouped_query(config, kv_heads=2, bias=bias)
    plain = feedforward(hidden=config.width("intermediate_size", 12288), bias=bias)
    return decoder(config, pre_norm_block(query, plain, layer_norm), norm=layer_norm, tied=True)
