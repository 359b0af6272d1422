"""Optional packages: imported where they are needed, and the command that installs them if not."""

from importlib import import_module
from typing import Any

from symparams.errors import MissingExtraError, shown

EXTRAS = {
    "matplotlib": ("matplotlib", "plot"),
    "numpy": ("NumPy", "vectorize"),
    "pyarrow": ("pyarrow", "parquet"),
    "torch": ("PyTorch", "trace"),
    "transformers": ("transformers", "trace"),
    "z3": ("z3", "smt"),
}
"""For each package what it is called, and the extra of this project that brings it."""


def require(package: str) -> Any:
    """The module of an optional package.

    Raises MissingExtraError, which says what to install, where it cannot be imported.
    """
    title, extra = EXTRAS[package]
    command = f"pip install 'symparams[{extra}]'"
    try:
        return import_module(package)
    except ImportError as error:
        is_absent = isinstance(error, ModuleNotFoundError) and error.name == package
        problem = "is not installed" if is_absent else f"cannot be imported ({shown(str(error))})"
        raise MissingExtraError(f"{title} {problem}; install it with: {command}") from None
