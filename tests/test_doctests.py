"""The examples in docstrings are run, in every module that the extras at hand can import."""

import doctest
from importlib import import_module
from pathlib import Path

import pytest

import symparams

PACKAGE = Path(symparams.__file__).parent
MODULES = sorted(
    ".".join(("symparams", *path.relative_to(PACKAGE).with_suffix("").parts))
    for path in PACKAGE.rglob("*.py")
    if path.name not in ("__init__.py", "__main__.py")
)


@pytest.mark.parametrize("name", ["symparams", *MODULES])
def test_doctests(name: str) -> None:
    if name.startswith("symparams.models.tracing"):
        pytest.importorskip("torch", reason="torch is not installed (extra trace)")
        pytest.importorskip("transformers", reason="transformers is not installed (extra trace)")
    module = import_module(name)
    assert doctest.testmod(module).failed == 0
