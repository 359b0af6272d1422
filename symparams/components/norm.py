"""Normalisation: a gain for each feature, and for LayerNorm a bias too."""

from sympy import Expr

from symparams import symbols
from symparams.algebra.parts import Kind, Weight
from symparams.algebra.tree import Component, Role


def layer_norm(name: str = "norm", width: Expr = symbols.H, *, bias: bool = True) -> Component:
    """LayerNorm: a gain and a bias for each of the ``width`` features, ``2·H``.

    Source: Ba et al. 2016, equation 4.

    >>> layer_norm().expression
    2*H
    """
    gain = Weight("gain", (width,), Kind.NORM)
    parts = (gain, Weight("bias", (width,), Kind.NORM)) if bias else (gain,)
    return Component(name, parts, role=Role.NORM)


def rms_norm(name: str = "norm", width: Expr = symbols.H) -> Component:
    """RMSNorm: a gain for each of the ``width`` features, ``H``.

    Source: Zhang and Sennrich 2019, equation 4.

    >>> rms_norm().expression
    H
    """
    return layer_norm(name, width, bias=False)
