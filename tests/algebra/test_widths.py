"""Widths in place of ratios: the same counts in other symbols."""

import pytest
from sympy import expand

from symparams import count, load
from symparams.algebra.closed_forms import closed_form
from symparams.algebra.widths import with_widths
from symparams.models import presets
from symparams.symbols import H, L, V, ffn_width


@pytest.mark.parametrize("name", presets.names())
def test_the_count_is_the_same(name: str) -> None:
    assert count(with_widths(load(name))).total == count(load(name)).total


def test_the_textbook_in_widths() -> None:
    form = closed_form(with_widths(load()))
    assert expand(form - (4 * L * H**2 + 2 * L * H * ffn_width + V * H)) == 0


def test_a_width_is_a_size_to_set() -> None:
    widths = with_widths(load("llama-3.1-8b"))
    assert count(widths, intermediate_size=14336).total == 8_030_261_248
    assert count(widths, ffn_width=14337).total == 8_030_261_248 + 32 * 3 * 4096
