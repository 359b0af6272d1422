"""A traced model without its code: the formula answers, or refuses, and nothing is traced again."""

from dataclasses import replace

from symparams.algebra.model import Model
from symparams.models.tracing import trace


def formula_of(source: object, **arguments: int) -> Model:
    """What `trace` makes of ``source``, as somebody has it who has not the code."""
    return replace(trace(source, **arguments), again=None)  # type: ignore[arg-type]
