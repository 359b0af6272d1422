"""Weights that are one tensor with another weight, and whether the tree says so rightly.

A tied weight counts 0 only because its tensor is counted elsewhere in the tree, in the same shape
or transposed.
"""

from collections import defaultdict
from collections.abc import Iterator

from sympy import Expr

from symparams.algebra.model import Model
from symparams.algebra.parts import Weight
from symparams.errors import shown


def wrong_ties(model: Model) -> Iterator[str]:
    """What is wrong with each weight that counts 0 as the copy of one not counted, or unlike it."""
    owners = defaultdict(list)
    for leaf in model.leaves():
        if leaf.expression != 0:
            owners[leaf.path].append(leaf.weight)
    for leaf in model.leaves():
        target = leaf.weight.tied_to
        if not target:
            continue
        where = f"{shown(leaf.path)} is tied to {shown(target)}"
        if target not in owners:
            yield f"{where}, which is no weight that counts in the tree"
            continue
        shapes = {_sizes(model, weight) for weight in owners[target]}
        shape = _sizes(model, leaf.weight)
        if not {shape, shape[::-1]} & shapes:
            yield f"{where}, which has another shape"


def _sizes(model: Model, weight: Weight) -> tuple[Expr, ...]:
    """The shape of a weight under the relations and at the values of ``model``."""
    return tuple(model.related(size).xreplace(model.numbers()) for size in weight.shape)
