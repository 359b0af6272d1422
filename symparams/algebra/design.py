"""A model that can be built near a wanted number of parameters."""

from dataclasses import dataclass

from sympy import Rational, Symbol

from symparams.algebra.display import OneLine


@dataclass(frozen=True, slots=True, repr=False)
class Design(OneLine):
    """Values, the exact count that they give, and how far that is from what was wanted.

    ``values`` are those of the symbols that a search varies; those that a solution gives are
    all of the model, and those that follow from them (``head_dim``).
    """

    values: tuple[tuple[Symbol, Rational], ...]
    total: int
    difference: int
