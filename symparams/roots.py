"""The positive values at which an inverted count is a given number: exact, never guessed."""

from collections.abc import Mapping

from sympy import Expr, Poly, Rational, Symbol, expand, oo

from symparams.inverse import Inverse, powers_of


def positive_roots(inverse: Inverse, numbers: Mapping[Symbol, Rational]) -> tuple[Expr, ...]:
    """The positive solutions of the equation at ``numbers``, in rising order, each once.

    Rational and quadratic ones are radicals; the others are exact algebraic numbers, each
    isolated by an interval of rationals that holds no other root (SymPy's ``CRootOf``).

    >>> from sympy import Integer
    >>> from symparams.inverse import TOTAL, invert
    >>> from symparams.symbols import H, L, V
    >>> from symparams.textbook import textbook
    >>> gpt3 = {L: Integer(96), V: Integer(50257), TOTAL: Integer(174563733504)}
    >>> positive_roots(invert(textbook(), H), gpt3)
    (12288,)
    """
    equation = expand(inverse.equation.xreplace(dict(numbers)))
    if not equation.has(inverse.symbol):
        return ()
    roots = Poly(equation, inverse.symbol, domain="QQ").real_roots()
    return tuple(dict.fromkeys(root for root in roots if root.is_positive))


def ends_of_range(inverse: Inverse, numbers: Mapping[Symbol, Rational]) -> tuple[Expr, Expr] | None:
    """What the count tends to as the symbol tends to 0 and to infinity; None if it is no sum."""
    try:
        powers = powers_of(inverse.symbol, expand(inverse.count.xreplace(dict(numbers))))
    except ValueError:
        return None
    constant = powers.get(0, Rational(0))
    lowest, highest = min(powers, default=0), max(powers, default=0)
    at_zero = constant if lowest >= 0 else powers[lowest] * oo
    at_infinity = constant if highest <= 0 else powers[highest] * oo
    return at_zero, at_infinity
