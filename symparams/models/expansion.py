"""How large an expression becomes when it is expanded, bounded before anything is expanded.

A product of sums has as many terms as the product of their numbers, and its degree is the sum of
their degrees: a short text may ask for more work than any model is worth.
"""

from functools import cache

from sympy import Add, Expr, Integer, Mul, Pow

MOST_TERMS = 5_000
HIGHEST_DEGREE = 64
CAP = 10**6


def is_large(expression: Expr) -> bool:
    """Whether expanding ``expression`` may take more work than any real model asks for."""
    terms, degree = _work(expression)
    return terms > MOST_TERMS or degree > HIGHEST_DEGREE


@cache
def _work(expression: Expr) -> tuple[int, int]:
    """At most how many terms the expanded expression has, and its degree."""
    if expression.is_Atom:
        return 1, 0 if expression.is_number else 1
    inner = [_work(argument) for argument in expression.args]
    if isinstance(expression, Add):
        return min(sum(t for t, _ in inner), CAP), max(d for _, d in inner)
    if isinstance(expression, Mul):
        terms = 1
        for factor, _ in inner:
            terms = min(terms * factor, CAP)
        return terms, min(sum(d for _, d in inner), CAP)
    if isinstance(expression, Pow) and isinstance(expression.exp, Integer):
        power = min(abs(int(expression.exp)), CAP)
        terms, degree = inner[0]
        return (CAP if terms > 1 and power > HIGHEST_DEGREE else min(terms**power, CAP)), min(
            degree * power, CAP
        )
    return max(t for t, _ in inner), max(d for _, d in inner)
