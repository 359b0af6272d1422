"""`prove`: whether a count depends on a symbol, decided rather than sampled.

Counts are rational functions with sums of products of powers, and for those the expanded
form (after `cancel`, where a sum stands in a denominator) is a normal form: the count depends
on a symbol if and only if the symbol is left in it.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import Enum

from sympy import Add, Expr, Max, Min, Mod, Symbol, ceiling, floor

from symparams.algebra.arguments import several
from symparams.algebra.closed_forms import collected
from symparams.algebra.display import Displayed, OneLine
from symparams.algebra.model import Model
from symparams.algebra.preconditions import assuming, parametrise, read_precondition
from symparams.algebra.provenance import Value
from symparams.algebra.quantities import Asked
from symparams.algebra.relations import Condition, Divides, Relation
from symparams.algebra.values import meant
from symparams.models.loading import Source, load
from symparams.operations.proving.forced import forced
from symparams.operations.proving.witness import Witness, find_witness

FIRST_LOOKS = 500
"""How long a witness is looked for before it is asked whether there can be one."""

Precondition = Relation | Divides | Condition | Value

ROUNDING = (floor, ceiling, Max, Min, Mod)


class Verdict(Enum):
    """What a proof found."""

    PROVED = "proved"
    REFUTED = "refuted"
    UNDECIDED = "undecided"


INDEPENDENT = {Verdict.PROVED: True, Verdict.REFUTED: False, Verdict.UNDECIDED: None}


@dataclass(frozen=True, slots=True, repr=False)
class Cancellation(OneLine):
    """One weight's own count before and after the preconditions are put in, over all its copies."""

    path: str
    before: Expr
    after: Expr


