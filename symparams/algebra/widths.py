"""Feed-forward widths as symbols of their own: ``2·H·ffn_width`` in place of ``2·ffn_ratio·H²``."""

from collections.abc import Mapping
from dataclasses import replace

from sympy import Expr, Symbol

from symparams import symbols
from symparams.algebra.model import Model
from symparams.algebra.provenance import Value
from symparams.algebra.relations import Relation
from symparams.algebra.tree import Component, Weight


def with_widths(model: Model) -> Model:
    """``model`` with each ratio written as its width over the hidden size.

    ``ffn_ratio`` becomes ``ffn_width/H`` in every shape, its value becomes the width, and the
    relation ``ffn_width = ffn_ratio·H`` is read for the ratio.

    >>> from symparams.models.textbook import textbook
    >>> with_widths(textbook()).total()
    2*H*L*ffn_width + 4*H*L*head_dim*heads + H*V
    """
    turned: dict[Symbol, Relation] = {}
    for relation in model.relations:
        ratios = [s for s in symbols.in_order(relation.expression) if symbols.is_ratio(s)]
        if len(ratios) == 1 and relation.expression.free_symbols == {ratios[0], symbols.H}:
            solution = relation.solved_for(ratios[0])
            if solution is not None:
                turned[ratios[0]] = Relation(ratios[0], solution, relation.symbol)
    put_in = {ratio: relation.expression for ratio, relation in turned.items()}
    widths = {relation.gives_way for relation in turned.values()}
    others = tuple(r for r in model.relations if r.symbol not in widths)
    widened = replace(
        model,
        tree=_mapped(model.tree, put_in),
        relations=(*others, *turned.values()),
        values=tuple(sorted(_values(model, turned), key=lambda v: symbols.position(v.symbol))),
    )
    if model.configuration is None:
        return widened
    file = model.configuration
    again = replace(file, result=widened, read=lambda entries: with_widths(file.read(entries)))
    return replace(widened, configuration=again)


def _mapped(component: Component, put_in: Mapping[Symbol, Expr]) -> Component:
    parts = tuple(
        _mapped(part, put_in) if isinstance(part, Component) else _resized(part, put_in)
        for part in component.parts
    )
    return replace(component, parts=parts)


def _resized(weight: Weight, put_in: Mapping[Symbol, Expr]) -> Weight:
    return replace(weight, shape=tuple(size.xreplace(dict(put_in)) for size in weight.shape))


def _values(model: Model, turned: Mapping[Symbol, Relation]) -> list[Value]:
    """The values, with a known ratio's width in its place where the hidden size is known."""
    numbers = model.numbers()
    hidden = numbers.get(symbols.H)
    kept = [value for value in model.values if value.symbol not in turned]
    if hidden is None:
        return kept
    return kept + [
        Value(turned[v.symbol].gives_way, v.number * hidden, v.origin, v.is_default)
        for v in model.values
        if v.symbol in turned
    ]
