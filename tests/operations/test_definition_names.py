"""What parts are called where they are defined, told from their roles and their tensors."""

import pytest

from symparams import Component
from symparams.algebra.tree import Role
from symparams.components import attention, feedforward, latent_attention, mixture_of_experts
from symparams.operations.definition_names import (
    LETTERS,
    first_word,
    layer_name,
    part_name,
    words,
)
from symparams.symbols import kv_heads


@pytest.mark.parametrize(
    ("part", "name"),
    [
        (attention(), "attention"),
        (attention(kv_heads=kv_heads), "grouped-query attention"),
        (latent_attention(), "latent attention"),
        (attention(role=Role.CROSS_ATTENTION), "cross-attention"),
        (feedforward(), "feed-forward"),
        (feedforward(gated=True), "gated feed-forward"),
        (mixture_of_experts(feedforward()), "mixture of experts"),
        (Component("state_space", (), role="mixer"), "state space"),
    ],
)
def test_a_part_is_called_what_it_is(part: Component, name: str) -> None:
    assert part_name(part) == name


def test_a_block_is_called_after_its_component_or_its_mixture() -> None:
    mixed = Component("block", (mixture_of_experts(feedforward()),))
    assert layer_name(mixed) == "mixture block"
    assert layer_name(mixed.named("sparse_block")) == "sparse block"
    assert layer_name(Component("encoder_block", (attention(),))) == "encoder block"


def test_words_and_first_words() -> None:
    assert words("model.final_norm") == "final norm"
    assert [first_word(n) for n in ("query_down", "query.bias", "kv_up")] == [
        "query", "query", "key and value",
    ]  # fmt: skip


def test_letters_are_distinct() -> None:
    assert len({*LETTERS.values(), "B", "T", "N"}) == len(LETTERS) + 3
