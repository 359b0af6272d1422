"""`derive`: from tensors to a closed form to a number, every step a value that can be checked.

1. each component's own expression, before anything is simplified
2. relations put in (``head_dim = H/heads``: here the heads cancel)
3. components summed, blocks repeated
4. expanded and collected to a closed form; known ratios put in
5. independence of the head count decided
6. values put in, to an exact integer
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from sympy import Add, Expr, Integer, Mul, Rational, Symbol, expand

from symparams import symbols
from symparams.algebra import quantities
from symparams.algebra.arguments import chosen, joined
from symparams.algebra.closed_forms import (
    FORMS,
    Amount,
    closed_form,
    collected,
    general_form,
    with_ratios,
)
from symparams.algebra.display import Displayed, OneLine
from symparams.algebra.model import Model
from symparams.algebra.provenance import Value
from symparams.algebra.quantities import Asked
from symparams.algebra.relations import Relation
from symparams.algebra.tree import Component
from symparams.models.loading import Source, load
from symparams.operations.counting import Count, count, holders
from symparams.operations.definitions import Definition, Definitions, definitions
from symparams.operations.proving.proof import Proof, prove

DEFINED = "defined"
"""The form in which a model is a sum of its parts, each derived once: `definitions`."""


MOST_TERMS = 8
"""An expanded form of more terms explains nothing: the model is derived by definitions."""


class Rule(StrEnum):
    """What a step does."""

    COMPONENT = "component"
    RELATIONS = "relations"
    SUM = "sum"
    CLOSED_FORM = "closed form"
    RATIOS = "ratios"
    INDEPENDENCE = "independence"
    VALUES = "values"


@dataclass(frozen=True, slots=True, repr=False)
class Summand(OneLine):
    """A summand as it stands before the step: ``times`` copies of a product of factors."""

    name: str
    times: Expr
    factors: tuple[Expr, ...]
    tied_to: str = ""

    @property
    def expression(self) -> Expr:
        """``times · ∏ factors``, or 0 for a tensor that is tied to another."""
        return Integer(0) if self.tied_to else Mul(self.times, *self.factors)


@dataclass(frozen=True, slots=True, repr=False)
class Step(OneLine):
    """``before = after`` by ``rule``, for the component ``subject`` (the whole model if empty).

    ``parts`` are the summands of ``before`` in reading order, which SymPy would merge.
    The two sides are equal as they stand, under the model's relations (``RELATIONS``), with
    its ratios (``RATIOS``), or with its values (``VALUES``).
    """

    rule: Rule
    subject: str
    before: Expr
    after: Expr
    parts: tuple[Summand, ...] = ()

    def holds(self, model: Model) -> bool:
        """Whether both sides are equal where the rule says so."""
        difference = model.ledger.normal(self.before - self.after)
        if self.rule in (Rule.RATIOS, Rule.VALUES):
            difference = expand(with_ratios(model, difference))
        if self.rule is Rule.VALUES:
            difference = expand(difference.xreplace(model.numbers()))
        return bool(difference == 0)


@dataclass(frozen=True, slots=True, repr=False)
class Derivation(Displayed):
    """The steps, the closed form in the form asked for, and what is left of it with values.

    ``difference`` is ``exact − estimate``; ``difference_share`` the same as a fraction of the
    exact count, where every value is known.
    """

    model: Model
    form: str
    steps: tuple[Step, ...]
    closed_form: Expr
    estimate: Expr
    difference: Expr
    proof: Proof
    count: Count

    @property
    def total(self) -> Amount:
        """The exact count, an int where every value that it needs is known."""
        return self.count.total

    @property
    def definitions(self) -> Definitions:
        """The model by definitions: each distinct part once, the count as a sum of letters."""
        return definitions(self.model)

    @property
    def put_in(self) -> tuple[Relation, ...]:
        """The relations that its second step puts in: those whose symbol stands in a component."""
        steps = [step.before for step in self.steps if step.rule is Rule.RELATIONS]
        raw = frozenset().union(*(before.free_symbols for before in steps))
        return tuple(relation for relation in self.model.relations if relation.symbol in raw)

    @property
    def tied(self) -> tuple[Definition, ...]:
        """The definitions in which its relations matter: each has another closed form then."""
        raw = {relation.symbol for relation in self.put_in}
        return tuple(d for d in self.definitions.parts if d.expression.free_symbols & raw)

    @property
    def ratios(self) -> tuple[Value, ...]:
        """The known ratios that the closed form puts in."""
        steps = [step.before for step in self.steps if step.rule is Rule.RATIOS]
        before = frozenset().union(*(before.free_symbols for before in steps))
        values = (v for v in self.model.values if symbols.is_ratio(v.symbol))
        return tuple(value for value in values if value.symbol in before)

    @property
    def difference_count(self) -> int | None:
        """``exact − estimate`` as a number, or None while something is symbolic."""
        exact, estimate = self.count.total, self.count.estimate
        are_numbers = isinstance(exact, int) and isinstance(estimate, int)
        return int(exact - estimate) if are_numbers else None

    @property
    def difference_share(self) -> Rational | None:
        """``(exact − estimate) / exact``, or None while something is symbolic."""
        difference = self.difference_count
        return None if difference is None or not self.total else Rational(difference, self.total)


def derive(
    model: Source,
    values: Mapping[str | Symbol, object] | None = None,
    *,
    form: str | None = None,
    of: Asked = None,
    **named: object,
) -> Derivation:
    """Derive the closed form of ``model``'s parameter count, and its number where values allow.

    ``model`` is what `symparams.load` takes: a name, a path, a configuration, or a Model.
    ``of`` is the quantity that is counted, or its name: ``"parameters"``.
    ``form`` is ``"expanded"``, ``"layered"``, ``"relative"``, or ``"defined"`` for a derivation by
    definitions, whose closed form is the expanded one; without a form it is ``"expanded"``, or
    ``"defined"`` where that would have more than eight terms.

    >>> derive("textbook").closed_form
    12*H**2*L + H*V

    Raises UnknownNameError for a form or symbol that does not exist, and BadValueError for
    values that contradict each other.
    """
    model = load(model, of=of)
    form = form if form is None else chosen(form, "form", (*FORMS, DEFINED))
    shape = "expanded" if form in (None, DEFINED) else form
    closed = closed_form(model, shape)
    counted = count(model, joined(values, named))
    known = counted.model
    if known.values != model.values:
        closed = closed_form(known, shape)
    if form is None:
        form = DEFINED if len(Add.make_args(expand(closed))) > MOST_TERMS else "expanded"
    estimate = closed_form(known, "expanded", quantities.in_estimate)
    proof = prove(known, symbols.heads)
    return Derivation(
        model=known,
        form=form,
        steps=tuple(_steps(known, closed, proof, counted)),
        closed_form=closed,
        estimate=estimate,
        difference=collected(expand(counted.closed_form - estimate)),
        proof=proof,
        count=counted,
    )


def _steps(model: Model, closed: Expr, proof: Proof, counted: Count) -> Iterator[Step]:
    copies = [
        (".".join(path), replace(holder, times=Integer(1)))
        for path, holder, _ in holders(model.tree)
        if _is_shown(model, holder)
    ]
    yield from (_component_step(model, path, holder) for path, holder in copies)
    yield from _relation_steps(model, copies)
    nested, sums = _summed(model, model.tree, ())
    yield from sums
    general = general_form(model)
    yield Step(Rule.CLOSED_FORM, "", nested, general)
    if closed != general:
        yield Step(Rule.RATIOS, "", general, closed)
    yield Step(Rule.INDEPENDENCE, str(proof.symbol), proof.before, proof.after)
    if closed.free_symbols & model.numbers().keys():
        yield Step(Rule.VALUES, "", closed, Add(counted.total))


def _is_shown(model: Model, component: Component) -> bool:
    """Whether the quantity measures something in it, or there is nothing in it at all."""
    return model.ledger.has_measured(component) or component.is_empty


def _component_step(model: Model, path: str, holder: Component) -> Step:
    inside = len(holder.name) + 1 if holder.name else 0
    factors = model.quantity.factors
    parts = tuple(
        Summand(leaf.path[inside:], leaf.times, factors(leaf.part), leaf.part.tied_to)
        for leaf in model.ledger.measured(holder)
    )
    return Step(
        Rule.COMPONENT, path, Add(*(p.expression for p in parts)), model.ledger.once(holder), parts
    )


def _relation_steps(model: Model, copies: list[tuple[str, Component]]) -> Iterator[Step]:
    for path, holder in copies:
        before = model.ledger.once(holder)
        if model.related(before) == before:
            continue
        after = collected(model.ledger.normal(before))
        if after != collected(expand(before)):
            yield Step(Rule.RELATIONS, path, before, after)


def _summed(model: Model, component: Component, path: tuple[str, ...]) -> tuple[Expr, list[Step]]:
    """``times · Σ parts`` with each component in its own closed form, and the steps to it."""
    here = (*path, component.name) if component.name else path
    if component.has_singles:
        body = collected(model.ledger.normal(model.ledger.once(component)))
        return Mul(component.times, body), []
    parts: list[Summand] = []
    steps: list[Step] = []
    for part in component.components:
        if not _is_shown(model, part):
            continue
        once, inner = _summed(model, replace(part, times=Integer(1)), here)
        steps += inner
        parts.append(Summand(part.name, part.times, (once,)))
    before = Add(*(part.expression for part in parts))
    after = before if not here else collected(model.ledger.normal(before))
    steps.append(Step(Rule.SUM, ".".join(here), before, after, tuple(parts)))
    return Mul(component.times, after), steps
