"""`scaling`: how a count answers to each of its symbols, and where the parameters go as H grows.

Every figure is a reading of the closed form: its derivative, its logarithmic derivative, its
value at one more and at twice as much, and the leading coefficients of its parts.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from sympy import Add, Expr, Integer, Mul, Pow, Rational, Symbol, cancel, diff, expand

from symparams import symbols
from symparams.algebra.arguments import joined
from symparams.algebra.closed_forms import closed_form, collected
from symparams.algebra.display import Displayed, OneLine
from symparams.algebra.model import Model
from symparams.algebra.quantities import Asked
from symparams.algebra.values import assign
from symparams.errors import BadValueError
from symparams.models.loading import Source, load
from symparams.operations.counting import Row, count
from symparams.operations.proving.proof import roundings
from symparams.operations.remarks import remarks
from symparams.operations.solving.inverse import powers_of


@dataclass(frozen=True, slots=True, repr=False)
class Gain(OneLine):
    """What the count gains when a symbol becomes ``becomes``: an expression, and a number.

    ``number`` is None while something is symbolic. ``broken`` says which constraint of the
    model the changed value does not keep; the number is then that of the formula alone.
    """

    becomes: Expr
    expression: Expr
    number: int | Rational | None
    broken: str = ""


@dataclass(frozen=True, slots=True, repr=False)
class Growth(OneLine):
    """How the count ``N`` answers to one symbol ``x``, the others held fixed.

    ``derivative`` is ``∂N/∂x``; ``elasticity`` is ``∂ln N/∂ln x``, by how many percent ``N``
    grows with one percent more of ``x``, and ``towards`` what that tends to as ``x → ∞``. The
    figures at the model's values are None where one is missing, and all are None where the
    symbol stands inside a ``rounding``.
    """

    symbol: Symbol
    derivative: Expr | None = None
    elasticity: Expr | None = None
    towards: Expr | None = None
    slope: int | Rational | None = None
    percent: Rational | None = None
    one_more: Gain | None = None
    doubled: Gain | None = None
    rounding: Expr | None = None


@dataclass(frozen=True, slots=True, repr=False)
class Share(OneLine):
    """A component's part of the count, and what it tends to as the hidden size grows.

    ``count`` is the component's own, over all its copies. ``expression`` and ``limit`` keep
    ratios as symbols: ``2·ffn_ratio/(4 + 2·ffn_ratio)``. ``here`` and ``in_the_limit`` are their
    values, None where something is symbolic.
    """

    component: str
    count: Expr
    expression: Expr
    limit: Expr | None
    here: Rational | None
    in_the_limit: Rational | None


@dataclass(frozen=True, slots=True, repr=False)
class Scaling(Displayed):
    """A count's growth in each of its symbols, and its components' shares.

    ``cancelled`` are the symbols of the model that its count does not depend on.
    """

    model: Model
    closed_form: Expr
    total: int | None
    growths: tuple[Growth, ...]
    shares: tuple[Share, ...]
    cancelled: tuple[Symbol, ...]

    @property
    def remarks(self) -> tuple[str, ...]:
        """What a reader should know about the model's source."""
        return remarks(self.model)

    @property
    def hidden(self) -> Symbol:
        """The size that grows in the limit of the shares."""
        return symbols.H

    @property
    def slower(self) -> tuple[Share, ...]:
        """The components whose share vanishes as the hidden size grows."""
        return tuple(share for share in self.shares if share.limit == 0)

    @property
    def slower_here(self) -> Rational | None:
        """The part of the count that those components still are at the model's values."""
        here = [share.here for share in self.slower]
        return None if None in here else Add(*here)


def scaling(
    model: Source,
    values: Mapping[str | Symbol, object] | None = None,
    *,
    of: Asked = None,
    **named: object,
) -> Scaling:
    """How the count of ``model`` changes with each symbol, and how its parts share it.

    ``model`` is what `symparams.load` takes: a name, a path, a configuration, or a Model.
    ``of`` is the quantity that is counted, or its name: ``"parameters"``.

    >>> hidden, *_ = scaling("textbook").growths
    >>> hidden.derivative, hidden.towards
    (24*H*L + V, 2)

    Raises UnknownNameError and BadValueError as `count` does.
    """
    known = assign(load(model, of=of), joined(values, named))
    counted = count(known)
    general = count(replace(known, values=()))
    names = symbols.in_order(general.closed_form)
    sizes = (s for s in known.symbols() if s not in names)
    tied = {relation.symbol for relation in known.relations}
    return Scaling(
        model=known,
        closed_form=counted.closed_form,
        total=counted.total if isinstance(counted.total, int) else None,
        growths=tuple(_growth(known, symbol) for symbol in names),
        shares=tuple(
            _share(known, row, general.closed_form) for row in general.rows if row.formula != 0
        ),
        cancelled=tuple(s for s in sizes if s not in tied),
    )


