"""Chinchilla's conventions, found by search: plain integers, apart from the project's trees."""

import csv
from importlib.resources import files
from itertools import product

from symparams.operations.catalogue.tables import table

TEXT = (
    files("symparams.operations.catalogue.tables")
    .joinpath("chinchilla.csv")
    .read_text(encoding="utf-8")
)
ROWS = [{k: int(v) for k, v in row.items()} for row in csv.DictReader(TEXT.splitlines())]
# relative matrix, its bias vectors, biases of query-key-value, of the output, of the feed-forward,
# vectors a norm, tables of 32,000 tokens, learned positions, two bias vectors that layers share
CHOICES = (range(2), (0, 2, 3), range(2), range(2), range(2), range(3), (1, 2), range(2), range(2))
STATED = (1, 2, 1, 1, 1, 0, 1, 0, 0)


def counted(row: dict[str, int], choice: tuple[int, ...]) -> int:
    """A row under one combination of conventions."""
    relative, biases, qkv, output, ffn, norm, tables, positions, shared = choice
    hidden, layers, width = row["d_model"], row["n_layers"], row["ffw_size"]
    heads = row["n_heads"] * row["kv_size"]
    layer = (4 + relative) * hidden * heads + 2 * hidden * width + biases * heads
    layer += 3 * qkv * heads + output * hidden + ffn * (width + hidden) + 2 * norm * hidden
    rest = tables * 32_000 * hidden + norm * hidden + 2048 * positions * hidden
    return layers * layer + rest + 2 * shared * heads


def hits(choice: tuple[int, ...]) -> int:
    return sum(
        abs(counted(row, choice) - row["parameters_millions"] * 10**6) <= 500_000 for row in ROWS
    )


def test_the_stated_conventions_are_the_trees() -> None:
    assert [row.derived for row in table("chinchilla").rows] == [counted(r, STATED) for r in ROWS]


def test_no_other_combination_gives_every_row() -> None:
    combinations = list(product(*CHOICES))
    assert len(combinations) == 1152
    assert [choice for choice in combinations if hits(choice) == 50] == [STATED]
    assert hits((1, 2, 1, 1, 1, 1, 1, 0, 0)) == 42  # with the gains of the norms
