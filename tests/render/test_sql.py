"""A search as SQL: DuckDB and Spark run the same statement and give the rows of the local search."""

from collections.abc import Callable, Iterator
from typing import Any

import duckdb
import pytest
from sympy import floor

from symparams import Component, Model, Weight, load, search, symbols
from symparams.errors import BadValueError
from symparams.operations.searching.designs import Search
from symparams.render.search_rows import rows
from symparams.render.sql import OWN_NAMES, RESERVED, search_sql
from symparams.symbols import H, L, heads

SPACE = {"H": "1024:4096:128", "L": "16:48", "heads": "8,16,32", "ffn_ratio": "8/3,3.5,4"}
ROUNDED = Model(
    name="rounded",
    tree=Component(
        "", (Component("layer", (Weight("w", (H, heads * floor((H - 100) / heads) + 800)),), L),)
    ),
)
"""A size that rounds, of a number that can be negative: no relation makes it exact."""

SEARCHES: dict[str, Callable[[], Search]] = {
    "textbook": lambda: search(load("textbook"), "2B", SPACE, "1%", V=32000),
    "llama": lambda: search(load("llama-3.1-8b"), "2B", SPACE, "1%"),
    "tied symbols": lambda: search(
        load("textbook"),
        "2B",
        {"hidden_size": "1024:4096:128", "L": range(16, 40, 3), "head_dim": "64,96",
         "intermediate_size": "4096:9216:512"},
        "20M", V=32000, sort_by="-L",
    ),
    "experts": lambda: search(
        load("deepseek-v3"),
        "300B",
        {"H": "3584:7168:512", "L": "16:64", "dense_layers": "1:5", "expert_ratio": "1/4:1/2:1/16"},
        "3%", sort_by="-expert_ratio", top=40,
    ),
    "rounding": lambda: search(
        ROUNDED, "40k", {"H": "8:200", "L": "1:9", "heads": "3,7"}, "10%", sort_by="total"
    ),
    "nothing": lambda: search(load("textbook"), "1T", SPACE, 0, V=32000),
}  # fmt: skip


def found(result: Search) -> list[tuple[Any, ...]]:
    """The rows of the local search, ratios as the text that SQL has for them."""
    is_text = [axis.denominator != 1 for axis in result.space.axes]
    return [
        (*(str(v) if text else v for v, text in zip(values, is_text, strict=True)), total)
        for batch in result.batches()
        for *values, total in rows(result, batch)
    ]


@pytest.mark.parametrize("name", SEARCHES)
def test_duckdb_gives_the_same_rows_in_the_same_order(name: str) -> None:
    result = SEARCHES[name]()
    answered = duckdb.execute(search_sql(result))
    assert [column[0] for column in answered.description] == [*result.names, "total"]
    answer = answered.fetchall()
    assert answer == found(result)
    assert bool(answer) == (name != "nothing")


@pytest.fixture(scope="module")
def spark() -> Iterator[Any]:
    sql = pytest.importorskip("pyspark.sql", reason="pyspark is not installed")
    session = (
        sql.SparkSession.builder.master("local[1]")
        .config("spark.ui.enabled", "false")
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.sql.shuffle.partitions", "1")
        .getOrCreate()
    )
    yield session
    session.stop()


@pytest.mark.parametrize("name", SEARCHES)
def test_spark_gives_the_same_rows_in_the_same_order(spark: Any, name: str) -> None:
    result = SEARCHES[name]()
    frame = spark.sql(search_sql(result))
    assert frame.columns == [*result.names, "total"]
    assert [tuple(row) for row in frame.collect()] == found(result)


def test_the_projects_symbols_are_columns_in_spark(spark: Any) -> None:
    names = [entry.name for entry in symbols.TABLE]
    listed = ", ".join(f"1 AS {name}" for name in names)
    assert spark.sql(f"SELECT {', '.join(names)} FROM (SELECT {listed}) AS t").columns == names


def test_the_projects_symbols_are_columns_in_duckdb() -> None:
    assert not {e.name.lower() for e in symbols.TABLE} & {*RESERVED.split(), *OWN_NAMES}
    words = duckdb.execute(
        "SELECT keyword_name FROM duckdb_keywords() "
        "WHERE keyword_category IN ('reserved', 'type_function')"
    ).fetchall()
    assert {word for (word,) in words} <= {*RESERVED.split()}


@pytest.mark.parametrize(
    ("names", "message"),
    [
        (["select"], "the symbol 'select' cannot be a column in SQL; give it another name"),
        (["Digit"], "the symbol 'Digit' cannot be a column in SQL; give it another name"),
        (["h", "H"], "the symbol 'h' cannot be a column in SQL; give it another name"),
    ],
)
def test_names_that_sql_does_not_take(names: list[str], message: str) -> None:
    sizes = tuple(symbols.new(name) for name in names)
    model = Model(name="own", tree=Component("", (Weight("w", sizes),)))
    with pytest.raises(BadValueError) as error:
        search_sql(search(model, 10, dict.fromkeys(names, "1:5")))
    assert str(error.value) == message


def test_a_count_too_large_to_divide() -> None:
    result = search(
        load("llama-3.1-8b"), "7B", {"H": "8:800000:8", "L": "1:500", "heads": "8:640:8"}
    )
    with pytest.raises(BadValueError, match="more than 62 bits, too large to divide in SQL"):
        search_sql(result)


def test_more_fractions_than_sql_lists() -> None:
    result = search(load("textbook"), "7B", {"ffn_ratio": "1/1000:100:1/1000"}, V=1, L=1, H=1000)
    with pytest.raises(BadValueError, match="takes 100,000 fractions; SQL lists at most 10,000"):
        search_sql(result)
