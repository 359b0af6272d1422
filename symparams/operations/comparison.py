"""`compare`: models side by side, role by role, and their difference as an expression."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from sympy import Expr, Integer, Rational, Symbol

from symparams import symbols
from symparams.algebra.closed_forms import (
    Amount,
    collected,
    general_form,
    number,
    share,
)
from symparams.algebra.common_symbols import under_common_symbols
from symparams.algebra.display import Displayed, OneLine
from symparams.algebra.ledger import Line, normal_form
from symparams.algebra.model import Model
from symparams.algebra.quantities import Asked, Quantity
from symparams.algebra.roles import in_order, role
from symparams.errors import BadValueError
from symparams.models.loading import Source, load
from symparams.operations.counting import Count, count


@dataclass(frozen=True, slots=True, repr=False)
class RoleCount(OneLine):
    """What one model has in a role: its count, its formula, and why it counts 0 if it is tied."""

    count: Amount
    formula: Expr
    tied_to: str = ""

    def share(self, total: Amount) -> Expr:
        """The part of ``total`` that this is: an exact fraction, or an expression."""
        return share(self.count, total)


@dataclass(frozen=True, slots=True, repr=False)
class RoleRow(OneLine):
    """A role across the models, in their order; None where a model has nothing of it."""

    role: str
    parts: tuple[RoleCount | None, ...]


@dataclass(frozen=True, slots=True, repr=False)
class RoleChange(OneLine):
    """What one role adds to a difference, at equal sizes and in parameters."""

    role: str
    expression: Expr
    parameters: Amount | None


@dataclass(frozen=True, slots=True, repr=False)
class Difference(OneLine):
    """A model minus the first one.

    ``expression`` is the difference at equal sizes: both formulas over the same symbols, ratios
    such as ``ffn_ratio`` among them. ``parameters`` is that of the two totals, each at its own
    values, and None where one of them is symbolic; ``values`` are the symbols of the formulas
    that have one number in the first model and another in this one.
    """

    model: int
    expression: Expr
    parameters: int | None
    changes: tuple[RoleChange, ...]
    values: tuple[tuple[Symbol, Rational, Rational], ...]

    @property
    def is_in_sizes_alone(self) -> bool:
        """Whether both have the same closed form, role by role."""
        return all(change.expression == 0 for change in self.changes)


@dataclass(frozen=True, slots=True, repr=False)
class Comparison(Displayed):
    """Models side by side.

    ``names`` are those of the models, told apart; ``counts`` their counts under every
    convention; ``forms`` their closed forms under common symbols, ratios left as symbols; the
    ``rows`` of each model add up to its total.
    """

    names: tuple[str, ...]
    counts: tuple[Count, ...]
    forms: tuple[Expr, ...]
    rows: tuple[RoleRow, ...]
    differences: tuple[Difference, ...]

    @property
    def quantity(self) -> Quantity:
        """What is counted, of every model."""
        return self.counts[0].model.quantity

    @property
    def distinct_forms(self) -> tuple[tuple[Expr, tuple[str, ...]], ...]:
        """Each closed form once, with the names of the models that have it."""
        names: dict[Expr, tuple[str, ...]] = {}
        for name, form in zip(self.names, self.forms, strict=True):
            names[form] = (*names.get(form, ()), name)
        return tuple(names.items())


def compare(*models: Source, of: Asked = None) -> Comparison:
    """The models side by side, and each one's difference to the first.

    A symbol means the same quantity in all of them, each with its own value: what is left of
    a difference at equal sizes is the architecture. What a gated feed-forward costs in place
    of a plain one, and what grouped-query attention saves where heads share keys and values:

    >>> found = compare("gpt2", "llama-3.1-8b")
    >>> [(c.role, c.expression) for c in found.differences[0].changes][2:4]
    [('attention', -2*H**2*L + 2*H**2*L*kv_heads/heads), ('feed_forward', H**2*L*ffn_ratio)]

    Each is what `symparams.load` takes: a name, a path, a configuration, or a Model.
    ``of`` is the quantity that is compared, or its name: ``"parameters"``.

    Raises BadValueError for fewer than two models.
    """
    if len(models) < 2:
        raise BadValueError("a comparison needs two models or more, such as gpt3 llama-3.1-8b")
    loaded = tuple(load(model, of=of) for model in models)
    common = under_common_symbols(loaded)
    counts = tuple(count(model) for model in common)
    parts = [_parts(model) for model in common]
    roles = in_order(name for found in parts for name in found)
    forms = tuple(general_form(model) for model in common)
    rows = tuple(RoleRow(name, tuple(found.get(name) for found in parts)) for name in roles)
    return Comparison(
        names=_told_apart([model.name for model in loaded]),
        counts=counts,
        forms=forms,
        rows=rows,
        differences=tuple(_difference(i, counts, forms, rows) for i in range(1, len(loaded))),
    )


def _told_apart(names: Sequence[str]) -> tuple[str, ...]:
    """The names; one that stands there again carries its place: ``gpt2``, ``gpt2 (2)``."""
    return tuple(
        f"{name} ({place})" if name in names[: place - 1] else name
        for place, name in enumerate(names, start=1)
    )


def _parts(model: Model) -> dict[str, RoleCount]:
    lines: dict[str, list[Line[Expr]]] = defaultdict(list)
    for line in model.ledger.lines:
        lines[role(line.leaf)].append(line)
    return {name: _part(model, found) for name, found in lines.items()}


def _part(model: Model, lines: list[Line[Expr]]) -> RoleCount:
    expression = model.ledger.sum(line.amount for line in lines)
    tied = [line.leaf.part.tied_to for line in lines if line.leaf.part.tied_to]
    return RoleCount(
        count=number(model, expression),
        formula=collected(expression),
        tied_to=tied[0] if len(tied) == len(lines) else "",
    )


def _difference(
    place: int, counts: tuple[Count, ...], forms: tuple[Expr, ...], rows: tuple[RoleRow, ...]
) -> Difference:
    changes = (_change(row, place) for row in rows)
    return Difference(
        model=place,
        expression=normal_form(forms[place] - forms[0]),
        parameters=_minus(counts[place].total, counts[0].total),
        changes=tuple(c for c in changes if c.expression != 0 or c.parameters),
        values=_different_values(counts[0].model, counts[place].model, forms[0] + forms[place]),
    )


def _change(row: RoleRow, place: int) -> RoleChange:
    before, after = (row.parts[i] or RoleCount(0, Integer(0)) for i in (0, place))
    expression = normal_form(after.formula - before.formula)
    return RoleChange(row.role, expression, _minus(after.count, before.count))


def _minus(after: Amount, before: Amount) -> int | None:
    are_numbers = isinstance(after, int) and isinstance(before, int)
    return int(after - before) if are_numbers else None


def _different_values(
    first: Model, other: Model, forms: Expr
) -> tuple[tuple[Symbol, Rational, Rational], ...]:
    before, after = first.numbers(), other.numbers()
    return tuple(
        (symbol, before[symbol], after[symbol])
        for symbol in symbols.in_order(forms)
        if symbol in before and symbol in after and before[symbol] != after[symbol]
    )
