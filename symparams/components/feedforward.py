"""The feed-forward layer: two matrices, or three when a gate multiplies the hidden layer."""

from sympy import Expr

from symparams import symbols
from symparams.algebra.parts import Weight
from symparams.algebra.tree import Component, Role
from symparams.components.linear import linear

WIDTH = symbols.ffn_ratio * symbols.H


def feedforward(
    *,
    width: Expr = symbols.H,
    hidden: Expr = WIDTH,
    gated: bool = False,
    bias: bool = False,
    down_bias: bool | None = None,
    within: tuple[Weight | Component, ...] = (),
    name: str = "feed_forward",
) -> Component:
    """A feed-forward layer of ``hidden = ffn_ratio·H`` neurons.

    ``up``    ``H × hidden``
    ``gate``  ``H × hidden``, only if ``gated`` (SwiGLU, GeGLU)
    ``down``  ``hidden × H``

    ``bias`` gives each matrix one; ``down_bias`` says otherwise for the last. ``within`` holds
    what a family adds (a norm of the hidden layer, the parameters of a learned activation).

    Sources: Vaswani et al. 2017, §3.3; Shazeer 2020 (gated variants).

    >>> feedforward().expression
    2*H**2*ffn_ratio
    >>> feedforward(gated=True).expression
    3*H**2*ffn_ratio
    """
    gate = linear("gate", width, hidden, bias=bias) if gated else ()
    return Component(
        name,
        (
            *gate,
            *linear("up", width, hidden, bias=bias),
            *linear("down", hidden, width, bias=bias if down_bias is None else down_bias),
            *within,
        ),
        role=Role.FEED_FORWARD,
    )
