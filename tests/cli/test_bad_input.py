"""Every bad input ends in exit status 2 and one clear line on standard error."""

import json
from pathlib import Path

import pytest

from symparams.cli import run

CODE = "__import__('os').system('id')"

MESSAGES = (
    ("count|gtp3", "unknown model 'gtp3'; did you mean 'gpt3'?"),
    ("count|--set|hed=3", "unknown symbol 'hed'; did you mean 'heads'?"),
    ("derive|--form|expandd", "unknown form 'expandd'; did you mean 'expanded'?"),
    ("derive|--to|latx", "unknown output format 'latx'; did you mean 'latex'?"),
    ("derive|--notation|megatrn", "unknown notation 'megatrn'; did you mean 'megatron'?"),
    ("count|-H|12288|--heads|7", "heads must divide H (head_dim = H/heads), but "
     "H = 12288 (command line), heads = 7 (command line)"),
    ("count|-H|0", "H = 0 is zero; it must be greater than 0"),
    ("count|-H|-5", "H = -5 is negative; it must be greater than 0"),
    ("count|-H|1.5", "H = 3/2 is a fraction; H must be a whole number"),
    ("count|-H|abc", "H = 'abc' is not a number; "),
    ("count|-H|٣", "H = '٣' is not a number; "),
    ("count|-H|10|--ffn-ratio|1/3", "ffn_width = H*ffn_ratio must be a whole number, but H = 10 "),
    ("count|-H|1e400", "H = '1e400' is out of range; the largest is 10^18"),
    ("count|-H|" + "9" * 1_000_000, "H = '99999999999999999999999…' is too long for a number"),
    ("count|-H|1|-H|2", "two values for 'H'; give it once"),
    ("count|gpt3|-H|4|--set|hidden_size=8", "two values for H; give it once"),
    (f"count|--set|H={CODE}", f'H = "{CODE}" is not a number; '),
    (f"prove|--independent-of|{CODE}", f'unknown symbol "{CODE}"; '),
    (f"prove|--given|head_dim={CODE}", "unknown symbol '__import__'; "),
    ("prove|--given|head_dim = (H**64)**64", "has a degree above 64"),
    ("prove|--given|head_dim = (H+V+L+heads)**64", "would have more than 1000 terms"),
    ("count|mixtral-8x7b|--set|active_experts=9", "a token would use active_experts = 9 copies of "
     "experts, but there are only experts = 8"),
    ("count|-o|/nonexistent/x", "cannot write '/nonexistent/x': No such file or directory; "
     "give a path in a folder that exists"),
    ("count|-o|/dev/full", "cannot write '/dev/full': No space left on device"),
    ("count|", "unknown model ''; choose from "),
    ("compare|gpt2", "a comparison needs two models or more, such as gpt3 llama-3.1-8b"),
    ("compare|gpt2|gtp3", "unknown model 'gtp3'; did you mean 'gpt3'?"),
    ("compare|gpt2|gtp3:L=3", "unknown model 'gtp3'; did you mean 'gpt3'?"),
    ("compare|gpt2|llama-3.1-8b|--set|kv_heads=8", "gpt2 has no symbol 'kv_heads'; its symbols "),
    ("compare|gpt2|gpt2:heads=7", "gpt2:heads=7: heads must divide H (head_dim = H/heads), but "),
    ("compare|gpt2|gpt3|-H|abc", "H = 'abc' is not a number; "),
    ("compare|gpt2|gpt2:L=", "gpt2:L=: L = '' is not a number; "),
    ("compare|gpt2|gpt2:L=3,L=4", "'gpt2:L=3,L=4': two values for L; give it once"),
    (f"compare|gpt2|gpt2:L={CODE}", "unknown symbol '__import__'; "),
    ("compare|-|-", "standard input holds one model; give the others by name or path"),
    ("compare|gpt2|gpt3|--to|svg", "unknown output format 'svg'; choose from "),
    ("compare|gpt2|gpt3|--plot|x.jpg", "cannot draw a file that ends in '.jpg'; name it .svg, "),
    ("compare|gpt2|gpt3|--plot|x", "cannot draw a file that ends in ''; name it .svg, .pdf or .png"),
    ("compare|gpt2|textbook|--plot|x.svg", "textbook: a picture needs numbers; give values for "
     "H, L, V"),
    ("compare|gpt2|gpt3|--plot|/nonexistent/x.svg", "cannot write '/nonexistent/x.svg': No such"),
    ("compare|gpt2|gpt3|--plot|x.svg|-o|/nonexistent/y", "cannot write '/nonexistent/y'; give a "),
)  # fmt: skip


def complaint(capsys: pytest.CaptureFixture[str], arguments: list[str]) -> str:
    assert run(arguments) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("symparams: ")
    assert err.count("\n") == 1
    return err


@pytest.mark.parametrize(("line", "message"), MESSAGES, ids=[m for _, m in MESSAGES])
def test_messages(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    line: str, message: str,
) -> None:  # fmt: skip
    monkeypatch.chdir(tmp_path)
    assert message in complaint(capsys, line.split("|"))
    assert list(tmp_path.iterdir()) == []


FILES = (
    (b"", "empty; a configuration is a JSON object"),
    (b"{", "not JSON ("),
    (b"[1]", "list instead of a JSON object"),
    (bytes(range(256)), "not JSON ("),
    (b"[" * 100_000 + b"]" * 100_000, "nested too deep for a configuration"),
    (b'{"model_type": "gpt2", "n_embd": NaN}', "n_embd = nan must be a whole number"),
    (b'{"model_type": "gpt2", "n_embd": 1e400}', "n_embd = inf must be a whole number"),
    (b'{"model_type": "gpt2", "n_embd": ' + b"9" * 4000 + b"}", "is out of range"),
    (b'{"model_type": "gpt2", "n_embd": 1, "n_embd": 2}', "two values for 'n_embd'"),
    (b'{"model_type": "gpt2", "n_head": 7}', "c.json: heads must divide H"),
    (
        b'{"model_type": "gtp2"}',
        "c.json: unknown model_type 'gtp2'; the nearest supported are 'gpt2'",
    ),
    (b'{"model_type": "\\u001b[31m\\n"}', r"unknown model_type '\x1b[31m\n'"),
)


@pytest.mark.parametrize(("data", "message"), FILES, ids=[m for _, m in FILES])
def test_files(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    data: bytes, message: str,
) -> None:  # fmt: skip
    (tmp_path / "c.json").write_bytes(data)
    monkeypatch.chdir(tmp_path)
    assert message in complaint(capsys, ["count", "c.json"])


def test_a_hundred_megabytes_are_refused(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    path = tmp_path / "c.json"
    with path.open("wb") as file:
        file.truncate(100 << 20)
    assert "larger than 4 MiB" in complaint(capsys, ["count", str(path)])


def test_a_folder_without_a_config(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert "no such file; give a config.json" in complaint(capsys, ["count", str(tmp_path)])


def test_ignored_keys_carry_no_control_characters(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    path = tmp_path / "c.json"
    path.write_text(json.dumps({"model_type": "gpt2", "\x1b[31m\n": 1}), encoding="utf-8")
    assert run(["count", str(path), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["ignored"] == [r"'\x1b[31m\n'"]


def test_an_answer_names_where_a_value_comes_from(capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ["--total", "7B", "-L", "32", "-H", "10", "--heads", "3"]
    for command in (["solve", "--for", "V"], ["search", "--vary", "V=1:9"]):
        assert "heads = 3 (command line)" in complaint(capsys, [*command, *arguments])
