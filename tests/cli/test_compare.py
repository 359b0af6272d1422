"""`symparams compare`: models with values of their own, its JSON, its files."""

import io
import json
import sys
from pathlib import Path
from typing import Any

import pytest

from symparams.cli import run


def answer(capsys: pytest.CaptureFixture[str], *arguments: str) -> dict[str, Any]:
    assert run(["compare", *arguments, "--to", "json"]) == 0
    data: dict[str, Any] = json.loads(capsys.readouterr().out)
    return data


def test_the_fields(capsys: pytest.CaptureFixture[str]) -> None:
    data = answer(capsys, "llama-3.1-8b:kv_heads=heads", "llama-3.1-8b")
    assert [m["model"] for m in data["models"]] == ["llama-3.1-8b:kv_heads=heads", "llama-3.1-8b"]
    assert data["models"][1]["common_form"] == (
        "H**2*L*(3*ffn_ratio + 2) + 2*H**2*L*kv_heads/heads + 2*H*L + 2*H*V + H"
    )
    assert [m["total"] for m in data["models"]] == [8_835_567_616, 8_030_261_248]
    assert data["differences"] == [
        {
            "model": "llama-3.1-8b",
            "minus": "llama-3.1-8b:kv_heads=heads",
            "expression": "-2*H**2*L + 2*H**2*L*kv_heads/heads",
            "parameters": -805_306_368,
            "components": [
                {
                    "name": "attention",
                    "expression": "-2*H**2*L + 2*H**2*L*kv_heads/heads",
                    "parameters": -805_306_368,
                }
            ],
            "values": {"kv_heads": [32, 8]},
        }
    ]
    embedding = data["components"][0]
    assert embedding["name"] == "embedding"
    assert embedding["models"][1] == {
        "count": 525_336_576, "share": 0.06541961, "formula": "H*V", "tied_to": None,
    }  # fmt: skip


def test_json_by_either_option(capsys: pytest.CaptureFixture[str]) -> None:
    data = answer(capsys, "gpt2", "gpt3")
    assert run(["compare", "gpt2", "gpt3", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == data


def test_what_a_model_has_not_is_null(capsys: pytest.CaptureFixture[str]) -> None:
    data = answer(capsys, "gpt2", "llama-3.1-8b")
    parts = {row["name"]: row["models"] for row in data["components"]}
    assert parts["positions"][1] is None
    assert parts["output_head"][0]["tied_to"] == "embedding.tokens"


def test_values_of_the_options_are_for_every_model(capsys: pytest.CaptureFixture[str]) -> None:
    data = answer(capsys, "gpt2", "gpt2-medium", "-L", "1", "-H", "64", "--heads", "4")
    assert data["models"][0]["total"] == data["models"][1]["total"]
    assert data["differences"][0]["values"] == {}


def test_a_models_own_values_go_before_those_of_the_options(
    capsys: pytest.CaptureFixture[str],
) -> None:
    data = answer(capsys, "gpt2:n_layer=24", "gpt2", "-L", "3")
    assert [m["values"]["L"] for m in data["models"]] == [24, 3]


def test_attached_values_and_options_are_checked_together(
    capsys: pytest.CaptureFixture[str],
) -> None:
    data = answer(capsys, "gpt2", "gpt2:heads=12", "-H", "1536", "--set", "heads=16")
    assert [m["values"]["heads"] for m in data["models"]] == [16, 12]


def test_widths(capsys: pytest.CaptureFixture[str]) -> None:
    data = answer(capsys, "gpt3", "llama-3.1-8b", "--widths")
    changes = {c["name"]: c["expression"] for c in data["differences"][0]["components"]}
    assert changes["feed_forward"] == "H*L*ffn_width"


def test_a_config_a_folder_and_standard_input(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "small").mkdir()
    config = json.dumps({"model_type": "gpt2", "n_layer": 2})
    (tmp_path / "small" / "config.json").write_text(config, encoding="utf-8")
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(config.encode())))
    folder = str(tmp_path / "small")
    data = answer(capsys, folder, f"{folder}/config.json:L=4", "-")
    assert [m["values"]["L"] for m in data["models"]] == [2, 4, 2]
    assert [m["model"] for m in data["models"]] == ["small", "small:L=4", "standard input"]


def test_a_path_that_looks_like_a_value_is_a_path(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    config = json.dumps({"model_type": "gpt2", "n_layer": 2})
    (tmp_path / "gpt2:L=7").write_text(config, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    data = answer(capsys, "gpt2:L=7", "gpt2:L=8")
    assert [m["values"]["L"] for m in data["models"]] == [2, 8]


def test_a_picture_and_a_page_in_files(tmp_path: Path) -> None:
    picture, page = tmp_path / "shares.svg", tmp_path / "page.md"
    arguments = ["--to", "markdown", "--plot", str(picture), "-o", str(page)]
    assert run(["compare", "gpt2", "gpt3", *arguments]) == 0
    assert picture.read_bytes().startswith(b"<?xml")
    assert page.read_text(encoding="utf-8").startswith("# gpt2 and gpt3, side by side\n")


@pytest.mark.parametrize("to", ["text", "latex", "markdown"])
def test_names_that_the_user_chose(capsys: pytest.CaptureFixture[str], to: str) -> None:
    assert run(["compare", "gpt2", "gpt3", "--to", to, "--rename", "H=width"]) == 0
    assert "width" in capsys.readouterr().out
