"""Models side by side: roles that add up, differences as expressions, values of one model alone."""

import json
import re
from itertools import permutations
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sympy import Add, Expr, Integer, Symbol, expand, floor

from symparams import Component, Model, Weight, compare, load
from symparams.algebra.provenance import Value
from symparams.algebra.relations import HEAD_SIZE, Relation
from symparams.algebra.tree import Role
from symparams.components import Kind
from symparams.errors import BadValueError, SymparamsError, UnknownNameError
from symparams.models import presets
from symparams.models.families.registry import FAMILIES
from symparams.models.variants import label, split, variant
from symparams.operations.comparison import Comparison
from symparams.operations.counting import count
from symparams.symbols import H, L, S, V, ffn_ratio, ffn_width, head_dim, heads, kv_heads

ORACLE = json.loads((Path(__file__).parents[1] / "oracle" / "catalogue.json").read_text("utf-8"))
KINDS_OF_MODELS = (
    "textbook", "gpt3", "bert-base", "llama-3.1-8b", "mixtral-8x7b", "deepseek-v3", "t5-base",
    "gpt-oss-20b", "falcon-7b", "pythia-70m", "qwen3-4b", "qwen3-30b-a3b", "olmo-2-7b",
)  # fmt: skip


def assert_adds_up(found: Comparison) -> None:
    for place, (counted, form) in enumerate(zip(found.counts, found.forms, strict=True)):
        parts = [part for row in found.rows if (part := row.parts[place])]
        assert Add(*(part.count for part in parts)) == counted.total
        assert expand(Add(*(part.formula for part in parts)) - form) == 0
    for difference in found.differences:
        changes = [change.expression for change in difference.changes]
        assert expand(Add(*changes) - difference.expression) == 0
        wanted = found.forms[difference.model] - found.forms[0]
        assert expand(difference.expression - wanted) == 0
        if difference.parameters is not None:
            assert sum(c.parameters or 0 for c in difference.changes) == difference.parameters


@pytest.mark.parametrize(("first", "other"), [*permutations(KINDS_OF_MODELS, 2)])
def test_the_roles_of_each_model_add_up_to_it(first: str, other: str) -> None:
    assert_adds_up(compare(load(first), load(other)))


def test_all_presets_at_once() -> None:
    found = compare(*map(load, presets.names()))
    assert_adds_up(found)
    assert found.names == tuple(presets.names())


# The reference implementations' own counts, unique parameters after tying (tests/oracle).
@pytest.mark.parametrize("model_type", FAMILIES)
def test_the_roles_add_up_to_what_the_reference_counts(model_type: str) -> None:
    case = next(case for case in ORACLE if case["model_type"] == model_type)
    found = compare(load("gpt2"), load(case["config"]))
    assert sum(int(r.parts[1].count) for r in found.rows if r.parts[1]) == case["parameters"]


def changes(first: Model, other: Model) -> dict[str, object]:
    return {c.role: c.expression for c in compare(first, other).differences[0].changes}


def test_what_grouped_query_attention_saves() -> None:
    grouped = load("llama-3.1-8b")
    (found,) = compare(variant(grouped, {"kv_heads": heads}), grouped).differences
    # Ainslie et al. 2023, §2.2: keys and values shrink by kv_heads/heads, 8/32 here.
    saved = 2 * L * H * H * (1 - kv_heads / heads)
    assert expand(found.expression + saved) == 0
    assert found.parameters == -2 * 32 * 4096 * (32 - 8) * 128
    assert [change.role for change in found.changes] == ["attention"]
    assert found.values == ((kv_heads, Integer(32), Integer(8)),)


def test_what_a_gated_feed_forward_costs_at_equal_width() -> None:
    plain = load({"model_type": "arcee"})
    gated = load({"model_type": "llama"})
    (found,) = compare(plain, gated).differences
    by_role = {change.role: change.expression for change in found.changes}
    # Shazeer 2020, equation 6: a third matrix, H × width.
    assert by_role["feed_forward"] == L * ffn_ratio * H**2
    assert by_role["attention"] == 0


def test_sizes_alone_leave_no_difference_at_equal_sizes() -> None:
    found = compare(load("gpt2"), load("gpt2-medium"))
    (difference,) = found.differences
    assert difference.is_in_sizes_alone
    # The counts of the reference implementation for both models.
    assert difference.parameters == 354_823_168 - 124_439_808
    assert [str(symbol) for symbol, _, _ in difference.values] == ["H", "L"]
    assert found.distinct_forms == ((found.forms[0], ("gpt2", "gpt2-medium")),)


sizes = st.integers(1, 6)


