"""A model of several parts is counted whole or refused; its text model is a part, and called one.

The expected counts are the reference implementation's (``tests/oracle/composites.py``).
"""

import json
from pathlib import Path
from typing import Any

import pytest

from symparams.cli import run
from symparams.errors import SymparamsError
from symparams.models.families.composites import composite
from symparams.models.loading import load
from symparams.operations.counting import count

ROOT = Path(__file__).parents[3]
KNOWN = json.loads((ROOT / "symparams/models/families/composites.json").read_text(encoding="utf-8"))
CASES = json.loads((ROOT / "tests/oracle/composites.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("model_type", KNOWN)
@pytest.mark.parametrize("text", [None, {}, {"model_type": "llama"}])
def test_no_composite_is_counted_as_its_text_model(model_type: str, text: Any) -> None:
    config = {"model_type": model_type} if text is None else {
        "model_type": model_type, "text_config": text
    }  # fmt: skip
    with pytest.raises(SymparamsError):
        load(config)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["config"]["model_type"])
def test_the_text_part_of_the_reference(case: dict[str, Any]) -> None:
    with pytest.raises(SymparamsError, match="--part text"):
        load(case["config"])
    model = load(case["config"], part="text")
    assert count(model).total == case["text"]
    assert model.name == "config (text)"


GEMMA = {
    "model_type": "gemma3",
    "architectures": ["Gemma3ForConditionalGeneration"],
    "text_config": {
        "model_type": "gemma3_text", "hidden_size": 2560, "intermediate_size": 10240,
        "num_hidden_layers": 34, "vocab_size": 262208,
    },
    "vision_config": {"hidden_size": 1152},
}  # fmt: skip


COMMANDS = (
    "count", "count --json", "derive", "derive --json", "derive --to latex --document",
    "derive --to markdown", "prove --independent-of heads", "scaling", "page",
    "solve --for L --total 4B",
)  # fmt: skip


def test_the_text_model_of_gemma_3_4b() -> None:
    """4,300,079,472 in all, of which 3,880,263,168 are the text model's (the reference's)."""
    assert count(load(GEMMA, part="text")).total == 3_880_263_168


@pytest.mark.parametrize("command", COMMANDS)
def test_every_output_of_a_part_says_so(
    command: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "gemma-3-4b").mkdir()
    path = tmp_path / "gemma-3-4b" / "config.json"
    path.write_text(json.dumps(GEMMA), encoding="utf-8")
    name, *arguments = command.split()
    assert run([name, str(path), *arguments]) == 2
    refusal = capsys.readouterr()
    assert "--part text" in refusal.err
    assert refusal.err.count("\n") == 1
    assert "total" not in refusal.out
    assert run([name, str(path), *arguments, "--part", "text"]) in (0, 1)
    assert "gemma-3-4b (text)" in capsys.readouterr().out


def test_a_part_beside_a_whole_model(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "gemma.json"
    path.write_text(json.dumps(GEMMA), encoding="utf-8")
    assert run(["compare", f"{path}:part=text", "gpt2"]) == 0
    assert "gemma.json (text)" in capsys.readouterr().out
    assert run(["count", str(path), "gpt2", "--part", "text"]) == 2
    assert "gpt2 has no part 'text'" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("config", "part", "message"),
    [
        (GEMMA, "", "config: 'gemma3' is a model of several parts, of which only the text model is "
         "understood, not vision_config; --part text counts the text model alone"),
        (GEMMA, "vision", "config: unknown part 'vision'; the part to ask for is text"),
        ({"model_type": "llama"}, "text",
         "config has no part 'text': it is one model; leave --part out"),
        ({"model_type": "my_vlm", "text_config": {"model_type": "llama"}, "vision": {}}, "",
         "config: 'my_vlm' is a model of several parts, of which only the text model is "
         "understood, not vision; --part text counts the text model alone"),
        ({**GEMMA, "text_config": 5}, "text", "config: text_config = 5 must be an object"),
    ],
)  # fmt: skip
def test_messages(config: dict[str, Any], part: str, message: str) -> None:
    with pytest.raises(SymparamsError) as caught:
        load(config, part=part)
    assert str(caught.value) == message


def test_a_preset_and_the_textbook_have_no_parts() -> None:
    for source in ("textbook", "gpt3"):
        with pytest.raises(SymparamsError, match=r"unknown part of \w+ 'text'|has no part"):
            load(source, part="text")


def test_a_file_that_leaves_the_text_model_out_has_the_default_one() -> None:
    assert composite({}, "gemma3") is not None
    default = load({"model_type": "gemma3"}, part="text")
    assert count(default).total == count(load({"model_type": "gemma3_text"})).total
