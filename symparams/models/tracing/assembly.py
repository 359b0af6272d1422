"""From a module's tree to the project's: components with module paths, as a reader expects them.

A ``Linear`` becomes weights of the module around it (``q_proj.weight``, ``q_proj.bias``);
norms and embeddings stay components of their own; what only wraps a list of layers is taken
apart, so that the layers stand at the top of the tree, as in a model written by hand.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from sympy import Expr, Integer

from symparams import symbols
from symparams.algebra.parts import Single, Weight
from symparams.algebra.tree import Component
from symparams.models.tracing.kinds import is_norm, kind_of
from symparams.models.tracing.module_roles import role_of_class, with_roles
from symparams.models.tracing.multiplicity import Key, children
from symparams.models.tracing.structure import Group, Node, Parameter

Part = Single | Component
FUSED = 2
LISTED = "Parameter"
"""The class of a node that is an entry of a list of parameters."""


def _is_layer(node: Node) -> bool:
    """Whether a module has neither a list of layers nor an embedding anywhere below."""
    return not node.is_embedding and all(
        "*" not in group.pattern and _is_layer(group.node) for group in node.groups
    )


@dataclass(frozen=True, slots=True)
class Assembly:
    """``times`` gives each numbered group's number of copies; ``resolve`` rewrites every size.

    A weight is tied to the place in the tree that its owner has; where ``is_labelled``, every
    weight says its own place in the module instead, by which that is found.
    """

    times: Mapping[Key, Expr]
    resolve: Callable[[Expr], Expr]
    vocabulary: Expr = symbols.V
    is_labelled: bool = False

    def tree(self, root: Node) -> Component:
        """The whole tree, its layers at the top; a module without any is a layer itself."""
        tree = with_roles(self._tree(root))
        labels = (
            leaf.weight.tied_to for leaf in replace(self, is_labelled=True)._tree(root).leaves()
        )
        places = dict(zip(labels, (leaf.path for leaf in tree.leaves()), strict=True))
        return tree.tied(lambda path: places.get(_first_alike(root, path), path))

    def _tree(self, root: Node) -> Component:
        top = self.component(root, "", (), (), in_layer=_is_layer(root))
        return Component("", _flattened(_wrapped(top.parts), ""))

    def component(
        self, node: Node, name: str, path: Sequence[str], key: Key, *, in_layer: bool
    ) -> Component:
        """A module as a component called ``name``."""
        parts: list[Part] = list(self.weights(node, path, in_layer=in_layer))
        for child_key, group in children(node, key):
            child = _group_name(group, node)
            parts.extend(self.group(group, child, path, child_key, in_layer=in_layer))
        return self._fused(Component(name, tuple(parts), role=role_of_class(node.cls)), node)

    def group(
        self, group: Group, name: str, path: Sequence[str], key: Key, *, in_layer: bool
    ) -> Sequence[Part]:
        """A group of equal children: one component, or the weights of a linear map."""
        times = self.times.get(key, Integer(len(group.names)))
        is_repeated = "*" in group.pattern and (times != 1 or not times.is_number)
        node = group.node
        below = self.component(
            node, name, (*path, group.names[0]), key, in_layer=in_layer or is_repeated
        )
        is_linear = not (node.groups or node.is_embedding or is_norm(node, group.names[0]))
        has_weights_only = all(isinstance(part, Weight) for part in below.parts)
        if is_linear and not is_repeated and has_weights_only and below.times == 1:
            weights = (part for part in below.parts if isinstance(part, Weight))
            return [replace(weight, name=f"{name}.{weight.name}") for weight in weights]
        if not is_repeated:
            return [below]
        if below.times != 1:
            below = Component(name, (below.named("experts"),), role=below.role)
        active = symbols.active_experts if times == symbols.experts else None
        return [replace(below, times=self.resolve(times), active_times=active)]

    def weights(self, node: Node, path: Sequence[str], *, in_layer: bool) -> Sequence[Weight]:
        """The module's own parameters."""
        return [
            Weight(
                parameter.name,
                tuple(self.resolve(size) for size in parameter.shape),
                kind_of(parameter, node, path, self.vocabulary, in_layer=in_layer),
                tied_to=_label(node, path, parameter) if self.is_labelled else parameter.tied_to,
            )
            for parameter in node.parameters
        ]

    def _fused(self, component: Component, node: Node) -> Component:
        """Experts that the code keeps in one tensor each, ``(experts, in, out)``, as copies."""
        if not _holds_fused_experts(node.parameters):
            return component
        count = self.resolve(symbols.experts)
        fused = len(node.parameters)
        own, others = component.parts[:fused], component.parts[fused:]
        once = tuple(replace(w, shape=w.shape[1:]) for w in own if isinstance(w, Weight))
        active = symbols.active_experts if count == symbols.experts else None
        if not others:
            return replace(component, parts=once, times=count, active_times=active)
        return replace(component, parts=(Component("experts", once, count, active), *others))


