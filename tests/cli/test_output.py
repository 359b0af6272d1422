"""Where output goes: plain in a pipe, whole files, nothing heavy for a page of help."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

COMMAND = (sys.executable, "-m", "symparams")


def test_a_pipe_gets_plain_text_without_warnings() -> None:
    environment = {**os.environ, "PYTHONWARNINGS": "error"}
    done = subprocess.run([*COMMAND, "derive", "gpt3"], capture_output=True, env=environment)
    assert (done.returncode, done.stderr) == (0, b"")
    assert b"174,604,259,328" in done.stdout
    assert b"\x1b" not in done.stdout


def test_ascii_output() -> None:
    environment = {**os.environ, "PYTHONIOENCODING": "ascii"}
    done = subprocess.run([*COMMAND, "derive"], capture_output=True, env=environment)
    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout.isascii()
    assert b"12LH^2 + VH" in done.stdout


def test_a_closed_pipe_is_no_error() -> None:
    line = f"{' '.join(COMMAND)} derive gpt3 | head -1"
    done = subprocess.run(["sh", "-c", line], capture_output=True)
    assert done.stderr == b""


def test_a_file_is_written_whole(tmp_path: Path) -> None:
    path = tmp_path / "gpt3.json"
    done = subprocess.run([*COMMAND, "count", "gpt3", "--json", "-o", path], capture_output=True)
    assert (done.returncode, done.stdout) == (0, b"")
    assert path.read_text(encoding="utf-8").rstrip().endswith("}")
    assert [entry.name for entry in tmp_path.iterdir()] == ["gpt3.json"]


@pytest.mark.parametrize("option", ["--help", "--version"])
def test_help_imports_nothing_heavy(option: str) -> None:
    program = (
        "import sys; from symparams.cli import run; "
        f"status = run([{option!r}]); "
        "sys.exit(status or len({'sympy', 'rich'} & sys.modules.keys()))"
    )
    assert subprocess.run([sys.executable, "-c", program], capture_output=True).returncode == 0


@pytest.mark.parametrize(
    ("line", "status"), [("derive gpt3", 0), ("prove gpt3", 0), ("prove llama-3.1-8b", 1)]
)
def test_a_reader_that_is_gone_before_the_first_line(line: str, status: int) -> None:
    command = [sys.executable, "-m", "symparams", *line.split()]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert process.stdout is not None
    process.stdout.close()
    _, complaint = process.communicate()
    assert (process.returncode, complaint) == (status, b"")
