"""The exact total of a model whose every symbol has a number, weight by weight."""

from symparams.algebra.model import Model
from symparams.algebra.requirements import with_relations


def total(model: Model) -> int | None:
    """The count at the model's own values; None where a symbol has none.

    Nothing is expanded: this is the tree's own sum in numbers.
    """
    numbers = with_relations(model, model.numbers())
    result = 0
    for leaf in model.leaves():
        if leaf.weight.tied_to:
            continue
        product = 1
        for factor in (leaf.times, *leaf.weight.shape):
            size = factor.xreplace(numbers)
            if not size.is_Integer:
                return None
            product *= int(size)
        result += product
    return result
