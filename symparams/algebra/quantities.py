"""What is measured of a model, and what counts of it.

A quantity says what one tensor adds: ``parameters`` the product of its shape. It is summed over
the tree by a `symparams.algebra.ledger`, under four labelled conventions:

``total``          every unique trainable tensor
``non_embedding``  without token and position embeddings, and without an untied output head
``active``         only the copies (experts) that one token uses
``estimate``       matrices of attention and feed-forward, token embedding: ``12LH² + VH``
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TypeAlias

from sympy import Expr, Integer, Mul

from symparams.algebra.arguments import chosen, several
from symparams.algebra.parts import Kind, Operation, Single, Weight, exact_expression
from symparams.algebra.tree import Leaf

Selection = Callable[[Leaf], bool]


@dataclass(frozen=True, slots=True)
class Quantity:
    """One thing that can be measured of every tensor of a model, and of what it does without one.

    ``measure`` gives what one copy of a tensor adds, as factors in the order in which they are
    printed: ints, fractions or expressions, in symbols of the tensor or of the quantity's own. A
    tensor that is tied to another adds nothing. ``operation`` gives the same for an operation.
    Where one of the two is None, what it would measure adds nothing and is not shown. ``name`` is
    also the noun that results are written with.

    >>> from symparams.symbols import H, V
    >>> tensors = Quantity("tensors", lambda weight: ())
    >>> tensors.of(Weight("w", (V, H))), PARAMETERS.of(Weight("w", (V, H)))
    (1, H*V)
    """

    name: str
    measure: Callable[[Weight], Iterable[object]] | None
    operation: Callable[[Operation], Iterable[object]] | None = None

    def measures(self, part: Single) -> bool:
        """Whether ``part`` is of a kind that adds something."""
        return (self.measure if isinstance(part, Weight) else self.operation) is not None

    def factors(self, part: Single) -> tuple[Expr, ...]:
        """What one copy of ``part`` measures, as exact factors.

        Raises SymparamsError for a factor that is not exact, such as a float.
        """
        where = f"the {self.name} of {part.name}"
        found = several(self._measured(part), where, "(4, H)")
        return tuple(exact_expression(factor, where) for factor in found)

    def _measured(self, part: Single) -> Iterable[object]:
        if isinstance(part, Weight):
            return (0,) if self.measure is None else self.measure(part)
        return (0,) if self.operation is None else self.operation(part)

    def of(self, part: Single) -> Expr:
        """What one copy of ``part`` adds: ``∏ factors``, or 0 where it is tied."""
        return Integer(0) if part.tied_to else Mul(*self.factors(part))

    @property
    def count(self) -> str:
        """What a number of it is called: ``parameter count``."""
        return f"{self.name.removesuffix('s')} count"


PARAMETERS = Quantity("parameters", lambda weight: weight.shape)
"""The elements of each unique trainable tensor: ``∏ shape``."""

QUANTITIES = {PARAMETERS.name: PARAMETERS}


Asked: TypeAlias = str | Quantity | None
"""How a quantity is asked for: by name, as itself, or not at all: the one that the model has."""


def quantity(of: str | Quantity) -> Quantity:
    """The quantity that ``of`` is or names.

    Raises UnknownNameError for a name that is none.
    """
    return of if isinstance(of, Quantity) else QUANTITIES[chosen(of, "quantity", QUANTITIES)]


def everything(_: Leaf) -> bool:
    """The selection of every weight."""
    return True


def in_layer_matrices(leaf: Leaf) -> bool:
    """Whether the weight is a matrix of attention or feed-forward, experts included."""
    return leaf.part.kind is Kind.WEIGHTS


def in_estimate(leaf: Leaf) -> bool:
    """Whether the weight is in the rule of thumb ``12LH² + VH``."""
    return leaf.part.kind in (Kind.WEIGHTS, Kind.TOKENS)


def in_non_embedding(leaf: Leaf) -> bool:
    """Whether the weight is left when embeddings and an untied output head are taken away."""
    return leaf.part.kind not in (Kind.TOKENS, Kind.POSITIONS, Kind.OUTPUT)


def beyond_input(leaf: Leaf) -> bool:
    """Whether the weight is any other than the table of the input tokens."""
    return leaf.part.kind is not Kind.TOKENS


@dataclass(frozen=True, slots=True)
class Convention:
    """What a labelled count includes: the leaves kept, in all copies or those a token uses."""

    keep: Selection = everything
    is_active: bool = False


CONVENTIONS = {
    "total": Convention(),
    "non_embedding": Convention(in_non_embedding),
    "active": Convention(is_active=True),
    "active_without_embedding": Convention(beyond_input, is_active=True),
    "estimate": Convention(in_estimate),
}
"""The four conventions by name, and the active count without the input embedding beside it."""
