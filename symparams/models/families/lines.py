"""The data files beside the families: JSON objects with one line for each ``model_type``.

Only the line that is asked for is parsed, so that one configuration costs one line.
"""

import json
from importlib.resources import files
from typing import Any


def line_of(file: str, model_type: str) -> dict[str, Any] | None:
    """What ``file`` says of ``model_type``; None if it says nothing."""
    start = f"{json.dumps(model_type)}: "
    text = files("symparams.models.families").joinpath(file).read_text(encoding="utf-8")
    for line in text.splitlines():
        if line.startswith(start):
            found: dict[str, Any] = json.loads(line[len(start) :].rstrip(","))
            return found
    return None
