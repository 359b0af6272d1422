"""`count`: a model's parameters as exact integers, by component and by convention."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from sympy import Add, Expr, Integer, Mul, Rational, S, Symbol

from symparams import symbols
from symparams.algebra.arguments import joined
from symparams.algebra.closed_forms import (
    Amount,
    closed_form,
    collected,
    general_form,
    number,
    share,
    with_ratios,
)
from symparams.algebra.display import Displayed, OneLine
from symparams.algebra.exact_functions import Number, Numbers, exact_number
from symparams.algebra.model import Model
from symparams.algebra.parts import Kind
from symparams.algebra.quantities import CONVENTIONS, Asked
from symparams.algebra.requirements import with_relations
from symparams.algebra.tree import Component, Leaf
from symparams.algebra.values import assign
from symparams.errors import BadValueError
from symparams.models.loading import Source, load
from symparams.operations.proving.proof import prove
from symparams.operations.remarks import remarks


@dataclass(frozen=True, slots=True, repr=False)
class Row(OneLine):
    """One part of a model: its count in all copies together, and how many copies there are.

    ``leaves`` are its tensors in one copy, ``around`` the number of copies in the tree's symbols;
    ``tied_to`` says why a row counts 0.
    """

    name: str
    count: Amount
    times: Amount
    model: Model
    leaves: tuple[Leaf, ...]
    around: Expr
    tied_to: str = ""

    @property
    def copies(self) -> Expr:
        """The closed form of ``times``."""
        return self.model.related(self.around)

    @property
    def formula(self) -> Expr:
        """The closed form of ``count``."""
        ledger = self.model.ledger
        once = ledger.sum(ledger.line(leaf).amount for leaf in self.leaves)
        return Mul(self.copies, collected(with_ratios(self.model, once)))

    def share(self, total: Amount) -> Expr:
        """The part of ``total`` that this row is: an exact fraction, or an expression."""
        return share(self.count, total)


@dataclass(frozen=True, slots=True, repr=False)
class Count(Displayed):
    """A model's parameters under the four labelled conventions, and where they are.

    ``missing`` are the symbols without a value that it does depend on.
    """

    model: Model
    total: Amount
    non_embedding: Amount
    active: Amount
    active_without_embedding: Amount
    estimate: Amount
    rows: tuple[Row, ...]
    missing: tuple[Symbol, ...]

    @property
    def closed_form(self) -> Expr:
        """The total in the model's sizes, known ratios put in."""
        return closed_form(self.model)

    @property
    def not_needed(self) -> tuple[tuple[Symbol, str], ...]:
        """The symbols without a value that the count does not depend on, and why."""
        return tuple(_not_needed(self.model))

    @property
    def remarks(self) -> tuple[str, ...]:
        """What a reader should know about the model's source."""
        return remarks(self.model)

    @property
    def formulas(self) -> dict[str, Expr]:
        """Each of the five counts in the model's sizes, by its name, ratios put in.

        >>> from symparams.models.textbook import textbook
        >>> count(textbook(), H=64, L=2, V=100).formulas["non_embedding"]
        12*H**2*L
        """
        return {
            name: collected(with_ratios(self.model, expression))
            for name, expression in _expressions(self.model).items()
        }


def count(
    model: Source,
    values: Mapping[str | Symbol, object] | None = None,
    *,
    of: Asked = None,
    **named: object,
) -> Count:
    """Count the parameters of ``model``, with further values by symbol or by config key.

    ``model`` is what `symparams.load` takes: a name, a path, a configuration, or a Model.
    ``of`` is the quantity that is counted, or its name: ``"parameters"``.

    Only the symbols that survive in the closed form need a value; where one is missing, the
    results are expressions in it.

    >>> count("textbook", H=12288, L=96, V=50257).total
    174563733504

    Raises UnknownNameError for a symbol that the model lacks, BadValueError for values that
    are out of range, fractional, or contradict each other.
    """
    known = assign(load(model, of=of), joined(values, named))
    at = _numbers(known)
    try:
        amounts = _in_symbols(known) if at is None else _in_numbers(known, at)
    except ZeroDivisionError:
        raise BadValueError(f"{known.name}: a size divides by zero at these values") from None
    total = amounts["total"]
    return Count(
        model=known,
        **amounts,
        rows=tuple(_rows(known, at)),
        missing=() if isinstance(total, int) else symbols.in_order(total),
    )


