"""Rows of published tables, recomputed from their printed numbers in plain integers."""

import csv
from decimal import ROUND_HALF_UP, Decimal
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sympy import expand

from symparams.errors import SymparamsError
from symparams.models.textbook import textbook
from symparams.operations.catalogue.tables import RECIPES, rows, table
from symparams.symbols import H, L, V, ffn_ratio, head_dim, heads

Printed = dict[str, str]


def printed(name: str) -> list[Printed]:
    text = files("symparams.operations.catalogue.tables").joinpath(f"{name}.csv")
    return list(csv.DictReader(text.read_text(encoding="utf-8").splitlines()))


def chinchilla(row: Printed) -> int:
    """Hoffmann et al. 2022, table A9, and Dai et al. 2019, §3.3."""
    hidden, inner = int(row["d_model"]), int(row["ffw_size"])
    width = int(row["n_heads"]) * int(row["kv_size"])
    attention = 4 * hidden * width + 3 * width + hidden
    relative = hidden * width + 2 * width
    feed_forward = 2 * hidden * inner + inner + hidden
    return int(row["n_layers"]) * (attention + relative + feed_forward) + 32_000 * hidden


def megatron(row: Printed) -> int:
    """Narayanan et al. 2021, §5.1, equation 2, and the final norm."""
    hidden, layers = int(row["hidden_size"]), int(row["num_layers"])
    return layers * (12 * hidden**2 + 13 * hidden) + (51_200 + 2_048) * hidden + 2 * hidden


@pytest.mark.parametrize("row", printed("chinchilla"), ids=lambda r: r["parameters_millions"])
def test_each_row_of_chinchilla(row: Printed) -> None:
    found = rows.chinchilla(row)
    assert found.derived == chinchilla(row)
    assert found.agrees is (abs(found.derived - int(row["parameters_millions"]) * 10**6) <= 500_000)
    is_even = int(row["n_heads"]) * int(row["kv_size"]) == int(row["d_model"])
    assert (found.broken == "") is is_even
    square = chinchilla({**row, "n_heads": "1", "kv_size": row["d_model"]})
    million = int(row["parameters_millions"]) * 10**6
    assert found.agrees_if_cancelled is (abs(square - million) <= 500_000)


@pytest.mark.parametrize("row", printed("megatron"), ids=lambda r: r["printed"])
def test_each_row_of_megatron(row: Printed) -> None:
    found = rows.megatron(row)
    assert found.derived == megatron(row)
    assert found.printed == f"{row['printed']}B"


@pytest.mark.parametrize("row", printed("pythia"), ids=lambda r: r["preset"])
def test_each_row_of_pythia_is_exact(row: Printed) -> None:
    found = rows.pythia(row)
    assert found.derived == int(row["printed"])
    assert found.agrees


@given(st.integers(0, 10**13))
def test_a_count_in_millions_is_rounded_with_halves_upwards(amount: int) -> None:
    million = (Decimal(amount) / 10**6).quantize(Decimal(1), rounding=ROUND_HALF_UP)
    assert rows.to_the_million(amount) == million


@given(st.integers(1, 200), st.integers(1, 300), st.integers(1, 20_000))
def test_a_row_is_broken_where_its_heads_do_not_fill_its_width(
    number: int, size: int, hidden: int
) -> None:
    said = rows.split(number, size, hidden)
    assert bool(said) is (sum([size] * number) != hidden)
    assert rows.split(number, size, number * size) == ""


def test_the_transformer_of_chinchilla_as_an_expression() -> None:
    model = rows.relative_transformer()
    width = heads * head_dim
    block = 5 * H * width + 5 * width + H + (2 * H + 1) * ffn_ratio * H + H
    assert expand(model.related(model.total()) - (L * block + V * H)) == 0
    assert head_dim in model.related(model.total()).free_symbols


def test_a_total_is_a_number_or_says_what_is_open() -> None:
    assert rows.total(textbook(), H=8, L=2, V=10, heads=2) == 12 * 2 * 8**2 + 10 * 8
    with pytest.raises(ValueError, match=r"the row leaves .* open"):
        rows.total(textbook(), H=8)
    with pytest.raises(SymparamsError):
        rows.total(textbook(), H=8, L=2, V=10, heads=3)


@pytest.mark.parametrize("name", RECIPES)
def test_a_table_has_a_row_for_each_that_is_printed(name: str) -> None:
    found = table(name)
    assert len(found.rows) == len(printed(name))
    assert found.agreeing == len([row for row in found.rows if row.agrees])
