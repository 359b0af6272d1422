"""Lists with an entry for each layer: their kinds are counted, and L is free or their sum."""

import json
import random
from collections import Counter
from typing import Any

import pytest
from sympy import expand
from transformers import CONFIG_MAPPING

from symparams import symbols
from symparams.algebra.closed_forms import closed_form
from symparams.algebra.model import Model
from symparams.algebra.values import assign
from symparams.errors import BadValueError, SymparamsError
from symparams.models import saved
from symparams.models.tracing import trace
from symparams.models.tracing.building import measure
from symparams.models.tracing.layer_lists import Column, Form, Row, arranged, found, spread
from symparams.models.tracing.resolving import resolve
from symparams.operations.counting import count

L = symbols.L
MIXED = {
    "model_type": "qwen3_next",
    "num_hidden_layers": 6,
    "layer_types": ["linear_attention"] * 3 + ["full_attention"] + ["linear_attention"] * 2,
}
"""Four layers of one kind and two of another would be its own rule's; these are five and one."""


def real(config: dict[str, Any]) -> int:
    """The real class, built without memory and counted."""
    return measure(resolve(config, {}), {}).parameters


def test_a_list_for_other_counts_has_them_and_keeps_its_order() -> None:
    draw = random.Random(1)  # noqa: S311 (no secret)
    for _ in range(500):
        rows: list[Row] = [
            (draw.choice("abc"), draw.choice("xy")) for _ in range(draw.randint(1, 12))
        ]
        counts = {row: draw.randint(0, 9) for row in rows}
        made = arranged(rows, counts)
        assert Counter(made) == Counter({row: n for row, n in counts.items() if n})
        order = [row for row in dict.fromkeys(rows) if counts[row]]
        assert list(dict.fromkeys(made)) == order
        assert arranged(rows, Counter(rows)) == rows


def test_layers_are_taken_from_the_most_frequent_kind_first() -> None:
    kinds: dict[Row, int] = {("s",): 9, ("f",): 3}
    assert spread(kinds, 20) == {("s",): 17, ("f",): 3}
    assert spread(kinds, 4) == {("s",): 1, ("f",): 3}
    assert spread(kinds, 2) == {("s",): 0, ("f",): 2}


@pytest.mark.parametrize(
    ("key", "value", "form"),
    [
        ("layer_types", ["a", "b", "a", "a"], Form.LIST),
        ("layer_pattern", "M-M*", Form.TEXT),
        ("moe_layers", [1, 3], Form.INDICES),
        ("attention_types", [[["global", "local"], 2]], Form.RUNS),
        ("num_heads_per_layer", [8, 8, 4, 4], Form.LIST),
    ],
)
def test_a_list_is_written_as_it_is_read(key: str, value: Any, form: Form) -> None:
    plain = {"num_hidden_layers": 4, "layer_types": ["a", "b", "a", "a"], key: value}
    lists = found(object(), plain, plain)
    assert lists is not None
    column = next(column for column in lists.columns if column.key == key)
    assert column.form is form
    again = found(object(), plain | {key: column.written(column.entries)}, plain)
    assert again is not None
    assert again.rows == lists.rows


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("eos_token_id", [1, 2, 3, 4, 5, 6]),
        ("ssm_multipliers", [1.0] * 6),
        ("sizes", [2, 4, 8, 16, 32, 64]),
        ("languages", ["de", "en"]),
    ],
)
def test_what_is_no_list_over_the_layers_is_left_alone(key: str, value: Any) -> None:
    plain = {"num_hidden_layers": len(value), key: value}
    assert found(object(), plain, plain) is None


def test_sizes_are_numbers_above_one() -> None:
    assert Column("heads", Form.LIST, (8, 8, 4, 8)).sizes == (8, 4)
    assert Column("no_rope_layers", Form.LIST, (1, 1, 0)).sizes == ()


def test_kinds_of_equal_weights_are_not_told_apart() -> None:
    config = {
        "model_type": "gemma2",
        "num_hidden_layers": 5,
        "layer_types": ["sliding_attention"] * 4 + ["full_attention"],
    }
    model = trace(config)
    assert model.relations == ()
    assert expand(closed_form(model).diff(L, 2)) == 0
    for depth in (1, 4, 6, 10):
        deeper = config | {"num_hidden_layers": depth, "layer_types": ["full_attention"] * depth}
        assert count(model, L=depth).total == real(deeper)


@pytest.fixture(scope="module")
def mixed() -> Model:
    return trace(MIXED)


def _mixed(full: int, linear: int) -> int:
    kinds = ["full_attention"] * full + ["linear_attention"] * linear
    return real(MIXED | {"num_hidden_layers": full + linear, "layer_types": kinds})


def test_each_kind_has_a_symbol_and_the_depth_is_their_sum(mixed: Model) -> None:
    (relation,) = mixed.relations
    assert str(relation) == "L = full_attention_layers + linear_attention_layers"
    assert count(mixed).total == real(MIXED)


def test_another_depth_alone_changes_the_most_frequent_kind(mixed: Model) -> None:
    model = assign(mixed, {"num_hidden_layers": 9})
    (value,) = (v for v in model.values if v.symbol.name == "linear_attention_layers")
    assert (value.number, value.origin) == (8, f"{value.symbol} = L - full_attention_layers")
    assert count(model).total == _mixed(1, 8)


