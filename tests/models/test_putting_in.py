"""Values put in: a key edits the file, a symbol scales the formula, nothing derived goes stale."""

import json
import random
from collections.abc import Iterator
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from sympy import Rational, Symbol

from symparams import symbols
from symparams.algebra.closed_forms import number
from symparams.algebra.model import Model
from symparams.algebra.values import assign
from symparams.errors import BadValueError, SymparamsError
from symparams.models.families.registry import FAMILIES
from symparams.models.loading import load
from symparams.operations.counting import count
from symparams.operations.solving.solving import solve

ORACLE = Path(__file__).parents[1] / "oracle" / "catalogue.json"
CASES: list[dict[str, Any]] = json.loads(ORACLE.read_text(encoding="utf-8"))
BY_TYPE = {case["model_type"]: case["config"] for case in CASES}
LLAMA = {"model_type": "llama"}


def total(model: Model) -> Any:
    return number(model, model.ledger.total())


def tried(model: Any, given: dict[Any, Any] | None = None) -> Any:
    """The total of a model or a file with values put in, or None where that is refused."""
    try:
        loaded = model if isinstance(model, Model) else load(model)
        return total(assign(loaded, given) if given else loaded)
    except SymparamsError:
        return None


def other_values(value: object, chance: random.Random) -> Iterator[object]:
    """Plausible values for a key besides the one that it has."""
    if isinstance(value, bool):
        yield not value
    elif isinstance(value, int):
        yield from {2 * value, value + 1, chance.choice([1, 2, 3, 0, max(value // 2, 1)])} - {value}
    elif value is None:
        yield chance.choice([1, 2, 8, True])
    elif isinstance(value, list):
        yield value[1:]
        yield None


@pytest.mark.parametrize("model_type", FAMILIES)
def test_a_value_by_key_is_an_edit_of_the_file(model_type: str) -> None:
    chance = random.Random(model_type)  # noqa: S311 - cases, no secrets
    config = BY_TYPE[model_type]
    model = load(config)
    assert model.configuration is not None
    own = {str(symbol) for symbol in model.symbols()}
    for key in sorted(model.configuration.known - own - {"model_type", "architectures"}):
        for value in other_values(config.get(key), chance):
            edited = {**config, key: value}
            others = {k for k, s in model.keys if s == dict(model.keys).get(key) and k != key}
            alone = {k: v for k, v in edited.items() if k not in others}
            assert tried(model, {key: value}) == tried(alone), (key, value)


@pytest.mark.parametrize("model_type", FAMILIES)
def test_a_value_by_symbol_is_what_the_file_gives_or_is_refused(model_type: str) -> None:
    chance = random.Random(model_type)  # noqa: S311 - cases, no secrets
    config = BY_TYPE[model_type]
    model = load(config)
    for symbol in model.symbols():
        key = key_of(model, symbol, config)
        known = model.numbers().get(symbol)
        if key is None or known is None or symbols.is_ratio(symbol):
            continue
        for value in {2 * int(known), int(known) + 1, chance.choice([1, 2, 3, 5])}:
            scaled = tried(model, {symbol: value})
            if scaled is not None:
                files = in_file(model, config, symbol, key, value)
                assert scaled in map(tried, files), (symbol, value)


def key_of(model: Model, symbol: Symbol, config: dict[str, Any]) -> str | None:
    keys = [key for key, name in model.keys if name == symbol.name]
    return next((key for key in keys if key in config), keys[0] if keys else None)


def in_file(
    model: Model, config: dict[str, Any], symbol: Symbol, key: str, value: int
) -> Iterator[dict[str, Any]]:
    """The files in which ``symbol`` is ``value``: ratios kept, one kind of layers more or fewer."""
    edited = {**config, key: value}
    if symbol == symbols.H:
        for ratio, number_of in model.numbers().items():
            if symbols.is_ratio(ratio):
                width = key_of(model, symbols.width_of(ratio), config)
                assert width is not None
                edited[width] = int(number_of * value)
    skipped = ("architectures", "attention_types", "attention_layers")
    lists = {
        name: kinds
        for name, kinds in config.items()
        if name not in skipped and is_by_layer(kinds, config.get(key))
    }
    if symbol != symbols.L or not lists:
        yield {
            k: v
            for k, v in edited.items()
            if symbol != symbols.L or k not in ("attention_types", "attention_layers")
        }
        return
    for growing in product(*(dict.fromkeys(kinds) for kinds in lists.values())):
        pairs = zip(lists.items(), growing, strict=True)
        yield edited | {name: resized(kinds, most, value) for (name, kinds), most in pairs}


def is_by_layer(entries: object, layers: object) -> bool:
    return isinstance(entries, list) and len(entries) == layers and isinstance(entries[0], str)


def resized(kinds: list[str], growing: str, length: int) -> list[str]:
    """A list of ``length`` in which the kinds that do not grow are as many as before."""
    others = [kind for kind in kinds if kind != growing]
    return [*others, *[growing] * (length - len(others))][:length]


@pytest.mark.parametrize(
    ("source", "given", "expected"),
    [
        (LLAMA, {"heads": 64}, 6_738_415_616),
        (LLAMA, {"num_attention_heads": 64}, 6_738_415_616),
        ("llama-3.1-8b", {"num_key_value_heads": None}, 8_835_567_616),
    ],
)
def test_key_value_heads_follow_the_heads(
    source: Any, given: dict[str, Any], expected: int
) -> None:
    """The first two are what the reference builds; the third is 2·L·H²·(32 − 8)/32 more."""
    assert count(load(source), given).total == expected


def test_a_decoder_is_as_deep_as_its_encoder_unless_it_says_otherwise() -> None:
    deep = count(load("t5-base"), L=24)
    assert deep.total == count(load("t5-base"), num_layers=24).total
    assert [str(change) for change in deep.model.changes] == ["decoder.L 12 → 24"]
    assert deep.closed_form.free_symbols.isdisjoint({symbols.lookup("decoder.L")})


def test_every_second_layer_is_said_in_layers() -> None:
    model = load({"model_type": "qwen3_moe", "decoder_sparse_step": 2})
    assert {str(r) for r in model.relations} >= {"dense_layers = L - floor(L/2)"}
    for layers in (1, 2, 7, 30):
        again = load({"model_type": "qwen3_moe", "decoder_sparse_step": 2,
                      "num_hidden_layers": layers})  # fmt: skip
        assert count(model, L=layers).total == count(again).total


def test_a_width_stays_by_key_and_its_ratio_by_symbol() -> None:
    by_key = count(load("llama-3.1-8b"), hidden_size=8192)
    by_symbol = count(load("llama-3.1-8b"), H=8192)
    assert by_key.model.numbers()[symbols.ffn_ratio] == Rational(14336, 8192)
    assert (
        by_symbol.model.numbers()[symbols.ffn_ratio]
        == load("llama-3.1-8b").numbers()[symbols.ffn_ratio]
    )


def test_solving_by_key_holds_the_widths_and_by_symbol_the_ratios() -> None:
    model = load("llama-3.1-8b")
    for name in ("H", "hidden_size"):
        for design in solve(model, name, "7B").designs:
            hidden = int(dict(design.values)[symbols.H])
            assert count(model, {name: hidden}).total == design.total


@pytest.mark.parametrize(
    ("source", "given", "message"),
    [
        ("gpt3", {"head_dim": 128, "heads": 12},
         "head_dim = 128 (given) contradicts head_dim = H/heads = 1024"),
        ("llama-3.1-8b", {"hidden_sze": 8192}, "unknown symbol or key of llama-3.1-8b 'hidden_sze'"),
        ("llama-3.1-8b", {"hidden_size": 8192, "H": 8192}, "two values for H; give it once"),
        ("llama-3.1-8b", {"num_hidden_layers": "1.5"}, "num_hidden_layers = 3/2 is a fraction"),
        ("deepseek-v3", {"L": 1}, "L - dense_layers = -2; it must not be negative"),
        ("llama-3.1-8b", {"tie_word_embeddings": "[1"}, "tie_word_embeddings = '[1' is not JSON"),
    ],
)  # fmt: skip
def test_messages(source: str, given: dict[str, Any], message: str) -> None:
    with pytest.raises(SymparamsError) as error:
        count(load(source), given)
    assert message in str(error.value)


def test_what_a_value_changes_besides_itself_is_named() -> None:
    model = count(load("gpt3"), head_dim=64).model
    assert [str(change) for change in model.changes] == ["heads 96 → 192"]


def test_a_key_after_a_symbol_asks_for_both_together() -> None:
    model = assign(load("llama-3.1-8b"), {"kv_groups": 2})
    with pytest.raises(BadValueError, match="give them together, or by symbol"):
        assign(model, {"tie_word_embeddings": True})
