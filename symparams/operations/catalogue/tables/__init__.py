"""Published tables, recomputed row by row: what is printed beside what the tree derives.

The rows are data (a CSV file each, as the paper prints them); how a row becomes a model is a
function in `rows`. A row that cannot be right says which precondition it breaks.
"""

import csv
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib.resources import files

from symparams.algebra.display import OneLine
from symparams.errors import unknown
from symparams.operations.catalogue.tables import rows
from symparams.operations.catalogue.tables.rows import TableRow


@dataclass(frozen=True, slots=True, repr=False)
class PublishedTable(OneLine):
    """A paper's table: where it stands, how its numbers were counted, and its rows."""

    name: str
    source: str
    conventions: str
    rows: tuple[TableRow, ...]

    @property
    def agreeing(self) -> int:
        """How many rows the derived counts round to."""
        return sum(row.agrees for row in self.rows)

    @property
    def lost(self) -> tuple[TableRow, ...]:
        """The rows that agree, but would not if ``heads·head_dim = H`` were assumed."""
        return tuple(row for row in self.rows if row.agrees and row.agrees_if_cancelled is False)


@dataclass(frozen=True, slots=True)
class _Recipe:
    source: str
    conventions: str
    row: Callable[[Mapping[str, str]], TableRow]


RECIPES: dict[str, _Recipe] = {
    "gpt3": _Recipe(
        "Brown et al. 2020, Language Models are Few-Shot Learners, table 2.1",
        "tied output, learned positions (2,048), biases and norms; where the printed heads and "
        "head size do not multiply to H, counted with heads·head_dim = H",
        rows.gpt3,
    ),
    "chinchilla": _Recipe(
        "Hoffmann et al. 2022, Training Compute-Optimal Large Language Models, table A9",
        "vocabulary 32,000, tied output; attention of width n_heads·kv_size with a matrix and two "
        "bias vectors for relative positions (Dai et al. 2019) and biases; feed-forward with "
        "biases; norms not counted; in millions. The paper does not say so: they are a fit, the "
        "only one of 1,152 combinations that gives every row",
        rows.chinchilla,
    ),
    "pythia": _Recipe(
        "Biderman et al. 2023, Pythia, table 1",
        "non-embedding parameters, exact; the vocabulary is padded differently by size",
        rows.pythia,
    ),
    "megatron": _Recipe(
        "Narayanan et al. 2021, Efficient Large-Scale Language Model Training, table 1",
        "12lh²(1 + 13/(12h) + (V + s)/(12lh)) with V = 51,200 and s = 2,048; the exact count is "
        "2h more, the final norm, which the formula leaves out. In billions",
        rows.megatron,
    ),
}


def table(name: str) -> PublishedTable:
    """The paper's table called ``name``, recomputed.

    >>> table("chinchilla").agreeing
    50

    Raises UnknownNameError for a table that does not exist.
    """
    if name not in RECIPES:
        raise unknown("table", name, RECIPES)
    recipe = RECIPES[name]
    text = files(__name__).joinpath(f"{name}.csv").read_text(encoding="utf-8")
    printed = csv.DictReader(text.splitlines())
    return PublishedTable(name, recipe.source, recipe.conventions, tuple(map(recipe.row, printed)))


__all__ = ["RECIPES", "Row", "Table", "table"]
