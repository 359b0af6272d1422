"""Where a model's facts come from: values, settings, published figures, changes by values given."""

from dataclasses import dataclass

from sympy import Expr, Rational, Symbol

from symparams.algebra.display import OneLine


@dataclass(frozen=True, slots=True, repr=False)
class Value(OneLine):
    """A symbol's exact number and its origin: a config key, a default, the command line."""

    symbol: Symbol
    number: Rational
    origin: str
    is_default: bool = False


@dataclass(frozen=True, slots=True)
class Setting:
    """A choice of the architecture that is no size: a key, what it says, and who says it.

    ``tie_word_embeddings: true``, from the config or as the family's default.
    """

    name: str
    value: str
    origin: str
    is_default: bool = False


@dataclass(frozen=True, slots=True, repr=False)
class Published(OneLine):
    """What a paper prints about a model: the count as printed, its source, and why they may differ.

    ``printed`` holds values that the source prints but that contradict each other, so that
    the model does not use them.
    """

    count: str
    source: str
    note: str = ""
    printed: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Change:
    """What a value that was put in changed besides itself; None where there is no such number."""

    symbol: Symbol
    before: Expr | None
    after: Expr | None

    def __str__(self) -> str:
        before, after = ("none" if n is None else str(n) for n in (self.before, self.after))
        return f"{self.symbol} {before} → {after}"
