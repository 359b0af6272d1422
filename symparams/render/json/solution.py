"""A solved count as JSON: the fields of ``solve --json``."""

from typing import Any

from sympy import Expr

from symparams.operations.solving.solving import Solution
from symparams.render.json.data import number
from symparams.render.notation import Notation
from symparams.render.sentences import without_equation
from symparams.symbols import plain


def solution_data(result: Solution, _: Notation) -> dict[str, Any]:
    """The object that ``solve --json`` prints."""
    inverse = result.inverse
    return {
        "model": result.model.name,
        "of": result.model.quantity.name,
        "symbol": plain(result.symbol),
        "total": result.total,
        "equation": plain(inverse.equation),
        "closed_form": None if inverse.solution is None else plain(inverse.solution),
        "unique": result.is_unique,
        "root": None if result.root is None else _exact(result.root),
        "roots": [
            {"exact": _exact(root), "approximate": _approximate(root)} for root in result.roots
        ],
        "missing": [plain(symbol) for symbol in result.missing],
        "values": {plain(v.symbol): number(v.number) for v in result.model.values},
        "reachable": None if result.reachable is None else [plain(e) for e in result.reachable],
        "reason": None if inverse.is_solvable else without_equation(inverse, str),
        "running": [str(whole) for whole in result.running],
        "designs": [
            {
                "values": {plain(symbol): number(value) for symbol, value in design.values},
                "total": design.total,
                "difference": design.difference,
            }
            for design in result.designs
        ],
    }


def _exact(root: Expr) -> int | str:
    """An exact value: an int, or a ratio, radical or algebraic number as text."""
    return int(root) if root.is_Integer else plain(root)


def _approximate(root: Expr) -> float | None:
    return float(root.evalf(30)) if root.is_number else None
