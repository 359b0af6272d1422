"""Exact counts, compared with published numbers and with reference implementations."""

import json
from pathlib import Path

import pytest
from sympy import Integer, expand

from symparams import Component, Model, Weight, components, count, load, symbols
from symparams.algebra.relations import HEAD_SIZE, KEY_VALUE_GROUPS
from symparams.errors import BadValueError, UnknownNameError
from symparams.models.families import from_config
from symparams.symbols import H, L, V

# Exact counts of the reference implementations and of the papers' configurations:
# Hugging Face transformers 5.23.0, models built on torch's meta device, unique parameters after
# tying; for GPT-3, Brown et al. 2020, table 2.1, with V = 50257 and S = 2048.
PRESETS = {
    "gpt2": 124_439_808,
    "gpt3-125m": 125_226_240,
    "gpt3-350m": 355_871_744,
    "gpt3-760m": 760_300_032,
    "gpt3-1.3b": 1_315_723_264,
    "gpt3-2.7b": 2_651_553_280,
    "gpt3-6.7b": 6_658_404_352,
    "gpt3-13b": 12_952_938_780,
    "gpt3": 174_604_259_328,
    "bert-base": 109_482_240,
    "bert-large": 335_141_888,
    "llama-3.1-8b": 8_030_261_248,
    "llama-3.1-70b": 70_553_706_496,
    "llama-3.1-405b": 405_853_388_800,
}


@pytest.mark.parametrize(("name", "total"), PRESETS.items())
def test_presets_are_exact_to_the_last_parameter(name: str, total: int) -> None:
    assert count(load(name)).total == total


@pytest.mark.parametrize(
    ("hidden", "layers", "vocabulary", "total"),
    [
        (12288, 96, 50257, 174_563_733_504),  # "about 175 billion"
        (768, 12, 30000, 107_974_656),  # "over a hundred million"
    ],
)
def test_the_textbook_formula(hidden: int, layers: int, vocabulary: int, total: int) -> None:
    result = count(load(), H=hidden, L=layers, V=vocabulary)
    assert result.total == total == layers * 12 * hidden**2 + vocabulary * hidden
    assert [str(symbol) for symbol, _ in result.not_needed] == ["heads"]


def test_the_feed_forward_story_of_gpt3() -> None:
    rows = {row.name: row for row in count(load("gpt3")).rows}
    feed_forward = rows["block.feed_forward.weights"]
    assert feed_forward.count == 115_964_116_992
    assert Integer(feed_forward.count) / feed_forward.times == 12288 * 49152 + 49152 * 12288
    assert float(feed_forward.share(174_604_259_328)) == pytest.approx(0.66415, abs=5e-6)


@pytest.mark.parametrize("name", PRESETS)
def test_rows_add_up_and_equal_their_formulas(name: str) -> None:
    result = count(load(name))
    assert sum(row.count for row in result.rows) == result.total
    for row in result.rows:
        assert row.formula.xreplace(result.model.numbers()) == row.count


def test_the_four_conventions_of_bert() -> None:
    result = count(load("bert-base"))
    assert result.non_embedding == 109_482_240 - 30522 * 768 - 512 * 768
    assert result.estimate == 108_375_552  # 12LH² + VH
    assert result.active == result.total
    assert result.active_without_embedding == 109_482_240 - 30522 * 768


def test_an_untied_head_is_no_non_embedding_parameter() -> None:
    result = count(load("llama-3.1-8b"))
    assert result.non_embedding == 8_030_261_248 - 2 * 128256 * 4096


def test_active_parameters_of_a_mixture() -> None:
    # Mixtral 8x7B: 46,702,792,704 in all by the reference implementation, about 12.88B active
    # (Jiang et al. 2024, §2, print 47B and 13B).
    expert = components.feedforward(gated=True)
    block = (
        components.rms_norm("attention_norm")
        + components.attention(kv_heads=symbols.kv_heads)
        + components.rms_norm("feed_forward_norm")
        + components.mixture_of_experts(expert)
    )
    tree = (
        components.token_embedding()
        + L * block.named("block")
        + components.rms_norm("final_norm")
        + components.output_head(tied=False)
    )
    model = Model(name="mixtral", tree=tree, relations=(HEAD_SIZE, KEY_VALUE_GROUPS))
    result = count(
        model, H=4096, L=32, V=32000, heads=32, kv_heads=8, ffn_ratio="14336/4096",
        experts=8, active_experts=2,
    )  # fmt: skip
    assert result.total == 46_702_792_704
    assert isinstance(result.active, int)
    assert round(result.active / 1e9, 2) == 12.88


