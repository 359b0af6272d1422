"""What is to be built: a class and the whole numbers that it is built from.

A `Recipe` can be built at its own numbers, at other ones, and with numbers that carry symbols.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from sympy import Expr, Symbol
from torch import nn

from symparams.errors import BadConfigError, SymparamsError
from symparams.models.tracing.layer_kinds import Tie
from symparams.models.tracing.structure import Node

Numbers = Mapping[str, int]
LONGEST_MESSAGE = 240


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

    ``symbolic`` builds with a traced int in every field. ``keys`` are further names of fields
    with the names of their symbols. ``ties`` say which numbers of layers are sums of others.
    ``with_kinds`` gives the recipe with layers of the same weights as one kind, as the tree of
    a first build and comparisons with further ones tell. ``at`` is the recipe whose own numbers
    are others.
    """

    name: str
    title: str
    cls: type
    fields: tuple[Field, ...]
    build: Callable[[Numbers], nn.Module]
    symbolic: Callable[[Numbers], nn.Module]
    at: Callable[[Numbers], "Recipe"]
    config_class: Any = None
    keys: tuple[tuple[str, str], ...] = ()
    notes: tuple[str, ...] = ()
    ties: tuple[Tie, ...] = ()
    with_kinds: Callable[[Node, Callable[[Numbers], bool]], "Recipe"] | None = None


def constructed(build: Callable[[], Any], name: str) -> Any:
    """``build()``, with whatever a constructor raises as one clear line.

    A constructor is foreign code: anything may come out of it.
    """
    try:
        return build()
    except SymparamsError:
        raise
    except (Exception, SystemExit) as error:
        message = " ".join(str(error).split()) or "no message"
        if len(message) > LONGEST_MESSAGE:
            message = message[: LONGEST_MESSAGE - 1] + "…"
        raise BadConfigError(f"{name} cannot be built: {type(error).__name__}: {message}") from None
