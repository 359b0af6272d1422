"""The import graph points one way, and the public surface stays small."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import symparams

PACKAGE = Path(symparams.__file__).parent

ORDER = (
    "errors", "symbols", "algebra", "components", "models", "operations", "render", "cli",
    "__main__",
)  # fmt: skip
"""From the ground up: what is in a folder imports only from those below it, and from itself."""
MOST_NAMES = 12
LONGEST_FILE = 300

MODULES = sorted(p for p in PACKAGE.rglob("*.py") if p != PACKAGE / "__init__.py")


def top_name(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def is_module(name: str) -> bool:
    place = PACKAGE.joinpath(*name.split(".")[1:])
    return place.with_suffix(".py").exists() or place.is_dir()


def imported(path: Path) -> set[str]:
    """The modules of the package that a file imports, wherever in the file."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module:
            inner = [f"{node.module}.{alias.name}" for alias in node.names]
            names = [name if is_module(name) else node.module for name in inner]
        elif isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        else:
            continue
        found |= {name for name in names if name.startswith("symparams")}
    return found


def dotted(path: Path) -> str:
    return ".".join(("symparams", *path.relative_to(PACKAGE).with_suffix("").parts)).removesuffix(
        ".__init__"
    )


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(PACKAGE)))
def test_imports_run_down_the_folders(path: Path) -> None:
    own = top_name(path)
    assert own in ORDER, f"{own} has no place among the folders"
    for name in imported(path) - {"symparams.__version__", "symparams"}:
        other = name.split(".")[1]
        assert ORDER.index(other) <= ORDER.index(own), f"{own} imports {other}"


def test_no_file_imports_itself_through_others() -> None:
    files = {dotted(path): path for path in MODULES}
    needs = {name: imported(path) & files.keys() - {name} for name, path in files.items()}
    while free := {name for name, others in needs.items() if not others}:
        needs = {name: others - free for name, others in needs.items() if name not in free}
    assert not needs, f"in a circle, or above one: {sorted(needs)}"


def test_the_top_of_the_package_shows_the_idea() -> None:
    names = {p.name for p in PACKAGE.iterdir() if p.name != "__pycache__"}
    assert len(names) <= MOST_NAMES
    assert {p.removesuffix(".py") for p in names} - {"__init__", "py.typed"} == {*ORDER}


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(PACKAGE)))
def test_no_file_is_long(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= LONGEST_FILE


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(PACKAGE)))
def test_only_the_command_line_prints_or_exits(path: Path) -> None:
    if top_name(path) in ("cli", "__main__"):
        return
    tree = ast.parse(path.read_text(encoding="utf-8"))
    is_command = 'if __name__ == "__main__"' in path.read_text(encoding="utf-8")
    calls = {
        node.func.id
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
    }
    assert (
        not calls & {"print", "exit", "input", "eval", "exec", "sympify", "parse_expr"}
        or is_command
    )
    attributes = {ast.unparse(node) for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    assert not attributes & {"sys.exit", "sys.stdout", "os._exit", "builtins.eval"} or is_command
    imports = {
        name.split(".")[0]
        for node in ast.walk(tree)
        if isinstance(node, ast.Import | ast.ImportFrom)
        for name in ([node.module or ""] if isinstance(node, ast.ImportFrom) else
                     [alias.name for alias in node.names])
    }  # fmt: skip
    assert "click" not in imports or is_command


ALGEBRA = {"Component", "Model", "Weight", "components", "symbols", "load"}
CALLS = {"compare", "count", "derive", "prove", "scaling", "search", "solve", "trace", "vectorize"}


def test_the_public_surface_is_the_algebra_and_the_calls() -> None:
    assert set(symparams.__all__) == ALGEBRA | CALLS


@pytest.mark.parametrize("name", symparams.__all__)
def test_every_public_name_is_documented(name: str) -> None:
    if name == "trace":
        pytest.importorskip("torch", reason="trace needs the extra trace")
    assert getattr(symparams, name).__doc__


def test_importing_the_package_imports_no_sympy() -> None:
    code = "import symparams, sys; sys.exit('sympy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
