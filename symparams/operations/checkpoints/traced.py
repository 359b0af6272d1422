"""The names of a tree that was traced: its paths are those of the modules, and so of the tensors.

A list of layers is one component (``transformer.h``), or one for each kind of layer, called by the
first of them (``model.layers.0``, ``model.layers.3``).
"""

import re
from dataclasses import replace

from symparams.algebra.model import Model
from symparams.algebra.parts import Single
from symparams.algebra.places import Places
from symparams.algebra.tree import Component
from symparams.errors import BadCheckpointError
from symparams.operations.checkpoints.expected import parts_of, whole
from symparams.operations.checkpoints.naming import Naming, TypeNames

FIRST = re.compile(r"(?P<list>.+)\.(?P<first>0|[1-9]\d{0,8})", re.ASCII)


def placed(model: Model) -> Model:
    """The tree with the layers of each kind, which follow from how many come before the next.

    Raises BadCheckpointError where kinds take turns: the tree does not say which layer is which.
    """
    ends: dict[str, int] = {}
    found: list[Component] = []
    for component in model.tree.parts:
        name = FIRST.fullmatch(component.name)
        if not isinstance(component, Component):
            component = Component(component.name, (component,))
        elif name is not None:
            start, times = int(name["first"]), whole(model, component.times)
            if ends.get(name["list"], 0) != start:
                raise BadCheckpointError(
                    f"{model.name}: the kinds of layers of {name['list']} take turns, and a traced "
                    "tree does not say where; give the configuration itself"
                )
            ends[name["list"]] = start + times
            component = replace(component, places=Places((range(start, start + times),)))
        found.append(component)
    return model.with_tree(replace(model.tree, parts=tuple(found)))


def names_in(model: Model) -> TypeNames:
    """A row for each weight of a traced tree, whose path is its name.

    Copies of whole modules are a list; copies of bare parameters are one tensor.
    """
    lists = [part for part in model.tree.parts if _is_list(part)]
    rows = []
    for part in parts_of(model, 1):
        name = next((own.name for own in lists if part.path.startswith(f"{own.name}.")), "")
        stack = FIRST.fullmatch(name)
        above = stack["list"] if stack else name
        own = f"{above}.#{part.path.removeprefix(name)}" if name else part.path
        rows.append(
            Naming(((part.key,),), own, is_stacked=part.copies > 1 or (part.times > 1 and not name))
        )
    return TypeNames("", tuple(rows), ())


def _is_list(part: Single | Component) -> bool:
    if not isinstance(part, Component) or (part.times == 1 and part.places is None):
        return False
    return any(leaf.path.endswith((".weight", ".bias")) for leaf in part.leaves())
