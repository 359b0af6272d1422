"""Every example runs, and the notebook says what it shows."""

import subprocess
import sys
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbclient import NotebookClient

EXAMPLES = sorted((Path(__file__).parent.parent / "examples").glob("*.py"))


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_an_example_runs_and_says_something(path: Path, tmp_path: Path) -> None:
    if "import torch" in path.read_text(encoding="utf-8"):
        pytest.importorskip("torch", reason="torch is not installed (extra trace)")
    command = [sys.executable, "-W", "error", str(path)]
    run = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
    assert run.stdout


def test_there_are_examples() -> None:
    assert len(EXAMPLES) >= 4


NOTEBOOK = Path(__file__).parent.parent / "examples" / "tour.ipynb"


def shown(cell: Any) -> list[dict[str, Any]]:
    """What a cell shows, by kind."""
    return [
        {"text": output.text} if output.output_type == "stream" else dict(output.data)
        for output in cell.get("outputs", ())
    ]


@pytest.mark.filterwarnings("ignore")  # of Jupyter's own
def test_the_notebook_shows_what_it_says(tmp_path: Path) -> None:
    written = nbformat.read(NOTEBOOK, as_version=4)  # type: ignore[no-untyped-call]
    again = nbformat.read(NOTEBOOK, as_version=4)  # type: ignore[no-untyped-call]
    NotebookClient(again, timeout=120, resources={"metadata": {"path": str(tmp_path)}}).execute()
    cells = [cell for cell in written.cells if cell.cell_type == "code"]
    assert len(cells) > 10
    for cell, repeated in zip(written.cells, again.cells, strict=True):
        for before, after in zip(shown(cell), shown(repeated), strict=True):
            assert before.items() <= after.items()
