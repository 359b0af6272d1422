"""Published tables recomputed: what agrees, what cannot be right, and why."""

import pytest

from symparams.errors import UnknownNameError
from symparams.operations.catalogue.tables import RECIPES, table


@pytest.mark.parametrize(
    ("name", "agreeing", "rows"),
    [("gpt3", 6, 8), ("chinchilla", 50, 50), ("pythia", 8, 8), ("megatron", 10, 10)],
)
def test_how_many_rows_agree(name: str, agreeing: int, rows: int) -> None:
    recomputed = table(name)
    assert (recomputed.agreeing, len(recomputed.rows)) == (agreeing, rows)


def test_the_rows_of_chinchilla_that_h_squared_loses_break_the_precondition() -> None:
    recomputed = table("chinchilla")
    broken = [row.label for row in recomputed.rows if row.broken]
    assert broken == ["3530M", "4084M", "11452M", "12569M", "13735M", "14940M"]
    assert [row.label for row in recomputed.lost] == broken
    assert sum(bool(row.agrees_if_cancelled) for row in recomputed.rows) == 44


def test_a_row_of_chinchilla_by_hand() -> None:
    # 44M: d_model 512, ffw_size 2048, kv_size 64, 8 heads, 8 layers.
    width = 8 * 64
    layer = 5 * 512 * width + 2 * width + 3 * width + 512 + 2 * 512 * 2048 + 2048 + 512
    assert table("chinchilla").rows[0].derived == 32000 * 512 + 8 * layer


def test_the_rows_of_gpt3_that_contradict_themselves() -> None:
    broken = {row.label: row.broken for row in table("gpt3").rows if row.broken}
    assert broken == {
        "gpt3-1.3b": "heads·head_dim = 24·128 = 3072 ≠ 2048 = H",
        "gpt3-13b": "heads·head_dim = 40·128 = 5120 ≠ 5140 = H",
    }


def test_megatron_leaves_out_the_final_norm() -> None:
    for row, hidden, layers in zip(
        table("megatron").rows[:2], (2304, 3072), (24, 30), strict=False
    ):
        formula = layers * (12 * hidden**2 + 13 * hidden) + (51200 + 2048) * hidden
        assert row.derived == formula + 2 * hidden


def test_an_unknown_table() -> None:
    with pytest.raises(UnknownNameError, match="unknown table 'chinchila'; did you mean"):
        table("chinchila")
    assert set(RECIPES) == {"gpt3", "chinchilla", "pythia", "megatron"}
