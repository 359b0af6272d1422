"""A mixture of experts: many feed-forward layers, of which a token uses a few."""

from dataclasses import replace

from sympy import Expr

from symparams import symbols
from symparams.components.linear import linear
from symparams.tree import Component, Kind


def mixture_of_experts(
    expert: Component,
    *,
    experts: Expr = symbols.experts,
    active: Expr = symbols.active_experts,
    width: Expr = symbols.H,
    shared: Component | None = None,
) -> Component:
    """``experts`` copies of ``expert`` behind a router, of which a token uses ``active``.

    ``router``   ``H × experts``
    ``experts``  ``experts · expert``, counted ``active`` times in the active parameters
    ``shared``   an expert that every token uses, if there is one

    Sources: Shazeer et al. 2017; Fedus et al. 2022 (Switch); DeepSeek-AI 2024 (shared experts).

    >>> from symparams.components.feedforward import feedforward
    >>> mixture_of_experts(feedforward(gated=True)).expression
    3*H**2*experts*ffn_ratio + H*experts
    """
    routed = replace(expert.named("experts"), times=experts, active_times=active)
    always = () if shared is None else (shared.named("shared"),)
    router = linear("router", width, experts, kind=Kind.ROUTER)
    return Component("mixture", (*router, routed, *always))
