"""What a file must hold: every layout has the parameters of the model, none of them twice."""

from collections import Counter
from math import prod
from typing import Any

import pytest

from symparams import count, load
from symparams.models.families.registry import FAMILIES
from symparams.operations.checkpoints.expected import parts_of
from symparams.operations.checkpoints.naming import LAYOUTS, names_of
from symparams.operations.checkpoints.wanted import LAYER, Wanted, buffers_of, wanted_of
from tests.operations.checkpoints.files import oracle

SMALL = {
    "model_type": "mixtral", "num_hidden_layers": 2, "hidden_size": 8, "num_attention_heads": 2,
    "num_key_value_heads": 1, "intermediate_size": 12, "vocab_size": 10, "num_local_experts": 3,
}  # fmt: skip


def wanted(config: dict[str, Any], layout: str = "written") -> tuple[Wanted, ...]:
    names = names_of(config["model_type"])
    assert names is not None
    model = load(config)
    return wanted_of(model, parts_of(model, 10_000), names, layout)


def elements(kind: Wanted) -> int:
    layers = len(kind.layers) if kind.is_layered else 1
    return prod(kind.shape or ()) * kind.copies * layers


def shapes(layout: str) -> dict[str, tuple[int, ...] | None]:
    return {kind.shown.rpartition("layers.#.")[2]: kind.shape for kind in wanted(SMALL, layout)}


@pytest.mark.parametrize("layout", LAYOUTS)
def test_each_layout_holds_the_parameters_of_the_model(layout: str) -> None:
    assert sum(map(elements, wanted(SMALL, layout))) == count(load(SMALL)).total


@pytest.mark.parametrize("model_type", sorted(FAMILIES))
def test_each_part_of_each_type_is_held_once(model_type: str) -> None:
    config = next(r["config"] for r in oracle() if r["config"]["model_type"] == model_type)
    held = Counter(part.place for kind in wanted(config) for part in kind.parts)
    parts = parts_of(load(config), 10_000)
    assert {part.place for part in parts if not part.tied_to} <= held.keys()
    assert set(held.values()) == {1}


def test_the_shapes_of_both_layouts_by_hand() -> None:
    written, memory = shapes("written"), shapes("memory")
    assert written["block_sparse_moe.experts.#.w1.weight"] == (12, 8)  # of H × width, turned
    assert written["self_attn.k_proj.weight"] == (4, 8)
    assert memory["mlp.experts.gate_up_proj"] == (3, 12 + 12, 8)
    assert memory["mlp.experts.down_proj"] == (3, 8, 12)
    assert written["mlp.gate.weight" if "mlp.gate.weight" in written else
                   "block_sparse_moe.gate.weight"] == memory["mlp.gate.weight"] == (3, 8)  # fmt: skip


def test_three_projections_side_by_side_in_one_tensor() -> None:
    kinds = {k.shown: k for k in wanted({"model_type": "gpt2", "n_embd": 12, "n_head": 3})}
    assert kinds[".h.#.attn.c_attn.weight"].shape == (12, 12 + 12 + 12)
    assert kinds[".h.#.attn.c_attn.bias"].shape == (36,)
    assert len(kinds[".h.#.attn.c_attn.weight"].parts) == 3


def test_the_numbers_in_a_name() -> None:
    (expert,) = (k for k in wanted(SMALL) if k.shown.endswith("experts.#.w1.weight"))
    assert expert.slots == (LAYER, range(3))
    assert (expert.stack, expert.copies) == (".layers.", 3)
    assert expert.layers == frozenset({0, 1})


def test_a_buffer_has_the_size_that_its_row_states() -> None:
    names = names_of("gpt2")
    assert names is not None
    model = load({"model_type": "gpt2", "n_positions": 32})
    found = {
        kind.naming.name: kind for kind in buffers_of(model, names, {".h.": frozenset({0, 4})})
    }
    assert found[".h.#.attn.bias"].shape == (1, 1, 32, 32)
    assert found[".h.#.attn.masked_bias"].shape == ()
    assert found[".h.#.attn.bias"].layers == frozenset({0, 4})
