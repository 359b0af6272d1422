"""The modelling module's own ``int``, ``range``, ``math``, …, seen through while it builds.

``int(x)`` is a C function that returns a plain int whatever ``x`` is. Where the modelling code
says ``int(hidden_size / heads)``, the name ``int`` in that module's namespace stands for a
class that does the same and keeps the expression. Nothing in ``builtins`` is touched; other
threads that run the same module meanwhile get the same numbers as ever.
"""

import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from threading import Lock
from types import ModuleType
from typing import Any

from symparams.models.tracing.stand_ins import BUILTINS, stand_in

_lock = Lock()
_users: dict[str, tuple[int, dict[str, Any]]] = {}
"""How many builds look through a module, and what its own names stood for before."""


@contextmanager
def seeing_through(modules: Iterable[ModuleType]) -> Iterator[None]:
    """The names of ``modules`` keep expressions; undone however the block ends."""
    shadowed: list[ModuleType] = []
    try:
        for module in modules:
            shadowed.append(module)
            _shadow(module)
        yield
    finally:
        for module in shadowed:
            _restore(module)


def _shadow(module: ModuleType) -> None:
    with _lock:
        users, before = _users.get(module.__name__, (0, {}))
        if not users:
            own = vars(module)
            found = {name: stand_in(value) for name, value in list(own.items())}
            found = {name: value for name, value in found.items() if value is not None}
            before = {name: own[name] for name in found}
            own.update(found)
            own.update({name: value for name, value in BUILTINS.items() if name not in own})
        _users[module.__name__] = users + 1, before


def _restore(module: ModuleType) -> None:
    with _lock:
        users, before = _users.get(module.__name__, (1, {}))
        if users > 1:
            _users[module.__name__] = users - 1, before
            return
        _users.pop(module.__name__, None)
        own = vars(module)
        own.update(before)
        for name, value in BUILTINS.items():
            if own.get(name) is value:
                del own[name]


def modules_behind(cls: type) -> list[ModuleType]:
    """The loaded modules whose code builds a ``cls``: its own, its bases', their packages'.

    torch itself is left alone: its modules do not round sizes. Of the transformers library
    only the modelling and configuration files count.
    """
    names = {base.__module__ for base in cls.__mro__}
    roots = {name.partition(".")[0] for name in names} - {"builtins", "torch", "typing", "abc"}
    found = []
    for name, module in list(sys.modules.items()):
        root = name.partition(".")[0]
        if not isinstance(module, ModuleType) or root not in roots:
            continue
        if root == "transformers" and not name.startswith("transformers.model"):
            continue
        # a lazy module would import its whole package when its attributes are looked at
        if type(module) is ModuleType:
            found.append(module)
    return found
