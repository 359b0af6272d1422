"""With click, rich and SymPy alone everything is there; what needs more says what to install."""

import subprocess
import sys
from pathlib import Path

import pytest

import symparams
from symparams.algebra.extras import EXTRAS, require
from symparams.errors import MissingExtraError

PACKAGE = Path(symparams.__file__).parent
ROOT = Path(__file__).parent.parent
ALONE = f"""
import sys
for package in {[*EXTRAS, "duckdb", "pyspark", "safetensors"]!r}:
    sys.modules[package] = None
"""
"""What makes every optional package one that is not installed."""

MODULES = sorted(
    ".".join(("symparams", *path.relative_to(PACKAGE).with_suffix("").parts))
    for path in PACKAGE.rglob("*.py")
    if path.name not in ("__init__.py", "__main__.py") and path.parent.name != "tracing"
)


def alone(code: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """``code`` run where nothing but the runtime dependencies can be imported."""
    command = [sys.executable, "-c", ALONE + code, *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False)


@pytest.mark.parametrize(
    "code",
    [
        "from symparams import *; print(derive(load('textbook')).closed_form)",
        "import symparams; [getattr(symparams, name).__doc__ for name in dir(symparams)]",
        "import symparams; help(symparams)",
        "import symparams, pydoc; [pydoc.render_doc(getattr(symparams, n)) for n in symparams.__all__]",
        "import symparams, inspect; inspect.getmembers(symparams)",
        "import symparams.models.tracing, pydoc; print(pydoc.render_doc(symparams.models.tracing.trace))",
    ],
)
def test_the_public_names_need_no_extra(code: str) -> None:
    done = alone(code)
    assert (done.returncode, done.stderr) == (0, "")


def test_every_module_but_those_of_the_tracer_is_imported_without_extras() -> None:
    done = alone(
        "from importlib import import_module; [*map(import_module, sys.argv[1:])]", *MODULES
    )
    assert (done.returncode, done.stderr) == (0, "")


MESSAGES = (
    ("from symparams import trace; trace({'model_type': 'gpt2'})", "PyTorch", "trace"),
    ("from symparams import trace; trace('torch.nn:Linear')", "PyTorch", "trace"),
    ("from symparams import load, vectorize; vectorize(load('gpt3'))", "NumPy", "vectorize"),
    ("from symparams.operations.proving.certificate import check_with_z3; check_with_z3('')", "z3", "smt"),
    ("from symparams.cli import main; main(['trace', 'torch.nn:Linear'])", "PyTorch", "trace"),
    ("from symparams.cli import main; main(['verify', 'gpt2'])", "PyTorch", "trace"),
    ("from symparams.cli import main; main(['prove', 'gpt3', '--check'])", "z3", "smt"),
    ("from symparams.cli import main; main(['compare', 'gpt2', 'gpt3', '--plot', 'x.svg'])",
     "matplotlib", "plot"),
    ("from symparams.cli import main; main(['search', '--total', '9k', '--vary', 'H=1:99', '-L', '2',"
     " '-V', '9', '--within', '50%', '--format', 'parquet', '-o', 'x'])", "pyarrow", "parquet"),
)  # fmt: skip


@pytest.mark.parametrize(("code", "title", "extra"), MESSAGES, ids=[code for code, *_ in MESSAGES])
def test_a_missing_extra_is_named_with_the_command_that_installs_it(
    code: str, title: str, extra: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    done = alone(code)
    message = f"{title} is not installed; install it with: pip install 'symparams[{extra}]'"
    if "main(" in code:
        assert (done.returncode, done.stdout, done.stderr) == (2, "", f"symparams: {message}\n")
    else:
        assert done.stderr.endswith(f"MissingExtraError: {message}\n")
    assert list(tmp_path.iterdir()) == []


def test_every_optional_package_of_the_code_is_among_the_extras() -> None:
    import tomllib

    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    extras = project["project"]["optional-dependencies"]
    for package, (_, extra) in EXTRAS.items():
        distribution = {"z3": "z3-solver"}.get(package, package)
        assert any(needed.startswith(distribution) for needed in extras[extra])


def test_a_broken_package_is_not_called_missing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "z3.py").write_text("import no_such_library", encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.delitem(sys.modules, "z3", raising=False)
    with pytest.raises(MissingExtraError) as caught:
        require("z3")
    assert str(caught.value) == (
        "z3 cannot be imported (\"No module named 'no_such_library'\"); "
        "install it with: pip install 'symparams[smt]'"
    )
