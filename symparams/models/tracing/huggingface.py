"""Hugging Face configurations as recipes: which class, which numbers, nothing downloaded."""

import importlib
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from typing import Any

from sympy import Expr, Symbol

from symparams.algebra.extras import require
from symparams.errors import BadConfigError, UnknownNameError, shown, unknown
from symparams.models.tracing.layer_kinds import Counted, Stack, Tie, apart, merged
from symparams.models.tracing.naming import symbols_for
from symparams.models.tracing.numbers import TracedInt
from symparams.models.tracing.plans import Config, Plan, canonical, field_names, names_of
from symparams.models.tracing.quiet import quiet
from symparams.models.tracing.sources import Field, Numbers, Recipe, constructed
from symparams.models.tracing.special_floats import with_floats
from symparams.models.tracing.structure import Node


def config_recipe(config: Mapping[str, Any], name: str) -> Recipe:
    """The recipe of a ``config.json``: the class of ``architectures``, else the causal LM's."""
    transformers = require("transformers")
    model_type = config.get("model_type")
    known = transformers.CONFIG_MAPPING
    if not isinstance(model_type, str):
        got = "is missing" if model_type is None else f"= {shown(model_type)} is not text"
        raise BadConfigError(f"{name}: model_type {got}; a Hugging Face config names it")
    if model_type not in known:
        if "auto_map" in config:
            raise BadConfigError(
                f"{name}: the code of {shown(model_type)} comes with its weights (auto_map) and "
                "is never run; transformers itself does not know this model_type"
            )
        problem = unknown("model_type", model_type, known.keys())
        here = f"not one of transformers {transformers.__version__}"
        raise UnknownNameError(f"{name}: {here}: {problem}")
    cls = _model_class(transformers, config, model_type, name)
    given = {k: with_floats(v) for k, v in config.items() if k not in ("model_type", "auto_map")}
    return recipe(cls, known[model_type], given, name)


def _model_class(transformers: Any, config: Mapping[str, Any], model_type: str, name: str) -> type:
    named = config.get("architectures")
    if named:
        first = named[0] if isinstance(named, list) else named
        found = getattr(transformers, first, None) if isinstance(first, str) else None
        if not isinstance(found, type):
            raise BadConfigError(f"{name}: transformers has no class {shown(first)}")
        return found
    auto = importlib.import_module("transformers.models.auto.modeling_auto")
    tables = (
        auto.MODEL_FOR_CAUSAL_LM_MAPPING_NAMES,
        auto.MODEL_FOR_SEQ_TO_SEQ_CAUSAL_LM_MAPPING_NAMES,
        auto.MODEL_FOR_MASKED_LM_MAPPING_NAMES,
        auto.MODEL_MAPPING_NAMES,
    )
    for table in tables:
        entry = table.get(model_type)
        if entry is not None:
            cls: type = getattr(transformers, entry if isinstance(entry, str) else entry[0])
            return cls
    raise BadConfigError(
        f"{name}: no class known for {shown(model_type)}; name one in architectures"
    )


def class_recipe(cls: type, given: Mapping[str, Any], name: str) -> Recipe:
    """The recipe of a model class of transformers, at its default configuration but ``given``."""
    config_class = cls.config_class  # type: ignore[attr-defined]
    known = {*field_names(config_class), *config_class.attribute_map}
    for key in given:
        if key not in known:
            raise unknown(f"key of {config_class.__name__}", key, known)
    return recipe(cls, config_class, given, name)


def recipe(cls: type, config_class: type, given: Mapping[str, Any], name: str) -> Recipe:
    """The recipe of ``cls`` at ``config_class(**given)``."""
    with quiet():
        return _recipe(cls, config_class, given, name)


def _recipe(cls: type, config_class: type, given: Mapping[str, Any], name: str) -> Recipe:
    plan = Plan(config_class, canonical(config_class, given))
    base = constructed(lambda: plan.config({}), name)
    return _with_stacks(cls, plan, base, name, tuple(map(apart, plan.layer_lists(base))))


