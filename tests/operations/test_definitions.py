"""A model by definitions is the model: with every letter put in, the sum is the count."""

from typing import Any

import pytest
from sympy import Integer, expand

from symparams import Component, Model, Weight, count, derive, load
from symparams.models.presets import names
from symparams.operations.definitions import definitions
from symparams.symbols import H, L, heads
from tests.reading.everything import sources
from tests.two_towers import toy, two_towers

EVERY = [pytest.param(source, id=name) for name, source in sources()]


@pytest.mark.parametrize("source", EVERY[::3])
def test_the_sum_of_the_parts_is_the_count(source: Any) -> None:
    model = load(source)
    found = definitions(model)
    put_in = found.put_in(found.whole.expression)
    assert put_in.free_symbols.isdisjoint(found.by_letter)
    assert expand(model.ledger.normal(put_in) - model.ledger.total()) == 0
    for definition in found.parts:
        inner = model.ledger.normal(found.put_in(definition.expression))
        assert expand(inner - model.ledger.normal(definition.value)) == 0


@pytest.mark.parametrize("source", EVERY[1::3])
def test_letters_are_distinct_and_none_is_a_symbol(source: Any) -> None:
    model = load(source)
    found = definitions(model)
    letters = [definition.letter for definition in (*found.parts, found.whole)]
    assert len({*letters}) == len(letters) >= 2
    assert not {str(letter) for letter in letters} & {str(s) for s in model.symbols()}


@pytest.mark.parametrize("name", names())
def test_the_numbers_of_the_parts_add_up(name: str) -> None:
    found = definitions(load(name))
    total = count(name).total
    top = [entry for entry in found.entries() if entry.depth == 0]
    if not isinstance(total, int):
        return
    assert sum(Integer(entry.total) for entry in top) == total
    assert all(entry.once * entry.copies == entry.total for entry in found.entries())
    shares = [entry.share for entry in top if entry.share is not None]
    assert sum(shares) == 1


def test_deepseek_v3_part_by_part() -> None:
    """By hand from its configuration: DeepSeek-AI 2024, DeepSeek-V3, §4.2."""
    hidden, n, nope, rope, value, q, kv = 7168, 128, 128, 64, 128, 1536, 512
    query = hidden * q + q + q * n * (nope + rope)
    key_value = hidden * (kv + rope) + kv + kv * n * (nope + value)
    attention = query + key_value + n * value * hidden
    mixture = 256 * hidden + 257 * 3 * hidden * 2048
    dense = attention + 3 * hidden * 18432 + 2 * hidden
    found = definitions(load("deepseek-v3"))
    by_name = {d.name: found.amount(d.expression) for d in found.parts}
    assert by_name == {
        "latent attention": attention,
        "dense block": dense,
        "mixture of experts": mixture,
        "mixture block": attention + mixture + 2 * hidden,
    }
    assert [str(d.letter) for d in found.parts] == ["A", "B_1", "M", "B_2"]
    assert [d.name for d in found.left(heads)] == ["latent attention"]


def test_equal_parts_are_one_part() -> None:
    found = definitions(load("t5-base"))
    assert [str(d.letter) for d in found.parts] == ["A", "F", "B_1", "B_2"]
    (decoder,) = (d for d in found.parts if d.name == "decoder block")
    attention = next(term for term in decoder.terms if str(term.letter) == "A")
    assert (attention.times, attention.labels) == (2, ("attention", "cross attention"))


def test_towers_nest() -> None:
    found = definitions(toy())
    assert [d.name for d in found.parts if str(d.letter).startswith("T")] == ["vision", "audio"]
    depths = {str(entry.term.letter): entry.depth for entry in found.entries()}
    assert depths["T_1"] == 0 < depths["B_2"]
    assert definitions(two_towers()).whole.value == definitions(toy()).whole.value.xreplace({})


def test_what_is_used_once_and_short_stays_inline() -> None:
    tiny = Component("feed_forward", (Weight("up", (H, 4 * H)),), role="feed_forward")
    found = definitions(Model("tiny", L * Component("block", (tiny,)), relations=()))
    assert found.parts == ()
    assert expand(found.whole.expression - 4 * L * H**2) == 0


def test_a_derivation_by_definitions_has_the_expanded_form_as_its_closed_form() -> None:
    result = derive("mixtral-8x7b", form="defined")
    assert result.closed_form == derive("mixtral-8x7b").closed_form
    assert all(step.holds(result.model) for step in result.steps)
