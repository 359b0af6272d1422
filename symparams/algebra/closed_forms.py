"""One expression, three honest faces: expanded, layered, relative.

``expanded``  ``12LH² + VH``
``layered``   ``L(12H² + 13H) + (V + S)H + 2H``: block and rest stay visible
``relative``  ``12LH²(1 + 13/(12H) + (V + S)/(12LH) + 1/(6LH))``: the rule of thumb and the rest

All three are equal as expressions, and work is linear in the number of distinct weights.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import TypeAlias

from sympy import Add, Expr, Integer, Mul, Symbol, cancel, expand, factor_terms

from symparams import symbols
from symparams.algebra.arguments import chosen
from symparams.algebra.model import Model
from symparams.algebra.parts import Single
from symparams.algebra.quantities import Selection, everything, in_layer_matrices
from symparams.algebra.tree import Component

Amount: TypeAlias = int | Expr
"""An exact integer, or an expression in the symbols that have no value yet."""


def closed_form(model: Model, form: str = "expanded", keep: Selection = everything) -> Expr:
    """The parameter count of ``model`` in one of the three forms, over the weights kept.

    The relations and the known ratios (``ffn_ratio``) are put in; sizes stay symbols.

    >>> from symparams.models.textbook import textbook
    >>> closed_form(textbook())
    12*H**2*L + H*V

    Raises UnknownNameError for a form that does not exist.
    """
    return FORMS[chosen(form, "form", FORMS)](model, keep)


def general_form(model: Model, keep: Selection = everything) -> Expr:
    """The expanded form with the ratios left as symbols: ``(4 + 2·ffn_ratio)·L·H² + V·H``."""
    return collected(model.ledger.total(keep))


def with_ratios(model: Model, expression: Expr) -> Expr:
    """An expanded ``expression`` with the known values of ratios put in; sizes stay symbols."""
    ratios = {v.symbol: v.number for v in model.values if symbols.is_ratio(v.symbol)}
    return expand(expression.xreplace(ratios)) if ratios else expression


def number(model: Model, expression: Expr) -> Amount:
    """``expression`` with the model's values put in: an int when nothing symbolic is left."""
    value = with_ratios(model, expression).xreplace(model.numbers())
    return int(value) if value.is_Integer else value


def share(part: Amount, total: Amount) -> Expr:
    """The part of ``total`` that ``part`` is: an exact fraction, or an expression."""
    return cancel(Add(part) / total) if total else Integer(0)


def collected(expression: Expr) -> Expr:
    """An expanded sum with like monomials gathered; ratios count as coefficients."""
    if not isinstance(expression, Add):
        return expression
    terms = gathered(expression, lambda symbol: not symbols.is_ratio(symbol))
    return Add(*(Mul(cofactor, monomial) for monomial, cofactor in terms))


def gathered(
    expression: Expr, is_size: Callable[[Symbol], bool], *, numbers_apart: bool = False
) -> list[tuple[Expr, Expr]]:
    """The terms of an expanded sum as (monomial in the sizes, cofactor), like monomials together.

    Over ``{H}``, ``V·H + S·H + 2·H`` is ``(H, V + S + 2)``; with ``numbers_apart`` it is
    ``(H, V + S), (H, 2)``, as people write it.
    """
    cofactors: dict[tuple[Expr, bool], list[Expr]] = defaultdict(list)
    for term in Add.make_args(expression):
        factors = Mul.make_args(term)
        monomial = Mul(*(f for f in factors if any(is_size(s) for s in f.free_symbols)))
        cofactor = Mul(*(f for f in factors if not any(is_size(s) for s in f.free_symbols)))
        cofactors[monomial, numbers_apart and cofactor.is_number].append(cofactor)
    return [(monomial, Add(*parts)) for (monomial, _), parts in cofactors.items()]


def _expanded(model: Model, keep: Selection) -> Expr:
    return collected(with_ratios(model, model.ledger.total(keep)))


def _layered(model: Model, keep: Selection) -> Expr:
    ledger = model.ledger
    blocks: dict[Expr, list[Expr]] = defaultdict(list)
    rest: list[Expr] = []
    for part in _towers_opened(Component("", (model.tree,))):
        times = ledger.normal(part.times) if isinstance(part, Component) else Integer(1)
        once = replace(part, times=Integer(1)) if isinstance(part, Component) else part
        inside = replace(ledger, tree=Component("", (once,)))
        (rest if times == 1 else blocks[times]).append(inside.total(keep))
    layers = (
        Mul(times, collected(with_ratios(model, Add(*bodies)))) for times, bodies in blocks.items()
    )
    others = gathered(
        with_ratios(model, Add(*rest)),
        lambda symbol: symbols.unscoped(symbol) == symbols.H,
        numbers_apart=True,
    )
    return Add(*layers, *(Mul(cofactor, monomial) for monomial, cofactor in others))


def _towers_opened(component: Component) -> Iterator[Single | Component]:
    """The parts, with those of a sum or of a tower, which has layers inside, in its place."""
    for part in component.parts:
        if isinstance(part, Component) and part.times == 1 and _has_layers(part):
            yield from _towers_opened(part)
        else:
            yield part


def _has_layers(component: Component) -> bool:
    inside = [part for part in component.parts if isinstance(part, Component)]
    return not component.name or any(p.times.free_symbols or _has_layers(p) for p in inside)


def _relative(model: Model, keep: Selection) -> Expr:
    whole = expand(_expanded(model, keep))
    layers = expand(_expanded(model, lambda leaf: keep(leaf) and in_layer_matrices(leaf)))
    if layers == 0:
        return collected(whole)
    leading = Add(*(Mul(cofactor, size) for size, cofactor in gathered(layers, _is_scale)))
    rest = gathered(expand(whole - layers), _is_scale, numbers_apart=True)
    corrections = (factor_terms(cancel(cofactor * size / leading)) for size, cofactor in rest)
    return Mul(leading, Add(1, *corrections))


def _is_scale(symbol: Symbol) -> bool:
    return symbols.unscoped(symbol) in (symbols.H, symbols.L)


FORMS: dict[str, Callable[[Model, Selection], Expr]] = {
    "expanded": _expanded,
    "layered": _layered,
    "relative": _relative,
}
