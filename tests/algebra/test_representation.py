"""Whatever a Python prompt shows is one short line: results, and all that they are made of."""

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from typing import Any

import pytest

from symparams import compare, count, derive, load, prove, scaling, search, solve, vectorize
from symparams.models.presets import names
from symparams.operations.catalogue.published import agreement
from symparams.operations.catalogue.tables import RECIPES, table
from symparams.operations.exploration import explore
from symparams.operations.verification import verify

LONGEST = 200


def parts(value: Any) -> Iterator[Any]:
    """The value and every dataclass in it."""
    if is_dataclass(value):
        yield value
        for field in fields(value):
            yield from parts(getattr(value, field.name))
    elif isinstance(value, tuple | list):
        for entry in value:
            yield from parts(entry)


def assert_short(value: Any) -> None:
    for part in parts(value):
        written = repr(part)
        assert "\n" not in written
        assert len(written) <= LONGEST, written
        assert written.startswith(f"{type(part).__name__}("), written


@pytest.mark.parametrize("name", ["textbook", *names()])
def test_results_are_one_short_line(name: str) -> None:
    model = load(name)
    for result in (
        model, derive(model), prove(model, "heads"), prove(model, "H"), count(model),
        scaling(model), solve(model, "H"), solve(model, "L", 7 * 10**9),
        compare(model, load("gpt2")), explore(model),
    ):  # fmt: skip
        assert_short(result)


def test_verifications_tables_and_searches_too() -> None:
    model = load("gpt3")
    assert_short(verify(model, load("llama-3.1-8b")))
    assert_short(agreement(model))
    assert_short(vectorize(model))
    assert_short([table(name) for name in RECIPES])
    sizes = {"L": range(1, 9), "H": range(64, 999, 64)}
    assert_short(search(load(), 10**8, sizes, V=32_000))


def test_a_line_says_what_it_is_and_what_it_found() -> None:
    assert repr(prove(load("gpt3"))).startswith(
        "Proof(model='gpt3', symbol=heads, verdict=proved, relations: 1, before="
    )
    assert "total=174604259328" in repr(count(load("gpt3")))
