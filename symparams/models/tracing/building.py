"""One build without memory, in numbers or with symbols, that leaves torch as it was."""

from collections.abc import Callable

import torch
from torch import nn

from symparams.errors import BadConfigError
from symparams.models.tracing.probing import BuiltSize, Traced
from symparams.models.tracing.quiet import quiet
from symparams.models.tracing.recording import Recorder, recording
from symparams.models.tracing.seeing_through import modules_behind, seeing_through
from symparams.models.tracing.shapes import ShapeRecorder, Skeleton
from symparams.models.tracing.sources import Numbers, Recipe, constructed
from symparams.models.tracing.structure import structure


def measure(recipe: Recipe, numbers: Numbers) -> BuiltSize:
    """What the real class has at ``numbers``: unique parameters, without their memory.

    Raises BadConfigError, with the constructor's own message, if it cannot be built.
    """
    with quiet(), torch.device("meta"), Skeleton():
        module = _built(lambda: recipe.build(numbers), recipe.name)
        return _size(module)


def _size(module: nn.Module) -> BuiltSize:
    unique = {id(parameter): int(parameter.numel()) for parameter in module.parameters()}
    return BuiltSize(sum(unique.values()), len(unique))


def build_symbolic(recipe: Recipe, numbers: Numbers) -> Traced:
    """The class built at ``numbers`` with a symbol in every field."""
    has_own_head_dim = any(field.symbol.name == "head_dim" for field in recipe.fields)
    recorder = Recorder(head_dim=None) if has_own_head_dim else Recorder()
    shapes = ShapeRecorder()
    with (
        quiet(),
        torch.device("meta"),
        recording(recorder),
        seeing_through(modules_behind(recipe.cls)),
    ):
        with shapes:
            module = _built(lambda: recipe.symbolic(numbers), recipe.name)
        root = structure(module, shapes.shape_of)
    return Traced(root, recorder, _size(module))


def _built(build: Callable[[], nn.Module], name: str) -> nn.Module:
    module = constructed(build, name)
    if not isinstance(module, nn.Module):
        raise BadConfigError(f"{name} builds a {type(module).__name__}, not a torch.nn.Module")
    return module
