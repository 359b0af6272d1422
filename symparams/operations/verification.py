"""Two models of one thing, such as a formula written by hand and one traced from code: equal?

Equal as expressions, under one naming: the relations and divisibilities of both are put in,
a ratio such as ``ffn_ratio`` becomes ``ffn_width/H`` where one of them counts in widths, and a
symbol that only one of them has gets its number. What is left must be the same polynomial.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import zip_longest

from sympy import Add, Expr, Integer, Rational, Symbol, ceiling, expand, floor

from symparams import symbols
from symparams.algebra.common_symbols import common_naming
from symparams.algebra.display import OneLine
from symparams.algebra.ledger import normal_form
from symparams.algebra.model import Model
from symparams.models.loading import Source, load


@dataclass(frozen=True, slots=True, repr=False)
class Side(OneLine):
    """A component of one model that the other one does not have: its path and its count."""

    path: str
    expression: Expr


@dataclass(frozen=True, slots=True, repr=False)
class Mismatch(OneLine):
    """Components that do not agree, side by side; None where one model has nothing there."""

    written: Side | None
    traced: Side | None


@dataclass(frozen=True, slots=True, repr=False)
class Verification(OneLine):
    """Whether two models have the same count as an expression, and where they part.

    ``named`` are the symbols with numbers put in for them: those that only one model has, and
    those that one model rounds (``floor(L/6)``) where the other one counts.
    """

    is_equal: bool
    written: Expr
    traced: Expr
    differences: tuple[Mismatch, ...]
    named: tuple[tuple[Symbol, Expr], ...] = ()

    def __bool__(self) -> bool:
        return self.is_equal


def verify(written: Source, traced: Source) -> Verification:
    """Compare the counts of two models as expressions.

    >>> verify("textbook", "textbook").is_equal
    True
    """
    written, traced = load(written), load(traced)
    put = common_naming(written, traced)
    alone = _only_one_has(written, traced, put)
    result = _compared(written, traced, put, alone)
    rounded = _inside_roundings(written, traced, put)
    return (
        result
        if result.is_equal or not rounded
        else _compared(written, traced, put, alone | rounded)
    )


def _compared(
    written: Model,
    traced: Model,
    put: Callable[[Expr], Expr],
    numbers: Mapping[Symbol, Rational],
) -> Verification:
    """The comparison with ``numbers`` put in for some of the symbols."""

    def common(expression: Expr) -> Expr:
        return normal_form(put(expression).xreplace(dict(numbers)))

    totals = [Add(*(common(leaf.expression) for leaf in m.leaves())) for m in (written, traced)]
    is_equal = expand(totals[0] - totals[1]) == 0
    differences = () if is_equal else _differences(written, traced, common)
    named = tuple(sorted(numbers.items(), key=lambda pair: symbols.position(pair[0])))
    return Verification(is_equal, totals[0], totals[1], differences, named)


def _only_one_has(
    written: Model, traced: Model, put: Callable[[Expr], Expr]
) -> dict[Symbol, Rational]:
    """The numbers of symbols that occur on one side only."""

    def occurring(model: Model) -> set[Symbol]:
        return set().union(*(put(leaf.expression).free_symbols for leaf in model.leaves()))

    both = occurring(written) ^ occurring(traced)
    known = {**written.numbers(), **traced.numbers()}
    return {symbol: known[symbol] for symbol in both if symbol in known}


def _inside_roundings(
    written: Model, traced: Model, put: Callable[[Expr], Expr]
) -> dict[Symbol, Rational]:
    """The numbers of the symbols that one side rounds: layers counted by a pattern, groups.

    A formula by hand that counts the layers of a pattern (every sixth one) holds for its own
    number of layers; the code's ``floor(L/6)`` is compared with it there.
    """
    known = {**written.numbers(), **traced.numbers()}
    sums = (put(leaf.expression) for m in (written, traced) for leaf in m.leaves())
    rounded = set().union(*(a.free_symbols for s in sums for a in s.atoms(floor, ceiling)))
    return {symbol: known[symbol] for symbol in rounded if symbol in known}


def _differences(
    written: Model, traced: Model, common: Callable[[Expr], Expr]
) -> tuple[Mismatch, ...]:
    """Components without a counterpart of the same count, in the order of the trees."""
    ours, theirs = _components(written, common), _components(traced, common)
    for path, expression in list(ours.items()):
        match = next((p for p, e in theirs.items() if e == expression), None)
        if match is not None:
            del ours[path], theirs[match]
    return tuple(
        Mismatch(
            None if a is None else Side(*a),
            None if b is None else Side(*b),
        )
        for a, b in zip_longest(ours.items(), theirs.items())
    )


def _components(model: Model, common: Callable[[Expr], Expr]) -> dict[str, Expr]:
    """The count of every component that has weights of its own; tied weights count 0."""
    found: dict[str, Expr] = defaultdict(lambda: Integer(0))
    for leaf in model.leaves():
        found[".".join(leaf.owner)] += common(leaf.expression)
    return {path: expression for path, expression in found.items() if expression != 0}
