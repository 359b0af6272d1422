"""Real models as data: a ``config.json`` each, with its published count and citation."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from symparams.algebra.provenance import Published


@dataclass(frozen=True, slots=True)
class Preset:
    """A published model: its configuration as Hugging Face writes it, and what its source says."""

    name: str
    title: str
    config: Mapping[str, object]
    published: Published


@cache
def names() -> tuple[str, ...]:
    """The names of all presets, smallest family first, in the order of their files' ``order``."""
    found = (entry.name for entry in files(__name__).iterdir())
    return tuple(sorted(name.removesuffix(".json") for name in found if name.endswith(".json")))


def read(name: str) -> Preset:
    """The preset called ``name``, which must be one of `names`."""
    data = json.loads(files(__name__).joinpath(f"{name}.json").read_text(encoding="utf-8"))
    source = data["published"]
    published = Published(
        count=source["count"],
        source=source["source"],
        note=source.get("note", ""),
        printed=tuple(source.get("printed", {}).items()),
    )
    return Preset(name, data["title"], data["config"], published)
