"""A mixture of experts: many feed-forward layers, of which a token uses a few."""

from dataclasses import replace

from sympy import Expr, Min

from symparams import symbols
from symparams.algebra.parts import Kind, Weight
from symparams.algebra.tree import Component, Role
from symparams.components.linear import linear


def mixture_of_experts(
    expert: Component,
    *,
    experts: Expr = symbols.experts,
    active: Expr = symbols.active_experts,
    width: Expr = symbols.H,
    shared: Component | None = None,
    choices: Expr | None = None,
    router_bias: bool = False,
    has_correction: bool = False,
    name: str = "mixture",
) -> Component:
    """``experts`` copies of ``expert`` behind a router, of which a token uses ``active``.

    ``router``      ``H × experts``, or ``H × choices`` where it may also choose to do nothing;
                    a token then uses no more than all experts, however many it chooses
    ``correction``  ``experts``, if the code keeps the values that balance the load as a parameter
    ``experts``     ``experts · expert``, counted ``active`` times in the active parameters
    ``shared``      an expert that every token uses, if there is one

    Sources: Shazeer et al. 2017; Fedus et al. 2022 (Switch); DeepSeek-AI 2024 (shared experts).

    >>> from symparams.components.feedforward import feedforward
    >>> mixture_of_experts(feedforward(gated=True)).expression
    3*H**2*experts*ffn_ratio + H*experts
    """
    used = active if choices is None else Min(active, experts)
    routed = replace(expert.named("experts"), times=experts, active_times=used, role=Role.MIXTURE)
    always = () if shared is None else (replace(shared.named("shared"), role=Role.MIXTURE),)
    router = linear(
        "router", width, experts if choices is None else choices, bias=router_bias, kind=Kind.ROUTER
    )
    correction = (Weight("correction", (experts,), Kind.ROUTER),) if has_correction else ()
    return Component(name, (*router, *correction, routed, *always), role=Role.MIXTURE)


def with_gate(shared: Component, width: Expr = symbols.H) -> Component:
    """A shared expert behind a sigmoid gate of one number: ``H`` more.

    Source: Qwen team 2024, Qwen1.5-MoE; ``shared_expert_gate`` of the reference code.
    """
    gate = Weight("shared_gate", (width,), Kind.ROUTER)
    return replace(shared, parts=(*shared.parts, gate))


def mixture_of_attention_heads(
    *,
    width: Expr = symbols.H,
    kv_heads: Expr = symbols.kv_heads,
    head_dim: Expr = symbols.head_dim,
    experts: Expr = symbols.experts,
    active: Expr = symbols.active_experts,
) -> Component:
    """Attention whose query and output projections are experts; keys and values are shared.

    ``router``  ``H × experts``
    ``experts`` ``experts · 2·H·kv_heads·head_dim`` (query and output), ``active`` of them used
    ``kv``      ``H × 2·kv_heads·head_dim``
    ``bias``    ``H``

    Sources: Zhang et al. 2022, Mixture of Attention Heads; Shen et al. 2024, JetMoE, §2.3.

    >>> from sympy import expand
    >>> expand(mixture_of_attention_heads().expression).coeff(symbols.experts)
    2*H*head_dim*kv_heads + H
    """
    inner = kv_heads * head_dim
    expert = Component(
        "experts",
        (*linear("query", width, inner), *linear("output", inner, width)),
        times=experts,
        active_times=active,
    )
    return Component(
        "attention",
        (
            *linear("router", width, experts, kind=Kind.ROUTER),
            expert,
            *linear("key", width, inner),
            *linear("value", width, inner),
            Weight("bias", (width,), Kind.BIASES),
        ),
        role=Role.ATTENTION,
    )
