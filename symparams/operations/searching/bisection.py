"""Where a count lies in an interval: found by inverting it in one symbol, exactly.

For given values of the others, a count is a polynomial in each size, over a power of it. If its
coefficients are not negative it grows with the size, and the sizes that give a total in an
interval are an interval themselves: two bisections in whole numbers find its ends, for many
combinations of the other values at once.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sympy import Expr, Poly, Symbol, fraction, together

from symparams.operations.searching.arrays.integer_program import (
    LARGEST,
    ROUNDINGS,
    Program,
    Workspace,
    program,
    value,
)
from symparams.operations.searching.arrays.library import array_library
from symparams.operations.searching.grid import Axis, at


@dataclass(frozen=True, slots=True)
class Bisection:
    """The count as ``Σ coefficients[k]·x^k / (below·x^shift)``, which is monotone in ``x``.

    The last quotient of ``coefficients`` is ``below``. ``is_rising`` says whether the count
    grows with ``x`` or falls.
    """

    axis: Axis
    is_rising: bool
    shift: int
    coefficients: Program

    def prepared(
        self, arguments: Mapping[Symbol, Any], workspace: Workspace, length: int
    ) -> "Prepared":
        """The count's coefficients at the other symbols' values."""
        registers = self.coefficients.run(arguments, workspace, length)
        *powers, below = (value(above, registers) for above, _ in self.coefficients.quotients)
        return Prepared(self, powers, below, length)


@dataclass(frozen=True, slots=True)
class Prepared:
    """The bisection at given values of the other symbols."""

    bisection: Bisection
    powers: list[Any]
    below: Any
    length: int

    def first(self, total: int, values: Any) -> Any:
        """For each combination, how many of ``values`` give a count less than ``total``.

        ``values`` are in the order in which the count grows.
        """
        library = array_library()
        powers = list(self.powers)
        powers[self.bisection.shift] = powers[self.bisection.shift] - total * self.below
        position = library.zeros(self.length, dtype=library.int64)
        last = len(values)
        size = 1 << last.bit_length() - 1
        while size:
            beyond = position + size
            tried = at(values, library.minimum(beyond, last) - 1)
            is_less = _polynomial(powers, tried) < 0
            if last & (last + 1):  # not a full tree: some places lie beyond the end
                is_less &= beyond <= last
            position += size * is_less
            size >>= 1
        return position


def _polynomial(powers: Sequence[Any], x: Any) -> Any:
    """``Σ powers[k]·x^k`` by Horner's rule."""
    *rest, result = powers
    for coefficient in reversed(rest):
        result = result * x
        if not (isinstance(coefficient, int) and coefficient == 0):
            result = result + coefficient
    return result + 0 * x if isinstance(result, int) else result


def bisected(total: Expr, axes: Sequence[Axis], largest: int) -> Bisection | None:
    """The count ``total``, in the numerators of ``axes``, inverted in the one with most values.

    Only a symbol in which the count is monotone over all of ``axes`` will do, and in which no
    step leaves 64 bits for totals up to ``largest``; None if there is none.

    >>> from symparams.symbols import H, L
    >>> found = bisected(12 * L * H**2, [Axis(H, range(1, 9)), Axis(L, range(1, 5))], 3072)
    >>> found.axis.symbol, found.is_rising
    (H, True)
    """
    above, below = fraction(together(total))
    for axis in sorted(axes, key=len, reverse=True):
        if axis.above in above.free_symbols | below.free_symbols:
            others = [other for other in axes if other is not axis]
            found = _in_axis(above, below, axis, others, largest)
            if found is not None:
                return found
    return None


def _in_axis(
    above: Expr, below: Expr, axis: Axis, others: Sequence[Axis], largest: int
) -> Bisection | None:
    x = axis.above
    if any(r.has(x) for e in (above, below) for r in e.atoms(*ROUNDINGS)):
        return None
    top, bottom = Poly(above, x), Poly(below, x)
    if len(bottom.terms()) != 1:
        return None
    shift = bottom.degree()
    powers = [top.coeff_monomial(x**k) for k in range(max(top.degree(), shift) + 1)]
    coefficients = program([*powers, bottom.LC()], [other.above for other in others])
    if any(part != 1 for _, part in coefficients.quotients):
        return None
    ranges = {other.above: (other.numerators[0], other.numerators[-1]) for other in others}
    if not coefficients.fits(ranges):
        return None
    quotients = range(len(coefficients.quotients))
    *bounds, divisor = (coefficients.bound(k, ranges) for k in quotients)
    rises = any(bound != (0, 0) for bound in bounds[shift + 1 :])
    falls = any(bound != (0, 0) for bound in bounds[:shift])
    is_monotone = rises != falls and all(
        low >= 0 for k, (low, _) in enumerate(bounds) if k != shift
    )
    most = axis.numerators[-1]
    reached = sum(max(-low, high) * most**k for k, (low, high) in enumerate(bounds))
    reached += (largest + 1) * divisor[1] * most**shift
    if divisor[0] < 1 or not is_monotone or reached > LARGEST:
        return None
    return Bisection(axis, rises, shift, coefficients)