def _label(node: Node, path: Sequence[str], parameter: Parameter) -> str:
    """Where a parameter stands in the module; one in a list has its number for a name."""
    return ".".join(path if node.cls == LISTED else (*path, parameter.name))


def _first_alike(node: Node, path: str) -> str:
    """``path`` with the first of every group of equal children in place of the one it names."""
    name, dot, rest = path.partition(".")
    for group in node.groups:
        if name in group.names:
            return f"{group.names[0]}{dot}{_first_alike(group.node, rest)}"
    return path


def _holds_fused_experts(parameters: Sequence[Parameter]) -> bool:
    is_per_expert = all(p.shape[:1] == (symbols.experts,) for p in parameters)
    return is_per_expert and any(len(p.shape) > FUSED for p in parameters)


def _group_name(group: Group, around: Node) -> str:
    """``layers`` for children that are all equal, ``layers.3`` for those like number 3."""
    if "*" not in group.pattern:
        return group.names[0]
    is_only = sum(other.pattern == group.pattern for other in around.groups) == 1
    if is_only:
        together = group.pattern.replace("*", "").strip("_.")
        return together if len(group.names) > 1 else group.names[0]
    return group.names[0]


def _wrapped(parts: Sequence[Part]) -> Sequence[Part]:
    """The top of a tree holds components: weights there get one of their module's name."""
    return [
        Component(part.name.rpartition(".")[0] or part.name, (_short(part),))
        if isinstance(part, Weight)
        else part
        for part in parts
    ]


def _short(weight: Weight) -> Weight:
    return replace(weight, name=weight.name.rpartition(".")[2])


def _has_repetition(component: Component) -> bool:
    return any(
        isinstance(part, Component) and (part.times != 1 or _has_repetition(part))
        for part in component.parts
    )


def _flattened(parts: Sequence[Part], path: str) -> tuple[Part, ...]:
    """Components that only stand around layers give way to their parts."""
    flat: list[Part] = []
    for part in parts:
        if not isinstance(part, Component):
            flat.append(part)
            continue
        name = f"{path}.{part.name}".strip(".")
        if part.times == 1 and _has_repetition(part):
            flat.extend(_flattened(_wrapped(part.parts), name))
        else:
            flat.append(part.named(name))
    return _merged(flat)


def _merged(parts: Sequence[Part]) -> tuple[Part, ...]:
    """Neighbours of the same name (a weight and its bias at the top) as one component."""
    merged: list[Part] = []
    for part in parts:
        last = merged[-1] if merged else None
        if (
            isinstance(part, Component)
            and isinstance(last, Component)
            and (last.name, last.times) == (part.name, part.times) == (part.name, Integer(1))
        ):
            merged[-1] = replace(last, parts=(*last.parts, *part.parts))
        else:
            merged.append(part)
    return tuple(merged)
