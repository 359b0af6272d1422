"""`symparams solve`: its fields, its exit statuses, its messages."""

import json
from typing import Any

import pytest

from symparams.cli import run


def answer(capsys: pytest.CaptureFixture[str], line: str, status: int = 0) -> dict[str, Any]:
    assert run(["solve", *line.split(), "--json"]) == status
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    return found


def test_the_inverse_of_the_textbook(capsys: pytest.CaptureFixture[str]) -> None:
    found = answer(capsys, "--for H --total 174563733504 -L 96 -V 50257")
    assert found["symbol"] == "H"
    assert found["root"] == 12_288
    assert found["designs"][0]["values"]["H"] == 12_288
    assert (found["designs"][0]["total"], found["designs"][0]["difference"]) == (174563733504, 0)
    assert found["closed_form"] == "(-V + sqrt(48*L*N + V**2))/(24*L)"


@pytest.mark.parametrize(
    ("line", "status"),
    [
        ("--for L --total 1M -H 12288 -V 50257", 1),  # the embedding alone is larger
        ("gpt3 --for heads --total 175B", 1),  # heads cancel
        ("gpt3 --for H --total 175B", 0),
        ("--for H", 0),
        ("--for H --total 7B", 0),
    ],
)
def test_exit_status(capsys: pytest.CaptureFixture[str], line: str, status: int) -> None:
    answer(capsys, line, status)


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("", "Missing option '--for'."),
        ("--for H --total 1e20", "total = 100000000000000000000 is out of range"),
        ("--for hed", "unknown symbol 'hed'; did you mean 'heads'?"),
        ("--for experts", "textbook has no symbol 'experts'; its symbols are H, L, V"),
        ("--for H -H 3", "H is what is solved for; leave its value out"),
        ("--for H --multiple-of 128", "cannot read --multiple-of '128'; write --multiple-of NAME="),
        ("--for H --multiple-of H=1.5", "the step of H = 3/2 is a fraction; H must be a whole"),
        ("--for H --multiple-of H=2 --multiple-of H=3", "two values for 'H'; give it once"),
        ("--for H --to latx", "unknown output format 'latx'; did you mean 'latex'?"),
    ],
)
def test_messages(capsys: pytest.CaptureFixture[str], line: str, message: str) -> None:
    assert run(["solve", *line.split()]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert message in err
    assert err.count("\n") == 1


@pytest.mark.parametrize("to", ["text", "latex", "markdown"])
@pytest.mark.parametrize("model", ["textbook", "gpt-oss-20b", "deepseek-v3"])
def test_every_format_shows_formula_and_number(
    capsys: pytest.CaptureFixture[str], model: str, to: str
) -> None:
    values = "-L 96 -V 50257" if model == "textbook" else ""
    assert run(f"solve {model} --for H --total 500B --to {to} {values}".split()) == 0
    page = capsys.readouterr().out
    assert "sqrt" in page or "√" in page
    assert "Descartes" in page
    assert "can be built" in page


def test_where_the_symbol_cancels_every_value_gives_the_count(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert run(["solve", "gpt3", "--for", "heads", "--total", "174604259328"]) == 0
    assert "the count is 174,604,259,328 for every heads" in capsys.readouterr().out


def test_a_symbol_with_an_underscore_that_cancels(capsys: pytest.CaptureFixture[str]) -> None:
    line = "solve deepseek-v3 --for active_experts --total 20B --to latex"
    assert run(line.split()) == 1
    assert r"does not depend on $E_{a}$" in capsys.readouterr().out


def test_numbers_decide_what_symbols_leave_open(capsys: pytest.CaptureFixture[str]) -> None:
    assert answer(capsys, "deepseek-v3 --for dense_layers --total 300B")["unique"] is True


def test_two_steps_for_one_symbol(capsys: pytest.CaptureFixture[str]) -> None:
    line = "solve --for H --total 10M -L 3 -V 10 --multiple-of H=128 --multiple-of hidden_size=64"
    assert run(line.split()) == 2
    assert "two steps for H; give it once" in capsys.readouterr().err
