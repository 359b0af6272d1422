"""What stands for Python's own ``int``, ``float``, ``range``, ``len`` and ``math`` in a module.

These are written in C and give plain numbers whatever they are given. The stand-ins do the
same for everybody, and keep the expression of a number that carries one, or say that it is lost.
"""

import math
from collections.abc import Callable, Iterator
from functools import wraps
from types import ModuleType
from typing import Any, NoReturn

from sympy import Expr, Integer, ceiling

from symparams.models.tracing.carried import EXACT, Carried, expression_of, lost, whole
from symparams.models.tracing.numbers import TracedFloat, TracedInt, rounded
from symparams.models.tracing.recording import compared, looped

CARRIED = frozenset({"ceil", "floor", "trunc", "prod"})
"""Functions of ``math`` that ask the number itself, or only multiply."""


class _Imitation(type):
    """``isinstance(3, SeenThroughInt)`` is what ``isinstance(3, int)`` is, and so on."""

    real: type

    def __instancecheck__(cls, instance: object) -> bool:
        return isinstance(instance, cls.real)

    def __subclasscheck__(cls, subclass: type) -> bool:
        return issubclass(subclass, cls.real)

    def __eq__(cls, other: object) -> bool:
        return other is cls.real or other is cls

    def __hash__(cls) -> int:
        return hash(cls.real)

    def __or__(cls, other: Any) -> Any:
        return cls.real | other

    def __ror__(cls, other: Any) -> Any:
        return other | cls.real

    def __getattr__(cls, name: str) -> Any:
        return getattr(cls.real, name)


class SeenThroughInt(metaclass=_Imitation):
    """Stands for ``int`` in a modelling module: ``int(H / heads)`` keeps its expression."""

    real = int

    def __new__(cls, *args: Any, **kwargs: Any) -> Any:
        if len(args) == 1 and isinstance(args[0], Carried):
            return rounded(args[0])  # type: ignore[arg-type]
        return int(*args, **kwargs)

    def __init_subclass__(cls) -> NoReturn:
        raise TypeError("derive from int itself")


class SeenThroughFloat(metaclass=_Imitation):
    """Stands for ``float``: ``float(H)`` keeps its expression."""

    real = float

    def __new__(cls, *args: Any) -> Any:
        if args and isinstance(args[0], TracedFloat):
            return args[0]
        if args and isinstance(args[0], TracedInt):
            size = args[0]
            return TracedFloat(float(int(size)), size.expression, EXACT, size.made_from())
        return float(*args)

    def __init_subclass__(cls) -> NoReturn:
        raise TypeError("derive from float itself")


class TracedRange:
    """A range whose bounds carry expressions; to go through it is to repeat something."""

    def __init__(self, *bounds: Any) -> None:
        start, stop, step = (0, bounds[0], 1) if len(bounds) == 1 else (*bounds, 1)[:3]
        self.plain = range(int(start), int(stop), int(step))
        self.start, self.stop, self.step = start, stop, step
        first, last, by = (_expression(n) for n in (start, stop, step))
        above, below = (first, last) if self.plain.step < 0 else (last, first)
        if self.plain:
            compared(below, "<", above)
        else:
            compared(above, "<=", below)
        self.length: Expr = ceiling((last - first) / by) if self.plain else Integer(0)

    def _repeats(self) -> None:
        looped(self.length, Integer(len(self.plain)))

    def __iter__(self) -> Iterator[int]:
        self._repeats()
        return (self.start + n * self.step for n in range(len(self.plain)))

    def __reversed__(self) -> Iterator[int]:
        return reversed(list(self))

    def __len__(self) -> int:
        self._repeats()
        return len(self.plain)

    def __getitem__(self, place: Any) -> Any:
        return list(self)[place]

    def __contains__(self, item: object) -> bool:
        return any(item == number for number in self)

    def __eq__(self, other: object) -> bool:
        return list(self) == list(other) if isinstance(other, TracedRange | range) else False

    def __hash__(self) -> int:
        self._repeats()
        return hash(self.plain)


def _expression(number: Any) -> Expr:
    found = expression_of(number)
    if found is None:
        raise TypeError(f"{type(number).__name__} is no whole number")
    return found


class SeenThroughRange(metaclass=_Imitation):
    """Stands for ``range``: one over a size knows that its length is that size."""

    real = range

    def __new__(cls, *bounds: Any) -> Any:
        if any(isinstance(bound, TracedInt) for bound in bounds):
            return TracedRange(*bounds)
        return range(*bounds)


def seen_through_len(container: Any) -> int:
    """Stands for ``len``."""
    if isinstance(container, TracedRange):
        return whole(len(container.plain), container.length)
    shape = getattr(container, "shape", ())
    if isinstance(shape, tuple) and shape and isinstance(shape[0], TracedInt):
        return shape[0]
    return len(container)


def losing(function: Callable[..., Any]) -> Callable[..., Any]:
    """``function``, with a result that says which sizes it was made from."""

    @wraps(function)
    def call(*args: Any, **kwargs: Any) -> Any:
        return lost(function(*args, **kwargs), (args, kwargs))

    return call


class SeenThroughModule:
    """Stands for ``math`` or ``numpy``: its functions say what they were given."""

    def __init__(self, module: ModuleType) -> None:
        self._module = module

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._module, name)
        is_function = callable(found) and not isinstance(found, type)
        if not is_function or (name in CARRIED and self._module is math):
            return found
        return losing(found)


BUILTINS: dict[str, Any] = {
    "int": SeenThroughInt,
    "float": SeenThroughFloat,
    "range": SeenThroughRange,
    "len": seen_through_len,
}


def stand_in(value: object) -> Any:
    """What stands for a module's own name for ``math``, ``numpy`` or one of their functions."""
    if isinstance(value, ModuleType) and value.__name__ in ("math", "numpy"):
        return SeenThroughModule(value)
    name = getattr(value, "__name__", "")
    is_of_math = getattr(value, "__module__", "") == "math" and callable(value)
    return losing(value) if is_of_math and name not in CARRIED else None  # type: ignore[arg-type]
