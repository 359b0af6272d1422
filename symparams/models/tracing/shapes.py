"""Symbolic shapes: torch's factory calls seen with the sizes that they were given.

A `TorchFunctionMode` sees every torch call of this thread while it is active. A call whose
arguments carry expressions gives a tensor whose sizes are these expressions; the tensor's
storage hands them on to the ``nn.Parameter`` made of it.
"""

from collections.abc import Iterator
from typing import Any

import torch
from sympy import Add, Expr, Integer, Mul
from torch.overrides import TorchFunctionMode

from symparams.models.tracing.carried import Carried, lost, whole
from symparams.models.tracing.numbers import TracedFloat, TracedInt
from symparams.models.tracing.recording import sealed

_SHAPE = torch.Tensor.shape.__get__  # type: ignore[attr-defined]
_DATA = torch.Tensor.data.__get__  # type: ignore[attr-defined]
_SIZE = torch.Tensor.size
_NUMEL = torch.Tensor.numel
_READS = frozenset({"item", "tolist", "numpy", "__int__", "__float__", "__index__", "__bool__"})
_JOINS = (torch.cat, torch.concat, torch.concatenate)
_FILLS = frozenset({
    "normal_", "uniform_", "zero_", "fill_", "trunc_normal_", "exponential_", "log_normal_",
})  # fmt: skip


class Skeleton(TorchFunctionMode):
    """Builds without the work: filling a tensor that has no memory is left out."""

    def __torch_function__(
        self, func: Any, types: Any, args: tuple[Any, ...] = (), kwargs: Any = None
    ) -> Any:
        kwargs = kwargs or {}
        if _only_fills(func):
            target = args[0] if args else kwargs.get("tensor")
            if isinstance(target, torch.Tensor) and target.is_meta:
                return target
        return self.call(func, args, kwargs)

    def call(self, func: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        """The call itself."""
        return func(*args, **kwargs)


def _only_fills(func: Any) -> bool:
    name = getattr(func, "__name__", "")
    is_initialiser = getattr(func, "__module__", "") == "torch.nn.init"
    return name in _FILLS or (name.endswith("_") and is_initialiser)


class ShapeRecorder(Skeleton):
    """Remembers each tensor's symbolic shape, by its storage and its shape in numbers."""

    def __init__(self) -> None:
        super().__init__()
        # the tensors are kept, so that no storage's address is used twice during a build
        self._kept: dict[int, list[tuple[torch.Tensor, tuple[Expr, ...]]]] = {}
        self._made_from: dict[int, tuple[torch.Tensor, list[Any]]] = {}

    def call(self, func: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        if func == _SHAPE:
            return self._size(args[0])
        if func is _SIZE or func is _NUMEL:
            return self._measured(func, args, kwargs)
        result = func(*args, **kwargs)
        numbers = list(self._numbers_in((args, kwargs)))
        if numbers and getattr(func, "__name__", "") in _READS:
            return lost(result, numbers)
        if isinstance(result, torch.Tensor):
            if numbers and not result.is_meta and _has_storage(result):
                self._made_from[result.untyped_storage()._cdata] = result, numbers
            self._note(result, func, args, kwargs)
        elif isinstance(result, tuple | list):
            for item in result:
                if isinstance(item, torch.Tensor):
                    self._note(item, func, args, kwargs)
        return result

    def shape_of(self, tensor: torch.Tensor) -> tuple[Expr, ...]:
        """The symbolic shape of ``tensor``; its numbers where nothing symbolic is known."""
        sizes = tuple(tensor.shape)
        if _has_storage(tensor):
            for kept, shape in self._kept.get(tensor.untyped_storage()._cdata, ()):
                if tuple(kept.shape) == sizes:
                    return shape
        return tuple(Integer(int(size)) for size in sizes)

    def _size(self, tensor: torch.Tensor) -> torch.Size:
        exact = self.shape_of(tensor)
        return torch.Size([whole(n, e) for n, e in zip(tensor.shape, exact, strict=True)])

    def _measured(self, func: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        size = self._size(args[0])
        if func is _NUMEL:
            return whole(args[0].numel(), Mul(*self.shape_of(args[0])))
        place = args[1] if len(args) > 1 else kwargs.get("dim")
        return size if place is None else size[place]

    def _note(self, result: torch.Tensor, func: Any, args: Any, kwargs: Any) -> None:
        pool = list(self._sizes_in((args, kwargs)))
        if all(exact.is_number for _, exact in pool) or not _has_storage(result):
            return
        if func in _JOINS:
            shape = self._joined(args, kwargs)
        else:
            shape = _matched(tuple(result.shape), pool)
        shape = tuple(sealed(size) for size in shape)
        known = self._kept.setdefault(result.untyped_storage()._cdata, [])
        if not any(kept.shape == result.shape for kept, _ in known):
            known.append((result, shape))

    def _numbers_in(self, value: Any) -> Iterator[Any]:
        """The traced numbers that go into a call, those behind its tensors' contents too."""
        if isinstance(value, Carried):
            yield value
        elif isinstance(value, torch.Tensor):
            if not value.is_meta and _has_storage(value):
                yield from self._made_from.get(value.untyped_storage()._cdata, (value, ()))[1]
        elif isinstance(value, tuple | list):
            for item in value:
                yield from self._numbers_in(item)
        elif isinstance(value, dict):
            yield from self._numbers_in(list(value.values()))

    def _joined(self, args: Any, kwargs: Any) -> tuple[Expr, ...]:
        parts = [self.shape_of(part) for part in (args[0] if args else kwargs["tensors"])]
        place = args[1] if len(args) > 1 else kwargs.get("dim", kwargs.get("axis", 0))
        shape = list(parts[0])
        shape[place] = Add(*(part[place] for part in parts))
        return tuple(shape)

    def _sizes_in(self, value: Any) -> Iterator[tuple[int, Expr]]:
        """Every size among the arguments of a call, in order, with its number."""
        if isinstance(value, TracedInt):
            yield int(value), value.expression
        elif isinstance(value, torch.Tensor):
            exact = self.shape_of(value)
            yield from ((int(n), e) for n, e in zip(value.shape, exact, strict=True))
        elif isinstance(value, TracedFloat):
            return
        elif isinstance(value, int) and not isinstance(value, bool):
            yield value, Integer(value)
        elif isinstance(value, tuple | list):
            for item in value:
                yield from self._sizes_in(item)
        elif isinstance(value, dict):
            yield from self._sizes_in(list(value.values()))


def _has_storage(tensor: torch.Tensor) -> bool:
    return tensor.layout is torch.strided


def _matched(sizes: tuple[int, ...], pool: list[tuple[int, Expr]]) -> tuple[Expr, ...]:
    """Each size as the first unused expression of that value; a used one rather than none.

    This is a guess only where two different sizes have the same value, and the check against
    builds at other values settles it.
    """
    unused = list(pool)
    shape: list[Expr] = []
    for size in sizes:
        found = next((entry for entry in unused if entry[0] == size), None)
        if found is not None:
            unused.remove(found)
        else:
            found = next((entry for entry in pool if entry[0] == size), (size, Integer(size)))
        shape.append(found[1])
    return tuple(shape)
