"""From a recipe to a model: built without memory, its layers counted, checked, put together."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace

from sympy import Expr, Integer, Symbol

from symparams import symbols
from symparams.errors import SymparamsError
from symparams.relations import Divides, Relation
from symparams.tracing.assembly import Assembly
from symparams.tracing.building import Traced, build_symbolic, measure
from symparams.tracing.checking import Checks, Findings, check
from symparams.tracing.formula import formula_of
from symparams.tracing.layers import Layers, count_layers
from symparams.tracing.preconditions import divisibility
from symparams.tracing.recording import HEAD_SPLIT
from symparams.tracing.sources import Recipe
from symparams.tree import Component, Model, Value

LIKE = re.compile(r"(^|\.)\d+$")
"""A list with layers of several kinds names each by the first of its kind: ``layers.3``."""


def trace_recipe(recipe: Recipe) -> Model:
    """Build with symbols, count the layers, check against other builds, put together."""
    checks = Checks(lambda numbers: measure(recipe, numbers))
    base = build_symbolic(recipe, {})
    actual = measure(recipe, {}).parameters
    layers = count_layers(recipe, base, checks)
    tree = Assembly(layers.times, lambda size: size).tree(base.root)
    formula = formula_of(tree, recipe.fields, base.recorder)
    if formula.total({}) != actual:
        raise SymparamsError(
            f"{recipe.name}: the trace gives {formula.total({})} parameters, the class has "
            f"{actual}; it does something while it builds that cannot be followed"
        )
    findings = check(formula, list(base.recorder.conditions), checks)
    return _model(recipe, base, layers, tree, findings)


def _model(
    recipe: Recipe, base: Traced, layers: Layers, tree: Component, findings: Findings
) -> Model:
    divides, conditions = divisibility(findings.conditions)
    fixed = {
        item.symbol: Integer(item.value) if item.default is None else item.default
        for item in recipe.fields
        if item.path in findings.pinned
    }
    if fixed:
        tree = Assembly(layers.times, lambda size: _put(size, fixed)).tree(base.root)
    pinned = tuple(
        Value(item.symbol, Integer(item.value), findings.pinned[item.path])
        for item in recipe.fields
        if item.path in findings.pinned
    )
    plain = Model(recipe.name, tree, (), divides, conditions, pinned)
    relations = _relations(recipe, base, plain.symbols(), divides, fixed)
    model = replace(plain, relations=relations)
    used = {*model.symbols()}
    values = tuple(
        Value(item.symbol, Integer(item.value), item.origin, item.is_default)
        for item in recipe.fields
        if item.default is None and item.symbol in used
    )
    unused = [item for item in recipe.fields if item.symbol not in used]
    keys = {(item.path, item.symbol.name) for item in recipe.fields} | {*recipe.keys}
    idle = {item.symbol.name for item in unused}
    names = idle | {key for key, name in keys if name in idle}
    named = {(key, name) for key, name in keys if name not in idle and key != name}
    return replace(
        model,
        title=recipe.title,
        values=tuple(sorted(values, key=lambda v: symbols.position(v.symbol))),
        without_effect=tuple(sorted(names)),
        keys=tuple(sorted(pair for pair in named if not _is_known(*pair))),
        notes=_notes(recipe, layers, tree),
    )


def _is_known(key: str, name: str) -> bool:
    return key in symbols.BY_KEY and symbols.BY_KEY[key].name == name


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


def _notes(recipe: Recipe, layers: Layers, tree: Component) -> tuple[str, ...]:
    notes = list(recipe.notes)
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
