"""`symparams verify --against FILE.safetensors`: pages, fields, exit statuses, messages."""

import json
from pathlib import Path

import pytest

from symparams.cli import run
from tests.operations.checkpoints.files import case, write

LATER_LAYERS = ("transformer.h.1.", "transformer.h.2.", "transformer.h.3.")


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
    tensors["transformer.h.0.attn.bias"] = ("F32", [1, 1, 1024, 1024])
    tensors["\x1b[31m" + "x" * 200] = ("F32", [1])
    write(folder / "model.safetensors", tensors)
    status, out, _ = verify(capsys, "model.safetensors")
    assert status == 1
    start, _, tables = out.partition("\nWeights\n")
    long_name = repr("\x1b[31m" + "x" * 94 + "…")
    assert start == (
        "config.json: differs from model.safetensors\n\n"
        "Problems\n"
        "  block.feed_forward.up: differs: found 768 × 3071 in layer 2\n"
        f"  {long_name}: unmatched\n"
    )
    assert "differs: found 768 × 3071 in layer 2\n" in tables
    assert "buffer: causal mask\n" in out
    assert "\x1b" not in out
    assert max(map(len, out.splitlines())) < 250


def test_unmatched_names(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    tensors = case("GPT2LMHeadModel")["tensors"]
    renamed = {name.replace("c_fc", "widen"): tensor for name, tensor in tensors.items()}
    write(folder / "model.safetensors", renamed)
    status, out, _ = verify(capsys, "model.safetensors")
    assert status == 1
    assert out.startswith(
        "config.json beside model.safetensors: unmatched\n"
        "  the totals agree, but some names are not known: equal sizes alone prove nothing\n\n"
        "Problems\n"
    )
    start = out.partition("\nWeights\n")[0]
    assert "  block.feed_forward.up: missing\n" in start
    assert "  transformer.h.#.mlp.widen.weight: unmatched\n" in start


def test_a_layer_that_is_missing(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    tensors = case("GPT2LMHeadModel")["tensors"]
    first = {n: t for n, t in tensors.items() if not n.startswith(LATER_LAYERS)}
    write(folder / "model.safetensors", first)
    status, out, _ = verify(capsys, "model.safetensors")
    assert status == 1
    assert "  block.attention_norm.gain: differs: in 1 layer instead of 4\n" in out


def test_a_shard_alone(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shard = "model-00001-of-00002.safetensors"
    write(folder / shard, {"transformer.wte.weight": ("F32", [50257, 768])})
    status, out, _ = verify(capsys, shard)
    assert status == 1
    assert out.startswith(
        f"config.json: differs from {shard}\n"
        "  this is one of 2 shards; give their folder to compare all\n\n"
        "Problems\n"
    )
    problems = out.partition("\nProblems\n")[2].partition("\n\nWeights\n")[0].splitlines()
    assert problems[0] == "  positions.positions: missing"
    assert problems[10:] == ["  … and 9 more in the tables below"]


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
