"""Llama and its kin: RMSNorm, rotary positions, gated feed-forward, grouped-query attention.

Touvron et al. 2023 (Llama 1 and 2); Llama team 2024, §3.2 (Llama 3.1). What a relative changes
is what its function says: a default, a bias, a norm, the gate.
"""

from symparams.algebra.model import Model
from symparams.components import (
    Kind,
    Weight,
    differential_lambdas,
    feedforward,
    layer_norm,
    pre_norm_block,
    rms_norm,
    sandwich_block,
)
from symparams.models.families.parts import decoder, gated, grouped_query
from symparams.models.families.reader import Config
from symparams.symbols import H


def llama(config: Config, *, rounds: bool = False) -> Model:
    """``2·V·H + L·(2H² + 2H²·kv_heads/heads + 3·ffn_ratio·H² + 2H) + H``, untied.

    A config that states ``head_dim`` makes it a size of its own, free of ``H/heads``.
    """
    config.sizes(vocab_size=32000, hidden_size=4096, num_hidden_layers=32, num_attention_heads=32)
    attention = grouped_query(config, bias=config.flag("attention_bias", False), rounds=rounds)
    return decoder(
        config, pre_norm_block(attention, gated(config, 11008, bias=config.flag("mlp_bias", False)))
    )


def granite(config: Config) -> Model:
    """Llama with scaled residuals, which have no parameters. IBM 2024, Granite 3.0."""
    return llama(config, rounds=True)


def mistral(config: Config) -> Model:
    """Llama with eight key-value heads and no biases. Jiang et al. 2023, table 1."""
    config.sizes(vocab_size=32000, hidden_size=4096, num_hidden_layers=32, num_attention_heads=32)
    return decoder(config, pre_norm_block(grouped_query(config, kv_heads=8), gated(config, 14336)))


def ministral3(config: Config) -> Model:
    """Mistral with heads of their own size. Mistral AI 2025, Ministral 3."""
    config.sizes(vocab_size=131072, hidden_size=4096, num_hidden_layers=34, num_attention_heads=32)
    attention = grouped_query(config, kv_heads=8, head_dim=128)
    return decoder(config, pre_norm_block(attention, gated(config, 14336)))


def arcee(config: Config) -> Model:
    """Llama with a squared ReLU in place of the gate: two matrices. Arcee AI 2025, AFM-4.5B."""
    config.sizes(vocab_size=32000, hidden_size=2560, num_hidden_layers=32, num_attention_heads=32)
    attention = grouped_query(config, bias=config.flag("attention_bias", False), rounds=False)
    width = config.width("intermediate_size", 18432)
    plain = feedforward(hidden=width, bias=config.flag("mlp_bias", False))
    return decoder(config, pre_norm_block(attention, plain))


def jais2(config: Config) -> Model:
    """Arcee's layers with LayerNorm and biases. Inception 2025, Jais 2."""
    config.sizes(vocab_size=150272, hidden_size=3328, num_hidden_layers=32, num_attention_heads=26)
    attention = grouped_query(config, bias=config.flag("attention_bias", True), rounds=False)
    width = config.width("intermediate_size", 26624)
    plain = feedforward(hidden=width, bias=config.flag("mlp_bias", True))
    return decoder(config, pre_norm_block(attention, plain, layer_norm), norm=layer_norm)


def cwm(config: Config) -> Model:
    """Llama with attention in windows, which have no parameters. Meta FAIR 2025, CWM."""
    config.sizes(vocab_size=128256, hidden_size=6144, num_hidden_layers=64, num_attention_heads=48)
    config.ignore("attention_bias", why="the reference has no attention biases")
    attention = grouped_query(config, kv_heads=8, head_dim=128)
    return decoder(
        config, pre_norm_block(attention, gated(config, 21504, bias=config.flag("mlp_bias", False)))
    )


def helium(config: Config) -> Model:
    """Llama whose output projection is ``H × H`` whatever the heads are. Kyutai 2025, Helium-1."""
    config.sizes(vocab_size=48000, hidden_size=2560, num_hidden_layers=24, num_attention_heads=20)
    bias = config.flag("attention_bias", False)
    attention = grouped_query(
        config, kv_heads=20, head_dim=128, bias=bias, output_bias=False, output_from=H
    )
    return decoder(
        config, pre_norm_block(attention, gated(config, 7040, bias=config.flag("mlp_bias", False)))
    )


