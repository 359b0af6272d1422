"""Derivations: every step of every model is an equality."""

import pytest
from sympy import Rational, expand

from symparams import derive, load
from symparams.algebra.closed_forms import FORMS
from symparams.models import presets
from symparams.operations.derivation import Rule
from symparams.symbols import H, L, S, V, ffn_ratio, head_dim, heads


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("name", ["textbook", *presets.names()])
def test_every_step_holds(name: str, form: str) -> None:
    result = derive(load(name), form=form)
    assert [str(step.rule) for step in result.steps if not step.holds(result.model)] == []


@pytest.mark.parametrize("name", ["textbook", *presets.names()])
def test_parts_add_up_to_what_their_step_starts_from(name: str) -> None:
    for step in derive(load(name)).steps:
        if step.parts:
            assert expand(sum(part.expression for part in step.parts) - step.before) == 0


def test_a_wrong_step_would_be_found() -> None:
    from dataclasses import replace

    result = derive(load("gpt3"))
    assert not any(replace(s, after=s.after + H).holds(result.model) for s in result.steps)


def test_the_textbook_story() -> None:
    result = derive(load())
    by_rule = {rule: [s for s in result.steps if s.rule is rule] for rule in Rule}
    attention = by_rule[Rule.COMPONENT][1]
    assert [(p.name, p.times, p.factors) for p in attention.parts] == [
        ("head.query", heads, (H, head_dim)),
        ("head.key", heads, (H, head_dim)),
        ("head.value", heads, (H, head_dim)),
        ("output", 1, (heads * head_dim, H)),
    ]
    (cancelled,) = by_rule[Rule.RELATIONS]
    assert (cancelled.before, cancelled.after) == (4 * heads * head_dim * H, 4 * H**2)
    (closed,) = by_rule[Rule.CLOSED_FORM]
    assert expand(closed.after - ((4 + 2 * ffn_ratio) * L * H**2 + V * H)) == 0
    assert expand(result.closed_form - (12 * L * H**2 + V * H)) == 0
    assert not by_rule[Rule.VALUES]


def test_where_175_and_174_6_billion_part_ways() -> None:
    result = derive(load("gpt3"))
    assert expand(result.difference - (13 * L * H + S * H + 2 * H)) == 0
    assert result.difference_count == 174_604_259_328 - 174_563_733_504
    assert result.difference_share == Rational(40_525_824, 174_604_259_328)


def test_another_ratio_is_put_in_exactly() -> None:
    result = derive(load(), ffn_ratio="8/3")
    assert expand(result.closed_form - (Rational(28, 3) * L * H**2 + V * H)) == 0
