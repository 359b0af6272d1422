"""Designs near a root: every whole value nearby, kept or left out by rules written out here."""

from dataclasses import replace
from fractions import Fraction

import pytest
from sympy import Integer, Rational

from symparams import count, load, solve, symbols
from symparams.algebra.values import assign
from symparams.errors import BadValueError
from symparams.models.textbook import textbook
from symparams.operations.solving.neighbours import EACH_SIDE, designs_near
from symparams.render.notation import Notation
from symparams.render.text.solution import solution_page
from symparams.symbols import H, L, ffn_ratio


@pytest.mark.parametrize(
    ("multiples", "steps"),
    [({"H": 128}, {"H": 128}), ({"ffn_width": 512}, {"ffn_width": 512}), ({}, {"H": 96})],
)
def test_designs_are_multiples(multiples: dict[str, int], steps: dict[str, int]) -> None:
    solution = solve(load("gpt3"), "H", "100B", multiple_of=multiples)
    assert len(solution.designs) == 4
    for design in solution.designs:
        values = {s.name: int(n) for s, n in design.values}
        assert all(values[name] % step == 0 for name, step in steps.items())
        assert values["H"] % 96 == 0


def test_designs_are_the_nearest() -> None:
    solution = solve(load("gpt3"), "H", "100B")
    totals = {h: count(load("gpt3"), H=h).total for h in range(96, 20_000, 96)}
    below = sorted((h for h in totals if totals[h] <= 10**11), key=lambda h: -h)[:2]
    above = sorted(h for h in totals if totals[h] > 10**11)[:2]
    assert {int(dict(d.values)[H]) for d in solution.designs} == {*below, *above}


def test_experts_are_never_fewer_than_the_active_ones() -> None:
    solution = solve(load("mixtral-8x7b"), "experts", "7B")
    assert all(dict(d.values)[symbols.experts] >= 2 for d in solution.designs)


def test_a_ratio_keeps_its_width_whole() -> None:
    solution = solve(textbook(), "ffn_ratio", "175B", H=12_288, L=96, V=50_257)
    assert all((dict(d.values)[ffn_ratio] * 12_288).is_integer for d in solution.designs)


def test_a_multiple_of_something_open() -> None:
    with pytest.raises(BadValueError, match="a multiple of 64 for head_dim needs a value of heads"):
        solve(textbook(), "H", "7B", L=32, V=50_257, multiple_of={"head_dim": 64})


def test_what_can_be_built_also_runs() -> None:
    odd = {"heads": 31, "kv_heads": 31, "ffn_ratio": 4}
    solution = solve(load({"model_type": "llama"}), "H", 5 * 10**9, odd)
    sizes = [dict(design.values)[symbols.head_dim] for design in solution.designs]
    assert sizes
    assert all(size % 2 == 0 for size in sizes)
    text = "\n".join(str(block) for block in solution_page(solution, Notation()))
    assert "only with an even head_dim: rotary positions turn the halves of a head" in text
    assert count(load({"model_type": "llama"}), {**odd, "H": 31 * 101}).total > 0


@pytest.mark.parametrize("kind", ["bert", "gpt2", "opt", "glm4", "stablelm", "phi", "gpt_neox"])
def test_heads_that_no_rotary_position_halves_may_be_odd(kind: str) -> None:
    assert load({"model_type": kind}).running == ()


def textbook_count(hidden: int, layers: int, vocabulary: int) -> int:
    return 12 * layers * hidden**2 + vocabulary * hidden


@pytest.mark.parametrize(("number", "root"), [(1, 100), (7, 100), (16, 200), (48, 50), (64, 3)])
def test_every_feasible_width_nearby(number: int, root: int) -> None:
    model = assign(textbook(), {"L": 2, "V": 1000, "heads": number})
    total = textbook_count(root, 2, 1000)
    designs = designs_near(model, H, (Integer(root),), total, {})
    below = [h for h in range(root, 0, -1) if h % number == 0][:EACH_SIDE]
    above = [h for h in range(root + 1, root + 1000) if h % number == 0][:EACH_SIDE]
    expected = {h: textbook_count(h, 2, 1000) for h in (*below, *above)}
    assert {int(dict(d.values)[H]): d.total for d in designs} == expected
    assert all(d.difference == d.total - total for d in designs)
    assert [abs(d.difference) for d in designs] == sorted(abs(d.difference) for d in designs)


def test_a_multiple_of_what_follows_from_the_width() -> None:
    model = assign(textbook(), {"L": 2, "V": 1000, "heads": 4, "ffn_ratio": "5/2"})
    steps = {symbols.head_dim: Rational(6), symbols.ffn_width: Rational(100)}
    designs = designs_near(model, H, (Integer(300),), 10**6, steps)
    allowed = [
        h for h in range(1, 2000)
        if h % 4 == 0 and (h // 4) % 6 == 0 and (5 * h) % 2 == 0 and (5 * h // 2) % 100 == 0
    ]  # fmt: skip
    expected = [h for h in allowed if h <= 300][-EACH_SIDE:] + [h for h in allowed if h > 300]
    assert {int(dict(d.values)[H]) for d in designs} == {*expected[: 2 * EACH_SIDE]}


def test_ratios_go_in_steps_that_keep_the_width_whole() -> None:
    known = assign(textbook(), {"L": 2, "V": 1000, "heads": 4, "H": 12})
    model = replace(known, values=tuple(v for v in known.values if v.symbol != ffn_ratio))
    designs = designs_near(model, ffn_ratio, (Rational(8, 3) + Rational(1, 50),), 10**6, {})
    ratios = sorted(Fraction(str(dict(d.values)[ffn_ratio])) for d in designs)
    assert ratios == [Fraction(n, 12) for n in (31, 32, 33, 34)]


def test_around_several_roots_each_design_comes_once() -> None:
    model = assign(textbook(), {"H": 8, "V": 10, "heads": 2})
    designs = designs_near(model, L, (Rational(7, 2), Integer(4), Integer(9)), 10**4, {})
    assert sorted(int(dict(d.values)[L]) for d in designs) == [2, 3, 4, 5, 6, 8, 9, 10, 11]