def _with_stacks(
    cls: type, plan: Plan, base: Config, name: str, stacks: tuple[Stack, ...]
) -> Recipe:
    """The recipe in which the layers of ``stacks`` are counted by their kinds."""
    uncounted = {stack.depth for stack in stacks if not stack.lists.is_counted}
    found = [entry for entry in plan.whole_numbers(base) if entry[0] not in uncounted]
    listed = list(_listed(stacks, uncounted))
    own = symbols_for(
        [path for path, *_ in found] + [path for path, _ in listed],
        last={path for path, _, is_input, _ in found if not is_input},
        names={kind.path: kind.name for stack in stacks for kind in stack.kinds},
    )
    giving_way = {stack.kinds[0].path for stack in stacks}
    read = [(path, value) for path, value, is_input, _ in found if is_input]
    read += [(path, value) for path, value in listed if path not in giving_way]
    inputs = {path: TracedInt(value, own[path]) for path, value in read}
    derived = {path: value for path, value, is_input, _ in found if not is_input}

    def put(numbers: Mapping[str, Any]) -> Mapping[str, Any]:
        for stack in stacks:
            numbers = stack.put(numbers)
        return numbers

    def config(numbers: Mapping[str, Any]) -> Config:
        return plan.config(put(numbers))

    def at(numbers: Numbers) -> Recipe:
        return recipe(cls, plan.config_class, plan.given_with(put(numbers)), name)

    defaults = _defaults(constructed(lambda: config(inputs), name), derived, own)
    made = [
        Field(
            path,
            own[path],
            value,
            f"{path} of {name}" if is_given else f"the default of {plan.config_class.__name__}",
            is_default=not is_given,
            default=None if is_input else defaults[path],
        )
        for path, value, is_input, is_given in found
        if is_input or path in defaults
    ]
    made += [
        Field(path, own[path], value, f"{path.partition('[')[0]} of {name}")
        for path, value in listed
        if path not in giving_way
    ]

    def build(numbers: Numbers) -> Any:
        return cls(config(numbers))

    def symbolic(numbers: Numbers) -> Any:
        at = {path: TracedInt(numbers.get(path, inputs[path]), own[path]) for path in inputs}
        given = {path: TracedInt(numbers[path], own[path]) for path in defaults if path in numbers}
        made = config(at | given)
        for path in defaults:
            _put(made, path, own[path])
        return cls(made)

    def with_kinds(root: Node, is_same: Callable[[Numbers], bool]) -> Recipe:
        together = tuple(merged(stack, root, is_same) for stack in stacks)
        return _with_stacks(cls, plan, base, name, together)

    keys = tuple(
        (alias, own[item.path].name)
        for item in made
        for alias in names_of(plan.config_class, item.path)
    )
    ties = tuple(
        Tie(own[s.depth], tuple(Counted(own[k.path], k.path, k.layers) for k in s.kinds))
        for s in stacks
        if len(s.kinds) > 1
    )
    return Recipe(
        name,
        cls.__name__,
        cls,
        tuple(made),
        build,
        symbolic,
        at,
        plan.config_class,
        keys,
        ties=ties,
        with_kinds=with_kinds if stacks else None,
    )


def _listed(stacks: Iterable[Stack], uncounted: Collection[str]) -> Iterator[tuple[str, int]]:
    """Path and value of each number that lists hold: of their layers, and of sizes in them."""
    for stack in stacks:
        if stack.depth in uncounted:
            yield stack.depth, len(stack.lists.rows)
        if len(stack.kinds) > 1:
            yield from ((kind.path, kind.layers) for kind in stack.kinds)
        yield from ((path, size) for path, _, size in stack.sizes())


def _defaults(
    config: Config, derived: Mapping[str, int], own: Mapping[str, Symbol]
) -> dict[str, Expr]:
    """For the numbers that the configuration worked out, their expressions."""
    found = {}
    for path in derived:
        number = _get(config, path)
        if isinstance(number, TracedInt) and number.expression != own[path]:
            found[path] = number.expression
    return found


def _get(config: Config, path: str) -> Any:
    for key in path.split("."):
        config = getattr(config, key)
    return config


def _put(config: Config, path: str, symbol: Symbol) -> None:
    scope, _, key = path.rpartition(".")
    holder = _get(config, scope) if scope else config
    key = getattr(holder, "attribute_map", {}).get(key, key)
    setattr(holder, key, TracedInt(int(getattr(holder, key)), symbol))
