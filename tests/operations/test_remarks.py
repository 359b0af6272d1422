"""What is said of a model's source: its notes, and the rows that contradict themselves."""

import pytest

from symparams import count, load, scaling, solve
from symparams.operations.remarks import contradictions, remarks


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


def test_a_value_that_is_put_aside_leaves_nothing_to_contradict() -> None:
    assert solve("gpt3-1.3b", "H").remarks == load("gpt3-1.3b").notes


def test_every_result_has_the_same_remarks() -> None:
    model = load("gpt3-13b")
    expected = (*model.notes, *contradictions(model))
    assert remarks(model) == count(model).remarks == scaling(model).remarks == expected
