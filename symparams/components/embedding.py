"""Embeddings: the tables that turn token, position and segment numbers into vectors."""

from sympy import Expr

from symparams import symbols
from symparams.algebra.parts import Kind, Weight
from symparams.algebra.tree import Component, Role


def token_embedding(vocabulary: Expr = symbols.V, width: Expr = symbols.H) -> Component:
    """One vector of ``width`` for each of the ``vocabulary`` tokens: ``V·H``.

    Source: Vaswani et al. 2017, §3.4; the table has the shape ``(V, H)``, padding rows included.

    >>> token_embedding().expression
    H*V
    """
    table = Weight("tokens", (vocabulary, width), Kind.TOKENS)
    return Component("embedding", (table,), role=Role.EMBEDDING)


def position_embedding(rows: Expr = symbols.S, width: Expr = symbols.H) -> Component:
    """One learned vector of ``width`` for each of the ``rows`` positions: ``S·H``.

    Source: Devlin et al. 2019, §3 and figure 2. Rotary and sinusoidal positions have no
    parameters and need no component.

    >>> position_embedding().expression
    H*S
    """
    table = Weight("positions", (rows, width), Kind.POSITIONS)
    return Component("positions", (table,), role=Role.POSITIONS)


def segment_embedding(rows: Expr = symbols.segments, width: Expr = symbols.H) -> Component:
    """One learned vector of ``width`` for each segment (sentence A, sentence B): ``segments·H``.

    Source: Devlin et al. 2019, §3 and figure 2.

    >>> segment_embedding().expression
    H*segments
    """
    table = Weight("segments", (rows, width), Kind.SEGMENTS)
    return Component("segments", (table,), role=Role.SEGMENTS)
