"""Gemma: heads of their own size, tied, from two norms a layer to four.

Gemma team 2024 (Gemma, Gemma 2), 2025 (Gemma 3); Sinha et al. 2025 (VaultGemma).
"""

from collections.abc import Callable

from symparams.algebra.model import Model
from symparams.algebra.tree import Component
from symparams.components import pre_norm_block, sandwich_block
from symparams.models.families.parts import decoder, gated, grouped_query
from symparams.models.families.reader import Config


def gemma(config: Config) -> Model:
    """Llama with heads of 256 and a tied output."""
    config.sizes(vocab_size=256000, hidden_size=3072, num_hidden_layers=28, num_attention_heads=16)
    return _gemma(config, pre_norm_block, kv_heads=16, width=24576)


def gemma2(config: Config) -> Model:
    """Norms before and after each part: four a layer."""
    config.sizes(vocab_size=256000, hidden_size=2304, num_hidden_layers=26, num_attention_heads=8)
    config.note("four norms a layer: a fact of the modelling code")
    return _gemma(config, sandwich_block)


def gemma3(config: Config) -> Model:
    """Gemma 2 with a norm over each head of query and key."""
    config.sizes(vocab_size=262208, hidden_size=2304, num_hidden_layers=26, num_attention_heads=8)
    config.note("four norms a layer and two of query and key: a fact of the modelling code")
    return _gemma(config, sandwich_block, norms="head")


def vaultgemma(config: Config) -> Model:
    """Gemma 2 without the norms after each part."""
    config.sizes(vocab_size=256000, hidden_size=2304, num_hidden_layers=26, num_attention_heads=8)
    return _gemma(config, pre_norm_block)


def _gemma(
    config: Config,
    block: Callable[[Component, Component], Component],
    *,
    kv_heads: int = 4,
    width: int = 9216,
    norms: str = "",
) -> Model:
    attention = grouped_query(
        config,
        kv_heads=kv_heads,
        head_dim=256,
        bias=config.flag("attention_bias", False),
        norms=norms,
    )
    config.ignore("query_pre_attn_scalar")
    return decoder(config, block(attention, gated(config, width)), tied=True)
