"""The examples in docstrings are run, in every module that the extras at hand can import."""

import doctest
import pkgutil
from importlib import import_module

import pytest

import symparams

MODULES = sorted(
    module.name
    for module in pkgutil.walk_packages(symparams.__path__, "symparams.")
    if not module.name.endswith("__main__")
)


@pytest.mark.parametrize("name", ["symparams", *MODULES])
def test_doctests(name: str) -> None:
    if name.startswith("symparams.tracing"):
        pytest.importorskip("torch", reason="torch is not installed (extra trace)")
        pytest.importorskip("transformers", reason="transformers is not installed (extra trace)")
    module = import_module(name)
    assert doctest.testmod(module).failed == 0
