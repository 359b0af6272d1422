"""`solve`: which value of a symbol gives a total: exactly, and among the models that exist.

1. the symbol's own value put aside, values put in, ties read for what follows from them
2. the count read for the symbol: an equation, solved in radicals where that can be read
3. the exact positive roots at the numbers
4. the feasible designs next to them
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from sympy import Expr, Integer, Rational, Symbol, sign

from symparams import symbols
from symparams.algebra.arguments import joined, pairs
from symparams.algebra.design import Design
from symparams.algebra.display import Displayed
from symparams.algebra.model import Model
from symparams.algebra.numbers import exact
from symparams.algebra.preconditions import parametrise
from symparams.algebra.provenance import Value
from symparams.algebra.quantities import Asked
from symparams.algebra.relations import Condition, Whole
from symparams.algebra.requirements import confined
from symparams.algebra.values import check, find, prepared, settle, whole
from symparams.errors import BadValueError
from symparams.models.loading import Source, load
from symparams.operations.remarks import remarks
from symparams.operations.solving.inverse import TOTAL, Inverse, invert, sign_changes
from symparams.operations.solving.neighbours import designs_near
from symparams.operations.solving.roots import positive_roots, reachable


@dataclass(frozen=True, slots=True, repr=False)
class Solution(Displayed):
    """The count read for ``symbol``, the exact values that give ``total``, and designs near them.

    ``roots`` are the positive values at which the count is the total, most often one; in
    symbols where some are ``missing`` a value, or where no total is given (then it is ``N``).
    ``designs`` are feasible models next to the roots, nearest first. ``reachable`` is what the
    count lies between while the symbol is positive, where its form says so.
    """

    model: Model
    symbol: Symbol
    total: int | None
    inverse: Inverse
    roots: tuple[Expr, ...] = ()
    designs: tuple[Design, ...] = ()
    missing: tuple[Symbol, ...] = ()
    multiples: tuple[tuple[Symbol, Rational], ...] = ()
    reachable: tuple[Expr, Expr] | None = None

    @property
    def remarks(self) -> tuple[str, ...]:
        """What a reader should know about the model's source."""
        return remarks(self.model)

    @property
    def root(self) -> Expr | None:
        """The only positive value that gives the total; None if there is none, or several."""
        return self.roots[0] if len(self.roots) == 1 else None

    @property
    def is_numeric(self) -> bool:
        """Whether every value is known, so that the answer is a number."""
        return self.total is not None and not self.missing

    @property
    def numbers(self) -> dict[Symbol, Rational]:
        """The values that are put in, the total among them."""
        total = {} if self.total is None else {TOTAL: Integer(self.total)}
        return self.model.numbers() | total

    @property
    def running(self) -> tuple[Whole, ...]:
        """What the designs make whole so that they run: half a head, under rotary positions."""
        related = ((w, self.model.related(w.expression)) for w in self.model.running)
        return tuple(w for w, expression in related if self.symbol in expression.free_symbols)

    @property
    def followers(self) -> tuple[Symbol, ...]:
        """The symbol and what follows from it in every design: ``H, head_dim, ffn_width``."""
        model = self.model
        tied = [
            r.symbol for r in model.relations if self.symbol in model.related(r.symbol).free_symbols
        ]
        known = {s for design in self.designs for s, _ in design.values}
        return (self.symbol, *(s for s in symbols.in_order(*tied) if s in known))

    @property
    def is_unique(self) -> bool:
        """Whether exactly one positive value gives the total: by the symbols, or by the numbers."""
        if self.inverse.is_unique or not self.is_numeric:
            return self.inverse.is_unique
        at = (c.xreplace(self.numbers) for _, c in self.inverse.coefficients)
        return sign_changes(tuple(int(sign(coefficient)) for coefficient in at)) == 1

    @property
    def constant(self) -> int | None:
        """The count at the values, where it does not depend on the symbol at all."""
        count = self.inverse.count.xreplace(self.numbers)
        return int(count) if count.is_Integer else None

    @property
    def confined(self) -> tuple[Condition, ...]:
        """The conditions of the formula that a root breaks: designs beyond are left out."""
        return confined(self.model, self.symbol, self.roots)

    @property
    def is_found(self) -> bool | None:
        """True if there is an answer, False if the total is out of reach, None if undecided."""
        if self.roots:
            return bool(self.designs) or not self.is_numeric
        if self.constant is not None and self.constant == self.total:
            return True
        return False if self.is_numeric and self.inverse.rounding is None else None

    def __bool__(self) -> bool:
        return self.is_found is True