@dataclass(frozen=True, slots=True, repr=False)
class Proof(Displayed):
    """A claim that a count does not depend on ``symbol``, and what became of it.

    ``before`` is the raw count, ``after`` its normal form under the ``preconditions``.
    ``is_vacuous`` says that the symbol never occurred, or that the preconditions leave it
    nothing to vary, as the ``reason`` tells. A refutation names the ``culprits`` and carries a
    ``witness``: two assignments that satisfy everything that a count checks and differ in the
    symbol alone.
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
    def given(self) -> tuple[Precondition, ...]:
        """Everything that the verdict rests on but what is held fixed.

        That is relations, divisibility, the model's conditions, and the values that are pinned.
        """
        model = self.model
        return (*self.relations, *model.divisibility, *model.conditions, *model.pinned)

    @property
    def preconditions(self) -> tuple[str, ...]:
        """What the verdict rests on, in words: `given`, and what is held fixed."""
        return (*map(words, self.given), *(f"{symbol} held fixed" for symbol in self.held))

    @property
    def independent(self) -> bool | None:
        """True if proved, False if refuted, None if undecided."""
        return INDEPENDENT[self.verdict]

    def __bool__(self) -> bool:
        return self.verdict is Verdict.PROVED


def words(precondition: Precondition, write: Callable[[Expr], str] = str) -> str:
    """A precondition as text, its expressions by ``write``."""
    match precondition:
        case Relation(symbol, expression):
            return f"{write(symbol)} = {write(expression)}"
        case Divides(divisor, dividend):
            return f"{write(divisor)} divides {write(dividend)}"
        case Condition(left, relation, right):
            return f"{write(left)} {relation} {write(right)}"
        case Value(symbol, number):
            return f"{write(symbol)} = {write(number)} only"


def prove(
    model: Source,
    symbol: str | Symbol = "heads",
    *,
    holding: Iterable[str | Symbol] = (),
    given: Iterable[str | Relation | Divides] = (),
    of: Asked = None,
) -> Proof:
    """Decide whether the parameter count of ``model`` is independent of ``symbol``.

    ``model`` is what `symparams.load` takes: a name, a path, a configuration, or a Model.
    ``of`` is the quantity that is counted, or its name: ``"parameters"``.
    All other symbols are held fixed, except those that the model's relations tie to
    ``symbol`` (``head_dim = H/heads``). ``holding`` names ratios to hold fixed as well
    (``kv_groups``); ``given`` adds preconditions: ``"head_dim = H/heads"``, ``"heads divides H"``.

    >>> prove("textbook", "heads").independent
    True

    Raises UnknownNameError for a symbol that does not exist, BadValueError for preconditions
    that cannot be read or that leave nothing to vary.
    """
    model = load(model, of=of)
    subject = meant(model, str(symbol))
    conditions = [
        read_precondition(c, model) for c in several(given, "given", "['heads divides H']")
    ]
    fixed = [meant(model, str(name)) for name in several(holding, "holding", "['kv_groups']")]
    stated = parametrise(assuming(model, conditions), subject, fixed)
    cancellations = _cancellations(stated)
    before = model.total()
    after = collected(Add(*(c.after for c in cancellations)))
    added = tuple(relation for relation in stated.relations if relation not in model.relations)
    used = _used(stated, before, added)
    finding = _decide(stated, subject, after, used, before)
    return Proof(
        model=stated,
        symbol=subject,
        verdict=finding.verdict,
        relations=tuple(used),
        held=tuple(fixed),
        before=before,
        after=after,
        cancellations=tuple(c for c in cancellations if _concerns(c, subject, used)),
        is_vacuous=finding.is_vacuous,
        culprits=_culprits(cancellations, subject) if finding.witness else (),
        witness=finding.witness,
        reason=finding.reason,
    )


@dataclass(frozen=True, slots=True)
class _Finding:
    verdict: Verdict
    reason: str = ""
    is_vacuous: bool = False
    witness: tuple[Witness, Witness] | None = None


def _decide(
    model: Model, symbol: Symbol, after: Expr, used: list[Relation], before: Expr
) -> _Finding:
    """Proved where the symbol is gone or cannot vary; refuted where a witness is found."""
    if symbol not in after.free_symbols:
        occurs = any(symbol in e.free_symbols for e in (before, *_both_sides(used)))
        never = "" if occurs else f"{symbol} never occurs in this model"
        return _Finding(Verdict.PROVED, never, is_vacuous=not occurs)
    rounding = roundings(after, symbol)
    witness = None if rounding else find_witness(model, symbol, after, FIRST_LOOKS)
    if witness is None:
        found = forced(model, symbol, after)
        if found is not None:
            return _Finding(Verdict.PROVED, found.reason, found.is_vacuous)
    if rounding:
        return _Finding(
            Verdict.UNDECIDED,
            f"{rounding[0]} rounds: without a stated divisibility the count is no rational "
            f"function of {symbol}",
        )
    witness = witness or find_witness(model, symbol, after)
    if witness is None:
        return _Finding(
            Verdict.UNDECIDED,
            f"{symbol} is left, but no two whole assignments with different counts were found",
        )
    return _Finding(Verdict.REFUTED, witness=witness)


def _cancellations(model: Model) -> list[Cancellation]:
    ledger = model.ledger
    return [
        Cancellation(line.leaf.path, line.amount, ledger.normal(line.amount))
        for line in ledger.lines
        if not line.leaf.part.tied_to
    ]


def _used(model: Model, before: Expr, added: Iterable[Relation]) -> list[Relation]:
    """The relations ``added``, and those whose symbol occurs in the count or in what is used."""
    present = set(before.free_symbols).union(r.symbol for r in added)
    present.update(*((d.divisor, d.dividend) for d in model.divisibility))
    present.update(*(c.free_symbols for c in model.conditions), (v.symbol for v in model.pinned))
    used: list[Relation] = []
    while more := [r for r in model.relations if r not in used and r.symbol in present]:
        used += more
        present.update(*(r.expression.free_symbols for r in more))
    return [relation for relation in model.relations if relation in used]


def _both_sides(relations: Iterable[Relation]) -> Iterable[Expr]:
    return (side for r in relations for side in (r.symbol, r.expression))


def _concerns(cancellation: Cancellation, symbol: Symbol, used: list[Relation]) -> bool:
    tied = {r.symbol for r in used if symbol in r.expression.free_symbols}
    return bool(cancellation.before.free_symbols & {symbol, *tied})


def roundings(expression: Expr, symbol: Symbol) -> list[Expr]:
    """The roundings of ``expression`` that ``symbol`` stands in, such as ``floor(H/heads)``."""
    return sorted((a for a in expression.atoms(*ROUNDING) if a.has(symbol)), key=str)


def _culprits(cancellations: list[Cancellation], symbol: Symbol) -> tuple[str, ...]:
    return tuple(c.path for c in cancellations if symbol in c.after.free_symbols)
