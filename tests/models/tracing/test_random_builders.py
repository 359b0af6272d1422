"""A fixed sample of random builders: exact or refused, never wrong."""

import pytest

from tests.models.tracing.random_builders import Tally, run

SAMPLE = (*range(16), 17, 29, 44, 45, 48, 51, 52, 56)
"""The first ones, and those that an earlier tracer got wrong."""


@pytest.mark.parametrize("seed", SAMPLE)
def test_builder(seed: int) -> None:
    tally = Tally()
    run(seed, tally)
    assert tally.wrong == []
    assert tally.untraced == 0


def test_a_builder_that_a_trace_carries_is_not_refused() -> None:
    """Refusing everything would be no answer either."""
    tally = Tally()
    for seed in range(4):
        run(seed, tally)
    assert tally.exact > 0
