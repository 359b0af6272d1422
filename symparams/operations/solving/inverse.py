"""The count read backwards: a symbol as a function of the total ``N``.

``N = 12LH² + VH`` read for ``H`` is ``H = (√(V² + 48LN) − V) / (24L)``.
"""

from collections import defaultdict
from dataclasses import dataclass
from itertools import pairwise
from math import gcd

from sympy import Add, Expr, Integer, Mul, Rational, Symbol, cancel, expand, fraction, sqrt

from symparams import symbols
from symparams.algebra.closed_forms import closed_form, collected, with_ratios
from symparams.algebra.display import OneLine
from symparams.algebra.model import Model
from symparams.errors import BadValueError
from symparams.operations.proving.proof import roundings

TOTAL = symbols.new("N")
"""The total that is asked for."""


@dataclass(frozen=True, slots=True, repr=False)
class Inverse(OneLine):
    """The equation that says that the count is ``N``, and its positive solution.

    ``count`` is the closed form. ``coefficients`` are those of ``count − N``, with its
    denominators in ``symbol`` cleared, by falling powers of the symbol; where ``N`` leads, all
    signs are turned: ``(N − B)·x − A = 0``. ``signs`` are theirs for every ``N`` above
    ``least``, 0 where the symbols alone do not decide. ``solution`` is the positive solution
    in radicals: of a linear equation, of a quadratic one, or of one that is either in a power
    of the symbol. There is no equation where the count does not depend on the symbol, or where
    the symbol stands inside a ``rounding``.
    """

    symbol: Symbol
    count: Expr
    coefficients: tuple[tuple[int, Expr], ...] = ()
    signs: tuple[int, ...] = ()
    least: Expr | None = None
    solution: Expr | None = None
    rounding: Expr | None = None

    @property
    def equation(self) -> Expr:
        """The left side of ``… = 0``."""
        return Add(*(c * self.symbol**power for power, c in self.coefficients))

    @property
    def degree(self) -> int:
        """The highest power of the symbol."""
        return self.coefficients[0][0] if self.coefficients else 0

    @property
    def pattern(self) -> Expr | None:
        """The solution in terms of the coefficients, ``c2`` that of the square and so on."""
        named = tuple((power, coefficient_symbol(power)) for power, _ in self.coefficients)
        return None if self.solution is None else _in_radicals(named, self.signs)

    @property
    def is_solvable(self) -> bool:
        """Whether there is an equation."""
        return bool(self.coefficients)

    @property
    def is_unique(self) -> bool:
        """Whether exactly one positive value gives each total above ``least``.

        The coefficients change sign once (Descartes' rule of signs).
        """
        return 0 not in self.signs and sign_changes(self.signs) == 1


def invert(model: Model, symbol: Symbol) -> Inverse:
    """Read the count of ``model`` for ``symbol``, which must have no value in it.

    >>> from symparams.models.textbook import textbook
    >>> invert(textbook(), symbols.H).solution
    (-V + sqrt(48*L*N + V**2))/(24*L)

    Raises BadValueError for a model with a symbol ``N`` of its own.
    """
    if TOTAL in model.symbols():
        raise BadValueError(f"{model.name} has a symbol N of its own; N is the total here")
    count = closed_form(model)
    rounding = roundings(count, symbol)
    if rounding:
        return Inverse(symbol, count, rounding=rounding[0])
    if symbol not in count.free_symbols:
        return Inverse(symbol, count)
    balance = _balance(count, symbol)
    growing = _growing_powers(model, symbol)
    falling = sorted(balance.items(), reverse=True)
    turn = -1 if falling[0][1].has(TOTAL) else 1
    lowest = min(balance)
    signs = tuple(turn * _sign(c, power in growing) for power, c in falling)
    coefficients = tuple((power - lowest, collected(expand(turn * c))) for power, c in falling)
    return Inverse(
        symbol=symbol,
        count=count,
        coefficients=coefficients,
        signs=signs,
        least=_least_total(balance),
        solution=_in_radicals(coefficients, signs),
    )


