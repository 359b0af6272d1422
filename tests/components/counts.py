"""What the tests of components share: the count of parts as an expression, and in numbers."""

from collections.abc import Mapping
from typing import Any

from sympy import Expr, Integer, Symbol, expand

from symparams.algebra.parts import Weight
from symparams.algebra.tree import Component

Part = Weight | Component


def count_of(*parts: Part) -> Expr:
    """The parameters that the parts have together, in their symbols."""
    return expand(Component("all", parts).expression)


def count_at(numbers: Mapping[Symbol, int], *parts: Part) -> int:
    """The same with ``numbers`` for the symbols."""
    return int(count_of(*parts).xreplace({s: Integer(n) for s, n in numbers.items()}))


def elements(*modules: Any) -> int:
    """The parameters of modules of PyTorch."""
    return sum(parameter.numel() for module in modules for parameter in module.parameters())
