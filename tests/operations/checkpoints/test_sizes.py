"""Shapes that a row states: sums of products, worked out by Python beside them."""

from math import ceil

import pytest
from hypothesis import given
from hypothesis import strategies as st

from symparams import count, load
from symparams.operations.checkpoints.sizes import stated_shape, symbol_number

SIZES = st.integers(1, 99)


@given(SIZES, SIZES, SIZES)
def test_sums_of_products(width: int, layers: int, rows: int) -> None:
    model = count(load(), H=width, L=layers, V=rows, heads=1).model
    for text, expected in {
        "1,H": (1, width),
        "H*L+3": (width * layers + 3,),
        "2*H*V,V+L,7": (2 * width * rows, rows + layers, 7),
        "half(H)": (ceil(width / 2),),
        "half(H*L+1),1": (ceil((width * layers + 1) / 2), 1),
        "": (),
    }.items():
        assert stated_shape(model, text) == expected


@pytest.mark.parametrize(
    ("share", "expected"), [(None, 8), (0.25, 8), (0.5, 16), (1.0, 32), (0.3, 10)]
)
def test_how_many_frequencies_turn_a_share_of_a_head(share: float | None, expected: int) -> None:
    config: dict[str, object] = {"model_type": "gpt_neox", "hidden_size": 128,
                                 "num_attention_heads": 2}  # fmt: skip
    if share is not None:
        config["rotary_pct"] = share
    # 64 a head, of which a share turns: that many, cut off, in pairs
    assert expected == ceil(int(64 * (share or 0.25)) / 2)
    assert stated_shape(load(config), "half(head_dim*rotary_pct:0.25)") == (expected,)


def test_a_key_of_the_file_stands_before_its_default() -> None:
    given_positions = load({"model_type": "gpt2", "n_positions": 99})
    assert stated_shape(given_positions, "n_positions:2048") == (99,)
    assert stated_shape(load({"model_type": "gpt2"}), "max_relative:2048") == (2048,)
    assert stated_shape(load({"model_type": "gpt2"}), "max_relative:H,1") == (768, 1)


def test_a_key_may_stand_below_another() -> None:
    nested = {"model_type": "llama", "rope_parameters": {"partial_rotary_factor": 0.5}}
    assert stated_shape(load(nested), "half(head_dim*partial_rotary_factor:1)") == (32,)


def test_what_has_no_value_has_no_shape() -> None:
    assert stated_shape(load(), "1,H") is None
    assert stated_shape(load(), "1,7") == (1, 7)
    assert stated_shape(load("gpt2"), "H,?") is None
    assert symbol_number(load("gpt2"), "head_dim") == 64
    assert symbol_number(load("gpt2"), "experts") == 0
    assert symbol_number(load(), "H") is None
