"""The names of parts: each type has them, each name once, and a bias is called like its weight."""

import pytest

from symparams.models.families.registry import FAMILIES
from symparams.operations.checkpoints.naming import LAYOUTS, Naming, common, names_of


@pytest.mark.parametrize("model_type", sorted(FAMILIES))
def test_each_type_has_names_of_which_none_is_said_twice(model_type: str) -> None:
    names = names_of(model_type)
    assert names is not None
    assert names.rows
    for layout in LAYOUTS:
        there = [
            (row.name, row.condition, row.parts)
            for row in names.rows
            if row.layout in ("", layout) and not row.condition
        ]
        assert len(there) == len({*there})
    assert not any(row.buffer for row in names.rows)
    assert all(row.buffer and not row.parts for row in names.buffers)


def test_the_nearest_row_for_a_part_stands() -> None:
    mixtral, llama = names_of("mixtral"), names_of("llama")
    assert mixtral is not None
    assert llama is not None
    own = {part: row.name for row in mixtral.rows for part in row.parts if not row.layout}
    theirs = {part: row.name for row in llama.rows for part in row.parts}
    shared = own.keys() & theirs.keys()
    assert {"block.attention.query", "embedding.tokens"} <= shared
    assert all(own[part] == theirs[part] for part in shared)
    routed = {row.name for row in mixtral.rows if "block.mixture.router" in row.parts}
    assert len(routed) == len(LAYOUTS)


def test_a_bias_belongs_to_the_parts_of_its_weight() -> None:
    fused = Naming((("a.query", "a.key"), ("n.gain",)), ".h.#.attn.weight", is_transposed=True)
    bias = fused.bias()
    assert bias is not None
    assert bias.name == ".h.#.attn.bias"
    assert bias.groups == (("a.query.bias", "a.key.bias"), ("n.bias",))
    assert not bias.is_transposed
    for without in (
        Naming((("a",),), ".h.#.table"),
        Naming((("a",),), ".h.#.weight", shape="1,H"),
        Naming((("a",),), ".h.#.weight", is_computed=True),
    ):
        assert without.bias() is None


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("dense_block.norm.gain", "block.norm.gain"),
        ("sparse_block.dense_part", "block.dense_part"),
        ("decoder_window_block.w", "decoder_block.w"),
        ("encoder_block.w", "encoder_block.w"),
        ("block.sparse_w", "block.sparse_w"),
    ],
)
def test_both_kinds_of_a_stack_are_called_the_same(path: str, expected: str) -> None:
    assert common(path) == expected


def test_a_type_that_is_none_has_no_names() -> None:
    assert names_of("nothing") is None
