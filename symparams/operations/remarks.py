"""What a reader should know about a model's source beside its numbers."""

from dataclasses import replace

from symparams import symbols
from symparams.algebra.closed_forms import number
from symparams.algebra.model import Model
from symparams.algebra.relations import HEAD_SIZE
from symparams.algebra.values import assign


def remarks(model: Model) -> tuple[str, ...]:
    """The model's notes, and where its source contradicts itself."""
    return (*model.notes, *contradictions(model))


def contradictions(model: Model) -> tuple[str, ...]:
    """The values that a model's source prints although they cannot all hold, in words.

    The head count of such a row is not used: under ``heads·head_dim = H`` the count does not
    depend on it. What the row would give if it were taken literally is said too.
    """
    if model.published is None or not model.published.printed:
        return ()
    printed = dict(model.published.printed)
    hidden = model.numbers().get(symbols.H)
    heads, head_dim = printed["heads"], printed["head_dim"]
    free = replace(model, relations=tuple(r for r in model.relations if r != HEAD_SIZE))
    literal = number(literally := assign(free, printed), literally.ledger.total())
    if hidden is None or not isinstance(literal, int):
        return ()  # a value was put aside, as to solve for it: there is nothing to contradict
    return (
        f"the source prints heads × head_dim = {heads} × {head_dim} = {heads * head_dim}, but "
        f"H = {hidden}: counted with heads·head_dim = H; taken literally it would be {literal:,}",
    )