def solve(
    model: Source,
    symbol: str | Symbol,
    total: object = None,
    values: Mapping[str | Symbol, object] | None = None,
    *,
    multiple_of: Mapping[str | Symbol, object] | None = None,
    origin: str = "given",
    of: Asked = None,
    **named: object,
) -> Solution:
    """Solve the count of ``model`` for ``symbol``, so that it becomes ``total``.

    ``model`` is what `symparams.load` takes: a name, a path, a configuration, or a Model.
    ``of`` is the quantity that is counted, or its name: ``"parameters"``.
    Its own value of the symbol is put aside. A value for a tied symbol is held while
    the symbol varies: with ``head_dim=128``, the head count follows from ``H``. ``multiple_of``
    restricts the designs: ``{"H": 128, "ffn_width": 256}``. ``origin`` is where the values come
    from, for messages.

    >>> solve("textbook", "H", 174563733504, L=96, V=50257).root
    12288

    Raises UnknownNameError for a symbol that the model lacks, BadValueError for a total that is
    no whole number and for values that contradict each other or give ``symbol`` itself.
    """
    model = load(model, of=of)
    subject = find(model, symbol)
    model, given = prepared(model, joined(values, named), origin, [symbol])
    known = _opened(model, subject, given)
    target = None if total is None else int(whole(TOTAL, exact(total, "total"), "total"))
    steps = _steps(
        known, pairs({} if multiple_of is None else multiple_of, "multiple_of", "{'H': 128}")
    )
    inverse = invert(known, subject)
    known_symbols = {subject, *known.numbers()}
    missing = tuple(s for s in symbols.in_order(inverse.count) if s not in known_symbols)
    result = Solution(known, subject, target, inverse, missing=missing, multiples=steps)
    if target is None or missing:
        formula = inverse.solution
        roots = () if formula is None else (formula.xreplace(result.numbers),)
        return replace(result, roots=roots)
    roots = positive_roots(inverse, result.numbers)
    return replace(
        result,
        roots=roots,
        designs=designs_near(known, subject, roots, target, dict(steps)),
        reachable=reachable(inverse, result.numbers),
    )


def _opened(model: Model, subject: Symbol, wanted: Mapping[Symbol, Value]) -> Model:
    """``model`` with ``subject`` left open, the values ``wanted`` put in, and its ties turned.

    A tie whose own symbol is given, or solved for, is read for the symbol that gives way.
    """
    if subject in wanted:
        raise BadValueError(f"{subject} is what is solved for; leave its value out")
    turned = parametrise(model, subject, wanted)
    followers = {r.symbol for r in turned.relations} - {r.symbol for r in model.relations}
    kept = tuple(v for v in model.values if v.symbol not in {subject, *followers})
    known = settle(replace(turned, values=kept), wanted)
    check(known)
    return known


def _steps(
    model: Model, multiple_of: Mapping[str | Symbol, object]
) -> tuple[tuple[Symbol, Rational], ...]:
    steps: list[tuple[Symbol, Rational]] = []
    for name, step in multiple_of.items():
        symbol = find(model, name)
        if symbol in dict(steps):
            raise BadValueError(f"two steps for {symbol}; give it once")
        steps.append((symbol, whole(symbol, exact(step, str(name)), f"the step of {name}")))
    return tuple(steps)
