"""DeepSeek and the models with latent attention: MiniCPM3, Youtu, LongCat.

DeepSeek-AI 2024 (V2: latent attention, shared experts; V3), 2025 (V3.2: the sparse indexer).
"""

from dataclasses import replace

from sympy import Expr, Integer, floor

from symparams import symbols
from symparams.algebra import places
from symparams.algebra.model import Model
from symparams.algebra.places import Places
from symparams.algebra.tree import Component
from symparams.components import (
    feedforward,
    linear,
    mixture_of_experts,
    pre_norm_block,
    sparse_indexer,
)
from symparams.models.families.parts import decoder, gated, latent, routed
from symparams.models.families.reader import Config
from symparams.models.families.stacks import first_dense, kinds_of_layers, stack

PREDICTION = "multi-token prediction is not part of the reference model"


def deepseek_v2(config: Config) -> Model:
    """Latent attention, dense layers below, fine experts and shared ones."""
    config.sizes(vocab_size=102400, hidden_size=4096, num_hidden_layers=32)
    config.sizes(num_attention_heads=32)
    config.must_divide()
    attention = latent(config, q_rank=1536, kv_rank=512, nope_dim=128, rope_dim=64, value_dim=128)
    bias = config.flag("mlp_bias", False)
    has_active = config.data.get("num_experts_per_tok") is not None
    config.ignore("num_experts_per_tok", "n_group", "topk_group", "topk_method", "ep_size")
    experts = routed(
        config,
        experts=("n_routed_experts", 64),
        active=("num_experts_per_tok", 1) if has_active else None,
        width=("moe_intermediate_size", 1407),
        shared=("n_shared_experts", 2),
        bias=bias,
    )
    if not has_active:
        config.note("num_experts_per_tok: not given, so all experts are counted as active")
    dense = pre_norm_block(attention, gated(config, 11008, bias=bias))
    return decoder(config, first_dense(config, dense, pre_norm_block(attention, experts)))


def deepseek_v3(config: Config) -> Model:
    """V2 with 256 experts; the values that balance them are buffers and not counted."""
    config.sizes(vocab_size=129280, hidden_size=7168, num_hidden_layers=61)
    config.sizes(num_attention_heads=128)
    attention = latent(config, q_rank=1536, kv_rank=512, nope_dim=128, rope_dim=64, value_dim=128)
    config.ignore("num_nextn_predict_layers", "num_mtp_layers", why=PREDICTION)
    sparse = pre_norm_block(attention, _experts(config))
    dense = pre_norm_block(attention, gated(config, 18432))
    return decoder(config, first_dense(config, dense, sparse, default=3))


def _experts(config: Config, experts: int = 256) -> Component:
    """DeepSeek-V3's experts: eight used, one shared, each of 2048."""
    config.ignore("n_group", "topk_group", "topk_method", "ep_size", "scoring_func")
    return routed(
        config,
        experts=("n_routed_experts", experts),
        active=("num_experts_per_tok", 8),
        width=("moe_intermediate_size", 2048),
        shared=("n_shared_experts", 1),
    )


def deepseek_v32(config: Config) -> Model:
    """V3 with the sparse indexer in every layer."""
    config.sizes(vocab_size=129280, hidden_size=7168, num_hidden_layers=61)
    config.sizes(num_attention_heads=128)
    config.sizes(index_n_heads=64, index_head_dim=128)
    return _sparse_attention(config, q_rank=1536, nope_dim=128, value_dim=128, dense=18432)


def glm_moe_dsa(config: Config) -> Model:
    """GLM-5: DeepSeek-V3.2's layers; layers may share the indexer of one before them.

    Z.ai 2026. The layers with an indexer of their own are listed in ``indexer_types``, or
    follow from ``index_topk_freq`` and ``index_skip_topk_offset``.
    """
    config.sizes(vocab_size=154880, hidden_size=6144, num_hidden_layers=78)
    config.sizes(num_attention_heads=64)
    config.sizes(index_n_heads=32, index_head_dim=128)
    listed = config.layer_kinds("indexer_types", "full", "shared")
    pattern = config.data.get("index_topk_pattern")
    frequency = config.whole("index_topk_freq", 1)
    offset = config.whole("index_skip_topk_offset", 2)
    at = places.first(offset) | places.every(max(frequency, 1), start=offset - 1)
    if listed is not None:
        full, origin = Integer(listed.count("full")), "counted in indexer_types"
        at = places.of_kind("full", listed)
        config.ignore("index_topk_pattern")
    elif isinstance(pattern, str):
        config.ignore("index_topk_pattern")
        full, origin = Integer(pattern.count("F")), "counted in index_topk_pattern"
        at = places.of_kind("F", pattern)
        if {len(pattern), pattern.count("F") + pattern.count("S")} != {config.number(symbols.L)}:
            raise config.error("index_topk_pattern must be an F or S for each layer")
    else:
        full = _indexed(config, offset, max(frequency, 1))
        origin = "index_topk_freq, index_skip_topk_offset"
    if full not in (symbols.L, config.number(symbols.L)):
        config.some(symbols.index_layers, full, origin)
    return _sparse_attention(
        config, q_rank=2048, nope_dim=192, value_dim=256, dense=12288, indexed=at
    )