@settings(max_examples=40, deadline=None)
@given(sizes, sizes, sizes, sizes, sizes, st.integers(1, 4))
def test_at_the_same_values_the_expression_is_the_number(
    size: int, kv: int, groups: int, layers: int, vocabulary: int, ratio: int
) -> None:
    hidden = size * kv * groups
    llama = load({
        "model_type": "llama", "hidden_size": hidden, "num_hidden_layers": layers,
        "vocab_size": vocabulary, "num_attention_heads": kv * groups, "num_key_value_heads": kv,
        "intermediate_size": ratio * hidden,
    })  # fmt: skip
    gpt2 = load({
        "model_type": "gpt2", "n_embd": hidden, "n_layer": layers, "vocab_size": vocabulary,
        "n_head": kv * groups, "n_positions": 7, "n_inner": ratio * hidden,
    })  # fmt: skip
    found = compare(llama, gpt2)
    (difference,) = found.differences
    assert difference.values == ()
    numbers = {**gpt2.numbers(), **llama.numbers()}
    assert difference.expression.xreplace(numbers) == difference.parameters
    # By hand: Radford et al. 2019 and Touvron et al. 2023.
    feed_forward = hidden * ratio * hidden
    attention = 2 * hidden * hidden - 2 * hidden * kv * size
    vectors = 9 * hidden + ratio * hidden - 2 * hidden
    once = 7 * hidden - vocabulary * hidden + hidden
    by_hand = layers * (attention - feed_forward + vectors) + once
    assert difference.parameters == by_hand


def test_names_are_told_apart() -> None:
    gpt2 = load("gpt2")
    assert compare(gpt2, gpt2, gpt2).names == ("gpt2", "gpt2 (2)", "gpt2 (3)")


def test_one_model_is_no_comparison() -> None:
    with pytest.raises(BadValueError, match="a comparison needs two models or more, such as"):
        compare(load("gpt2"))


def test_a_tied_head_counts_nothing_and_says_so() -> None:
    found = compare(load("gpt2"), load("llama-3.1-8b"))
    (row,) = (row for row in found.rows if row.role == "output_head")
    tied, own = row.parts
    assert tied is not None
    assert own is not None
    assert (tied.count, tied.tied_to) == (0, "embedding.tokens")
    assert own.count == 128256 * 4096


def test_a_model_without_numbers_has_differences_as_expressions() -> None:
    (difference,) = compare(load("textbook"), load("gpt2")).differences
    assert difference.parameters is None
    by_hand = 4 * L * H + 2 * H + L * (5 * H + ffn_ratio * H) + S * H
    assert expand(difference.expression - by_hand) == 0


def by_modules_of_code() -> Model:
    """BERT's encoder layers with the module names of well-known code, which counts in widths."""

    def linear(name: str, *shape: Expr) -> Component:
        return Component(name, (Weight("weight", shape),))

    attention = Component(
        "attention",
        (
            Component(
                "self", tuple(linear(n, H, heads * head_dim) for n in ("query", "key", "value"))
            ),
            Component("output", (linear("dense", heads * head_dim, H),)),
        ),
        role=Role.ATTENTION,
    )
    widen = Component("intermediate", (linear("dense", H, ffn_width),), role=Role.FEED_FORWARD)
    narrow = Component("output", (linear("dense", ffn_width, H),), role=Role.FEED_FORWARD)
    layer = Component("layer", (attention, widen, narrow), times=L)
    words = Component("word_embeddings", (Weight("weight", (V, H), Kind.TOKENS),))
    return Model("code", Component("", (Component("embeddings", (words,)), layer)), (HEAD_SIZE,))


def test_modules_of_code_play_the_roles_of_the_textbook() -> None:
    found = compare(load("textbook"), by_modules_of_code())
    assert [row.role for row in found.rows] == ["embedding", "attention", "feed_forward"]
    assert found.differences[0].is_in_sizes_alone
    assert found.forms[0].has(ffn_width)
    assert not found.forms[0].has(ffn_ratio)


def rounding_model(numbers: dict[Symbol, int]) -> Model:

    tree = Component("attention", (Weight("weight", (H, heads * floor(H / heads))),))
    values = tuple(Value(symbol, Integer(n), "given") for symbol, n in numbers.items())
    return Model("rounds", Component("", (tree,)), (), values=values)


def test_what_one_model_states_about_divisibility_holds_for_the_other() -> None:
    found = compare(load("textbook"), rounding_model({H: 8, heads: 2}))
    assert found.forms[1] == H**2


def test_but_not_against_its_own_values() -> None:
    found = compare(load("textbook"), rounding_model({H: 9, heads: 2}))
    assert found.forms[1] != H**2
    assert found.counts[1].total == 9 * 8