def test_given_kinds_decide_the_depth(mixed: Model) -> None:
    by_symbol = count(mixed, full_attention_layers=3).total
    by_key = count(mixed, {"layer_types[full_attention]": 3}).total
    assert by_symbol == by_key == _mixed(3, 5)
    assert count(mixed, L=7, full_attention_layers=3).total == _mixed(3, 4)


def test_a_depth_that_is_not_the_sum_of_its_kinds_is_refused(mixed: Model) -> None:
    with pytest.raises(BadValueError, match=r"L = 9 \(given\) contradicts"):
        count(mixed, L=9, full_attention_layers=3, linear_attention_layers=5)
    with pytest.raises(SymparamsError, match=r"negative|positive"):
        count(mixed, L=2, full_attention_layers=3)


def test_a_saved_tree_keeps_its_kinds(mixed: Model) -> None:
    again = saved.read(json.loads(saved.text(mixed)))
    assert again == mixed
    assert count(again, L=9).total == _mixed(1, 8)


def test_pairs_of_two_lists_are_counted_as_they_occur() -> None:
    config = {
        "model_type": "kimi_linear",
        "num_hidden_layers": 5,
        "layer_types": ["linear_attention"] * 4 + ["full_attention"],
        "mlp_layer_types": ["dense"] + ["sparse"] * 4,
    }
    model = trace(config)
    (relation,) = model.relations
    names = {symbol.name for symbol in relation.expression.free_symbols}
    assert len(names) == 3
    assert {"dense_layers", "full_attention_layers"} < names
    deeper = config | {
        "num_hidden_layers": 8,
        "layer_types": ["full_attention"] + ["linear_attention"] * 7,
        "mlp_layer_types": ["sparse"] * 7 + ["dense"],
    }
    assert count(model, L=8).total == real(deeper)


def test_each_size_of_a_list_is_a_symbol() -> None:
    config = {
        "model_type": "laguna",
        "num_hidden_layers": 4,
        "layer_types": ["full_attention"] * 4,
        "mlp_layer_types": ["dense", "sparse", "sparse", "sparse"],
        "num_attention_heads_per_layer": [16, 16, 8, 8],
    }
    model = trace(config)
    other = config | {"num_attention_heads_per_layer": [16, 16, 24, 24]}
    assert count(model, {"num_attention_heads_per_layer[8]": 24}).total == real(other)


def test_a_pattern_in_letters_is_read_by_its_class() -> None:
    config = {"model_type": "nemotron_h", "hybrid_override_pattern": "M-M*"}
    model = trace(config)
    assert count(model, L=6).total == real(config | {"hybrid_override_pattern": "M-MM*M"})


@pytest.mark.parametrize("model_type", ["bamba", "falcon_h1", "nemotron_h"])
def test_infinity_as_transformers_writes_it_is_read(model_type: str) -> None:
    text = CONFIG_MAPPING[model_type]().to_json_string(use_diff=False)
    assert "__float__" in text
    config = json.loads(text)
    assert count(trace(config)).total == real({"model_type": model_type})


KINDS: dict[str, dict[str, tuple[Any, ...]]] = {
    "qwen3_next": {"layer_types": ("linear_attention", "full_attention")},
    "lfm2": {"layer_types": ("conv", "full_attention")},
    "kimi_linear": {
        "layer_types": ("linear_attention", "full_attention"),
        "mlp_layer_types": ("dense", "sparse"),
    },
    "exaone_moe": {
        "layer_types": ("sliding_attention", "full_attention"),
        "mlp_layer_types": ("dense", "sparse"),
    },
    "olmo_hybrid": {"layer_types": ("linear_attention", "full_attention")},
    "granitemoehybrid": {"layer_types": ("linear_attention", "full_attention")},
    "laguna": {
        "mlp_layer_types": ("dense", "sparse"),
        "num_attention_heads_per_layer": (8, 16),
    },
    "nemotron_h": {"layers_block_type": ("linear_attention", "full_attention", "moe", "mlp")},
    "minimax": {"layer_types": ("linear_attention", "full_attention")},
}


@pytest.mark.parametrize("model_type", KINDS)
def test_drawn_lists_are_exact_or_refused_in_any_order(model_type: str) -> None:
    """The formula of drawn lists, asked for other kinds, against builds with them shuffled."""
    draw = random.Random(model_type)  # noqa: S311 (no secret)
    asked = refused = 0
    for _ in range(2):
        rows = [
            tuple(draw.choice(kinds) for kinds in KINDS[model_type].values())
            for _ in range(draw.randint(3, 6))
        ]
        model = trace(_with(model_type, rows))
        for _ in range(4):
            main = Counter(rows).most_common()[0][0]
            other = [*rows, *[main] * draw.randint(1, 4)]
            draw.shuffle(other)
            asked += 1
            try:
                answer = count(model, L=len(other)).total
            except SymparamsError:
                refused += 1
                continue
            try:
                truth = real(_with(model_type, other))
            except SymparamsError:
                continue
            assert answer == truth, (rows, other)
    assert refused <= asked // 4


def _with(model_type: str, rows: list[tuple[Any, ...]]) -> dict[str, Any]:
    lists = dict(zip(KINDS[model_type], map(list, zip(*rows, strict=True)), strict=True))
    depth = {} if model_type == "nemotron_h" else {"num_hidden_layers": len(rows)}
    return {"model_type": model_type, **depth, **lists}
