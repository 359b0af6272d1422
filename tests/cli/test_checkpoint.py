"""`symparams verify --against FILE.safetensors`: pages, fields, exit statuses, messages."""

import json
from pathlib import Path

import pytest

from symparams.cli import run
from tests.checkpoints.files import case, write


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with GPT-2's configuration and a checkpoint as the reference writes it."""
    row = case("GPT2LMHeadModel")
    (tmp_path / "config.json").write_text(json.dumps(row["config"]))
    write(tmp_path / "model.safetensors", row["tensors"])
    monkeypatch.chdir(tmp_path)
    return tmp_path


def verify(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    status = run(["verify", "config.json", "--against", *arguments])
    return (status, *capsys.readouterr())


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize("against", ["model.safetensors", "."])
def test_an_equal_checkpoint(capsys: pytest.CaptureFixture[str], against: str) -> None:
    status, out, err = verify(capsys, against)
    assert (status, err) == (0, "")
    lines = [" ".join(line.split()) for line in out.splitlines()]
    assert lines[0] == "config.json: equal to model.safetensors"
    query = "768 × 768 4 transformer.h.#.attn.c_attn.weight equal"
    assert f"block.attention.query {query}" in lines
    assert "output_head.weight 50257 × 768 1 — tied, not stored: embedding.tokens" in lines
    total = (50257 + 1024) * 768 + 4 * (12 * 768**2 + 13 * 768) + 2 * 768
    assert f"expected {total:,} what the tree needs" in lines
    assert f"found {total:,} what the checkpoint holds" in lines


def test_what_differs(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    tensors = dict(case("GPT2LMHeadModel")["tensors"])
    tensors["transformer.h.2.mlp.c_fc.weight"] = ("F32", [768, 3071])
    tensors["transformer.h.0.attn.bias"] = ("F32", [1, 1, 8, 8])
    tensors["\x1b[31m" + "x" * 200] = ("F32", [1])
    write(folder / "model.safetensors", tensors)
    status, out, _ = verify(capsys, "model.safetensors")
    assert status == 1
    assert out.startswith("config.json: differs from model.safetensors\n")
    assert "differs: found 768 × 3071 in layer 2\n" in out
    assert "buffer: causal mask\n" in out
    assert "\x1b" not in out
    assert max(map(len, out.splitlines())) < 250


def test_unmatched_names(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    tensors = case("GPT2LMHeadModel")["tensors"]
    renamed = {name.replace("c_fc", "widen"): tensor for name, tensor in tensors.items()}
    write(folder / "model.safetensors", renamed)
    status, out, _ = verify(capsys, "model.safetensors")
    assert status == 1
    assert out.startswith("config.json: unmatched with model.safetensors\n")
    assert "the totals agree, but some names are not known: that proves nothing\n" in out


@pytest.mark.usefixtures("folder")
def test_fields(capsys: pytest.CaptureFixture[str]) -> None:
    status, out, _ = verify(capsys, "model.safetensors", "--json")
    found = json.loads(out)
    assert status == 0
    assert found["equal"] is True
    assert found["expected"] == found["found"] == case("GPT2LMHeadModel")["parameters"]
    assert found["besides"] == found["problems"] == []
    assert found["components"][0] == {
        "name": "embedding.tokens",
        "shape": [50257, 768],
        "times": 1,
        "found": ["transformer.wte.weight"],
        "verdict": "equal",
        "why": None,
    }


@pytest.mark.parametrize(
    ("against", "message"),
    [
        ("none", "'none': no such file; give a .safetensors file"),
        ("cod", "'cod': no such file; give a .safetensors file"),
        ("config.json", "'config.json': no weight_map; an index maps tensors to files"),
        ("empty", "'empty': no .safetensors file in the folder"),
        ("/dev/zero", "'/dev/zero': not a regular file; give a .safetensors file"),
    ],
)
def test_unusable(
    folder: Path, capsys: pytest.CaptureFixture[str], against: str, message: str
) -> None:
    (folder / "empty").mkdir()
    assert verify(capsys, against) == (2, "", f"symparams: {message}\n")


def test_a_model_without_values(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["verify", "textbook", "--against", str(folder / "model.safetensors")]) == 2
    assert capsys.readouterr().err.startswith("symparams: textbook: no value for V; ")
