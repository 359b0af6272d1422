"""Three faces of one expression, and the conventions that select from it."""

import pytest
from sympy import Expr, Rational, cancel, expand

from symparams import load
from symparams.algebra.closed_forms import FORMS, closed_form, general_form
from symparams.algebra.quantities import in_estimate
from symparams.models import presets
from symparams.symbols import H, L, S, V, ffn_ratio, heads, kv_heads

MODELS = ("textbook", *presets.names())


@pytest.mark.parametrize("name", MODELS)
def test_the_forms_are_equal_as_expressions(name: str) -> None:
    model = load(name)
    expanded = closed_form(model)
    for form in FORMS:
        assert expand(cancel(closed_form(model, form) - expanded)) == 0


def test_the_textbook() -> None:
    assert expand(closed_form(load()) - (12 * L * H**2 + V * H)) == 0
    general = general_form(load())
    assert expand(general - ((4 + 2 * ffn_ratio) * L * H**2 + V * H)) == 0


# A block has 12H² + 13H parameters: 4H² + 4H in attention, 8H² + 5H in the feed-forward layer,
# 4H in two norms; the embeddings have (V + S)H and the final norm 2H.
GPT: Expr = L * (12 * H**2 + 13 * H) + (V + S) * H + 2 * H


def test_gpt_layered_keeps_the_block_visible() -> None:
    assert closed_form(load("gpt3"), "layered") == GPT


def test_gpt_relative_is_the_rule_of_thumb_and_what_it_leaves_out() -> None:
    corrections = 1 + Rational(13, 12) / H + (V + S) / (12 * L * H) + 1 / (6 * L * H)
    assert closed_form(load("gpt3"), "relative") == 12 * L * H**2 * corrections


def test_llama_depends_on_the_ratio_of_heads() -> None:
    attention = 2 * H**2 + 2 * H**2 * kv_heads / heads
    block = attention + 3 * Rational(14336, 4096) * H**2 + 2 * H
    whole = 2 * V * H + L * block + H
    assert expand(closed_form(load("llama-3.1-8b")) - whole) == 0


@pytest.mark.parametrize(
    "name", [n for n in MODELS if n.startswith(("gpt2", "gpt3", "bert", "textbook"))]
)
def test_the_estimate_of_gpt_and_bert_is_the_rule_of_thumb(name: str) -> None:
    estimate = closed_form(load(name), keep=in_estimate)
    assert expand(estimate - (12 * L * H**2 + V * H)) == 0