# Variants.


@pytest.mark.parametrize(
    ("source", "model", "values"),
    [
        ("gpt2", "gpt2", {}),
        ("gpt2:L=24", "gpt2", {"L": "24"}),
        ("gpt2:L=24,H=1024", "gpt2", {"L": "24", "H": "1024"}),
        ("gpt2:ffn_ratio=8/3", "gpt2", {"ffn_ratio": "8/3"}),
        ("a/b.json:kv_heads=Max(heads, 2),L=3", "a/b.json",
         {"kv_heads": "Max(heads, 2)", "L": "3"}),
        (r"C:\models\config.json", r"C:\models\config.json", {}),
        (r"C:\models\config.json:L=2", r"C:\models\config.json", {"L": "2"}),
        ("torch.nn:Linear", "torch.nn:Linear", {}),
        ("a=b/config.json", "a=b/config.json", {}),
        ("-:L=2", "-", {"L": "2"}),
        (":L=2", ":L=2", {}),
    ],
)  # fmt: skip
def test_values_attached_to_a_model(source: str, model: str, values: dict[str, str]) -> None:
    assert split(source) == (model, values)
    assert label(*split(source)) == source


LLAMA = presets.read("llama-3.1-8b").config


@pytest.mark.parametrize(
    ("values", "key", "number"),
    [
        ({"kv_heads": "heads"}, "num_key_value_heads", 32),
        ({"num_key_value_heads": "num_attention_heads/2"}, "num_key_value_heads", 16),
        ({"kv_groups": "heads"}, "num_key_value_heads", 1),
        ({"ffn_width": "4*H"}, "intermediate_size", 16384),
        ({"head_dim": "H/16"}, "num_attention_heads", 16),
        ({"V": "12*H"}, "vocab_size", 49152),
        ({"L": "40"}, "num_hidden_layers", 40),
        ({"L": 40}, "num_hidden_layers", 40),
    ],
)
def test_a_variant_is_what_its_configuration_would_be(
    values: dict[str, object], key: str, number: int
) -> None:
    expected = count(load({**LLAMA, key: number})).total
    found = variant(load("llama-3.1-8b"), values)
    assert count(found).total == expected
    assert found.name == label("llama-3.1-8b", values)


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"kv_heads": "kv_heads"}, "kv_heads = kv_heads ties kv_heads to itself"),
        ({"kv_heads": "heads/3"}, "kv_heads = heads/3 must be a whole number"),
        ({"kv_heads": "heads - heads"}, "kv_heads = 0 is not positive; a size is greater than 0"),
        ({"ffn_width": "-H"}, "ffn_ratio = -1 is not positive; a size is greater than 0"),
        ({"kv_heads": "heads - 40"}, "kv_heads = -8 is negative; it must be greater than 0"),
        ({"kv_heads": "2 heads"}, "cannot read '2 heads' at character 3: an operator is missing"),
        ({"kv_heads": "kv_groups"}, "relations go in a circle: kv_heads = kv_groups"),
        ({"kv_heads": "33"}, "kv_heads must divide heads"),
    ],
)
def test_messages_of_variants(values: dict[str, object], message: str) -> None:
    with pytest.raises(SymparamsError, match=f"^{re.escape(message)}") as caught:
        variant(load("llama-3.1-8b"), values)
    assert "\n" not in str(caught.value)


def test_a_variant_ties_known_symbols_only() -> None:
    with pytest.raises(UnknownNameError, match="unknown symbol 'hads'; did you mean 'heads'"):
        variant(load("llama-3.1-8b"), {"kv_heads": "hads"})
    with pytest.raises(UnknownNameError, match="gpt2 has no symbol 'kv_heads'"):
        variant(load("gpt2"), {"kv_heads": "heads"})


def test_a_pinned_symbol_is_not_tied() -> None:
    tree = Component("a", (Weight("w", (kv_heads, H)), Weight("b", (heads, H))))
    model = Model("traced", tree, (), pinned=(Value(kv_heads, Integer(8), "the code"),))
    with pytest.raises(BadValueError, match="traced: the formula holds for one kv_heads only"):
        variant(model, {"kv_heads": "heads"})


def test_a_tie_replaces_the_default_of_the_model() -> None:
    default = Relation(kv_heads, heads, kv_heads)
    tree = Component("a", (Weight("w", (kv_heads, H)), Weight("b", (heads, H))))
    model = variant(Model("own", tree, (default,)), {"kv_heads": "heads/2"})
    assert expand(count(model).closed_form - H * heads * 3 / 2) == 0
