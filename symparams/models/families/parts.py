"""Components with their sizes read from a configuration, and the decoder that holds them.

What the families share: a family reads its sizes, chooses its parts, and says how they stack
(`symparams.models.families.stacks`).
"""

from collections.abc import Callable, Sequence

from sympy import Expr, Integer, floor

from symparams import symbols
from symparams.algebra.model import Model
from symparams.algebra.parts import Weight
from symparams.algebra.tree import Component
from symparams.components import (
    attention,
    feedforward,
    full_norms,
    head_norms,
    latent_attention,
    mixture_of_experts,
    output_head,
    position_embedding,
    rms_norm,
    separate_head_norms,
    token_embedding,
)
from symparams.models.families.reader import Config
from symparams.models.families.stacks import is_stack, stack

ROTARY_ONLY = "only the rotary positions read it, which have no parameters"

QUERY_KEY_NORMS: dict[str, Callable[[], tuple[Component, ...]]] = {
    "": tuple,
    "head": head_norms,
    "head with bias": lambda: head_norms(bias=True),
    "full": lambda: full_norms(kv_heads=symbols.kv_heads),
    "separate": lambda: separate_head_norms(kv_heads=symbols.kv_heads),
}


def grouped_query(
    config: Config,
    *,
    kv_heads: int | None = None,
    head_dim: int | None = None,
    bias: bool = False,
    output_bias: bool | None = None,
    norms: str = "",
    output_from: Expr | None = None,
    within: tuple[Weight | Component, ...] = (),
    rounds: bool = True,
    is_even: bool = False,
    is_partly_rotary: bool = False,
) -> Component:
    """Grouped-query attention: ``num_key_value_heads`` and ``head_dim`` with their defaults.

    ``norms`` chooses the norms of query and key: none, one over each ``head`` (``head with
    bias`` for LayerNorm), over the ``full`` width, or ``separate`` gains for each head. Without
    ``rounds`` the heads must divide ``H``, as the family's own configuration demands;
    ``is_even`` heads have no size of their own. Rotary positions turn the two halves of a head,
    which makes it even, unless it ``is_partly_rotary`` only.
    """
    if is_even:
        config.head_size()
    else:
        config.own_head_dim(default=head_dim, rounds=rounds)
    config.key_value_heads(default=kv_heads)
    if not is_partly_rotary:
        config.rotary(symbols.head_dim)
    return attention(
        kv_heads=symbols.kv_heads,
        bias=bias,
        output_bias=output_bias,
        output_from=output_from,
        within=(*QUERY_KEY_NORMS[norms](), *within),
    )


def latent(
    config: Config,
    *,
    q_rank: int,
    kv_rank: int,
    nope_dim: int,
    rope_dim: int,
    value_dim: int | None,
    within: Callable[[], tuple[Component, ...]] = tuple,
) -> Component:
    """Latent attention with its ranks and the parts of a head, and ``attention_bias``.

    ``num_key_value_heads``, ``head_dim`` and ``qk_head_dim`` are written into such configs,
    but no tensor has them as a size.
    """
    q = config.optional("q_lora_rank", q_rank)
    config.sizes(kv_lora_rank=kv_rank, qk_nope_head_dim=nope_dim, qk_rope_head_dim=rope_dim)
    if value_dim is not None or config.data.get("v_head_dim") is not None:
        config.size("v_head_dim", value_dim or 1)
    else:
        config.follow(symbols.value_dim, floor(symbols.H / symbols.heads), "v_head_dim not given")
        config.ignore("v_head_dim")
    config.ignore("num_key_value_heads", "head_dim", "qk_head_dim")
    return latent_attention(q_rank=q, bias=config.flag("attention_bias", False), within=within())


def gated(
    config: Config,
    intermediate_size: int,
    *,
    bias: bool = False,
    within: tuple[Weight | Component, ...] = (),
) -> Component:
    """A gated feed-forward layer of ``intermediate_size``."""
    return feedforward(
        hidden=config.width("intermediate_size", intermediate_size),
        gated=True,
        bias=bias,
        within=within,
    )


def mixture(
    config: Config,
    *,
    experts: tuple[str, int],
    active: tuple[str, int] | None,
    expert: Component,
    shared: Component | None = None,
    router_bias: bool = False,
    has_correction: bool = False,
    choices: Expr | None = None,
) -> Component:
    """A mixture of experts: the keys that number them, with their defaults, and one expert.

    Without a number of active experts in the configuration, all are counted as active.
    """
    config.size(*experts)
    used: Expr = symbols.experts
    if active is not None:
        used = config.size(*active)
        few, many = config.number(symbols.experts), config.number(symbols.active_experts)
        if many > few:
            config.drop(symbols.active_experts)
            used = symbols.experts
            config.note(f"{active[0]} = {many}, but there are {few} experts: all are active")
    return mixture_of_experts(
        expert,
        active=used,
        shared=shared,
        router_bias=router_bias,
        has_correction=has_correction,
        choices=choices,
    )


def routed(
    config: Config,
    *,
    experts: tuple[str, int],
    active: tuple[str, int] | None,
    width: tuple[str, int],
    shared: tuple[str, int] | None = None,
    bias: bool = False,
    has_correction: bool = False,
) -> Component:
    """Experts of a width of their own, and ``shared`` experts of that width beside them.

    The shared experts are one gated layer of ``shared_experts · expert_ratio · H`` neurons.
    """
    hidden = config.width(*width, ratio=symbols.expert_ratio)
    many = None if shared is None else config.count(*shared)
    beside = None if many is None else feedforward(hidden=many * hidden, gated=True, bias=bias)
    return mixture(
        config,
        experts=experts,
        active=active,
        expert=feedforward(hidden=hidden, gated=True),
        shared=beside,
        has_correction=has_correction,
    )


def decoder(
    config: Config,
    block: Component,
    *,
    tied: bool = False,
    norm: Callable[[str], Component] | None = rms_norm,
    below: Sequence[Component] = (),
    above: Sequence[Component] = (),
    head_bias: bool = False,
    width: Expr = symbols.H,
) -> Model:
    """A decoder-only language model: embedding, blocks, a last norm, a head if it has one.

    ``block`` is taken ``L`` times, unless it already is a stack of them. ``below`` and
    ``above`` stand before and after the blocks. ``tied`` is the family's default for
    ``tie_word_embeddings``.
    """
    is_tied = config.flag("tie_word_embeddings", tied)
    tree = token_embedding(width=width)
    for part in below:
        tree += part
    tree += block if is_stack(block) else stack(block)
    for part in above:
        tree += part
    if norm is not None:
        tree += norm("final_norm")
    if config.head("causal", "base") == "causal":
        tree += output_head(tied=is_tied, bias=head_bias, width=width)
    return config.model(tree)


def positions(config: Config, key: str, default: int, extra: int = 0) -> Component:
    """Learned positions: ``S`` rows, and ``extra`` ones that the code puts in front."""
    config.size(key, default)
    return position_embedding(symbols.S + Integer(extra))
