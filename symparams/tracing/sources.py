"""What is to be built: a class and the whole numbers that it is built from.

A `Recipe` can be built at its own numbers, at other ones, and with numbers that carry symbols.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from sympy import Expr, Symbol
from torch import nn

Numbers = Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Field:
    """One whole number that the building code reads: a configuration key or an argument.

    ``path`` is the key (``text_config.hidden_size`` for a nested one), ``symbol`` stands for
    it. ``default`` is not None where the number was worked out from others when it was not
    given (``head_dim`` from ``hidden_size``): then it is that expression, by default.
    """

    path: str
    symbol: Symbol
    value: int
    origin: str
    is_default: bool = False
    default: Expr | None = None


@dataclass(frozen=True, slots=True)
class Recipe:
    """How to build a module: ``build(numbers)`` with numbers put in for fields by path.

    ``symbolic`` builds with a traced int in every field.
    """

    name: str
    title: str
    cls: type
    fields: tuple[Field, ...]
    build: Callable[[Numbers], nn.Module]
    symbolic: Callable[[Numbers], nn.Module]
    config_class: Any = None
    notes: tuple[str, ...] = ()
