"""Published counts beside derived ones, and the rows of a table that contradict themselves."""

import pytest

from symparams import load, presets
from symparams.published import agreement, contradictions, rounds_to


@pytest.mark.parametrize("name", presets.names())
def test_every_preset_agrees_with_its_source_or_says_why_not(name: str) -> None:
    found = agreement(load(name))
    assert found.published.source
    assert found.agrees or found.why


# Brown et al. 2020, table 2.1: 24·128 ≠ 2048 and 40·128 ≠ 5140; the literal counts are those of
# a GPT-2 with projections of heads·head_dim.
@pytest.mark.parametrize(
    ("name", "literal"), [("gpt3-1.3b", "1,517,123,584"), ("gpt3-13b", "12,936,488,380")]
)
def test_rows_that_contradict_themselves(name: str, literal: str) -> None:
    (sentence,) = contradictions(load(name))
    assert sentence.endswith(f"taken literally it would be {literal}")
    assert "heads" not in {value.symbol.name for value in load(name).values}


def test_rows_that_do_not() -> None:
    assert contradictions(load("gpt3")) == ()


@pytest.mark.parametrize(
    ("derived", "printed", "agrees"),
    [
        (109_482_240, "110M", True),
        (335_141_888, "340M", True),
        (355_871_744, "350M", False),
        (174_604_259_328, "175.0B", False),
        (174_604_259_328, "175B", True),
        (12_952_938_780, "13.0B", True),
        (2_651_553_280, "2.7B", True),
        (405_853_388_800, "405B", False),
        (8_030_261_248, "8B", True),
        (1234, "1234", True),
        (1235, "1234", False),
    ],
)
def test_what_rounding_explains(derived: int, printed: str, agrees: bool) -> None:
    assert rounds_to(derived, printed) is agrees
