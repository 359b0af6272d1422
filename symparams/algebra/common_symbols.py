"""Several models under common symbols: one name for a width, one view of what divides what."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from sympy import Expr, Symbol

from symparams import symbols
from symparams.algebra.model import Model
from symparams.algebra.relations import HEAD_SIZE, Divides
from symparams.algebra.widths import with_widths

SPLITS_EVENLY = Divides(symbols.heads, symbols.H)


def under_common_symbols(models: Sequence[Model]) -> tuple[Model, ...]:
    """The same models, written so that a symbol is the same quantity in all of them.

    Where one counts a feed-forward in widths and another in ratios, all are written in widths.
    What one states about divisibility holds for the others too, unless their values break it.

    >>> from symparams.models.loading import load
    >>> ratios, widths = load("textbook"), with_widths(load("gpt2"))
    >>> under_common_symbols([ratios, widths])[0].total()
    2*H*L*ffn_width + 4*H*L*head_dim*heads + H*V
    """
    in_widths = [with_widths(model) for model in models]
    raw = frozenset().union(*(model.raw_symbols() for model in models))
    is_mixed = any(
        (other.raw_symbols() - model.raw_symbols()) & raw
        for model, other in zip(models, in_widths, strict=True)
    )
    stated = divisibility(models)
    return tuple(
        replace(model, divisibility=tuple(d for d in stated if _may_hold(d, model)))
        for model in (in_widths if is_mixed else models)
    )


def divisibility(models: Iterable[Model]) -> tuple[Divides, ...]:
    """What any of the models states about divisibility; ``head_dim = H/heads`` states it too."""
    stated: dict[Divides, None] = {}
    for model in models:
        even = (SPLITS_EVENLY,) if HEAD_SIZE in model.relations else ()
        stated |= dict.fromkeys((*model.divisibility, *even))
    return tuple(stated)


def _may_hold(divides: Divides, model: Model) -> bool:
    numbers = model.numbers()
    if not {divides.divisor, divides.dividend} <= numbers.keys():
        return True
    return bool(numbers[divides.dividend] % numbers[divides.divisor] == 0)


def common_naming(written: Model, traced: Model) -> Callable[[Expr], Expr]:
    """What makes the symbols of both the same."""
    relations = [*written.relations, *traced.relations]
    divides = divisibility((written, traced))
    raw = written.raw_symbols() | traced.raw_symbols()
    ratio: dict[Symbol, Expr] = _ratios(written) | _ratios(traced)
    widths: set[Symbol] = set()
    for relation in relations:
        for symbol in relation.expression.free_symbols:
            width = relation.solved_for(symbol) if symbols.is_ratio(symbol) else None
            if width is not None and relation.symbol in raw:
                ratio[symbol] = width
                widths.add(relation.symbol)
    chosen = {r.symbol: r for r in reversed(relations) if r.symbol not in widths}

    def put(expression: Expr) -> Expr:
        expression = expression.xreplace(ratio)
        for _ in range(len(chosen)):
            tied = {s: r.expression for s, r in chosen.items() if expression.has(s)}
            if not tied:
                break
            expression = expression.xreplace(tied)
        for condition in divides:
            expression = condition.applied(expression)
        return expression

    return put


def _ratios(model: Model) -> dict[Symbol, Expr]:
    return {symbol: n for symbol, n in model.numbers().items() if symbols.is_ratio(symbol)}
