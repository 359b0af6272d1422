"""Qwen, Mixtral and the mixtures that route a whole feed-forward layer.

Qwen team 2024 and 2025 (Qwen2, Qwen2.5, Qwen3); Jiang et al. 2024 (Mixtral).
"""

from sympy import floor

from symparams import symbols
from symparams.algebra import places
from symparams.algebra.model import Model
from symparams.algebra.tree import Component
from symparams.components import feedforward, pre_norm_block, sinks, with_gate
from symparams.models.families.parts import decoder, gated, grouped_query, mixture, routed
from symparams.models.families.reader import Config
from symparams.models.families.stacks import counted_dense


def mixtral(config: Config) -> Model:
    """Mistral with a mixture of eight feed-forward layers, two of them used."""
    config.sizes(vocab_size=32000, hidden_size=4096, num_hidden_layers=32, num_attention_heads=32)
    experts = mixture(
        config,
        experts=("num_local_experts", 8),
        active=("num_experts_per_tok", 2),
        expert=gated(config, 14336),
    )
    return decoder(config, pre_norm_block(grouped_query(config, kv_heads=8), experts))


def qwen2(config: Config) -> Model:
    """Llama with biases on query, key and value."""
    config.sizes(vocab_size=151936, hidden_size=4096, num_hidden_layers=32, num_attention_heads=32)
    config.note("query, key and value have biases: a fact of the modelling code")
    attention = grouped_query(config, kv_heads=32, bias=True, output_bias=False)
    return decoder(config, pre_norm_block(attention, gated(config, 22016)))


def qwen3(config: Config) -> Model:
    """Llama with heads of their own size, and a norm over each head of query and key."""
    config.sizes(vocab_size=151936, hidden_size=4096, num_hidden_layers=32, num_attention_heads=32)
    bias = config.flag("attention_bias", False)
    attention = grouped_query(config, kv_heads=32, head_dim=128, bias=bias, norms="head")
    return decoder(config, pre_norm_block(attention, gated(config, 22016)))


def qwen2_moe(config: Config) -> Model:
    """Small experts, and a shared one of its own width behind a gate. Qwen1.5-MoE 2024."""
    config.sizes(vocab_size=151936, hidden_size=2048, num_hidden_layers=24, num_attention_heads=16)
    bias = config.flag("qkv_bias", True)
    attention = grouped_query(config, kv_heads=16, bias=bias, output_bias=False)
    beside = config.width("shared_expert_intermediate_size", 5632, symbols.shared_ratio)
    experts = mixture(
        config,
        experts=("num_experts", 60),
        active=("num_experts_per_tok", 4),
        expert=feedforward(
            hidden=config.width("moe_intermediate_size", 1408, symbols.expert_ratio), gated=True
        ),
        shared=with_gate(feedforward(hidden=beside, gated=True)),
    )
    return decoder(config, _every_so_often(config, attention, experts, 5632))


def qwen3_moe(config: Config) -> Model:
    """Qwen3's attention, small experts, none shared."""
    config.sizes(vocab_size=151936, hidden_size=2048, num_hidden_layers=24, num_attention_heads=32)
    bias = config.flag("attention_bias", False)
    attention = grouped_query(config, kv_heads=4, bias=bias, norms="head")
    experts = routed(
        config,
        experts=("num_experts", 128),
        active=("num_experts_per_tok", 8),
        width=("moe_intermediate_size", 768),
    )
    return decoder(config, _every_so_often(config, attention, experts, 6144))


def _every_so_often(
    config: Config, attention: Component, experts: Component, intermediate_size: int
) -> Component:
    """Experts in each layer that ``decoder_sparse_step`` divides and ``mlp_only_layers`` spares."""
    step = config.whole("decoder_sparse_step", 1, least=1)
    spared = config.items(
        "mlp_only_layers",
        lambda item: isinstance(item, int) and not isinstance(item, bool) and item >= 0,
        "numbers of layers",
    )
    among = config.layers_in(spared or [])
    sparse = floor(symbols.L / step) - sum((item + 1) % step == 0 for item in among)
    dense_layers = symbols.L - sparse
    if dense_layers == 0:
        config.ignore("intermediate_size", why="no layer is dense")
        return pre_norm_block(attention, experts)
    dense = pre_norm_block(attention, gated(config, intermediate_size))
    origin = "decoder_sparse_step, mlp_only_layers"
    at = places.every(step, start=step - 1, but=among).rest()
    return counted_dense(
        config, dense, pre_norm_block(attention, experts), dense_layers, origin, at
    )


def gpt_oss(config: Config) -> Model:
    """Biases everywhere, attention sinks, experts in every layer. OpenAI 2025, model card, §2."""
    config.sizes(vocab_size=201088, hidden_size=2880, num_hidden_layers=36, num_attention_heads=64)
    bias = config.flag("attention_bias", True)
    attention = grouped_query(config, kv_heads=8, head_dim=64, bias=bias, within=(sinks(),))
    config.ignore("swiglu_limit", "swiglu_alpha", "initial_context_length")
    experts = mixture(
        config,
        experts=("num_local_experts", 128),
        active=("num_experts_per_tok", 4),
        expert=gated(config, 2880, bias=True),
        router_bias=True,
    )
    return decoder(config, pre_norm_block(attention, experts))


def minimax_m2(config: Config) -> Model:
    """Norms of query and key over the full width, experts in every layer. MiniMax 2025, M2."""
    config.sizes(vocab_size=200064, hidden_size=3072, num_hidden_layers=62, num_attention_heads=48)
    attention = grouped_query(config, kv_heads=8, head_dim=128, norms="full", is_partly_rotary=True)
    config.ignore(
        "mtp_transformer_layers", "num_mtp_modules", "use_mtp",
        why="multi-token prediction is not part of the reference model",
    )  # fmt: skip
    config.ignore("qk_norm_type", "use_qk_norm", "use_routing_bias", "rotary_dim", "scoring_func")
    experts = mixture(
        config,
        experts=("num_local_experts", 256),
        active=("num_experts_per_tok", 8),
        expert=gated(config, 1536),
    )
    return decoder(config, pre_norm_block(attention, experts))
