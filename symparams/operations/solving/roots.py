"""The positive values at which an inverted count is a given number: exact, never guessed."""

from collections.abc import Mapping

from sympy import Expr, Poly, Rational, Symbol, expand, oo

from symparams.operations.solving.inverse import Inverse, powers_of


def positive_roots(inverse: Inverse, numbers: Mapping[Symbol, Rational]) -> tuple[Expr, ...]:
    """The positive solutions of the equation at ``numbers``, in rising order, each once.

    Rational and quadratic ones are radicals; the others are exact algebraic numbers, each
    isolated by an interval of rationals that holds no other root (SymPy's ``CRootOf``).

    >>> from sympy import Integer
    >>> from symparams.operations.solving.inverse import TOTAL, invert
    >>> from symparams.symbols import H, L, V
    >>> from symparams.models.textbook import textbook
    >>> gpt3 = {L: Integer(96), V: Integer(50257), TOTAL: Integer(174563733504)}
    >>> positive_roots(invert(textbook(), H), gpt3)
    (12288,)
    """
    equation = expand(inverse.equation.xreplace(dict(numbers)))
    if not equation.has(inverse.symbol):
        return ()
    roots = Poly(equation, inverse.symbol, domain="QQ").real_roots()
    return tuple(dict.fromkeys(root for root in roots if root.is_positive))


def reachable(inverse: Inverse, numbers: Mapping[Symbol, Rational]) -> tuple[Expr, Expr] | None:
    """What the count lies between, ends excluded, while the symbol is positive.

    None where the count is not monotone by its form: powers of the symbol of one sign, with
    coefficients of one sign.
    """
    try:
        powers = powers_of(inverse.symbol, expand(inverse.count.xreplace(dict(numbers))))
    except ValueError:
        return None
    constant = powers.pop(0, Rational(0))
    is_one_way = len({power > 0 for power in powers}) == 1
    signs = {bool(c > 0) for c in powers.values()}
    if not is_one_way or len(signs) != 1:
        return None
    return (constant, oo) if signs == {True} else (Rational(0), constant)
