"""Attention: the projections have all the parameters, the attention itself has none."""

from sympy import Expr

from symparams import symbols
from symparams.components.linear import linear
from symparams.tree import Component

HIDDEN, HEADS, HEAD_DIM = symbols.H, symbols.heads, symbols.head_dim


def attention(
    *,
    width: Expr = HIDDEN,
    heads: Expr = HEADS,
    kv_heads: Expr | None = None,
    head_dim: Expr = HEAD_DIM,
    bias: bool = False,
    output_bias: bool | None = None,
) -> Component:
    """Multi-head, grouped-query or multi-query attention as it is implemented, heads fused.

    ``query``   ``H × heads·head_dim``
    ``key``     ``H × kv_heads·head_dim``
    ``value``   ``H × kv_heads·head_dim``
    ``output``  ``heads·head_dim × H``

    ``kv_heads`` is ``heads`` for multi-head attention (the default), a symbol of its own for
    grouped-query attention, and 1 for multi-query attention. ``bias`` gives each projection
    one; ``output_bias`` says otherwise for the output projection.

    Sources: Vaswani et al. 2017, §3.2.2; Shazeer 2019 (multi-query); Ainslie et al. 2023
    (grouped-query).

    >>> attention().expression
    4*H*head_dim*heads
    """
    kv_heads = heads if kv_heads is None else kv_heads
    return Component(
        "attention",
        (
            *linear("query", width, heads * head_dim, bias=bias),
            *linear("key", width, kv_heads * head_dim, bias=bias),
            *linear("value", width, kv_heads * head_dim, bias=bias),
            *linear(
                "output",
                heads * head_dim,
                width,
                bias=bias if output_bias is None else output_bias,
            ),
        ),
    )


def multi_head_attention(
    *, width: Expr = HIDDEN, heads: Expr = HEADS, head_dim: Expr = HEAD_DIM
) -> Component:
    """Multi-head attention as the paper writes it: each head has projections of its own.

    ``head i``  ``W_i^Q, W_i^K, W_i^V``, each ``H × head_dim``, for ``i = 1 … heads``
    ``output``  ``W^O``, ``heads·head_dim × H``

    Source: Vaswani et al. 2017, §3.2.2, where ``H`` is ``d_model`` and ``head_dim`` is ``d_k``.

    >>> multi_head_attention().expression
    4*H*head_dim*heads
    """
    projections = ("query", "key", "value")
    head = Component("head", tuple(w for name in projections for w in linear(name, width, head_dim)))
    return Component("attention", (heads * head, *linear("output", heads * head_dim, width)))
