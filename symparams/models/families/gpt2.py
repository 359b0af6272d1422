"""GPT and its descendants: LayerNorm, biases, learned positions, a plain feed-forward layer.

A block has ``12H² + 13H`` parameters: ``4H² + 4H`` in attention, ``8H² + 5H`` in the
feed-forward layer, ``4H`` in two norms (Radford et al. 2019, §2.3; Brown et al. 2020, §2.1).
"""

from sympy import Integer

from symparams.algebra.model import Model
from symparams.algebra.tree import Component, Role
from symparams.components import (
    attention,
    feedforward,
    layer_norm,
    parallel_block,
    post_norm_block,
    pre_norm_block,
)
from symparams.models.families.parts import decoder, positions
from symparams.models.families.reader import Config
from symparams.symbols import H, L, heads


def gpt2(config: Config) -> Model:
    """``V·H + S·H + L·(12H² + 13H) + 2H`` at ``ffn_ratio = 4``, with a tied output."""
    config.sizes(vocab_size=50257, n_embd=768, n_layer=12)
    config.heads("n_head", 12)
    width = config.width("n_inner", four_times=True)
    block = pre_norm_block(attention(bias=True), feedforward(hidden=width, bias=True), layer_norm)
    return decoder(
        config,
        block + cross_attention(config),
        below=[positions(config, "n_positions", 1024)],
        norm=layer_norm,
        tied=True,
    )


def cross_attention(config: Config) -> Component:
    """A second attention over an encoder's states, with its norm, if ``add_cross_attention``."""
    if not config.flag("add_cross_attention", False):
        return Component("", ())
    second = attention(bias=True, name="cross_attention", role=Role.CROSS_ATTENTION)
    return second + layer_norm("cross_attention_norm")


def openai_gpt(config: Config) -> Model:
    """The first GPT: norms after each part, and none at the end. Radford et al. 2018, §3.1."""
    config.sizes(vocab_size=40478, n_embd=768, n_layer=12)
    config.heads("n_head", 12)
    plain = feedforward(hidden=4 * H, bias=True)
    return decoder(
        config,
        post_norm_block(attention(bias=True), plain, layer_norm),
        below=[positions(config, "n_positions", 512)],
        norm=None,
        tied=True,
    )


def gpt_bigcode(config: Config) -> Model:
    """GPT-2 with one key-value head for all (multi-query). Ben Allal et al. 2023, SantaCoder."""
    config.sizes(vocab_size=50257, n_embd=768, n_layer=12)
    config.heads("n_head", 12)
    config.ignore("num_key_value_heads", why="multi_query decides")
    shares_keys = config.flag("multi_query", True)
    query = attention(bias=True, kv_heads=Integer(1) if shares_keys else heads)
    plain = feedforward(hidden=config.width("n_inner", four_times=True), bias=True)
    block = pre_norm_block(query, plain, layer_norm) + cross_attention(config)
    if shares_keys and "cross_attention" in [part.name for part in block.parts]:
        raise config.error("add_cross_attention = true needs multi_query = false")
    return decoder(
        config,
        block,
        below=[positions(config, "n_positions", 1024)],
        norm=layer_norm,
        tied=True,
    )


def gpt_neo(config: Config) -> Model:
    """GPT-2 without biases on query, key and value. Black et al. 2021, GPT-Neo."""
    config.sizes(vocab_size=50257, hidden_size=2048, num_layers=24)
    config.heads("num_heads", 16)
    config.ignore("attention_layers")
    ways = config.items("attention_types", _is_run, "runs such as [['global', 'local'], 12]")
    reach = sum(_layers_of(run) for run in ways or [])
    if ways and reach != config.number(L):
        raise config.error(f"attention_types has {reach} layers, not {config.number(L)}")
    plain = feedforward(hidden=config.width("intermediate_size", four_times=True), bias=True)
    return decoder(
        config,
        pre_norm_block(attention(output_bias=True), plain, layer_norm),
        below=[positions(config, "max_position_embeddings", 2048)],
        norm=layer_norm,
        tied=True,
    )


def _is_run(item: object) -> bool:
    """Whether ``item`` is a list of kinds of attention and how often they come in turn."""
    return _layers_of(item) > 0


def _layers_of(item: object) -> int:
    """The layers of ``[["global", "local"], 12]``: 24; 0 for anything else."""
    match item:
        case [[*kinds], int(times)] if not isinstance(times, bool):
            return len(kinds) * times
        case _:
            return 0


def gptj(config: Config) -> Model:
    """Rotary positions, attention and feed-forward side by side, an output bias.

    Wang and Komatsuzaki 2021, GPT-J-6B. CodeGen (Nijkamp et al. 2023) has the same layers.
    """
    config.sizes(vocab_size=50400, n_embd=4096, n_layer=28)
    config.heads("n_head", 16)
    plain = feedforward(hidden=config.width("n_inner", four_times=True), bias=True)
    block = parallel_block(attention(), plain, layer_norm)
    return decoder(config, block, norm=layer_norm, head_bias=True)


def ctrl(config: Config) -> Model:
    """Sinusoidal positions, a tied output with a bias. Keskar et al. 2019, §3.2."""
    config.sizes(vocab_size=246534, n_embd=1280, n_layer=48)
    query = attention(head_dim=config.indifferent_heads("n_head", 16), bias=True)
    plain = feedforward(hidden=config.width("dff", 8192), bias=True)
    block = pre_norm_block(query, plain, layer_norm)
    return decoder(config, block, norm=layer_norm, tied=True, head_bias=True)
