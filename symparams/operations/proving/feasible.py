"""Assignments that satisfy everything that a count checks, found by search.

Each free symbol takes its turn; a demand in which it is the last one open says what it may be:
near which numbers the demand begins or ceases to hold, in which steps a quotient is whole, which
divisors make it so. The search is bounded by a number of looks, so its time is, and the same
question has the same answer.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import islice
from math import floor

from sympy import Integer, Symbol

from symparams import symbols
from symparams.algebra.exact_functions import Number
from symparams.algebra.model import Model
from symparams.algebra.relations import Condition, Whole
from symparams.algebra.requirements import demanded
from symparams.operations.proving.demand import FACTORS, STEPS, Demand, common

SMALL = {"H": 48, "L": 2, "V": 100, "S": 16, "heads": 4, "kv_heads": 2, "ffn_ratio": 4}
"""Where a model has no value for a symbol, a search starts from these."""

OTHERWISE = (2, 1, 3, 4, 6, 8, 12)
RATIOS = tuple(map(Fraction, ("4", "2", "1", "1/2", "3", "8/3")))
LARGEST = 10**18
"""The largest value that a model takes."""

MOST_LOOKS = 30_000
"""How many values are tried in all."""

TIGHTNESS = {"==": 8, "whole": 4, "<": 2, "<=": 2, "!=": 1}
"""How much a demand takes from the freedom of the symbols in it."""

MOST_BRANCHES = 30
"""How many values of one symbol are followed before the symbol before it takes another."""


def free_symbols(model: Model) -> tuple[Symbol, ...]:
    """The symbols that an assignment chooses; tied ones follow from the relations."""
    tied = {relation.symbol for relation in model.relations}
    return tuple(symbol for symbol in model.symbols() if symbol not in tied)


def claimed(model: Model) -> tuple[Whole | Condition, ...]:
    """Everything that the free symbols of ``model`` must satisfy in a claim over positive sizes.

    That is what a count demands, and that a tied symbol is positive, as a free one is.
    """
    free = free_symbols(model)
    positive = (
        Condition(Integer(1) if r.symbol.is_integer else Integer(0), "<=" if r.symbol.is_integer
                  else "<", model.related(r.symbol))
        for r in model.relations
        if model.related(r.symbol).free_symbols <= {*free}
    )  # fmt: skip
    demands = (r.demand for r in demanded(model, free))
    return tuple(d for d in dict.fromkeys((*demands, *positive)) if not d.always_holds)


@dataclass(slots=True)
class Feasible:
    """The assignments to the ``order`` of symbols that satisfy ``demands``, one after another.

    ``own`` are the numbers to begin with; the ``fixed`` symbols take no other. ``looks`` is how
    many values may still be tried. ``blame`` are the symbols of which one must take another value
    before the last assignment can become a better one, where that is known: others keep theirs.
    """

    order: tuple[Symbol, ...]
    demands: tuple[Demand, ...]
    own: Mapping[Symbol, Number]
    fixed: frozenset[Symbol] = frozenset()
    looks: int = MOST_LOOKS
    pending: dict[Symbol, list[Demand]] = field(default_factory=dict)
    blame: set[Symbol] | None = None

    @classmethod
    def of(
        cls,
        model: Model,
        own: Mapping[Symbol, Number],
        last: Symbol | None = None,
        fixed: Iterable[Symbol] = (),
    ) -> "Feasible":
        """The assignments to the free symbols of ``model``, of which ``last`` comes last."""
        demands = tuple(map(Demand.of, claimed(model)))
        held = frozenset(fixed)
        order = sorted(_in_turn(free_symbols(model), demands, last), key=lambda s: s not in held)
        return cls(tuple(order), demands, own, held)

    def __post_init__(self) -> None:
        place = {symbol: number for number, symbol in enumerate(self.order)}
        self.pending = {symbol: [] for symbol in self.order}
        for demand in self.demands:
            if demand.symbols:
                self.pending[max(demand.symbols, key=place.__getitem__)].append(demand)

    def assignments(self, order: Sequence[Symbol]) -> Iterator[dict[Symbol, Number]]:
        """Assignments to the first symbols of the order, or to all of them."""
        if all(demand.holds({}) for demand in self.demands if not demand.symbols):
            yield from self._assignments(order, {})

    def _assignments(
        self, order: Sequence[Symbol], at: Mapping[Symbol, Number]
    ) -> Iterator[dict[Symbol, Number]]:
        if not order:
            self.blame = None
            yield dict(at)
            return
        symbol, *rest = order
        blamed: set[Symbol] | None = self.tied_to(symbol)
        for number in islice(self.values(symbol, at), MOST_BRANCHES):
            yield from self._assignments(rest, {**at, symbol: number})
            if self.looks <= 0 or (self.blame is not None and symbol not in self.blame):
                return
            blamed = None if blamed is None or self.blame is None else blamed | self.blame
        self.blame = None if blamed is None else blamed - {symbol}

    def tied_to(self, symbol: Symbol) -> set[Symbol]:
        """The symbols before it that say what values ``symbol`` may take."""
        return {s for demand in self.pending[symbol] for s in demand.symbols} - {symbol}

    def values(self, symbol: Symbol, at: Mapping[Symbol, Number]) -> Iterator[Number]:
        """The values of ``symbol`` beside ``at`` that its pending demands allow, own ones first."""
        pending = self.pending[symbol]
        tried: set[Number] = set()
        for number in self._suggested(symbol, at, pending):
            if number in tried or not 0 < number <= LARGEST:
                continue
            if self.looks <= 0:
                return
            tried.add(number)
            self.looks -= 1
            if all(demand.holds({**at, symbol: number}) for demand in pending):
                yield number

    def _suggested(
        self, symbol: Symbol, at: Mapping[Symbol, Number], pending: Sequence[Demand]
    ) -> Iterator[Number]:
        own = self.own.get(symbol)
        if own is not None:
            yield own
        if symbol in self.fixed:
            return
        start = Fraction(SMALL.get(symbols.unscoped(symbol).name, 2) if own is None else own)
        around = [start * factor for factor in FACTORS]
        if not symbol.is_integer:
            yield from (*around, *RATIOS)
            for demand in pending:
                yield from demand.ratios(symbol, at, start)
            return
        steps = [d.steps(symbol, at) for d in pending if d.relation == "whole"]
        residue, modulus = common(progression for progression, _ in steps)
        few = [*map(Fraction, OTHERWISE)]
        for number in (start, *few, *around) if own is None else (*around, *few):
            below = floor((number - residue) / modulus) * modulus + residue
            yield from (below,) if below == number else (below, below + modulus)
        for _, divisors in steps:
            yield from divisors
        edges = [e for d in pending if d.relation != "whole" for e in d.edges(symbol, at)]
        for near in (*map(Fraction, edges), start):
            below = floor((near - residue) / modulus)
            places = range(below - STEPS, below + STEPS)
            yield from (place * modulus + residue for place in places)


def _in_turn(
    free: Iterable[Symbol], demands: Iterable[Demand], last: Symbol | None
) -> tuple[Symbol, ...]:
    """``free`` in the order in which they take their turns, the ``last`` last.

    Next is always what is tied most tightly to those before it, so that a value that does not
    fit is found out soon, and what has most freedom comes when the rest is settled.
    """
    turns: list[Symbol] = []
    left = sorted(free, key=symbols.position)

    def tightness(symbol: Symbol) -> tuple[int, int, int]:
        own = [d for d in demands if symbol in d.symbols]
        settled = [d for d in own if d.symbols <= {symbol, *turns}]
        begun = [d for d in own if not d.symbols.isdisjoint(turns)]
        ready, shared, every = (
            sum(TIGHTNESS[d.relation] for d in g) for g in (settled, begun, own)
        )
        return (ready, shared, every) if symbol.is_integer else (0, 0, 0)

    while left:
        turn = max((s for s in left if s != last), key=tightness, default=last)
        turns += [s for s in left if s == turn]
        left.remove(turn)
    return tuple(turns)
