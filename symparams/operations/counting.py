"""`count`: a model's parameters as exact integers, by component and by convention."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace

from sympy import Add, Expr, Integer, Mul, S, Symbol

from symparams import symbols
from symparams.algebra import quantities
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
from symparams.algebra.ledger import Line
from symparams.algebra.model import Model
from symparams.algebra.quantities import Asked
from symparams.algebra.tree import Component, Kind, Weight
from symparams.algebra.values import assign
from symparams.models.loading import Source, load
from symparams.operations.proving.proof import prove


@dataclass(frozen=True, slots=True, repr=False)
class Row(OneLine):
    """One part of a model: its count in all copies together, and how many copies there are.

    ``formula`` is the closed form of ``count``, ``copies`` that of ``times``; ``tied_to`` says
    why a row counts 0.
    """

    name: str
    count: Amount
    formula: Expr
    times: Amount
    copies: Expr
    tied_to: str = ""

    def share(self, total: Amount) -> Expr:
        """The part of ``total`` that this row is: an exact fraction, or an expression."""
        return share(self.count, total)


@dataclass(frozen=True, slots=True, repr=False)
class Count(Displayed):
    """A model's parameters under the four labelled conventions, and where they are.

    ``not_needed`` lists the symbols without a value that the count does not depend on, with
    the reason.
    """

    model: Model
    total: Amount
    non_embedding: Amount
    active: Amount
    active_without_embedding: Amount
    estimate: Amount
    closed_form: Expr
    rows: tuple[Row, ...]
    missing: tuple[Symbol, ...]
    not_needed: tuple[tuple[Symbol, str], ...]

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
    amounts = {name: number(known, found) for name, found in _expressions(known).items()}
    total, formula = amounts["total"], closed_form(known)
    return Count(
        model=known,
        **amounts,
        closed_form=formula,
        rows=tuple(_rows(known)),
        missing=() if isinstance(total, int) else symbols.in_order(total),
        not_needed=tuple(_not_needed(known, formula)),
    )


def _expressions(model: Model) -> dict[str, Expr]:
    """The five counts under the relations, each by the name of its field."""
    ledger = model.ledger
    return {
        "total": ledger.total(),
        "non_embedding": ledger.total(quantities.in_non_embedding),
        "active": ledger.active(),
        "active_without_embedding": ledger.active(quantities.beyond_input),
        "estimate": ledger.total(quantities.in_estimate),
    }


def _rows(model: Model) -> list[Row]:
    """One row for each component that holds weights of its own, split by their kind."""
    rows = []
    for owner, component, times in holders(model.tree):
        by_kind: dict[Kind, list[Line]] = defaultdict(list)
        for line in replace(model.ledger, tree=replace(component, times=Integer(1))).lines:
            by_kind[line.leaf.weight.kind].append(line)
        for kind, lines in by_kind.items():
            name = ".".join(owner if len(by_kind) == 1 else (*owner, str(kind)))
            rows.append(_row(model, name, lines, times * component.times))
    return rows


def holders(
    component: Component, path: tuple[str, ...] = (), times: Expr = S.One
) -> list[tuple[tuple[str, ...], Component, Expr]]:
    """The topmost components with weights of their own: (path, component, copies around it)."""
    here = (*path, component.name) if component.name else path
    if any(isinstance(part, Weight) for part in component.parts):
        return [(here, component, times)]
    inside = (part for part in component.parts if isinstance(part, Component))
    return [found for part in inside for found in holders(part, here, times * component.times)]


def _row(model: Model, name: str, lines: list[Line], times: Expr) -> Row:
    once = collected(with_ratios(model, model.ledger.sum(line.raw for line in lines)))
    copies = model.related(times)
    tied = [line.leaf.weight.tied_to for line in lines if line.leaf.weight.tied_to]
    return Row(
        name=name,
        count=number(model, copies * once),
        formula=Mul(copies, once),
        times=number(model, copies),
        copies=copies,
        tied_to=tied[0] if len(tied) == len(lines) else "",
    )


def _not_needed(model: Model, formula: Expr) -> list[tuple[Symbol, str]]:
    """The raw symbols without a value that the closed form does not contain, and why."""
    known = model.numbers()
    tied = {relation.symbol for relation in model.relations}
    absent = [
        s
        for s in symbols.in_order(general_form(model), *map(Add, model.raw_symbols()))
        if s not in known and s not in tied and s not in formula.free_symbols
    ]
    return [(s, " and ".join(prove(model, s).preconditions)) for s in absent]
