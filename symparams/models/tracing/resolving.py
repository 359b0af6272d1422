"""From what a user names to a recipe: a configuration, ``module:Class``, a class, a function."""

import importlib
from collections.abc import Callable, Mapping
from os import PathLike
from pathlib import Path
from typing import Any

from symparams.algebra.extras import EXTRAS, require
from symparams.errors import BadConfigError, UnknownNameError, shown
from symparams.models import presets
from symparams.models.loading import LARGEST_FILE, config_of, parse, shown_name
from symparams.models.tracing.huggingface import class_recipe, config_recipe
from symparams.models.tracing.modules import module_recipe
from symparams.models.tracing.sources import Recipe


def resolve(source: object, arguments: Mapping[str, int]) -> Recipe:
    """The recipe that ``source`` names or describes, at ``arguments``."""
    if isinstance(source, Mapping):
        return config_recipe({**source, **arguments}, "config")
    if isinstance(source, type) or (callable(source) and not isinstance(source, PathLike)):
        return _of_code(source, arguments, getattr(source, "__name__", "model"))
    text = str(source)
    if isinstance(source, str) and source in presets.names():
        return config_recipe({**config_of(source), **arguments}, source)
    if isinstance(source, str) and ":" in text and not Path(text).exists():
        return _of_code(_found(text), arguments, text.rpartition(":")[2])
    path = Path(text)
    if path.is_dir():
        path = path / "config.json"
    try:
        with path.open("rb") as file:
            data = file.read(LARGEST_FILE + 1)
    except (OSError, ValueError):
        raise BadConfigError(
            f"{shown(text)}: no such file; give a config.json or module:Class"
        ) from None
    return config_recipe({**parse(data, str(path)), **arguments}, shown_name(str(path)))


def _of_code(code: Any, arguments: Mapping[str, int], name: str) -> Recipe:
    nn = importlib.import_module("torch.nn")
    if isinstance(code, type):
        if not issubclass(code, nn.Module):
            raise BadConfigError(f"{name} is not a torch.nn.Module, so it has no parameters")
        if isinstance(getattr(code, "config_class", None), type):
            return class_recipe(code, arguments, name)
    return module_recipe(code, arguments, name)


def _found(text: str) -> Callable[..., object]:
    """The class or function that ``module:Name`` names."""
    module_name, _, name = text.rpartition(":")
    package = module_name.partition(".")[0]
    if package in EXTRAS:
        require(package)
    try:
        found: Any = importlib.import_module(module_name)
    except ImportError as error:
        raise UnknownNameError(f"{shown(text)}: {error}") from None
    for part in name.split("."):
        found = getattr(found, part, None)
    if not callable(found):
        raise UnknownNameError(f"{shown(module_name)} has no class {shown(name)}")
    return found  # type: ignore[no-any-return]
