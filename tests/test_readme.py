"""The README says what is: its commands are run and their outputs compared."""

import doctest
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from symparams import symbols

README = Path(__file__).parent.parent / "README.md"
BLOCK = re.compile(r"```console\n(.*?)```", re.DOTALL)
TEXT = README.read_text(encoding="utf-8")


def sessions(text: str) -> list[tuple[str, str]]:
    """Every command of the README with the output that follows it."""
    found: list[tuple[str, str]] = []
    for block in BLOCK.findall(text):
        for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            command, _, output = part.partition("\n")
            found.append((command, output))
    return found


def run(command: str, folder: Path) -> str:
    """What a shell prints for ``command``, errors included."""
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    environment = {**os.environ, "PATH": path, "NO_COLOR": "1"}
    done = subprocess.run(
        ["/bin/sh", "-c", command], cwd=folder, env=environment, capture_output=True, check=False
    )
    return (done.stdout + done.stderr).decode("utf-8")


@pytest.mark.parametrize(("command", "output"), sessions(TEXT), ids=lambda value: value[:60])
def test_a_command_prints_what_the_readme_says(command: str, output: str, tmp_path: Path) -> None:
    printed = run(command, tmp_path)
    assert [line.rstrip() for line in printed.splitlines()] == output.rstrip("\n").splitlines()


def test_the_python_of_the_readme() -> None:
    tests = doctest.DocTestParser().get_doctest(TEXT, {}, "README", str(README), 0)
    assert doctest.DocTestRunner(verbose=False).run(tests).failed == 0


def test_the_two_commands_stand_at_the_top() -> None:
    first = TEXT.split("```sh\n")[1].split("```")[0].splitlines()
    assert first == [
        "pip install . && symparams derive gpt3",
        "pip install '.[test]' && pytest",
    ]


def test_every_command_and_symbol_is_in_the_readme() -> None:
    from symparams.cli import cli

    for name, command in cli.commands.items():
        assert f"symparams {name}" in TEXT
        for parameter in command.params:
            long = [o for o in parameter.opts if o.startswith("--")]
            assert not long or long[0] in TEXT or long[0] == "--output"
    for entry in symbols.TABLE:
        assert f"`{entry.name}`" in TEXT
