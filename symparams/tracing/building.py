"""One build without memory, in numbers or with symbols, that leaves torch as it was."""

import importlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass

import torch
from torch import nn

from symparams.errors import BadConfigError, SymparamsError
from symparams.tracing.checking import Size
from symparams.tracing.recording import Recorder, recording
from symparams.tracing.seeing_through import modules_behind, seeing_through
from symparams.tracing.shapes import ShapeRecorder, Skeleton
from symparams.tracing.sources import Numbers, Recipe
from symparams.tracing.structure import Node, structure

LONGEST_MESSAGE = 240


@dataclass(frozen=True, slots=True)
class Traced:
    """A build with symbols: the tree of its modules, and what the code decided on the way."""

    root: Node
    recorder: Recorder


def measure(recipe: Recipe, numbers: Numbers) -> Size:
    """What the real class has at ``numbers``: unique parameters, without their memory.

    Raises BadConfigError, with the constructor's own message, if it cannot be built.
    """
    with _prepared(recipe), torch.device("meta"), Skeleton():
        module = _built(lambda: recipe.build(numbers), recipe.name)
        unique = {id(parameter): parameter.numel() for parameter in module.parameters()}
    return Size(sum(unique.values()), len(unique))


def build_symbolic(recipe: Recipe, numbers: Numbers) -> Traced:
    """The class built at ``numbers`` with a symbol in every field."""
    has_own_head_dim = any(field.symbol.name == "head_dim" for field in recipe.fields)
    recorder = Recorder(head_dim=None) if has_own_head_dim else Recorder()
    shapes = ShapeRecorder()
    with (
        _prepared(recipe),
        torch.device("meta"),
        recording(recorder),
        seeing_through(modules_behind(recipe.cls)),
    ):
        with shapes:
            module = _built(lambda: recipe.symbolic(numbers), recipe.name)
        root = structure(module, shapes.shape_of)
    return Traced(root, recorder)


def _built(build: Callable[[], nn.Module], name: str) -> nn.Module:
    """The module, with whatever its constructor raises as one clear line."""
    try:
        module = build()
    except SymparamsError:
        raise
    except Exception as error:  # a constructor is foreign code: anything may come out of it
        message = " ".join(str(error).split()) or "no message"
        if len(message) > LONGEST_MESSAGE:
            message = message[: LONGEST_MESSAGE - 1] + "…"
        raise BadConfigError(f"{name} cannot be built: {type(error).__name__}: {message}") from None
    if not isinstance(module, nn.Module):
        raise BadConfigError(f"{name} builds a {type(module).__name__}, not a torch.nn.Module")
    return module


@contextmanager
def _prepared(recipe: Recipe) -> Iterator[None]:
    """Nothing is downloaded and nothing is logged while the block runs."""
    with ExitStack() as stack:
        if any(base.__module__.startswith("transformers.") for base in recipe.cls.__mro__):
            constants = importlib.import_module("huggingface_hub.constants")
            stack.enter_context(_set(vars(constants), {"HF_HUB_OFFLINE": True}))
            logging = importlib.import_module("transformers.utils.logging")
            level = logging.get_verbosity()
            stack.callback(logging.set_verbosity, level)
            logging.set_verbosity(logging.CRITICAL)
        yield


@contextmanager
def _set(namespace: dict[str, object], values: Mapping[str, object]) -> Iterator[None]:
    before = {name: namespace[name] for name in values}
    namespace.update(values)
    try:
        yield
    finally:
        namespace.update(before)
