"""`prove`: whether a count depends on a symbol, decided rather than sampled.

Counts are rational functions with sums of products of powers, and for those the expanded
form (after `cancel`, where a sum stands in a denominator) is a normal form: the count depends
on a symbol if and only if the symbol is left in it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum

from sympy import Add, Expr, Max, Min, Mod, Symbol, ceiling, floor

from symparams.arguments import several
from symparams.closed_forms import collected, under_relations
from symparams.display import Displayed
from symparams.loading import Source, load
from symparams.preconditions import assuming, named, parametrise, read_precondition
from symparams.relations import Divides, Relation
from symparams.tree import Leaf, Model
from symparams.witness import Witness, find_witness

ROUNDING = (floor, ceiling, Max, Min, Mod)


class Verdict(Enum):
    """What a proof found."""

    PROVED = "proved"
    REFUTED = "refuted"
    UNDECIDED = "undecided"


INDEPENDENT = {Verdict.PROVED: True, Verdict.REFUTED: False, Verdict.UNDECIDED: None}


@dataclass(frozen=True, slots=True)
class Cancellation:
    """One weight's own count before and after the preconditions are put in, over all its copies."""

    path: str
    before: Expr
    after: Expr


@dataclass(frozen=True, slots=True)
class Proof(Displayed):
    """A claim that a count does not depend on ``symbol``, and what became of it.

    ``before`` is the raw count, ``after`` its normal form under the ``preconditions``.
    ``is_vacuous`` says that the symbol never occurred. A refutation names the ``culprits``
    and carries a ``witness``: two assignments that differ in the symbol alone.
    """

    model: Model
    symbol: Symbol
    verdict: Verdict
    relations: tuple[Relation, ...]
    held: tuple[Symbol, ...]
    before: Expr
    after: Expr
    cancellations: tuple[Cancellation, ...]
    is_vacuous: bool = False
    culprits: tuple[str, ...] = ()
    witness: tuple[Witness, Witness] | None = None
    reason: str = ""

    @property
    def preconditions(self) -> tuple[str, ...]:
        """What the verdict rests on, in words: relations, divisibility, what is held fixed."""
        return (
            *(str(relation) for relation in self.relations),
            *(str(divides) for divides in self.model.divisibility),
            *(f"{symbol} held fixed" for symbol in self.held),
        )

    @property
    def independent(self) -> bool | None:
        """True if proved, False if refuted, None if undecided."""
        return INDEPENDENT[self.verdict]

    def __bool__(self) -> bool:
        return self.verdict is Verdict.PROVED


def prove(
    model: Source,
    symbol: str | Symbol = "heads",
    *,
    holding: Iterable[str | Symbol] = (),
    given: Iterable[str | Relation | Divides] = (),
) -> Proof:
    """Decide whether the parameter count of ``model`` is independent of ``symbol``.

    ``model`` is what `symparams.load` takes: a name, a path, a configuration, or a Model.
    All other symbols are held fixed, except those that the model's relations tie to
    ``symbol`` (``head_dim = H/heads``). ``holding`` names ratios to hold fixed as well
    (``kv_groups``); ``given`` adds preconditions: ``"head_dim = H/heads"``, ``"heads divides H"``.

    >>> prove("textbook", "heads").independent
    True

    Raises UnknownNameError for a symbol that does not exist, BadValueError for preconditions
    that cannot be read or that leave nothing to vary.
    """
    model = load(model)
    subject = named(model, str(symbol))
    conditions = [
        read_precondition(c, model) for c in several(given, "given", "['heads divides H']")
    ]
    fixed = [named(model, str(name)) for name in several(holding, "holding", "['kv_groups']")]
    stated = parametrise(assuming(model, conditions), subject, fixed)
    cancellations = _cancellations(stated)
    before = model.total()
    after = collected(Add(*(c.after for c in cancellations)))
    used = _used(stated, before)
    is_vacuous = not any(subject in e.free_symbols for e in (before, *_both_sides(used)))
    verdict = _verdict(after, subject)
    witness = find_witness(stated, subject) if verdict is Verdict.REFUTED else None
    if verdict is Verdict.REFUTED and witness is None:
        verdict = Verdict.UNDECIDED
    return Proof(
        model=stated,
        symbol=subject,
        verdict=verdict,
        relations=tuple(used),
        held=tuple(fixed),
        before=before,
        after=after,
        cancellations=tuple(c for c in cancellations if _concerns(c, subject, used)),
        is_vacuous=is_vacuous,
        culprits=_culprits(cancellations, subject) if witness else (),
        witness=witness,
        reason=_reason(after, subject) if verdict is Verdict.UNDECIDED else "",
    )


def _cancellations(model: Model) -> list[Cancellation]:
    return [_cancellation(model, leaf) for leaf in model.leaves() if not leaf.weight.tied_to]


def _cancellation(model: Model, leaf: Leaf) -> Cancellation:
    return Cancellation(leaf.path, leaf.expression, under_relations(model, [leaf.expression]))


def _used(model: Model, before: Expr) -> list[Relation]:
    """The relations whose symbol occurs in the raw count, or in a relation that is used."""
    used: list[Relation] = []
    present = set(before.free_symbols)
    for relation in model.relations:
        if relation.symbol in present:
            used.append(relation)
            present |= relation.expression.free_symbols
    return used


def _both_sides(relations: Iterable[Relation]) -> Iterable[Expr]:
    return (side for r in relations for side in (r.symbol, r.expression))


def _concerns(cancellation: Cancellation, symbol: Symbol, used: list[Relation]) -> bool:
    tied = {r.symbol for r in used if symbol in r.expression.free_symbols}
    return bool(cancellation.before.free_symbols & {symbol, *tied})


def _verdict(after: Expr, symbol: Symbol) -> Verdict:
    if symbol not in after.free_symbols:
        return Verdict.PROVED
    return Verdict.UNDECIDED if roundings(after, symbol) else Verdict.REFUTED


def roundings(expression: Expr, symbol: Symbol) -> list[Expr]:
    """The roundings of ``expression`` that ``symbol`` stands in, such as ``floor(H/heads)``."""
    return sorted((a for a in expression.atoms(*ROUNDING) if a.has(symbol)), key=str)


def _reason(after: Expr, symbol: Symbol) -> str:
    found = roundings(after, symbol)
    if not found:
        return f"{symbol} is left, but no two whole assignments with different counts were found"
    return (
        f"{found[0]} rounds: without a stated divisibility the count is no rational function "
        f"of {symbol}"
    )


def _culprits(cancellations: list[Cancellation], symbol: Symbol) -> tuple[str, ...]:
    return tuple(c.path for c in cancellations if symbol in c.after.free_symbols)