def _growth(model: Model, symbol: Symbol) -> Growth:
    """The figures for one symbol; its own value stays out of the closed form, ratios or not."""
    others = tuple(v for v in model.values if v.symbol != symbol)
    formula = expand(closed_form(replace(model, values=others)))
    rounding = roundings(formula, symbol)
    if rounding:
        return Growth(symbol, rounding=rounding[0])
    derivative = collected(expand(diff(formula, symbol)))
    elasticity = quotient(symbol * derivative, formula)
    return Growth(
        symbol=symbol,
        derivative=derivative,
        elasticity=elasticity,
        towards=_degree(model, symbol, formula),
        slope=_whole(_number(model, derivative)),
        percent=_number(model, elasticity),
        one_more=_gain(model, symbol, formula, symbol + 1),
        doubled=_gain(model, symbol, formula, 2 * symbol),
    )


def _gain(model: Model, symbol: Symbol, formula: Expr, becomes: Expr) -> Gain:
    gained = formula.xreplace({symbol: becomes}) - formula
    numbers = model.numbers()
    broken = ""
    if symbol in numbers:
        try:
            assign(model, {symbol: becomes.xreplace(numbers)}, f"{becomes}")
        except BadValueError as error:
            broken = str(error)
    expression = collected(expand(cancel(gained) if _has_inverse(gained, symbol) else gained))
    return Gain(becomes, expression, _whole(_number(model, gained)), broken)


def _has_inverse(expression: Expr, symbol: Symbol) -> bool:
    powers = expression.atoms(Pow)
    return any(p.exp.is_negative and p.base.has(symbol) for p in powers)


def _degree(model: Model, symbol: Symbol, formula: Expr) -> Expr | None:
    """The power of ``symbol`` that the count grows with in the end: its elasticity at infinity.

    None where the count would fall below zero first, as with ever more dense layers.
    """
    try:
        powers = powers_of(symbol, formula)
    except ValueError:
        return None
    leading = _number(model, powers[max(powers)])
    return None if leading is not None and leading < 0 else Integer(max(powers))


def _share(model: Model, row: Row, total: Expr) -> Share:
    expression = quotient(row.formula, total)
    limit = _limit(row.formula, total)
    return Share(
        component=row.name,
        count=row.formula,
        expression=expression,
        limit=limit,
        here=_number(model, expression),
        in_the_limit=None if limit is None else _number(model, limit),
    )


def _limit(part: Expr, whole: Expr) -> Expr | None:
    """What ``part/whole`` tends to as ``H → ∞``: the ratio of the leading coefficients."""
    try:
        above, below = (powers_of(symbols.H, expand(side)) for side in (part, whole))
    except ValueError:
        return None
    leading = max(below)
    return quotient(above.get(leading, Integer(0)), below[leading])


def quotient(above: Expr, below: Expr) -> Expr:
    """``above/below`` without the powers of symbols that all their terms share.

    >>> from symparams.symbols import H, L, V
    >>> quotient(4 * L * H**2, 12 * L * H**2 + V * H)
    4*H*L/(12*H*L + V)
    """
    above, below = expand(above), expand(below)
    terms = [*Add.make_args(above), *Add.make_args(below)]
    shared = Mul(
        *(s ** min(_power(term, s) for term in terms) for s in (above + below).free_symbols)
    )
    return collected(expand(above / shared)) / collected(expand(below / shared))


def _power(term: Expr, symbol: Symbol) -> Expr:
    powers = term.as_powers_dict()
    return powers.get(symbol, Integer(0))


def _number(model: Model, expression: Expr) -> Rational | None:
    value = expression.xreplace(model.numbers())
    return value if value.is_Rational else None


def _whole(number: Rational | None) -> int | Rational | None:
    """A whole number of parameters as an int."""
    return int(number) if number is not None and number.is_Integer else number
