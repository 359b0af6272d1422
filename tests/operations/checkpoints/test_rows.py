"""What became of each weight, said for a file in which one thing after another is wrong."""

from collections.abc import Callable

import pytest

from symparams.operations.checkpoints.result import TensorRow, TensorVerdict
from tests.operations.checkpoints.files import Header, compared

CONFIG = {
    "model_type": "mixtral", "num_hidden_layers": 5, "hidden_size": 8, "num_attention_heads": 2,
    "num_key_value_heads": 1, "intermediate_size": 12, "vocab_size": 10, "num_local_experts": 3,
    "num_experts_per_tok": 2,
}  # fmt: skip
QUERY = "model.layers.{}.self_attn.q_proj.weight"
EXPERT = "model.layers.{}.block_sparse_moe.experts.{}.w1.weight"


def whole() -> Header:
    """A file of the model above, written out name by name."""
    found: Header = {
        "model.embed_tokens.weight": ("F32", [10, 8]),
        "model.norm.weight": ("F32", [8]),
        "lm_head.weight": ("F32", [10, 8]),
    }
    for layer in range(5):
        at = f"model.layers.{layer}"
        found |= {
            f"{at}.input_layernorm.weight": ("F32", [8]),
            f"{at}.post_attention_layernorm.weight": ("F32", [8]),
            QUERY.format(layer): ("F32", [8, 8]),
            f"{at}.self_attn.k_proj.weight": ("F32", [4, 8]),
            f"{at}.self_attn.v_proj.weight": ("F32", [4, 8]),
            f"{at}.self_attn.o_proj.weight": ("F32", [8, 8]),
            f"{at}.block_sparse_moe.gate.weight": ("F32", [3, 8]),
        }
        for expert in range(3):
            found[EXPERT.format(layer, expert)] = ("F32", [12, 8])
            found[EXPERT.format(layer, expert).replace("w1", "w3")] = ("F32", [12, 8])
            found[EXPERT.format(layer, expert).replace("w1", "w2")] = ("F32", [8, 12])
    return found


def row_of(header: Header, path: str) -> TensorRow:
    return next(row for row in compared(CONFIG, header).rows if row.path == path)


def without(*names: str) -> Header:
    return {name: tensor for name, tensor in whole().items() if name not in names}


def test_the_whole_file_is_equal_and_each_row_counts_its_tensors() -> None:
    result = compared(CONFIG, whole())
    assert result.is_equal
    assert {row.verdict for row in result.rows} == {TensorVerdict.EQUAL}
    assert row_of(whole(), "block.mixture.experts.gate").count == 5 * 3 * 12 * 8
    assert sum(row.count for row in result.rows) == result.found_total


GATE = "block.mixture.experts.gate"
CASES: tuple[tuple[str, Callable[[], Header], str], ...] = (
    ("block.attention.query", lambda: without(QUERY.format(3)), "missing in layer 3"),
    ("block.attention.query", lambda: without(*map(QUERY.format, range(1, 5))),
     "missing in layer 1, 2, 3 and 1 more"),
    ("block.attention.query", lambda: {**whole(), QUERY.format(2): ("F32", [8, 7])},
     "found 8 × 7 in layer 2"),
    ("block.attention.query",
     lambda: {**whole(), **{QUERY.format(n): ("F32", [8]) for n in range(5)}}, "found 8"),
    (GATE, lambda: without(EXPERT.format(0, 1), EXPERT.format(4, 0)), "2 of 3 in layer 0, 4"),
    (GATE, lambda: without(*(EXPERT.format(0, n) for n in range(3))), "missing in layer 0"),
    ("block.attention.query",
     lambda: {name: t for name, t in whole().items() if "layers.4." not in name},
     "in 4 layers instead of 5"),
    ("final_norm.gain", lambda: {**whole(), "model.norm.weight": ("F32", [9])}, "found 9"),
)  # fmt: skip


@pytest.mark.parametrize(("path", "header", "why"), CASES, ids=[why for *_, why in CASES])
def test_what_is_wrong_is_said_with_its_layers(
    path: str, header: Callable[[], Header], why: str
) -> None:
    row = row_of(header(), path)
    assert (row.verdict, row.why) == (TensorVerdict.DIFFERS, why)


def test_what_is_nowhere_is_missing() -> None:
    row = row_of(without(*map(QUERY.format, range(5))), "block.attention.query")
    assert (row.verdict, row.found, row.why) == (TensorVerdict.MISSING, (), "")
    assert row.count == 5 * 8 * 8


def test_an_untied_matrix_that_is_called_like_the_other_is_not_both() -> None:
    tied = {**CONFIG, "tie_word_embeddings": True}
    one = without("lm_head.weight")
    result = compared(tied, one)
    assert result.is_equal
    assert [r.verdict for r in result.rows if r.path == "output_head.weight"] == [
        TensorVerdict.TIED
    ]
    renamed = without("model.embed_tokens.weight")
    assert compared(tied, renamed).is_equal
    assert not compared(CONFIG, renamed).is_equal
    both = compared(tied, whole())
    assert both.is_equal
    assert both.copied == 10 * 8