def _numbers(model: Model) -> Numbers | None:
    """The exact numbers of all symbols of the tree; None where one has none."""
    known = with_relations(model, model.numbers())
    if not all(s in known and known[s].is_Rational for s in model.raw_symbols()):
        return None
    return Numbers({s: exact_number(n) for s, n in known.items() if n.is_Rational})


def _in_numbers(model: Model, at: Numbers) -> dict[str, Amount]:
    """The five counts by arithmetic, each by the name of its field."""
    lines = tuple(model.ledger.amounts(model.ledger.leaves, at))
    return {
        name: _amount(sum(line.by(convention) for line in lines if convention.keep(line.leaf)))
        for name, convention in CONVENTIONS.items()
    }


def _amount(number: Number) -> Amount:
    is_whole = isinstance(number, int) or number.denominator == 1
    return int(number) if is_whole else Rational(number.numerator, number.denominator)


def _in_symbols(model: Model) -> dict[str, Amount]:
    """The same as expressions in the symbols that have no value yet."""
    return {name: number(model, found) for name, found in _expressions(model).items()}


def _expressions(model: Model) -> dict[str, Expr]:
    """The five counts under the relations, each by the name of its field."""
    ledger = model.ledger
    return {name: ledger.counted(convention) for name, convention in CONVENTIONS.items()}


def _rows(model: Model, at: Numbers | None) -> Iterator[Row]:
    """One row for each component with leaves of its own, split by their kind."""
    for owner, component, times in holders(model.tree):
        by_kind: dict[Kind, list[Leaf]] = defaultdict(list)
        once = replace(component, times=Integer(1))
        for leaf in model.ledger.measured(once):
            by_kind[leaf.part.kind].append(leaf)
        for kind, leaves in by_kind.items():
            name = ".".join(owner if len(by_kind) == 1 else (*owner, str(kind)))
            yield _row(model, name, tuple(leaves), times * component.times, at)


def holders(
    component: Component, path: tuple[str, ...] = (), times: Expr = S.One
) -> list[tuple[tuple[str, ...], Component, Expr]]:
    """The topmost components with leaves of their own: (path, component, copies around it)."""
    here = (*path, component.name) if component.name else path
    if component.has_singles:
        return [(here, component, times)]
    around = times * component.times
    return [found for part in component.components for found in holders(part, here, around)]


def _row(
    model: Model,
    name: str,
    leaves: tuple[Leaf, ...],
    around: Expr,
    at: Numbers | None,
) -> Row:
    tied = [leaf.part.tied_to for leaf in leaves if leaf.part.tied_to]
    tied_to = tied[0] if len(tied) == len(leaves) else ""
    if at is not None:
        times = at[around]
        once = sum(line.amount for line in model.ledger.amounts(leaves, at))
        return Row(name, _amount(times * once), _amount(times), model, leaves, around, tied_to)
    row = Row(name, 0, 0, model, leaves, around, tied_to)
    return replace(row, count=number(model, row.formula), times=number(model, row.copies))


def _not_needed(model: Model) -> Iterator[tuple[Symbol, str]]:
    """The raw symbols without a value that the closed form does not contain, and why."""
    known = model.numbers()
    tied = {relation.symbol for relation in model.relations}
    formula = closed_form(model)
    absent = [
        s
        for s in symbols.in_order(general_form(model), *map(Add, model.raw_symbols()))
        if s not in known and s not in tied and s not in formula.free_symbols
    ]
    yield from ((s, " and ".join(prove(model, s).preconditions)) for s in absent)
