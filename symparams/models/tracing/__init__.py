"""A model's own source code as a Model; needs the extra ``trace`` (torch, transformers)."""

from collections.abc import Callable, Mapping
from os import PathLike

from symparams.algebra.extras import require
from symparams.algebra.model import Model

__all__ = ["trace"]

Source = str | PathLike[str] | Mapping[str, object] | type | Callable[..., object]


def trace(source: Source, **arguments: int) -> Model:
    """The closed form of a model class's parameter count, from the code that builds it.

    ``source`` is a Hugging Face ``config.json`` (a mapping, a path, or a preset's name),
    ``"module:Class"``, a class, or a function that builds a module. ``arguments`` are whole
    numbers for its constructor, or keys of its configuration.

    The class is built on torch's ``meta`` device, so no memory is allocated; nothing is
    downloaded and no code that comes with a configuration is run.

    Raises MissingExtraError without torch (or transformers, where the class is one of theirs),
    BadConfigError for a class that cannot be built, and UnknownNameError for a name that does
    not exist.
    """
    require("torch")
    from symparams.models.tracing.quiet import quiet
    from symparams.models.tracing.resolving import resolve
    from symparams.models.tracing.tracer import trace_recipe

    recipe = resolve(source, arguments)
    with quiet():
        return trace_recipe(recipe)