def _indexed(config: Config, offset: int, frequency: int) -> Expr:
    """The layers with an indexer: the first ``offset``, then every ``frequency``-th."""
    if frequency == 1:
        return symbols.L
    if config.number(symbols.L) <= offset:
        config.require(symbols.L, "<=", offset)
        return symbols.L
    config.require(offset, "<", symbols.L)
    return offset + floor((symbols.L - offset) / frequency)


def _sparse_attention(
    config: Config,
    *,
    q_rank: int,
    nope_dim: int,
    value_dim: int,
    dense: int,
    indexed: Places | None = None,
) -> Model:
    """Latent attention with an indexer in each layer, or in ``index_layers`` of them."""
    attention = latent(
        config,
        q_rank=q_rank,
        kv_rank=512,
        nope_dim=nope_dim,
        rope_dim=64,
        value_dim=value_dim,
        within=tuple if config.has(symbols.index_layers) else lambda: (sparse_indexer(),),
    )
    if not config.has(symbols.q_rank):
        raise config.error("q_lora_rank = null, but the indexer reads the latent query")
    config.ignore("index_topk", "mlp_bias", "num_nextn_predict_layers")
    apart = (
        [stack(sparse_indexer(), symbols.index_layers, "indexer", indexed)]
        if config.has(symbols.index_layers)
        else []
    )
    sparse = pre_norm_block(attention, _experts(config))
    low = pre_norm_block(attention, gated(config, dense))
    layers = kinds_of_layers(config, low, sparse, 3, first="first_k_dense_replace")
    return decoder(config, layers, above=apart)


def glm4_moe_lite(config: Config) -> Model:
    """GLM-4.7-Flash: latent attention, one dense layer, small experts. Z.ai 2026."""
    config.sizes(vocab_size=154880, hidden_size=2048, num_hidden_layers=47)
    config.sizes(num_attention_heads=20)
    attention = latent(config, q_rank=768, kv_rank=512, nope_dim=192, rope_dim=64, value_dim=256)
    config.ignore("n_group", "topk_group", "topk_method", "num_nextn_predict_layers")
    experts = routed(
        config,
        experts=("n_routed_experts", 64),
        active=("num_experts_per_tok", 4),
        width=("moe_intermediate_size", 1536),
        shared=("n_shared_experts", 1),
    )
    dense = pre_norm_block(attention, gated(config, 10240))
    sparse = pre_norm_block(attention, experts)
    return decoder(config, kinds_of_layers(config, dense, sparse, 1))


def minicpm3(config: Config) -> Model:
    """Latent attention without a mixture, tied. OpenBMB 2024, MiniCPM3-4B."""
    config.sizes(vocab_size=73448, hidden_size=2560, num_hidden_layers=62)
    config.sizes(num_attention_heads=40)
    config.must_divide()
    attention = latent(config, q_rank=768, kv_rank=256, nope_dim=64, rope_dim=32, value_dim=None)
    config.ignore("dim_model_base", "scale_depth", "scale_emb")
    feed_forward = gated(config, 6400, bias=config.flag("mlp_bias", False))
    return decoder(config, pre_norm_block(attention, feed_forward), tied=True)


def youtu(config: Config) -> Model:
    """Latent attention without a mixture, tied. Tencent 2025, Youtu-LLM."""
    config.sizes(vocab_size=128256, hidden_size=2048, num_hidden_layers=32)
    config.sizes(num_attention_heads=16)
    attention = latent(config, q_rank=1536, kv_rank=512, nope_dim=128, rope_dim=64, value_dim=128)
    return decoder(config, pre_norm_block(attention, gated(config, 6144)), tied=True)


def longcat_flash(config: Config) -> Model:
    """Two latent attentions and two dense layers a block, and a mixture around the second.

    Meituan 2025, LongCat-Flash, §2. A token may choose ``zero_experts`` that do nothing; the
    reference code keeps gate and up matrices for these too, and counts them.
    """
    config.half("num_layers", "num_hidden_layers")
    config.sizes(vocab_size=131072, hidden_size=6144, num_layers=28)
    config.sizes(num_attention_heads=64)
    stated = config.data.get("qk_head_dim")
    attention = latent(config, q_rank=1536, kv_rank=512, nope_dim=128, rope_dim=64, value_dim=128)
    parts = config.number(symbols.nope_dim) + config.number(symbols.rope_dim)
    if stated is not None and stated != parts:
        raise config.error(
            f"qk_head_dim = {config.shown(stated)} contradicts qk_nope_head_dim + "
            f"qk_rope_head_dim = {parts}; give one of them"
        )
    if stated is not None:
        config.require(symbols.nope_dim + symbols.rope_dim, "==", parts)
    hidden = config.width("expert_ffn_hidden_size", 2048, symbols.expert_ratio)
    config.sizes(n_routed_experts=512, moe_topk=12)
    nothing = config.count("zero_expert_num", 256)
    choices = symbols.experts if nothing is None else symbols.experts + nothing
    experts = mixture_of_experts(
        feedforward(hidden=hidden, gated=True),
        choices=choices,
        router_bias=config.flag("router_bias", False),
    )
    if nothing is not None:
        unused = Component(
            "zero_experts",
            (*linear("gate", symbols.H, hidden), *linear("up", symbols.H, hidden)),
            times=nothing,
            active_times=Integer(0),
        )
        experts = replace(experts, parts=(*experts.parts, unused))
    dense = feedforward(hidden=config.width("ffn_hidden_size", 12288), gated=True)
    half = pre_norm_block(attention, dense)
    return decoder(config, 2 * half.named("half") + experts)