def smollm3(config: Config) -> Model:
    """Llama, tied, without rotary positions in every fourth layer. Hugging Face 2025, SmolLM3."""
    config.sizes(vocab_size=128256, hidden_size=2048, num_hidden_layers=36, num_attention_heads=16)
    config.ignore("no_rope_layers", "no_rope_layer_interval")
    attention = grouped_query(config, kv_heads=4, bias=config.flag("attention_bias", False))
    feed_forward = gated(config, 11008, bias=config.flag("mlp_bias", False))
    return decoder(config, pre_norm_block(attention, feed_forward), tied=True)


def seed_oss(config: Config) -> Model:
    """Llama with a bias on query, key and value. ByteDance Seed 2025, Seed-OSS."""
    config.sizes(vocab_size=155136, hidden_size=4096, num_hidden_layers=64, num_attention_heads=80)
    attention = grouped_query(
        config,
        kv_heads=8,
        head_dim=128,
        bias=config.flag("attention_bias", True),
        output_bias=config.flag("attention_out_bias", False),
    )
    return decoder(
        config, pre_norm_block(attention, gated(config, 27648, bias=config.flag("mlp_bias", False)))
    )


def ernie4_5(config: Config) -> Model:
    """Llama, tied, with one key for all biases. Baidu 2025, ERNIE 4.5."""
    config.sizes(vocab_size=103424, hidden_size=1024, num_hidden_layers=18, num_attention_heads=16)
    bias = config.flag("use_bias", False)
    attention = grouped_query(config, kv_heads=2, head_dim=128, bias=bias)
    return decoder(config, pre_norm_block(attention, gated(config, 3072, bias=bias)), tied=True)


def hyperclovax(config: Config) -> Model:
    """Granite with a norm after each part as well. NAVER 2025, HyperCLOVA X THINK (peri-LN)."""
    config.sizes(vocab_size=32000, hidden_size=4096, num_hidden_layers=32, num_attention_heads=32)
    attention = grouped_query(config, bias=config.flag("attention_bias", False), rounds=False)
    feed_forward = gated(config, 11008, bias=config.flag("mlp_bias", False))
    block = sandwich_block if config.flag("use_post_norm", True) else pre_norm_block
    return decoder(config, block(attention, feed_forward))


def diffllama(config: Config) -> Model:
    """Llama with differential attention: four vectors of ``head_dim`` a layer. Ye et al. 2024."""
    config.sizes(vocab_size=32000, hidden_size=2048, num_hidden_layers=16, num_attention_heads=32)
    bias = config.flag("attention_bias", False)
    attention = grouped_query(config, bias=bias, within=differential_lambdas())
    return decoder(config, pre_norm_block(attention, gated(config, 8192)))


def bitnet(config: Config) -> Model:
    """Llama with a norm before each output matrix: ``heads·head_dim`` and the feed-forward width.

    Ma et al. 2024, BitNet b1.58 (sub-layer norms of Wang et al. 2022).
    """
    config.sizes(vocab_size=128256, hidden_size=2560, num_hidden_layers=30, num_attention_heads=20)
    bias = config.flag("attention_bias", False)
    inner_norm = (rms_norm("inner_norm", H),)
    attention = grouped_query(config, kv_heads=5, bias=bias, within=inner_norm)
    width = config.width("intermediate_size", 6912)
    hidden_norm = (rms_norm("hidden_norm", width),)
    feed_forward = feedforward(hidden=width, gated=True, within=hidden_norm)
    return decoder(config, pre_norm_block(attention, feed_forward))


def apertus(config: Config) -> Model:
    """No gate; the activation xIELU has two numbers to learn; query and key are normed.

    Swiss AI 2025, Apertus; Huang and Schlag 2025 (xIELU).
    """
    config.sizes(vocab_size=131072, hidden_size=4096, num_hidden_layers=32, num_attention_heads=32)
    bias = config.flag("attention_bias", False)
    attention = grouped_query(config, bias=bias, norms="head")
    has_xielu = config.text("hidden_act", "xielu") == "xielu"
    learned = tuple(Weight(name, (1,), Kind.BIASES) for name in ("alpha_p", "alpha_n"))
    feed_forward = feedforward(
        hidden=config.width("intermediate_size", 14336), within=learned if has_xielu else ()
    )
    return decoder(config, pre_norm_block(attention, feed_forward))


def nanochat(config: Config) -> Model:
    """No gate, and norms without a gain: nothing but matrices. Karpathy 2025, nanochat."""
    config.sizes(vocab_size=50304, hidden_size=768, num_hidden_layers=12, num_attention_heads=6)
    attention = grouped_query(config, bias=config.flag("attention_bias", False))
    config.note("the norms have no gain: a fact of the modelling code")
    plain = feedforward(hidden=config.width("intermediate_size", 8192))
    return decoder(config, attention + plain, norm=None)
