"""A model of which some symbols vary: its count and its requirements as expressions in them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from sympy import Add, Expr, Symbol

from symparams import symbols
from symparams.algebra.closed_forms import number
from symparams.algebra.display import OneLine
from symparams.algebra.model import Model
from symparams.algebra.provenance import Value
from symparams.algebra.relations import Condition, Whole
from symparams.algebra.requirements import requirements
from symparams.algebra.values import check, find, settle
from symparams.errors import BadValueError

VARIED = "varied"
"""The origin of a value that is no number: the symbol itself, which varies."""


@dataclass(frozen=True, slots=True, repr=False)
class Variation(OneLine):
    """What varies, the count in it, and what must be whole and what must hold for a design.

    Requirements that hold whatever the varied symbols are, such as a whole ``4·H``, are left
    out; those that fail whatever they are have been refused.
    """

    model: Model
    symbols: tuple[Symbol, ...]
    total: Expr
    whole: tuple[Expr, ...]
    conditions: tuple[Condition, ...]

    def over_integers(self, denominators: Mapping[Symbol, int]) -> "Variation":
        """The same with each ratio written as a numerator over its known denominator.

        ``ffn_ratio`` over 6 becomes ``ffn_ratio_above/6``, and the numerator is what varies.
        """
        parted = {ratio: symbols.above(ratio) / below for ratio, below in denominators.items()}
        return replace(
            self,
            symbols=tuple(map(symbols.above, self.symbols)),
            total=self.total.xreplace(parted),
            whole=_undecided(expression.xreplace(parted) for expression in self.whole),
            conditions=tuple(
                Condition(c.left.xreplace(parted), c.relation, c.right.xreplace(parted))
                for c in self.conditions
            ),
        )


def vary(model: Model, varied: Iterable[str | Symbol], values: Mapping[Symbol, Value]) -> Variation:
    """``model`` with ``values`` put in and the symbols ``varied`` left to vary.

    A varied symbol that is tied determines the one that gives way, as a given value does: with
    ``ffn_width`` varied, ``ffn_ratio`` is ``ffn_width/H``.

    >>> from symparams.models.textbook import textbook
    >>> from symparams.symbols import H, L, V, heads
    >>> varied = vary(textbook(), [H, L, V, heads], {})
    >>> varied.total, varied.whole
    (12*H**2*L + H*V, (H/heads,))

    Raises UnknownNameError for a symbol that the model lacks, BadValueError for one that is
    given twice or has no value, and for values that contradict each other.
    """
    found: list[Symbol] = []
    for name in varied:
        symbol = find(model, name)
        if symbol in found:
            raise BadValueError(f"{symbol} is varied twice; give all its values at once")
        if symbol in values:
            raise BadValueError(f"{symbol} is both varied and given a value; do one of them")
        found.append(symbol)
    settled = settle(model, {**values, **{s: Value(s, s, VARIED) for s in found}})
    check(settled)
    total = Add(number(settled, settled.ledger.total()))
    missing = [s for s in symbols.in_order(total) if s not in found]
    if missing:
        names = ", ".join(map(str, missing))
        raise BadValueError(
            f"the count of {model.name} needs {names}, without a value; give one or vary it"
        )
    demands = [r.demand for r in requirements(settled)]
    whole = [d.expression for d in demands if isinstance(d, Whole)]
    conditions = dict.fromkeys(d for d in demands if isinstance(d, Condition))
    return Variation(
        settled,
        tuple(found),
        total,
        _undecided(e for e in (*whole, total) if e.free_symbols <= {*found}),
        tuple(c for c in conditions if c.free_symbols <= {*found} and not c.always_holds),
    )


def _undecided(expressions: Iterable[Expr]) -> tuple[Expr, ...]:
    """Those of ``expressions`` that are not whole numbers whatever their symbols are."""
    return tuple(dict.fromkeys(e for e in expressions if not e.is_integer))
