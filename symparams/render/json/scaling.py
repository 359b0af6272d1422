"""How a count scales, as JSON: the fields of ``scaling --json``."""

from typing import Any

from sympy import Expr, Rational

from symparams.operations.scaling import Gain, Growth, Scaling, Share
from symparams.render.json.data import number
from symparams.render.notation import Notation
from symparams.symbols import plain


def scaling_data(result: Scaling, _: Notation) -> dict[str, Any]:
    """The object that ``scaling --json`` prints."""
    return {
        "model": result.model.name,
        "of": result.model.quantity.name,
        "closed_form": plain(result.closed_form),
        "total": result.total,
        "values": {plain(v.symbol): number(v.number) for v in result.model.values},
        "symbols": [_growth(growth, result) for growth in result.growths],
        "cancelled": [plain(symbol) for symbol in result.cancelled],
        "shares": [_share(share) for share in result.shares],
    }


def _growth(growth: Growth, result: Scaling) -> dict[str, Any]:
    return {
        "symbol": plain(growth.symbol),
        "value": _number(result.model.numbers().get(growth.symbol)),
        "derivative": _text(growth.derivative),
        "derivative_here": _number(growth.slope),
        "elasticity": _text(growth.elasticity),
        "elasticity_here": _number(growth.percent),
        "elasticity_towards": None if growth.towards is None else int(growth.towards),
        "one_more": _change(growth.one_more),
        "doubled": _change(growth.doubled),
        "rounding": _text(growth.rounding),
    }


def _change(change: Gain | None) -> dict[str, Any] | None:
    if change is None:
        return None
    return {
        "expression": plain(change.expression),
        "difference": _number(change.number),
        "breaks": change.broken or None,
    }


def _share(share: Share) -> dict[str, Any]:
    return {
        "component": share.component,
        "share": plain(share.expression),
        "share_here": _number(share.here),
        "limit": _text(share.limit),
        "limit_here": _number(share.in_the_limit),
    }


def _text(expression: Expr | None) -> str | None:
    return None if expression is None else plain(expression)


def _number(value: int | Rational | None) -> int | str | None:
    return value if value is None or isinstance(value, int) else number(value)
