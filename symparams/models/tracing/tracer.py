"""From a recipe to a model: built without memory, its layers counted, checked, put together."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from sympy import Expr, Integer, Symbol

from symparams import symbols
from symparams.algebra.model import Model
from symparams.algebra.provenance import Value
from symparams.algebra.relations import Divides, Relation
from symparams.algebra.tree import Component
from symparams.errors import BadConfigError, SymparamsError
from symparams.models.tracing.again import traced_again
from symparams.models.tracing.assembly import Assembly
from symparams.models.tracing.building import build_symbolic, measure
from symparams.models.tracing.checking import Findings, check
from symparams.models.tracing.formula import formula_of
from symparams.models.tracing.layer_kinds import Tie
from symparams.models.tracing.layers import Layers, count_layers
from symparams.models.tracing.preconditions import divisibility
from symparams.models.tracing.probing import Checks, Traced
from symparams.models.tracing.recording import HEAD_SPLIT
from symparams.models.tracing.sources import Numbers, Recipe

LIKE = re.compile(r"(^|\.)\d+$")
"""A list with layers of several kinds names each by the first of its kind: ``layers.3``."""


def trace_recipe(recipe: Recipe) -> Model:
    """Build with symbols, count the layers, check against other builds, put together."""
    base = build_symbolic(recipe, {})
    recipe = _with_kinds(recipe, base)
    checks = Checks(
        lambda numbers: measure(recipe, numbers), lambda numbers: build_symbolic(recipe, numbers)
    )
    actual = measure(recipe, {})
    layers = count_layers(recipe, base, checks)
    tree = Assembly(layers.times, lambda size: size).tree(base.root)
    formula = formula_of(tree, recipe.fields, base.recorder)
    if formula.total({}) != actual.parameters:
        raise SymparamsError(
            f"{recipe.name}: the trace gives {formula.total({})} parameters, the class has "
            f"{actual.parameters}; it does something while it builds that cannot be followed"
        )
    findings = check(formula, layers, base, checks)
    model = _model(recipe, base, layers, tree, findings)
    return replace(model, again=traced_again(recipe, model, actual.tensors, trace_recipe))


def _with_kinds(recipe: Recipe, base: Traced) -> Recipe:
    """``recipe`` with those layers as one kind that the built class does not tell apart."""
    if recipe.with_kinds is None:
        return recipe

    def is_same(numbers: Numbers) -> bool:
        try:
            return measure(recipe, numbers) == measure(recipe, {})
        except BadConfigError:
            return False

    return recipe.with_kinds(base.root, is_same)


def _model(
    recipe: Recipe, base: Traced, layers: Layers, tree: Component, findings: Findings
) -> Model:
    divides, conditions = divisibility(findings.conditions)
    fixed = {
        item.symbol: Integer(item.value) if item.default is None else item.default
        for item in recipe.fields
        if item.path in findings.pinned
    }
    ties = _ties(recipe, tree, fixed)
    if fixed or ties:
        layers = replace(layers, times={k: _by_kinds(n, ties) for k, n in layers.times.items()})
        tree = Assembly(layers.times, lambda size: _put(size, fixed)).tree(base.root)
    pinned = tuple(
        Value(item.symbol, Integer(item.value), findings.pinned[item.path])
        for item in recipe.fields
        if item.path in findings.pinned
    )
    plain = Model(recipe.name, tree, (), divides, conditions, pinned)
    relations = _relations(recipe, base, plain.symbols(), divides, fixed)
    relations += tuple(tie.relation(fixed) for tie in ties)
    model = replace(plain, relations=relations)
    used = {*model.symbols()}
    following = {tie.depth for tie in ties}
    values = tuple(
        Value(item.symbol, Integer(item.value), item.origin, item.is_default)
        for item in recipe.fields
        if item.default is None and item.symbol in used - following
    )
    left = [tie.kinds[0] for tie in ties]
    values += tuple(
        Value(kind.symbol, Integer(kind.layers), kind.origin(recipe.name)) for kind in left
    )
    unused = [item for item in recipe.fields if item.symbol not in used]
    keys = {(item.path, item.symbol.name) for item in recipe.fields} | {*recipe.keys}
    keys |= {(kind.path, kind.symbol.name) for kind in left}
    idle = {item.symbol.name for item in unused}
    names = idle | {key for key, name in keys if name in idle}
    named = {(key, name) for key, name in keys if name not in idle and key != name}
    return replace(
        model,
        title=recipe.title,
        values=tuple(sorted(values, key=lambda v: symbols.position(v.symbol))),
        without_effect=tuple(sorted(names)),
        keys=tuple(sorted(named)),
        notes=_notes(recipe, layers, tree, findings),
    )


def _ties(recipe: Recipe, tree: Component, fixed: Mapping[Symbol, Expr]) -> tuple[Tie, ...]:
    """Those numbers of layers that are sums of kinds which the formula tells apart."""
    sizes = (s for leaf in tree.leaves() for s in (leaf.times, *leaf.weight.shape))
    free = set().union(*(size.free_symbols for size in sizes)) - fixed.keys()
    return tuple(
        tie
        for tie in recipe.ties
        if tie.depth not in fixed and free & {kind.symbol for kind in tie.kinds[1:]}
    )


def _by_kinds(times: Expr, ties: Iterable[Tie]) -> Expr:
    for tie in ties:
        times = tie.rewritten(times)
    return times


def _put(size: Expr, fixed: Mapping[Symbol, Expr]) -> Expr:
    return size.xreplace(dict(fixed)).xreplace(dict(fixed))


def _relations(
    recipe: Recipe,
    base: Traced,
    used: tuple[Symbol, ...],
    divides: tuple[Divides, ...],
    fixed: Mapping[Symbol, Expr],
) -> tuple[Relation, ...]:
    """How the symbols are tied: the split into heads, and keys that follow from others."""
    found: list[Relation] = []
    if base.recorder.splits_heads and base.recorder.head_dim is not None:
        split = _exact(HEAD_SPLIT, divides)
        found.append(Relation(base.recorder.head_dim, split, symbols.heads))
    for item in recipe.fields:
        if item.default is not None and item.symbol not in fixed:
            default = _exact(item.default.xreplace(dict(fixed)), divides)
            found.append(Relation(item.symbol, default, item.symbol))
    return tuple(relation for relation in found if relation.symbol in used)


def _exact(expression: Expr, divides: tuple[Divides, ...]) -> Expr:
    for condition in divides:
        expression = condition.applied(expression)
    return expression


def _notes(recipe: Recipe, layers: Layers, tree: Component, findings: Findings) -> tuple[str, ...]:
    notes = list(recipe.notes)
    if findings.checked:
        spans = ", ".join(
            f"{item.symbol} = {low} to {high}" for item, low, high in findings.checked
        )
        notes.append(f"the pattern of its layers was checked for {spans}; beyond, trace again")
    if layers.numeric:
        notes.append(
            f"{len(layers.numeric)} groups of layers have a number of copies that no formula "
            "was found for; it stays the number at the traced depth"
        )
    kinds = [name for name in _names(tree) if LIKE.search(name)]
    if kinds:
        notes.append(f"{kinds[0]} stands for every layer that is like it, and so on")
    return tuple(notes)


def _names(component: Component) -> Iterator[str]:
    """The names of the components that are taken more than once."""
    for part in component.parts:
        if isinstance(part, Component):
            if part.times != 1:
                yield part.name
            yield from _names(part)
