"""Hugging Face configurations as recipes: which class, which numbers, nothing downloaded."""

import copy
import importlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from difflib import get_close_matches
from typing import Any

from sympy import Expr, Symbol

from symparams.errors import BadConfigError, UnknownNameError, shown, unknown
from symparams.extras import require
from symparams.tracing.naming import symbols_for
from symparams.tracing.numbers import TracedInt
from symparams.tracing.quiet import quiet
from symparams.tracing.sources import Field, Numbers, Recipe, constructed

Config = Any


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
        close = get_close_matches(model_type[:100], list(known.keys()), n=1)
        here = f"not one of transformers {transformers.__version__}"
        hint = f"did you mean {close[0]!r}?" if close else here
        raise UnknownNameError(f"{name}: unknown model_type {shown(model_type)}; {hint}")
    cls = _model_class(transformers, config, model_type, name)
    given = {k: v for k, v in config.items() if k not in ("model_type", "auto_map")}
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
    known = {*_field_names(config_class), *config_class.attribute_map}
    for key in given:
        if key not in known:
            raise unknown(f"key of {config_class.__name__}", key, known)
    return recipe(cls, config_class, given, name)


def recipe(cls: type, config_class: type, given: Mapping[str, Any], name: str) -> Recipe:
    """The recipe of ``cls`` at ``config_class(**given)``."""
    with quiet():
        return _recipe(cls, config_class, given, name)


def _recipe(cls: type, config_class: type, given: Mapping[str, Any], name: str) -> Recipe:
    plan = _Plan(config_class, _canonical(config_class, given))
    base = constructed(lambda: plan.config({}), name)
    found = list(_whole_numbers(plan, base))
    own = symbols_for(
        [path for path, *_ in found],
        last={path for path, _, is_input, _ in found if not is_input},
    )
    inputs = {path: TracedInt(value, own[path]) for path, value, is_input, _ in found if is_input}
    derived = {path: value for path, value, is_input, _ in found if not is_input}
    defaults = _defaults(constructed(lambda: plan.config(inputs), name), derived, own)
    made = tuple(
        Field(
            path,
            own[path],
            value,
            f"{path} of {name}" if is_given else f"the default of {config_class.__name__}",
            is_default=not is_given,
            default=None if is_input else defaults[path],
        )
        for path, value, is_input, is_given in found
        if is_input or path in defaults
    )

    def build(numbers: Numbers) -> Any:
        return cls(plan.config(numbers))

    def symbolic(numbers: Numbers) -> Any:
        at = {path: TracedInt(numbers.get(path, inputs[path]), own[path]) for path in inputs}
        given = {path: TracedInt(numbers[path], own[path]) for path in defaults if path in numbers}
        config = plan.config(at | given)
        for path in defaults:
            _put(config, path, own[path])
        return cls(config)

    keys = tuple(
        (alias, own[item.path].name) for item in made for alias in _aliases(config_class, item.path)
    )
    return Recipe(name, cls.__name__, cls, made, build, symbolic, config_class, keys)


@dataclass(frozen=True, slots=True)
class _Plan:
    """How to make a configuration: a class, what was given, and the plans of nested ones."""

    config_class: type
    given: dict[str, Any]

    def config(self, numbers: Numbers) -> Config:
        """The configuration with ``numbers`` put in by path."""
        arguments = copy.deepcopy(self.given)
        nested: dict[str, dict[str, int]] = {}
        for path, number in numbers.items():
            scope, dot, key = path.partition(".")
            if dot:
                nested.setdefault(scope, {})[key] = number
            else:
                arguments[path] = number
        if nested:
            plain = self.config_class(**copy.deepcopy(self.given))
            for scope, inner in nested.items():
                arguments[scope] = self.nested(plain, scope).config(inner)
        return self.config_class(**arguments)

    def nested(self, config: Config, scope: str) -> "_Plan":
        """The plan of the nested configuration that ``config`` has under ``scope``."""
        sub_class = type(getattr(config, scope))
        spec = getattr(self.config_class, "sub_configs_defaults", {}).get(scope)
        given = self.given.get(scope)
        if given is None:
            given = getattr(spec, "init_kwargs", None) or {}
        elif not isinstance(given, dict):
            given = given.to_dict()
        given = {k: v for k, v in given.items() if k != "model_type"}
        return _Plan(sub_class, _canonical(sub_class, given))


def _canonical(config_class: type, given: Mapping[str, Any]) -> dict[str, Any]:
    """``given`` under the names that the configuration's constructor uses."""
    return {_own_name(config_class, key): value for key, value in given.items()}


def _own_name(config_class: type, key: str) -> str:
    """The constructor's name for ``key``: a class may declare ``n_group`` and store another."""
    aliases: Mapping[str, str] = getattr(config_class, "attribute_map", {})
    declared = _field_names(config_class)
    if key in declared:
        return key
    same = [aliases.get(key, key)]
    same += [alias for alias, target in aliases.items() if target == same[0]]
    return next((name for name in same if name in declared), same[0])


def _aliases(config_class: type, path: str) -> Iterator[str]:
    """The names under which a configuration file may state the number at ``path``."""
    yield path
    names: Mapping[str, str] = getattr(config_class, "attribute_map", {})
    stored = names.get(path, path)
    yield stored
    yield from (alias for alias, target in names.items() if target == stored)


def _field_names(config_class: type) -> set[str]:
    return {f.name for f in fields(config_class)}


def _whole_numbers(
    plan: _Plan, config: Config, scope: str = ""
) -> Iterator[tuple[str, int, bool, bool]]:
    """Path, value, whether it is an input (else worked out), whether it was given."""
    declared = {f.name: f.default for f in fields(plan.config_class)}
    for stored, value in list(vars(config).items()):
        key = _own_name(plan.config_class, stored)
        if type(value) is int and value > 0:
            is_given = type(plan.given.get(key)) is int
            is_input = is_given or declared.get(key) == value
            if not key.startswith("_"):
                yield scope + key, value, is_input, is_given
        elif _is_config(value):
            yield from _whole_numbers(plan.nested(config, stored), value, f"{scope}{stored}.")


def _is_config(value: object) -> bool:
    configuration = importlib.import_module("transformers.configuration_utils")
    return isinstance(value, configuration.PreTrainedConfig)


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
