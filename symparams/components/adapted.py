"""What single encoders add: grouped convolutions, adapters, disentangled positions."""

from sympy import Expr, Integer

from symparams import symbols
from symparams.algebra.parts import Kind, Weight
from symparams.algebra.tree import Component, Role
from symparams.components.linear import linear
from symparams.components.norm import layer_norm


def grouped_linear(name: str, inputs: Expr, outputs: Expr, groups: Expr) -> tuple[Weight, ...]:
    """A convolution in groups: each output sees ``inputs/groups`` inputs.

    ``outputs · inputs/groups + outputs``. Source: Iandola et al. 2020, SqueezeBERT, §3.

    >>> from symparams.symbols import H, query_groups
    >>> [weight.expression for weight in grouped_linear("query", H, H, query_groups)]
    [H**2/query_groups, H]
    """
    return (
        Weight(name, (outputs, inputs / groups, Integer(1))),
        Weight(f"{name}.bias", (outputs,), Kind.BIASES),
    )


def convolution(
    width: Expr = symbols.H, kernel: Expr = symbols.kernel, groups: Expr | None = None
) -> Component:
    """DeBERTa-v2's convolution beside the first layer, with its norm: ``kernel·H² + 3H``.

    Source: He et al. 2021, DeBERTa; ``ConvLayer`` of the reference code.

    >>> convolution().expression
    H**2*kernel + 3*H
    """
    inputs = width if groups is None else width / groups
    matrix = Weight("kernel", (width, inputs, kernel))
    bias = Weight("kernel.bias", (width,), Kind.BIASES)
    parts = (matrix, bias, *layer_norm("norm", width).parts)
    return Component("convolution", parts, role=Role.MIXER)


def adapters(
    width: Expr = symbols.H,
    inner: Expr = symbols.adapter_width,
    times: Expr = symbols.languages,
) -> Component:
    """One bottleneck for each language: ``languages · (2·H·adapter_width + H + adapter_width)``.

    A token uses that of its language. Source: Pfeiffer et al. 2022, X-MOD, §3.

    >>> from sympy import expand
    >>> expand(adapters().expression).coeff(symbols.languages).coeff(symbols.adapter_width)
    2*H + 1
    """
    down = linear("down", width, inner, bias=True)
    up = linear("up", inner, width, bias=True)
    return Component(
        "adapters", (*down, *up), times=times, active_times=Integer(1), role=Role.ADAPTERS
    )
