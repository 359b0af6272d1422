"""What a component is made of in the end: weights, and operations that have none."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum
from fractions import Fraction

from sympy import Expr, Float, I, Integer, Mul, NumberSymbol, Rational, S, nan, oo, zoo

from symparams import symbols
from symparams.algebra.arguments import several
from symparams.algebra.display import OneLine
from symparams.errors import SymparamsError, shown


class Kind(StrEnum):
    """What a weight is; the counting conventions select by it.

    ``WEIGHTS`` are the matrices of attention and feed-forward (experts included), which
    together with the ``TOKENS`` of the input embedding make the estimate ``12LH² + VH``.
    """

    WEIGHTS = "weights"
    BIASES = "biases"
    NORM = "norm"
    ROUTER = "router"
    TOKENS = "tokens"
    POSITIONS = "positions"
    SEGMENTS = "segments"
    OUTPUT = "output"
    HEAD = "head"
    OPERATION = "operation"


@dataclass(frozen=True, slots=True, repr=False)
class Weight(OneLine):
    """One trainable tensor: a name, a shape, and what it is for.

    Its count is the product of its shape. A weight that is the same tensor as another one
    says so in ``tied_to``: it stays in the tree with its shape and counts 0.
    """

    name: str
    shape: tuple[Expr, ...]
    kind: Kind = Kind.WEIGHTS
    tied_to: str = ""

    def __post_init__(self) -> None:
        sizes = several(self.shape, f"the shape of {self.name}", "(H, 4*H), or (H,) for a vector")
        sizes = tuple(exact_expression(size, f"the shape of {self.name}") for size in sizes)
        object.__setattr__(self, "shape", sizes)
        if self.kind is Kind.OPERATION:
            raise SymparamsError(f"{self.name} is a weight; it cannot be of the kind 'operation'")

    @property
    def expression(self) -> Expr:
        """How many parameters the tensor adds: ``∏ shape``, or 0 if it is tied."""
        return Integer(0) if self.tied_to else Mul(*self.shape)

    def tied(self, place: Callable[[str], str]) -> "Weight":
        """The same, which names what ``place`` makes of its owner, if it has one."""
        return replace(self, tied_to=place(self.tied_to)) if self.tied_to else self

    def put(self, sizes: Callable[[Expr], Expr]) -> "Weight":
        """The same with what ``sizes`` makes of each of its sizes."""
        return replace(self, shape=tuple(map(sizes, self.shape)))


@dataclass(frozen=True, slots=True, repr=False)
class Operation(OneLine):
    """What a component does without weights: attention over the context, a recurrence.

    It has no parameters. ``pair`` are its multiply-adds for each pair of a token and one that it
    sees (``heads·(head_dim + value_dim)``), ``token`` those for each token; ``cache`` are the
    elements that it keeps of each token (``2·kv_heads·head_dim``), ``state`` those that it keeps
    however many tokens came before. ``sees`` is how many tokens a token sees at most, itself
    included; None where it sees all.
    """

    name: str
    pair: Expr = S.Zero
    token: Expr = S.Zero
    cache: Expr = S.Zero
    state: Expr = S.Zero
    sees: Expr | None = None

    def __post_init__(self) -> None:
        for field in (*AMOUNTS, "sees"):
            amount = getattr(self, field)
            if amount is not None or field != "sees":
                where = f"{field} of {self.name}"
                object.__setattr__(self, field, exact_expression(amount, where))
        if self.sees == 0:
            raise SymparamsError(f"sees of {self.name} is 0; a token sees at least itself")

    @property
    def kind(self) -> Kind:
        """What no weight is."""
        return Kind.OPERATION

    @property
    def tied_to(self) -> str:
        """Nothing: what is done twice costs twice."""
        return ""

    @property
    def expression(self) -> Expr:
        """Its parameters: 0."""
        return S.Zero

    def tied(self, place: Callable[[str], str]) -> "Operation":  # noqa: ARG002
        """Itself: it is never another one's."""
        return self

    def put(self, sizes: Callable[[Expr], Expr]) -> "Operation":
        """The same with what ``sizes`` makes of each of its sizes."""
        amounts = {name: sizes(getattr(self, name)) for name in AMOUNTS}
        return replace(self, **amounts, sees=None if self.sees is None else sizes(self.sees))


AMOUNTS = ("pair", "token", "cache", "state")
"""What an operation takes and keeps; every one is 0 where nothing is said."""

Single = Weight | Operation
"""What is a part of a component and has no parts of its own."""


def exact_expression(value: object, where: str = "an expression") -> Expr:
    """``value``, an int, a Fraction or an expression, as an exact expression in known symbols.

    Raises SymparamsError for text, floats, and symbols that are not positive.
    """
    if isinstance(value, Fraction):
        expression: Expr = Rational(value.numerator, value.denominator)
    elif isinstance(value, int) and not isinstance(value, bool):
        expression = Integer(value)
    elif isinstance(value, Expr) and not value.has(Float, NumberSymbol, I, oo, zoo, nan):
        expression = value
    else:
        raise SymparamsError(f"{shown(value)} in {where} is not exact; use an int or symbols")
    if expression.is_negative:
        raise SymparamsError(f"{shown(value)} in {where} is negative; a size is at least 0")
    return symbols.check(expression)
