"""Expressions as nested arrays, which the page evaluates over exact fractions.

A number is text (``"8/3"``), a symbol its place in the list of symbols, and everything else an
operation with its arguments: ``["+", ["*", "12", ["^", 0, "2"]], 1]``.
"""

from collections.abc import Mapping
from typing import TypeAlias

from sympy import Add, Expr, Max, Min, Mod, Mul, Pow, Rational, Symbol, ceiling, floor

from symparams.errors import BadValueError, shown

Data: TypeAlias = str | int | list["Data"]

OPERATIONS = {Add: "+", Mul: "*", floor: "floor", ceiling: "ceiling", Max: "max", Min: "min",
              Mod: "mod"}  # fmt: skip
LARGEST_POWER = 64


def expression_data(expression: Expr, places: Mapping[Symbol, int]) -> Data:
    """``expression`` as data, with each symbol by its place.

    >>> from symparams.symbols import H
    >>> expression_data(12 * H**2, {H: 0})
    ['*', '12', ['^', 0, '2']]

    Raises BadValueError for an operation that a page cannot evaluate.
    """
    if isinstance(expression, Symbol):
        return places[expression]
    if isinstance(expression, Rational):
        return str(expression)
    if isinstance(expression, Pow):
        base, exponent = expression.as_base_exp()
        if exponent.is_Integer and abs(exponent) <= LARGEST_POWER:
            return ["^", expression_data(base, places), str(exponent)]
    for operation, name in OPERATIONS.items():
        if isinstance(expression, operation):
            return [name, *(expression_data(part, places) for part in expression.args)]
    raise BadValueError(f"a page cannot evaluate {shown(str(expression))}; use derive or count")
