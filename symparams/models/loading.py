"""`load`: a preset's name, a file, a folder, or a configuration as a mapping, into a Model."""

import json
from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from os import PathLike, fspath
from pathlib import Path
from typing import TypeAlias

from symparams.algebra import scopes
from symparams.algebra.model import Model
from symparams.algebra.quantities import Asked
from symparams.algebra.values import check
from symparams.errors import EVERY_MODEL, BadConfigError, BadValueError, shown, unknown
from symparams.models import presets, saved
from symparams.models.families import from_config
from symparams.models.families.composites import part_of
from symparams.models.textbook import textbook

LARGEST_FILE = 4 * 1024 * 1024
"""A configuration is a few kilobytes; anything above this many bytes is not one."""


Source: TypeAlias = Model | str | PathLike[str] | Mapping[str, object]
"""What every operation takes for a model: one, its name, its path, or its configuration."""


def load(source: Source = "textbook", part: str = "", of: Asked = None) -> Model:
    """The model that ``source`` names or describes.

    ``source`` is ``"textbook"``, a preset's name (``"gpt3"``), the path of a ``config.json``
    or of a folder that holds one, or a configuration as a mapping; a Model is itself. No code
    in a configuration is ever run and nothing is downloaded. ``part="text"`` is the text model
    of a configuration that has other parts beside it; of a Model or a saved tree ``part`` is the
    name of a component at the top. ``of`` is the quantity that sums over the model are of:
    ``"parameters"``.

    >>> load("gpt3").title
    'GPT-3 175B'
    >>> load({"model_type": "gpt2", "n_layer": 48}).name
    'config'

    Raises UnknownNameError for a name that is neither preset nor path, BadConfigError for a
    file that is not a configuration, and BadValueError for values that contradict each other
    and for what is none of these.
    """
    if not isinstance(part, str):
        raise BadValueError(f"{shown(part)} is no part; give its name, such as 'text'")
    return _loaded(source, part).measured(of)


def _loaded(source: Source, part: str) -> Model:
    if isinstance(source, Model):
        return _part(source, part)
    if isinstance(source, Mapping):
        return _checked(_described(source, "config", part))
    name = source if isinstance(source, str) else _path(source)
    if name == "textbook":
        return _part(textbook(), part)
    if not name.strip():
        raise unknown("model", name, ["textbook", *presets.names()], EVERY_MODEL)
    if isinstance(source, str) and name in presets.names():
        return _preset(name, part)
    return load_text(*read_bytes(Path(name)), part)


def _path(source: object) -> str:
    path = fspath(source) if isinstance(source, PathLike) else None
    if not isinstance(path, str):
        raise BadValueError(
            f"{shown(source)} is no model; give a name such as 'gpt3', a path, a configuration as "
            "a dict, or a Model"
        )
    return path


def config_of(source: str, part: str = "") -> dict[str, object]:
    """The configuration behind a preset's name, a ``config.json``, or a folder that holds one.

    With ``part`` it is that of a part of the model. Where a preset's source prints heads that do
    not divide the hidden size, no code can be built with them; one head stands in, for under
    ``heads·head_dim = H`` the count is the same.
    """
    if source in presets.names():
        preset = presets.read(source)
        printed = {name for name, _ in preset.published.printed}
        names = dict(from_config(preset.config, source, part).keys)
        return {k: 1 if names.get(k) in printed else v for k, v in preset.config.items()}
    data, where = read_bytes(Path(source))
    config = parse(data, where)
    if saved.is_saved(config):
        raise BadConfigError(f"{shown(where)}: a saved tree has no code; give a config.json")
    return part_of(config, shown_name(where), part)


def read_bytes(path: Path) -> tuple[bytes, str]:
    """The bytes of a file, or of the ``config.json`` in a folder, bounded; and its path."""
    try:
        if path.is_dir():
            path = path / "config.json"
        elif not path.exists() and not _looks_like_path(str(path)):
            raise unknown("model", str(path), ["textbook", *presets.names()], EVERY_MODEL)
        with path.open("rb") as file:
            return file.read(LARGEST_FILE + 1), str(path)
    except FileNotFoundError:
        raise BadConfigError(f"{shown(str(path))}: no such file; give a config.json") from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "not a usable path"
        raise BadConfigError(f"{shown(str(path))}: {reason}; give a config.json") from None


def _looks_like_path(text: str) -> bool:
    return "/" in text or "\\" in text or text.endswith(".json")


def load_text(data: bytes, name: str, part: str = "") -> Model:
    """The model of a configuration's bytes; ``name`` says in errors where they came from."""
    return _checked(_described(parse(data, name), shown_name(name), part))


def _described(data: Mapping[str, object], name: str, part: str) -> Model:
    """A model from a JSON object: a saved tree, else a configuration."""
    if saved.is_saved(data):
        return _part(saved.read(data, name), part)
    return from_config(data, name, part)


def _part(model: Model, part: str) -> Model:
    """``model``, or the component at its top that is called ``part``."""
    return scopes.part_of(model, part) if part else model


def shown_name(name: str) -> str:
    """A path as a model's name: printable, and the folder rather than ``config.json``."""
    path = Path(name)
    short = path.parent.name if path.name == "config.json" and path.parent.name else path.name
    return short if short.isprintable() else shown(short)


def parse(data: bytes, name: str) -> dict[str, object]:
    """The JSON object in ``data``, bounded in size and depth."""
    where = shown(name)
    if len(data) > LARGEST_FILE:
        raise BadConfigError(f"{where}: larger than 4 MiB; a config.json has a few kilobytes")
    if not data.strip():
        raise BadConfigError(f"{where}: empty; a configuration is a JSON object")
    try:
        config = json.loads(data, object_pairs_hook=distinct)
    except RecursionError:
        raise BadConfigError(f"{where}: nested too deep for a configuration") from None
    except ValueError as error:
        problem = str(error).split("; use sys")[0]
        raise BadConfigError(f"{where}: not JSON ({problem}); give a config.json") from None
    if not isinstance(config, dict):
        raise BadConfigError(f"{where}: {type(config).__name__} instead of a JSON object")
    return config


def distinct(pairs: list[tuple[str, object]]) -> dict[str, object]:
    """A JSON object; a key that is given twice leaves open which value holds."""
    found: dict[str, object] = {}
    for key, value in pairs:
        if key in found:
            raise ValueError(f"two values for {shown(key)}")
        found[key] = value
    return found


def _checked(model: Model) -> Model:
    try:
        check(model)
    except BadValueError as error:
        raise BadValueError(f"{model.name}: {error}") from None
    return model


def _preset(name: str, part: str) -> Model:
    return _checked(_published(presets.read(name).config, name, part))


def _published(config: Mapping[str, object], name: str, part: str) -> Model:
    """A preset's model, or the one that it becomes by an edit to its configuration.

    What the source prints but contradicts itself is no value, unless it is given otherwise.
    """
    preset = presets.read(name)
    model = from_config(config, name, part)
    printed = dict(preset.published.printed)
    values = tuple(v for v in model.values if printed.get(v.symbol.name) != v.number)
    model = replace(model, title=preset.title, published=preset.published, values=values)
    file = model.configuration
    if file is None:
        return model
    again = replace(file, result=model, read=partial(_published, name=name, part=""))
    return replace(model, configuration=again)
