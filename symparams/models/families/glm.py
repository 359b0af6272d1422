"""GLM: biases on query, key and value, and norms that grew from two a layer to four.

GLM team 2024 (GLM-4), 2025 (GLM-4.5).
"""

from symparams.algebra.model import Model
from symparams.algebra.tree import Component
from symparams.components import pre_norm_block, sandwich_block
from symparams.models.families.deepseek import PREDICTION
from symparams.models.families.parts import decoder, gated, grouped_query, routed
from symparams.models.families.reader import Config
from symparams.models.families.stacks import first_dense


def glm(config: Config) -> Model:
    """Llama with heads of 128 and biases on query, key and value."""
    return decoder(config, pre_norm_block(*_parts(config)))


def glm4(config: Config) -> Model:
    """GLM with a norm after each part as well: four a layer."""
    config.note("four norms a layer: a fact of the modelling code")
    return decoder(config, sandwich_block(*_parts(config)))


def _parts(config: Config) -> tuple[Component, Component]:
    config.sizes(vocab_size=151552, hidden_size=4096, num_hidden_layers=40, num_attention_heads=32)
    bias = config.flag("attention_bias", True)
    attention = grouped_query(
        config, kv_heads=2, head_dim=128, bias=bias, output_bias=False, is_partly_rotary=True
    )
    return attention, gated(config, 13696)


def glm4_moe(config: Config) -> Model:
    """GLM-4.5: a dense layer, then small experts and a shared one.

    Without ``head_dim`` a head has ``⌊H/heads⌋``, which need not divide.
    """
    config.sizes(vocab_size=151552, hidden_size=4096, num_hidden_layers=46, num_attention_heads=96)
    attention = grouped_query(
        config,
        kv_heads=8,
        bias=config.flag("attention_bias", False),
        output_bias=False,
        norms="head" if config.flag("use_qk_norm", False) else "",
        rounds=True,
        is_partly_rotary=True,
    )
    config.ignore("num_nextn_predict_layers", "num_mtp_layers", why=PREDICTION)
    config.ignore("n_group", "topk_group")
    experts = routed(
        config,
        experts=("n_routed_experts", 128),
        active=("num_experts_per_tok", 8),
        width=("moe_intermediate_size", 1408),
        shared=("n_shared_experts", 1),
    )
    dense = pre_norm_block(attention, gated(config, 10944))
    sparse = pre_norm_block(attention, experts)
    return decoder(config, first_dense(config, dense, sparse, default=1))


def solar_open(config: Config) -> Model:
    """GLM-4.5's layers, all of them sparse. Upstage 2025, Solar Open 100B."""
    config.sizes(vocab_size=196608, hidden_size=4096, num_hidden_layers=48, num_attention_heads=64)
    bias = config.flag("attention_bias", False)
    attention = grouped_query(config, kv_heads=8, head_dim=128, bias=bias, output_bias=False)
    config.ignore("n_group", "topk_group")
    experts = routed(
        config,
        experts=("n_routed_experts", 128),
        active=("num_experts_per_tok", 8),
        width=("moe_intermediate_size", 1280),
        shared=("n_shared_experts", 1),
    )
    return decoder(config, pre_norm_block(attention, experts))
