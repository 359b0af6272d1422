"""Multi-head latent attention, and the sparse indexer that chooses what it looks at."""

from sympy import Expr

from symparams import symbols
from symparams.algebra.parts import Weight
from symparams.algebra.tree import Component, Role
from symparams.components.linear import linear
from symparams.components.norm import layer_norm, rms_norm


def latent_attention(
    *,
    width: Expr = symbols.H,
    heads: Expr = symbols.heads,
    q_rank: Expr | None = symbols.q_rank,
    kv_rank: Expr = symbols.kv_rank,
    nope_dim: Expr = symbols.nope_dim,
    rope_dim: Expr = symbols.rope_dim,
    value_dim: Expr = symbols.value_dim,
    bias: bool = False,
    output_bias: bool | None = None,
    within: tuple[Component, ...] = (),
) -> Component:
    """Attention over low-rank queries, keys and values; the heads are not cancelled.

    ``query_down``  ``H × q_rank`` and its RMSNorm ``q_rank``
    ``query_up``    ``q_rank × heads·(nope_dim + rope_dim)``
    ``kv_down``     ``H × (kv_rank + rope_dim)`` and the RMSNorm ``kv_rank``
    ``kv_up``       ``kv_rank × heads·(nope_dim + value_dim)``
    ``output``      ``heads·value_dim × H``

    Without a ``q_rank`` one ``query`` of ``H × heads·(nope_dim + rope_dim)`` stands in for the
    first two. ``bias`` belongs to the two maps down and to the output.

    Source: DeepSeek-AI 2024, DeepSeek-V2, §2.1 and appendix C.

    >>> from sympy import expand
    >>> expand(latent_attention().expression).coeff(symbols.kv_rank)
    H + heads*nope_dim + heads*value_dim + 1
    """
    query_width = heads * (nope_dim + rope_dim)
    query: tuple[Weight | Component, ...] = linear("query", width, query_width)
    if q_rank is not None:
        query = (
            *linear("query_down", width, q_rank, bias=bias),
            rms_norm("query_norm", q_rank),
            *linear("query_up", q_rank, query_width),
        )
    return Component(
        "attention",
        (
            *query,
            *linear("kv_down", width, kv_rank + rope_dim, bias=bias),
            rms_norm("kv_norm", kv_rank),
            *linear("kv_up", kv_rank, heads * (nope_dim + value_dim)),
            *linear(
                "output",
                heads * value_dim,
                width,
                bias=bias if output_bias is None else output_bias,
            ),
            *within,
        ),
        role=Role.ATTENTION,
    )


def sparse_indexer(
    *,
    width: Expr = symbols.H,
    q_rank: Expr = symbols.q_rank,
    heads: Expr = symbols.index_heads,
    head_dim: Expr = symbols.index_dim,
) -> Component:
    """The lightning indexer that scores which tokens a query may look at.

    ``query``    ``q_rank × index_heads·index_dim``
    ``key``      ``H × index_dim`` and its LayerNorm ``2·index_dim``
    ``weights``  ``H × index_heads``

    Source: DeepSeek-AI 2025, DeepSeek-V3.2, §2.1.

    >>> sparse_indexer().expression.coeff(symbols.q_rank)
    index_dim*index_heads
    """
    return Component(
        "indexer",
        (
            *linear("query", q_rank, heads * head_dim),
            *linear("key", width, head_dim),
            layer_norm("key_norm", head_dim),
            *linear("weights", width, heads),
        ),
        role=Role.ATTENTION,
    )
