"""Feed-forward widths as symbols of their own: ``2·H·ffn_width`` in place of ``2·ffn_ratio·H²``."""

from collections.abc import Mapping
from dataclasses import replace

from sympy import Symbol

from symparams import symbols
from symparams.algebra.model import Model
from symparams.algebra.provenance import Value
from symparams.algebra.relations import Relation


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
        sizes = {symbols.unscoped(s) for s in relation.expression.free_symbols - {*ratios}}
        if len(ratios) == 1 and sizes == {symbols.H}:
            solution = relation.solved_for(ratios[0])
            if solution is not None:
                turned[ratios[0]] = Relation(ratios[0], solution, relation.symbol)
    put_in = {ratio: relation.expression for ratio, relation in turned.items()}
    widths = {relation.gives_way for relation in turned.values()}
    others = tuple(r for r in model.relations if r.symbol not in widths)
    widened = replace(
        model,
        tree=model.tree.put(lambda size: size.xreplace(put_in)),
        relations=(*others, *turned.values()),
        values=tuple(sorted(_values(model, turned), key=lambda v: symbols.position(v.symbol))),
    )
    if model.configuration is None:
        return widened
    file = model.configuration
    again = replace(file, result=widened, read=lambda entries: with_widths(file.read(entries)))
    return replace(widened, configuration=again)


def _values(model: Model, turned: Mapping[Symbol, Relation]) -> list[Value]:
    """The values, with a known ratio's width in its place where the hidden size is known."""
    numbers = model.numbers()
    kept = [value for value in model.values if value.symbol not in turned]
    for value in model.values:
        if value.symbol not in turned:
            continue
        ratio = turned[value.symbol]
        (hidden,) = ratio.expression.free_symbols - {ratio.gives_way}
        if hidden in numbers:
            width = value.number * numbers[hidden]
            kept.append(Value(ratio.gives_way, width, value.origin, value.is_default))
    return kept
