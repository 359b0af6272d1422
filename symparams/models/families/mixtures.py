"""Further mixtures of experts: Granite, ERNIE, JetMoE, Llama 4, Hunyuan, AFMoE, MiMo."""

from dataclasses import replace

from sympy import Integer, floor

from symparams import symbols
from symparams.algebra import places
from symparams.algebra.model import Model
from symparams.algebra.tree import Component, Role
from symparams.components import (
    Kind,
    Weight,
    attention,
    feedforward,
    linear,
    mixture_of_attention_heads,
    pre_norm_block,
    rms_norm,
    sandwich_block,
    sinks,
)
from symparams.models.families.parts import decoder, gated, grouped_query, mixture, routed
from symparams.models.families.reader import Config
from symparams.models.families.stacks import (
    counted_dense,
    first_dense,
    kinds_of_layers,
    stack,
    two_kinds,
)
from symparams.symbols import H, L

FROZEN = "the values that balance the experts are a (frozen) parameter of the reference: counted"


def granitemoe(config: Config) -> Model:
    """Llama with eight experts a layer, two used. IBM 2024, Granite 3.0 MoE."""
    return decoder(config, _granite_block(config))


def granitemoeshared(config: Config) -> Model:
    """Granite MoE with a shared expert of its own width, if there is one."""
    block = _granite_block(config)
    if config.data.get("shared_intermediate_size", 0) == 0:
        config.ignore("shared_intermediate_size")
        return decoder(config, block)
    width = config.width("shared_intermediate_size", 1, symbols.shared_ratio)
    shared = feedforward(hidden=width, gated=True, name="shared")
    return decoder(config, block + replace(shared, role=Role.MIXTURE))


def _granite_block(config: Config) -> Component:
    config.sizes(vocab_size=32000, hidden_size=4096, num_hidden_layers=32, num_attention_heads=32)
    query = grouped_query(config, bias=config.flag("attention_bias", False))
    experts = mixture(
        config,
        experts=("num_local_experts", 8),
        active=("num_experts_per_tok", 2),
        expert=gated(config, 11008),
    )
    return pre_norm_block(query, experts)


def ernie4_5_moe(config: Config) -> Model:
    """ERNIE 4.5 with experts in the layers from ``moe_layer_start_index`` on. Baidu 2025."""
    config.sizes(vocab_size=103424, hidden_size=2560, num_hidden_layers=28, num_attention_heads=20)
    bias = config.flag("use_bias", False)
    query = grouped_query(config, kv_heads=4, bias=bias)
    config.note(FROZEN)
    experts = routed(
        config,
        experts=("moe_num_experts", 64),
        active=("moe_k", 6),
        width=("moe_intermediate_size", 1536),
        shared=("moe_num_shared_experts", 2),
        bias=bias,
        has_correction=True,
    )
    start = config.whole("moe_layer_start_index", 1)
    step = config.whole("moe_layer_interval", 1, least=1)
    config.ignore("moe_layer_end_index")
    end = config.data.get("moe_layer_end_index", -1)
    if isinstance(end, bool) or not isinstance(end, int):
        raise config.error(f"moe_layer_end_index = {config.shown(end)} must be a whole number")
    past = L
    if end != -1:
        is_inside = end + 1 < config.number(L)
        config.require(*((end + 1, "<", L) if is_inside else (L, "<=", end + 1)))
        past = Integer(end + 1) if is_inside else L
    sparse = floor(past / step) - start // step
    if config.number(sparse) > 0:
        config.require(start, "<", past)
    else:
        config.require(past, "<=", start)
        sparse = Integer(0)
    return decoder(
        config,
        counted_dense(
            config,
            pre_norm_block(query, gated(config, 12288, bias=bias)),
            pre_norm_block(query, experts),
            L - sparse,
            "moe_layer_start_index, moe_layer_end_index, moe_layer_interval",
            places.every(step, start + -(start + 1) % step, stop=config.number(past)).rest(),
        ),
        tied=True,
        head_bias=bias,
    )


def jetmoe(config: Config) -> Model:
    """Experts in attention and feed-forward, routed apart. Shen et al. 2024."""
    config.sizes(vocab_size=32000, hidden_size=2048, num_hidden_layers=12)
    config.sizes(num_key_value_heads=16, kv_channels=128)
    config.ignore("num_attention_heads", why="= num_key_value_heads · num_experts_per_tok")
    experts = mixture(
        config,
        experts=("num_local_experts", 8),
        active=("num_experts_per_tok", 2),
        expert=gated(config, 5632),
    )
    active = symbols.active_experts if config.has(symbols.active_experts) else symbols.experts
    bias = Component("mixture_bias", (Weight("bias", (H,), Kind.BIASES),), role=Role.MIXTURE)
    query = mixture_of_attention_heads(active=active)
    return decoder(config, pre_norm_block(query, experts) + bias, tied=True)


