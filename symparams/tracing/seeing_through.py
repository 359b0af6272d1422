"""The modelling module's own ``int``, seen through while it builds.

``int(x)`` is a C function that returns a plain int whatever ``x`` is. Where the modelling code
says ``int(hidden_size / heads)``, the name ``int`` in that module's namespace stands for a
class that does the same and keeps the expression. Nothing in ``builtins`` is touched; other
threads that run the same module meanwhile get the same ints as ever.
"""

import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from threading import Lock
from types import ModuleType

from symparams.tracing.numbers import SeenThroughInt

_NAME = "int"
_lock = Lock()
_users: dict[str, int] = {}


@contextmanager
def seeing_through(modules: Iterable[ModuleType]) -> Iterator[None]:
    """The name ``int`` of ``modules`` keeps expressions; undone however the block ends."""
    shadowed: list[ModuleType] = []
    try:
        for module in modules:
            with _lock:
                if _NAME in vars(module) and module.__name__ not in _users:
                    continue
                shadowed.append(module)
                _users[module.__name__] = _users.get(module.__name__, 0) + 1
                setattr(module, _NAME, SeenThroughInt)
        yield
    finally:
        for module in shadowed:
            with _lock:
                _users[module.__name__] -= 1
                if not _users[module.__name__]:
                    del _users[module.__name__]
                    delattr(module, _NAME)


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
