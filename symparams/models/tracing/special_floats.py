"""Numbers that JSON has no word for, as transformers writes them into a configuration."""

from typing import Any

TAG = "__float__"
NAMES = {"Infinity": float("inf"), "-Infinity": float("-inf"), "NaN": float("nan")}


def with_floats(value: Any) -> Any:
    """``value`` with every ``{"__float__": "Infinity"}`` as the number that it stands for.

    >>> with_floats({"time_step_limit": [0.0, {"__float__": "Infinity"}]})
    {'time_step_limit': [0.0, inf]}
    """
    if isinstance(value, list):
        return [with_floats(item) for item in value]
    if not isinstance(value, dict):
        return value
    named = value.get(TAG)
    if len(value) == 1 and isinstance(named, str) and named in NAMES:
        return NAMES[named]
    return {key: with_floats(item) for key, item in value.items()}