def llama4(config: Config) -> Model:
    """Experts in every layer or every second one, with a shared one; dense layers are wider.

    Meta 2025, Llama 4. The norm of query and key has no gain.
    """
    config.sizes(vocab_size=202048, hidden_size=5120, num_hidden_layers=48, num_attention_heads=40)
    bias = config.flag("attention_bias", False)
    query = grouped_query(config, kv_heads=8, head_dim=128, bias=bias)
    config.ignore(
        "use_qk_norm", "no_rope_layers", "no_rope_layer_interval", "attention_chunk_size",
        "attn_scale", "attn_temperature_tuning", "floor_scale",
    )  # fmt: skip
    expert = gated(config, 8192)
    experts = mixture(
        config,
        experts=("num_local_experts", 16),
        active=("num_experts_per_tok", 1),
        expert=expert,
        shared=expert,
    )
    listed = config.items(
        "moe_layers",
        lambda item: isinstance(item, int) and not isinstance(item, bool) and item >= 0,
        "numbers of layers",
    )
    if listed is None:
        step = config.whole("interleave_moe_layer_step", 1, least=1)
        sparse, at = floor(L / step), places.every(step, start=step - 1)
    else:
        config.ignore("interleave_moe_layer_step")
        among = config.layers_in(listed)
        sparse, at = Integer(len(among)), places.listed(among)
    if sparse in (L, config.number(L)):
        config.ignore("intermediate_size_mlp", why="no layer is dense")
        return decoder(config, pre_norm_block(query, experts))
    width = config.width("intermediate_size_mlp", 16384, symbols.dense_ratio)
    dense = pre_norm_block(query, feedforward(hidden=width, gated=True))
    origin = "interleave_moe_layer_step" if listed is None else "counted in moe_layers"
    return decoder(
        config,
        counted_dense(config, dense, pre_norm_block(query, experts), L - sparse, origin, at.rest()),
    )


def hy_v3(config: Config) -> Model:
    """Norms over each head, one dense layer, small experts. Tencent 2026, Hunyuan V3."""
    config.sizes(vocab_size=120832, hidden_size=4096, num_hidden_layers=80, num_attention_heads=64)
    bias = config.flag("attention_bias", False)
    query = grouped_query(config, kv_heads=8, head_dim=128, bias=bias, norms="head")
    mlp_bias = config.flag("mlp_bias", False)
    experts = routed(
        config,
        experts=("num_experts", 192),
        active=("num_experts_per_tok", 8),
        width=("moe_intermediate_size", 1536),
        shared=("num_shared_experts", 1),
        bias=mlp_bias,
    )
    config.ignore("enable_moe_fp32_combine", "num_nextn_predict_layers")
    plain = gated(config, 13312, bias=mlp_bias)
    if symbols.shared_experts not in config.values:
        config.note("num_shared_experts = 0 makes the reference share one dense layer: counted")
        shared = replace(plain.named("shared"), role=Role.MIXTURE)
        experts = replace(experts, parts=(*experts.parts, shared))
    dense = pre_norm_block(query, plain)
    sparse = pre_norm_block(query, experts)
    return decoder(config, kinds_of_layers(config, dense, sparse, 1))


def afmoe(config: Config) -> Model:
    """Gated attention, four norms a layer, dense layers below. Arcee AI 2025, Trinity."""
    config.sizes(vocab_size=200192, hidden_size=2048, num_hidden_layers=32, num_attention_heads=16)
    gate = linear("gate", H, symbols.heads * symbols.head_dim)
    query = grouped_query(
        config,
        head_dim=128,
        bias=config.flag("attention_bias", False),
        norms="head",
        within=gate,
    )
    config.ignore("global_attn_every_n_layers", "mup_enabled", "n_group", "topk_group")
    config.note(FROZEN)
    experts = routed(
        config,
        experts=("num_experts", 64),
        active=("num_experts_per_tok", 6),
        width=("moe_intermediate_size", 1408),
        shared=("num_shared_experts", 2),
        has_correction=True,
    )
    dense = sandwich_block(query, gated(config, 6144))
    sparse = sandwich_block(query, experts)
    return decoder(config, first_dense(config, dense, sparse, "num_dense_layers", 1))


def mimo_v2_flash(config: Config) -> Model:
    """Layers with a window have twice the key-value heads, and sinks. Xiaomi 2025, MiMo-V2-Flash.

    Without ``layer_types`` the first and every sixth layer look at everything.
    """
    config.sizes(vocab_size=152576, hidden_size=4096, num_hidden_layers=48, num_attention_heads=64)
    config.key_value_heads(default=4)
    config.own_head_dim(default=192)
    config.size("v_head_dim", 128)
    bias = config.flag("attention_bias", False)
    config.ignore("attention_value_scale", "n_group", "topk_group", "sliding_window_size")
    wide, narrow = (
        attention(
            kv_heads=times * symbols.kv_heads,
            value_dim=symbols.value_dim,
            bias=bias,
            output_bias=False,
            within=within,
        )
        for times, within in ((1, ()), (2, (sinks(),)))
    )
    listed = config.layer_kinds("layer_types", "full_attention", "sliding_attention")
    narrow_layers = L - 1 - floor(L / 6)
    wide_at = places.first(1) | places.every(6, start=5)
    if listed is not None:
        narrow_layers = Integer(listed.count("sliding_attention"))
        wide_at = places.of_kind("full_attention", listed)
    experts = routed(
        config,
        experts=("n_routed_experts", 256),
        active=("num_experts_per_tok", 8),
        width=("moe_intermediate_size", 2048),
    )
    feed_forward = kinds_of_layers(config, gated(config, 16384), experts, 1)
    origin = "counted in layer_types"
    if listed is None:
        origin = "layer_types not given, the first and every sixth layer have none"
    if narrow_layers == 0:
        attentions = stack(wide)
    elif narrow_layers == config.number(L):
        attentions = stack(narrow)
    else:
        few = config.some(symbols.window_layers, narrow_layers, origin)
        attentions = two_kinds(
            narrow, wide, few, wide_at.rest(), names=("window_attention", "attention")
        )
    norms = L * (rms_norm("attention_norm") + rms_norm("feed_forward_norm")).named("norms")
    return decoder(config, attentions + feed_forward + norms)
