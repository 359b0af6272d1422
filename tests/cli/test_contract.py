"""What each command must show: exact numbers, field names, exit statuses."""

import json
from typing import Any

import pytest
from sympy import expand

from symparams import symbols
from symparams.algebra.grammar import parse_expression
from symparams.cli import run

TOTALS = (
    # 12LH² + VH by hand: 96·12·12288² + 50257·12288
    ("-H 12288 -L 96 -V 50257", 174_563_733_504),
    # Devlin et al. 2019, BERT-base with V ≈ 30,000: 12·12·768² + 30000·768
    ("-H 768 -L 12 -V 30000", 107_974_656),
    # Brown et al. 2020, table 2.1, and the reference implementations' own parameters
    ("gpt2", 124_439_808),
    ("gpt3", 174_604_259_328),
    ("bert-base", 109_482_240),
    ("bert-large", 335_141_888),
    ("llama-3.1-8b", 8_030_261_248),
    ("llama-3.1-70b", 70_553_706_496),
    ("llama-3.1-405b", 405_853_388_800),
)


def answer(capsys: pytest.CaptureFixture[str], line: str) -> dict[str, Any]:
    run(line.split())
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    return found


@pytest.mark.parametrize(("arguments", "total"), TOTALS)
def test_totals(capsys: pytest.CaptureFixture[str], arguments: str, total: int) -> None:
    assert answer(capsys, f"count {arguments} --json")["total"] == total


def test_the_feed_forward_story_of_gpt3(capsys: pytest.CaptureFixture[str]) -> None:
    found = answer(capsys, "count gpt3 --json")
    rows = {row["name"]: row for row in found["components"]}
    matrices = rows["block.feed_forward.weights"]
    assert found["estimate"] == 174_563_733_504
    assert matrices["count"] == 96 * (12_288 * 49_152 + 49_152 * 12_288) == 115_964_116_992
    assert matrices["count"] // matrices["times"] == 1_207_959_552
    assert round(matrices["share"], 3) == 0.664


FIELDS = (
    ("count gpt3 --json", "model total non_embedding active active_without_embedding estimate "
     "closed_form values defaults components"),
    ("prove --to json", "symbol independent preconditions before after culprits witness"),
    ("derive gpt3 --to json", "steps closed_form latex values total"),
)  # fmt: skip


@pytest.mark.parametrize(("line", "fields"), FIELDS)
def test_fields(capsys: pytest.CaptureFixture[str], line: str, fields: str) -> None:
    assert set(fields.split()) <= answer(capsys, line).keys()


FORMS = (
    ("derive --to json", "12*L*H**2 + V*H"),
    ("derive gpt3 --form relative --to json",
     "12*L*H**2*(1 + 13/(12*H) + (V + S)/(12*L*H) + 1/(6*L*H))"),
)  # fmt: skip


@pytest.mark.parametrize(("line", "formula"), FORMS)
def test_closed_forms(capsys: pytest.CaptureFixture[str], line: str, formula: str) -> None:
    closed = parse_expression(answer(capsys, line)["closed_form"], symbols.lookup)
    assert expand(closed - parse_expression(formula, symbols.lookup)) == 0


VERDICTS = (
    ("prove", 0),
    ("prove gpt3", 0),
    ("prove bert-base", 0),
    ("prove llama-3.1-8b", 1),
    ("prove llama-3.1-8b --holding kv_groups", 0),
    ("prove --given head_dim=floor(H/heads)", 3),
)


@pytest.mark.parametrize(("line", "status"), VERDICTS)
def test_exit_status_of_proofs(line: str, status: int) -> None:
    assert run(line.split()) == status


def test_a_refutation_has_a_witness_that_differs(capsys: pytest.CaptureFixture[str]) -> None:
    first, second = answer(capsys, "prove llama-3.1-8b --to json")["witness"]
    one, other = first["values"], second["values"]
    differing = {name for name in one if one[name] != other[name]}
    assert differing == {"heads"}
    assert first["count"] != second["count"]


def test_values_by_the_name_of_a_config_key(capsys: pytest.CaptureFixture[str]) -> None:
    assert answer(capsys, "count gpt3 --set hidden_size=960 --json")["values"]["H"] == 960
