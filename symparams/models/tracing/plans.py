"""How a configuration is made: its class, what was given, and the plans of nested ones."""

import copy
import importlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, replace
from typing import Any

from symparams.errors import BadConfigError
from symparams.models.tracing.layer_lists import Form, LayerLists, found
from symparams.models.tracing.sources import constructed

Config = Any


@dataclass(frozen=True, slots=True)
class Plan:
    """How to make a configuration: a class, what was given, and the plans of nested ones."""

    config_class: type
    given: dict[str, Any]

    def config(self, values: Mapping[str, Any]) -> Config:
        """The configuration with ``values`` put in by path."""
        own, nested = _by_scope(values)
        arguments = copy.deepcopy(self.given) | own
        if nested:
            plain = self.config_class(**copy.deepcopy(self.given))
            for scope, inner in nested.items():
                arguments[scope] = self.nested(plain, scope).config(inner)
        return self.config_class(**arguments)

    def given_with(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """What is given, with ``values`` put in by path."""
        own, nested = _by_scope(values)
        given = copy.deepcopy(self.given) | own
        if nested:
            plain = self.config_class(**copy.deepcopy(self.given))
            for scope, inner in nested.items():
                below = self.nested(plain, scope)
                kept = {"model_type": getattr(below.config_class, "model_type", "")}
                given[scope] = kept | below.given_with(inner)
        return given

    def nested(self, config: Config, scope: str) -> "Plan":
        """The plan of the nested configuration that ``config`` has under ``scope``."""
        sub_class = type(getattr(config, scope))
        spec = getattr(self.config_class, "sub_configs_defaults", {}).get(scope)
        given = self.given.get(scope)
        if given is None:
            given = getattr(spec, "init_kwargs", None) or {}
        elif not isinstance(given, dict):
            given = given.to_dict()
        given = {k: v for k, v in given.items() if k != "model_type"}
        return Plan(sub_class, canonical(sub_class, given))

    def whole_numbers(
        self, config: Config, scope: str = ""
    ) -> Iterator[tuple[str, int, bool, bool]]:
        """Path, value, whether it is an input (else worked out), whether it was given."""
        declared = {f.name: f.default for f in fields(self.config_class)}
        for stored, value in list(vars(config).items()):
            key = own_name(self.config_class, stored)
            if type(value) is int and value > 0:
                is_given = type(self.given.get(key)) is int
                is_input = is_given or declared.get(key) == value
                if not key.startswith("_"):
                    yield scope + key, value, is_input, is_given
            elif is_config(value):
                below = self.nested(config, stored)
                yield from below.whole_numbers(value, f"{scope}{stored}.")

    def layer_lists(self, config: Config, scope: str = "") -> Iterator[LayerLists]:
        """The lists over layers that are stated: given, or a default that no depth changes."""
        plain = {own_name(self.config_class, key): value for key, value in vars(config).items()}
        lists = found(config, plain, self.given, scope)
        stated = lists and self._stated(lists)
        if stated is not None:
            yield stated
        for stored, value in list(vars(config).items()):
            if is_config(value):
                yield from self.nested(config, stored).layer_lists(value, f"{scope}{stored}.")

    def _stated(self, lists: LayerLists) -> LayerLists | None:
        """``lists`` without those that the class makes by a rule of its own from the depth."""
        given = tuple(column for column in lists.columns if column.key in self.given)
        kept = lists.columns
        if lists.is_counted and len(given) < len(lists.columns):
            depth = len(lists.rows) + 1
            lengths = self._lengths_at(depth, replace(lists, columns=given))
            kept = tuple(
                column
                for column in lists.columns
                if column in given or lengths.get(column.key) == len(column.entries)
            )
        stated = replace(lists, columns=kept)
        return stated if _holds_a_list(stated) else None

    def _lengths_at(self, depth: int, lists: LayerLists) -> dict[str, int]:
        """How long each list is at a ``depth`` of one layer more, where ``lists`` have an entry."""
        kinds = lists.kinds
        longer: dict[str, Any] = {}
        if kinds:
            main = next(iter(kinds))
            longer = dict(lists.made({**kinds, main: kinds[main] + 1}))
        try:
            other = constructed(lambda: self.config({**longer, lists.depth: depth}), "a test")
        except BadConfigError:
            return {}
        return {
            own_name(self.config_class, key): len(value)
            for key, value in vars(other).items()
            if isinstance(value, list | tuple | str)
        }


def _by_scope(values: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, dict[str, Any]]]:
    """``values`` of the configuration itself, and those of each nested one."""
    own: dict[str, Any] = {}
    nested: dict[str, dict[str, Any]] = {}
    for path, value in values.items():
        scope, dot, key = path.partition(".")
        if dot:
            nested.setdefault(scope, {})[key] = value
        else:
            own[path] = value
    return own, nested


def _holds_a_list(lists: LayerLists) -> bool:
    return any(column.form is not Form.INDICES for column in lists.columns)


def canonical(config_class: type, given: Mapping[str, Any]) -> dict[str, Any]:
    """``given`` under the names that the configuration's constructor uses."""
    return {own_name(config_class, key): value for key, value in given.items()}


def own_name(config_class: type, key: str) -> str:
    """The constructor's name for ``key``: a class may declare ``n_group`` and store another."""
    aliases: Mapping[str, str] = getattr(config_class, "attribute_map", {})
    declared = field_names(config_class)
    if key in declared:
        return key
    same = [aliases.get(key, key)]
    same += [alias for alias, target in aliases.items() if target == same[0]]
    return next((name for name in same if name in declared), same[0])


def names_of(config_class: type, path: str) -> Iterator[str]:
    """The names under which a configuration file may state the number at ``path``."""
    yield path
    names: Mapping[str, str] = getattr(config_class, "attribute_map", {})
    stored = names.get(path, path)
    yield stored
    yield from (alias for alias, target in names.items() if target == stored)


def field_names(config_class: type) -> set[str]:
    """What the constructor of a configuration declares."""
    return {f.name for f in fields(config_class)}


def is_config(value: object) -> bool:
    """Whether a value is itself a configuration."""
    configuration = importlib.import_module("transformers.configuration_utils")
    return isinstance(value, configuration.PreTrainedConfig)