def coefficient_symbol(power: int) -> Symbol:
    """What the coefficient of a power is called where the whole of it is too long to write."""
    return symbols.new(f"c{power}")


def sign_changes(signs: tuple[int, ...]) -> int:
    """How often a sequence of signs changes, zeros left out.

    >>> sign_changes((1, 1, 0, -1))
    1
    """
    given = [sign for sign in signs if sign]
    return sum(a != b for a, b in pairwise(given))


def _balance(count: Expr, symbol: Symbol) -> dict[int, Expr]:
    """``count − N`` by powers of ``symbol``; times the denominator, if a sum stands in it."""
    try:
        return powers_of(symbol, expand(count) - TOTAL)
    except ValueError:
        return powers_of(symbol, expand(fraction(cancel(count - TOTAL))[0]))


def powers_of(symbol: Symbol, expression: Expr) -> dict[int, Expr]:
    """The coefficient of each power of ``symbol`` in an expanded sum, negative powers included.

    >>> sorted(powers_of(symbols.H, 12 * symbols.L * symbols.H**2 + symbols.V / symbols.H).items())
    [(-1, V), (2, 12*L)]

    Raises ValueError where a sum with ``symbol`` in it stands in a denominator.
    """
    terms: dict[int, list[Expr]] = defaultdict(list)
    for term in Add.make_args(expression):
        if term == 0:
            continue
        coefficient, power = term.as_independent(symbol, as_Add=False)
        base, exponent = power.as_base_exp()
        if power == 1:
            exponent = Integer(0)
        elif base != symbol or not exponent.is_Integer:
            raise ValueError(f"{power} is no power of {symbol}")
        terms[int(exponent)].append(coefficient)
    return {power: total for power, parts in terms.items() if (total := Add(*parts)) != 0}


def _growing_powers(model: Model, symbol: Symbol) -> frozenset[int]:
    """The powers of ``symbol`` whose coefficient cannot be negative, by the tree itself.

    A weight whose count is a single power of the symbol contributes a number of parameters to
    its coefficient, and that is no less than 0, whatever it looks like: ``L − dense_layers``.
    """
    growing: set[int] = set()
    open_powers: set[int] = set()
    for line in model.ledger.lines:
        count = with_ratios(model, model.ledger.normal(line.amount))
        try:
            powers = powers_of(symbol, count)
        except ValueError:
            return frozenset()
        is_decided = len(powers) == 1 or all(c.is_positive for c in powers.values())
        (growing if is_decided else open_powers).update(powers)
    return frozenset(growing - open_powers)


def _sign(coefficient: Expr, is_a_count: bool) -> int:
    """The sign of a coefficient; where ``N`` and something stand together, ``N`` is the larger."""
    of_total = coefficient.coeff(TOTAL)
    if of_total != 0:
        return 1 if of_total.is_positive else -1
    if is_a_count or coefficient.is_positive:
        return 1
    return -1 if coefficient.is_negative else 0


def _least_total(balance: dict[int, Expr]) -> Expr | None:
    """What ``N`` must lie above for its coefficient to have its sign; None for several of them."""
    with_total = [c for c in balance.values() if c.has(TOTAL)]
    is_plain = len(with_total) == 1 and with_total[0].coeff(TOTAL) == -1
    return collected(expand(TOTAL + with_total[0])) if is_plain else None


def _in_radicals(coefficients: tuple[tuple[int, Expr], ...], signs: tuple[int, ...]) -> Expr | None:
    """The positive solution of ``a·y + c = 0`` or ``a·y² + b·y + c = 0``, where ``y = xᵏ``."""
    step = gcd(*(power for power, _ in coefficients))
    by_power = {power // step: c for power, c in coefficients}
    a, b, c = (by_power.get(power, Integer(0)) for power in (2, 1, 0))
    if max(by_power) == 1:
        solution = -c / b
    elif max(by_power) == 2 and signs[0] > 0 > signs[-1]:
        solution = Mul(Add(sqrt(b**2 - 4 * a * c), -b), 1 / (2 * a))
    else:
        return None
    return solution ** Rational(1, step)
