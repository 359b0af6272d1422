"""The code traced again at other numbers, where its formula is not known to hold."""

from collections.abc import Callable, Mapping

from sympy import Add, Expr, Symbol

from symparams.algebra.model import Model
from symparams.algebra.requirements import with_relations
from symparams.errors import BadConfigError
from symparams.models.tracing.quiet import quiet
from symparams.models.tracing.sources import Numbers, Recipe

MOST_TENSORS = 5000
"""A build has at most so many tensors: each takes a fraction of a millisecond, and memory."""

MOST_TIMES = 100
SMALL = 100
"""A number below this may become ``MOST_TIMES`` as much, however small it is."""


def traced_again(
    recipe: Recipe, model: Model, tensors: int, trace: Callable[[Recipe], Model]
) -> Callable[[Mapping[Symbol, Expr]], Model]:
    """What ``trace`` makes of the ``recipe`` of ``model`` with other numbers for its symbols.

    ``tensors`` is how many the class has at its own numbers.

    The function raises BadConfigError for what the class cannot be built with, and for what is
    too much to build.
    """

    def again(numbers: Mapping[Symbol, Expr]) -> Model:
        _bounded(model, tensors, numbers)
        others = _by_path(recipe, model, numbers)
        with quiet():
            return trace(recipe.at(others))

    return again


def _by_path(recipe: Recipe, model: Model, numbers: Mapping[Symbol, Expr]) -> Numbers:
    """The numbers of those fields that have another one than the model would give them.

    What a relation of the model gives was worked out by the configuration, which works it out
    again: the relation may hold at the model's own numbers only.
    """
    others = {}
    following = {r.symbol: r.expression.xreplace(dict(numbers)) for r in model.relations}
    for item in recipe.fields:
        number = numbers.get(item.symbol)
        usual = following.get(item.symbol, item.value)
        if number is not None and number.is_Integer and number != usual:
            others[item.path] = int(number)
    return others


def _bounded(model: Model, tensors: int, numbers: Mapping[Symbol, Expr]) -> None:
    """Refuse what could not be built in reasonable time."""
    own = {value.symbol: value.number for value in (*model.values, *model.pinned)}
    for symbol, number in numbers.items():
        most = MOST_TIMES * max(own.get(symbol, SMALL), SMALL)
        if number > most:
            raise BadConfigError(
                f"{model.name}: {symbol} = {number} is beyond what the formula was checked for, "
                f"and building the class to see is tried up to {most} only"
            )
    copies = model.related(Add(*(leaf.times for leaf in model.leaves())))
    before, after = (copies.xreplace(dict(at)) for at in (with_relations(model, own), numbers))
    most = max(MOST_TENSORS, 2 * tensors)
    if after.is_Integer and tensors * after > most * before:
        raise BadConfigError(
            f"{model.name}: beyond what the formula was checked for, and some "
            f"{int(tensors * after / before)} tensors are too many to build the class and see "
            f"(at most {most})"
        )
