"""How a count scales: differences against counts, derivatives against differences, limits by size."""

import json
from pathlib import Path
from typing import Any

import pytest
from sympy import Integer, Rational, expand, floor

from symparams import Component, Model, Weight, count, load, scaling, symbols
from symparams.cli import run
from symparams.models.textbook import textbook
from symparams.symbols import H, L, V, ffn_ratio

NAMES = (
    "gpt3",
    "bert-base",
    "llama-3.1-8b",
    "mixtral-8x7b",
    "deepseek-v3",
    "t5-11b",
    "gpt-oss-20b",
)
ROOT = Path(__file__).parents[2]


def test_the_textbook() -> None:
    result = scaling(textbook())
    growths = {growth.symbol: growth for growth in result.growths}
    assert expand(growths[H].derivative - (24 * L * H + V)) == 0
    assert expand(growths[L].derivative - 12 * H**2) == 0
    assert (growths[H].towards, growths[L].towards) == (2, 1)
    assert result.cancelled == (symbols.heads,)


def test_almost_two_thirds_is_feed_forward() -> None:
    shares = {share.component: share for share in scaling(textbook()).shares}
    feed_forward = shares["block.feed_forward"]
    assert expand(feed_forward.limit - 2 * ffn_ratio / (4 + 2 * ffn_ratio)) == 0
    assert feed_forward.in_the_limit == Rational(2, 3)
    at_a_million = feed_forward.expression.xreplace({ffn_ratio: Integer(4), L: Integer(96)})
    near = at_a_million.xreplace({V: Integer(50257), H: Integer(10**12)})
    assert abs(near - Rational(2, 3)) < Rational(1, 10**9)


def test_why_gpt3_is_below_two_thirds() -> None:
    result = scaling(load("gpt3"))
    (feed_forward,) = [s for s in result.shares if s.component == "block.feed_forward.weights"]
    assert feed_forward.here == Rational(115_964_116_992, 174_604_259_328)
    assert result.slower_here is not None
    # what grows more slowly than H² is all that lies between the share and its limit
    assert feed_forward.here == feed_forward.in_the_limit * (1 - result.slower_here)


@pytest.mark.parametrize("name", NAMES)
def test_one_more_and_twice_as_much_are_differences_of_counts(name: str) -> None:
    model = load(name)
    before = int(count(model).total)
    for growth in scaling(model).growths:
        value = model.numbers()[growth.symbol]
        for change, after in ((growth.one_more, value + 1), (growth.doubled, 2 * value)):
            assert change is not None
            if not change.broken:
                assert change.number == int(count(model, {growth.symbol: after}).total) - before


@pytest.mark.parametrize("name", NAMES)
def test_the_derivative_is_the_limit_of_differences(name: str) -> None:
    model = load(name)
    for growth in scaling(model).growths:
        others = {s: n for s, n in model.numbers().items() if s != growth.symbol}
        total = sum(model.related(leaf.expression) for leaf in model.leaves()).xreplace(others)
        value, step = model.numbers()[growth.symbol], Rational(1, 10**9)
        sides = [total.xreplace({growth.symbol: value + s * step}) for s in (1, -1)]
        slope = (sides[0] - sides[1]) / (2 * step)
        assert growth.slope is not None
        assert abs(slope - growth.slope) <= abs(growth.slope) / 10**6
        assert growth.percent == growth.slope * value / int(count(model).total)


@pytest.mark.parametrize("name", [*NAMES, "textbook"])
def test_shares_add_up_here_and_in_the_limit(name: str) -> None:
    shares = scaling(load(name)).shares
    if name != "textbook":
        assert sum(share.here for share in shares if share.here) == 1
    assert sum(s.in_the_limit for s in shares if s.in_the_limit is not None) == 1


@pytest.mark.parametrize("name", NAMES)
def test_the_elasticity_tends_to_what_is_said(name: str) -> None:
    model = load(name)
    for growth in scaling(model).growths:
        if growth.towards is None or growth.elasticity is None:
            continue
        far = model.numbers() | {growth.symbol: Integer(10**40)}
        assert abs(growth.elasticity.xreplace(far) - growth.towards) < Rational(1, 10**6)


def test_ever_more_dense_layers_lead_nowhere() -> None:
    growths = {g.symbol: g for g in scaling(load("deepseek-v3")).growths}
    assert growths[symbols.dense_layers].towards is None


def test_a_broken_constraint_is_said() -> None:
    (hidden, *_) = scaling(load("gpt3")).growths
    assert hidden.one_more is not None
    assert hidden.one_more.broken.startswith("heads must divide H")
    assert hidden.doubled is not None
    assert hidden.doubled.broken == ""


def test_a_rounding_is_said() -> None:
    model = Model("rounds", Component("rounds", (Weight("a", (floor(H / 7), L)),)), ())
    growths = {g.symbol: g for g in scaling(model).growths}
    assert growths[H].rounding == floor(H / 7)
    assert growths[L].derivative == floor(H / 7)


def test_a_quotient_that_is_a_sum_below() -> None:
    model = Model("own", Component("own", (Weight("a", (L, 1 / (H + 1))),)), ())
    (hidden, _) = scaling(model, {}).growths
    assert expand((hidden.elasticity + H / (H + 1)).together()) == 0


def test_the_command(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["scaling", "gpt3", "--json"]) == 0
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    hidden = found["symbols"][0]
    assert (hidden["symbol"], hidden["elasticity_towards"]) == ("H", 2)
    assert hidden["doubled"]["difference"] == 522_496_610_304
    assert found["cancelled"] == ["heads"]
    for to in ("text", "latex", "markdown"):
        assert run(["scaling", "mixtral-8x7b", "--to", to]) == 0
        assert "mixture" in capsys.readouterr().out
