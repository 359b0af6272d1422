"""Attention: the projections have all the parameters, the attention itself has none."""

from sympy import Expr, Integer

from symparams import symbols
from symparams.algebra.parts import Kind, Single, Weight
from symparams.algebra.tree import Component, Role
from symparams.components.linear import linear
from symparams.components.norm import layer_norm, rms_norm

HIDDEN, HEADS, HEAD_DIM = symbols.H, symbols.heads, symbols.head_dim


def attention(
    *,
    width: Expr = HIDDEN,
    heads: Expr = HEADS,
    kv_heads: Expr | None = None,
    head_dim: Expr = HEAD_DIM,
    value_dim: Expr | None = None,
    source: Expr | None = None,
    output_from: Expr | None = None,
    bias: bool = False,
    output_bias: bool | None = None,
    key_bias: bool | None = None,
    within: tuple[Single | Component, ...] = (),
    name: str = "attention",
    role: Role = Role.ATTENTION,
) -> Component:
    """Multi-head, grouped-query or multi-query attention as it is implemented, heads fused.

    ``query``   ``H × heads·head_dim``
    ``key``     ``H × kv_heads·head_dim``
    ``value``   ``H × kv_heads·value_dim``
    ``output``  ``heads·value_dim × H``

    ``kv_heads`` is ``heads`` for multi-head attention (the default), a symbol of its own for
    grouped-query attention, and 1 for multi-query attention. ``value_dim`` is ``head_dim``
    unless a value head has a size of its own; ``source`` is the width that keys and values are
    made from, if it is not ``H``; ``output_from`` the width that the output projection expects,
    where the code says so itself. ``bias`` gives each projection one; ``output_bias`` and
    ``key_bias`` say otherwise for one of them. ``within`` holds what a family adds (norms of
    query and key, sinks, gates). Attention over an encoder's states has the ``role`` of
    cross-attention.

    Sources: Vaswani et al. 2017, §3.2.2; Shazeer 2019 (multi-query); Ainslie et al. 2023
    (grouped-query).

    >>> attention().expression
    4*H*head_dim*heads
    """
    kv_heads = heads if kv_heads is None else kv_heads
    value_dim = head_dim if value_dim is None else value_dim
    source = width if source is None else source
    has_output_bias = bias if output_bias is None else output_bias
    has_key_bias = bias if key_bias is None else key_bias
    gathered = heads * value_dim if output_from is None else output_from
    return Component(
        name,
        (
            *linear("query", width, heads * head_dim, bias=bias),
            *linear("key", source, kv_heads * head_dim, bias=has_key_bias),
            *linear("value", source, kv_heads * value_dim, bias=bias),
            *linear("output", gathered, width, bias=has_output_bias),
            *within,
        ),
        role=role,
    )


def head_norms(head_dim: Expr = HEAD_DIM, *, bias: bool = False) -> tuple[Component, ...]:
    """A norm of query and key over each head, one gain for all heads: ``2·head_dim``.

    With ``bias`` they are LayerNorms, ``4·head_dim``. Sources: Dehghani et al. 2023, §2
    (query-key normalisation); Qwen3 and Gemma 3 use RMSNorm.

    >>> sum(norm.expression for norm in head_norms())
    2*head_dim
    """
    return (
        layer_norm("query_norm", head_dim, bias=bias),
        layer_norm("key_norm", head_dim, bias=bias),
    )


def full_norms(
    heads: Expr = HEADS, kv_heads: Expr = HEADS, head_dim: Expr = HEAD_DIM
) -> tuple[Component, ...]:
    """RMSNorms of query and key over all heads at once: ``(heads + kv_heads)·head_dim``.

    Source: OLMo 2 (Team OLMo 2024, §3.2): "QK-norm" over the full width.

    >>> sum(norm.expression for norm in full_norms())
    2*head_dim*heads
    """
    return (rms_norm("query_norm", heads * head_dim), rms_norm("key_norm", kv_heads * head_dim))


def separate_head_norms(
    heads: Expr = HEADS, kv_heads: Expr = HEADS, head_dim: Expr = HEAD_DIM
) -> tuple[Component, ...]:
    """A norm of query and key with gains of its own for each head, as Command R+ has it.

    ``(heads + kv_heads)·head_dim``: the heads do not cancel. Source: ``CohereAttention`` of
    Hugging Face transformers (``use_qk_norm``).

    >>> sum(norm.expression for norm in separate_head_norms())
    2*head_dim*heads
    """
    return (
        Component("query_norm", (Weight("gain", (heads, head_dim), Kind.NORM),), role=Role.NORM),
        Component("key_norm", (Weight("gain", (kv_heads, head_dim), Kind.NORM),), role=Role.NORM),
    )


def sinks(heads: Expr = HEADS) -> Weight:
    """Attention sinks: one learned logit for each head, ``heads``: they depend on the heads.

    Sources: Xiao et al. 2024; OpenAI 2025, gpt-oss model card, §2.

    >>> sinks().expression
    heads
    """
    return Weight("sinks", (heads,), Kind.HEAD)


def differential_lambdas(head_dim: Expr = HEAD_DIM) -> tuple[Weight, ...]:
    """Differential attention's four vectors for ``λ``, shared by all heads: ``4·head_dim``.

    Source: Ye et al. 2024, Differential Transformer, equation 2.

    >>> sum(weight.expression for weight in differential_lambdas())
    4*head_dim
    """
    names = ("lambda_q1", "lambda_k1", "lambda_q2", "lambda_k2")
    return tuple(Weight(name, (head_dim,), Kind.HEAD) for name in names)


def relative_bias(
    rows: Expr = symbols.buckets, heads: Expr = HEADS, name: str = "relative_bias"
) -> Weight:
    """A learned bias for each bucket of distances and each head: ``buckets·heads``.

    It does not cancel: the count depends on the heads. Source: Raffel et al. 2020, §2.1.

    >>> relative_bias().expression
    buckets*heads
    """
    return Weight(name, (rows, heads), Kind.POSITIONS)


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
    weights = tuple(w for name in projections for w in linear(name, width, head_dim))
    head = Component("head", weights)
    output = linear("output", heads * head_dim, width)
    return Component("attention", (heads * head, *output), role=Role.ATTENTION)


def transformer_xl_attention(
    *, width: Expr = HIDDEN, heads: Expr = HEADS, head_dim: Expr = HEAD_DIM
) -> Component:
    """XLNet's relative attention: five projections, three biases and two segment vectors a head.

    ``query, key, value, output, position``  each ``H × heads·head_dim``
    ``biases``                               ``3·heads·head_dim`` (content, position, segment)
    ``segments``                             ``2·heads·head_dim``

    Sources: Dai et al. 2019, §3.3; Yang et al. 2019, §2.5.

    >>> transformer_xl_attention().expression
    5*H*head_dim*heads + 5*head_dim*heads
    """
    names = ("query", "key", "value", "output", "position")
    projections = tuple(w for name in names for w in linear(name, width, heads * head_dim))
    biases = ("content_bias", "position_bias", "segment_bias")
    return Component(
        "attention",
        (
            *projections,
            *(Weight(name, (heads, head_dim), Kind.BIASES) for name in biases),
            Weight("segments", (Integer(2), heads, head_dim), Kind.SEGMENTS),
        ),
        role=Role.ATTENTION,
    )
