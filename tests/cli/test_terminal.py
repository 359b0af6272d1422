"""On a terminal the output has colour and rules; NO_COLOR and pipes have none."""

import os
import pty
import subprocess
import sys

import pytest

ESCAPE = "\x1b["


def on_a_terminal(arguments: list[str], **environment: str) -> str:
    """What a command writes to a terminal of its own."""
    master, slave = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "symparams", *arguments],
        stdin=slave,
        stdout=slave,
        stderr=slave,
        env={**os.environ, "TERM": "xterm-256color", "COLUMNS": "120", **environment},
    )
    os.close(slave)
    chunks = []
    while True:
        try:
            chunk = os.read(master, 4096)
        except OSError:
            break
        if not chunk:
            break
        chunks.append(chunk)
    process.wait()
    os.close(master)
    return b"".join(chunks).decode("utf-8")


@pytest.mark.parametrize("command", ["derive", "prove", "count", "models"])
def test_a_terminal_has_colour(command: str) -> None:
    environment = {"NO_COLOR": ""}
    assert ESCAPE in on_a_terminal([command], **environment)


def test_no_color_is_respected() -> None:
    written = on_a_terminal(["count", "gpt3"], NO_COLOR="1")
    assert "174,604,259,328" in written
    assert f"{ESCAPE}3" not in written
    assert f"{ESCAPE}9" not in written


def test_a_narrow_terminal_loses_no_digit() -> None:
    written = on_a_terminal(["count", "gpt3"], COLUMNS="60", NO_COLOR="1")
    assert "174,604,259,328" in written
