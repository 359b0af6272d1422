"""A number that does nothing when it is larger may do something when it is smaller."""

import random

import pytest
from torch import nn

from symparams.errors import SymparamsError
from symparams.models.tracing import trace
from symparams.operations.counting import count


def limited(width: int = 6, layers: int = 5, last: int = 9, first: int = 0) -> nn.Module:
    """Layers of which those from number ``first`` to number ``last`` have a bias."""
    return nn.ModuleList(
        nn.Linear(width, width, bias=layer in range(first, last + 1)) for layer in range(layers)
    )


def _real(**numbers: int) -> int:
    return sum(parameter.numel() for parameter in limited(**numbers).parameters())


@pytest.mark.parametrize("last", [3, 4, 5, 9, 40])
def test_a_limit_above_the_number_of_layers_is_carried_or_refused(last: int) -> None:
    model = trace(limited, last=last)
    draw = random.Random(last)  # noqa: S311 (no secret)
    for _ in range(30):
        numbers = {"last": draw.randint(1, 12)}
        try:
            answer = count(model, numbers).total
        except SymparamsError:
            continue
        assert answer == _real(**{"last": last} | numbers), (last, numbers)