def test_partial_values_leave_an_expression() -> None:
    result = count(load(), H=12288, L=96)
    assert expand(result.total - (173_946_175_488 + 12288 * V)) == 0
    assert result.missing == (V,)


@pytest.mark.parametrize("key", ["L", "n_layer", "num_hidden_layers"])
def test_values_by_symbol_or_by_config_key(key: str) -> None:
    longer = count(load("gpt3"), {key: 97}).total
    assert longer - count(load("gpt3")).total == 12 * 12288**2 + 13 * 12288


def test_a_width_determines_the_ratio() -> None:
    assert count(load("gpt3"), n_inner=49152).total == 174_604_259_328
    wider = count(load("gpt3"), ffn_width=49153).total
    assert wider - 174_604_259_328 == 96 * (2 * 12288 + 1)


def test_kv_groups_determine_the_key_value_heads() -> None:
    result = count(load("llama-3.1-8b"), kv_groups=1)
    assert {v.symbol.name: v.number for v in result.model.values}["kv_heads"] == 32


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"heads": 7}, "heads must divide H (head_dim = H/heads), but H = 12288 (n_embd), heads = 7 (given)"),
        ({"head_dim": 100}, "H = 12288 (n_embd), heads = 96 (n_head), head_dim = 100 (given), "
                            "so heads = H/head_dim = 3072/25 is not whole"),
        ({"H": "12288.5"}, "H = 24577/2 is a fraction; H must be a whole number"),
        ({"ffn_ratio": "49153/12289"}, "ffn_width = H*ffn_ratio must be a whole number, but "
                                       "H = 12288 (n_embd), ffn_ratio = 49153/12289 (given)"),
        ({"H": 768, "hidden_size": 768}, "two values for H; give it once"),
        ({"head_dim": 64, "heads": 96, "H": 12288}, "head_dim = 64 (given) contradicts head_dim = H/heads = 128; "
                                                    "H = 12288 (given), heads = 96 (given), head_dim = 64 (given)"),
    ],
)  # fmt: skip
def test_values_that_cannot_be_are_refused(values: dict[str, object], message: str) -> None:
    with pytest.raises(BadValueError) as error:
        count(load("gpt3"), values)
    assert str(error.value) == message


def test_a_symbol_that_the_model_lacks() -> None:
    with pytest.raises(UnknownNameError) as error:
        count(load("gpt3"), experts=8)
    assert str(error.value) == (
        "gpt3 has no symbol 'experts'; its symbols are H, L, V, S, heads, head_dim, ffn_ratio, ffn_width"
    )


def test_a_tree_without_symbols_is_counted() -> None:
    model = Model(name="tiny", tree=Component("tiny", (Weight("w", (3, 4)),)))
    assert count(model).total == 12


CASES = json.loads((Path(__file__).parents[1] / "oracle" / "core.json").read_text())


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_configurations_of_the_reference_implementation(case: dict[str, object]) -> None:
    config = case["config"]
    assert isinstance(config, dict)
    assert count(from_config(config)).total == case["parameters"]


def test_lora_adds_what_its_paper_prints() -> None:
    # Hu et al. 2021, table 4: GPT-3 with LoRA has 4.7M (r = 1) and 37.7M (r = 8) trainable
    # parameters; rank r on query and value adds 2·2·H·r in each of 96 layers.
    r = symbols.new("r")
    lora = Component(
        "lora", tuple(Weight(n, s) for n in ("query", "value") for s in ((H, r), (r, H)))
    )
    adapters = load("gpt3").with_tree(L * lora, "lora")
    assert count(adapters, r=1).total == 4_718_592
    assert count(adapters, r=8).total == 37_748_736
