"""Which library a search computes with: NumPy, or where it is missing the few functions it needs.

Both give the same designs in the same order; with NumPy a large
space is gone through some five times as fast.
"""

from functools import cache
from typing import Any

from symparams.algebra.extras import require
from symparams.errors import MissingExtraError


@cache
def array_library() -> Any:
    """NumPy, or `symparams.operations.searching.arrays.lists` where it is not installed."""
    try:
        return require("numpy")
    except MissingExtraError:
        from symparams.operations.searching.arrays import lists

        return lists
