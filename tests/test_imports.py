"""The import graph points one way, the public surface stays small, every module has its tests."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import symparams

PACKAGE = Path(symparams.__file__).parent
TESTS = Path(__file__).parent

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


MATHEMATICS = ("algebra", "components", "operations")
WITHOUT_TESTS_OF_THEIR_OWN = {
    "algebra/arguments.py": "test_wrong_types.py",
    "algebra/display.py": "algebra/test_representation.py",
    "algebra/extras.py": "test_extras.py",
    "algebra/provenance.py": "models/test_putting_in.py",
    "operations/searching/arrays/library.py": "operations/searching/test_designs.py",
}
"""Modules that calculate nothing, and who tests them: messages about arguments of a wrong type;
the one line of a representation; which optional library is there; a change in words; the choice
between NumPy and lists."""


def of_its_own_name(path: Path) -> Path:
    """Where the tests of a module are; those of a folder's own functions have the folder's name."""
    named = path.parent if path.stem == "__init__" else path
    return TESTS / named.relative_to(PACKAGE).with_name(f"test_{named.stem}.py")


def defined(path: Path, prefix: str = "") -> set[str]:
    """The functions that a file defines, methods among them, whose names begin with ``prefix``."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    names = {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}
    return {name for name in names if name.startswith(prefix)}


@pytest.mark.parametrize(
    "path",
    [path for path in MODULES if top_name(path) in MATHEMATICS and defined(path)],
    ids=lambda p: str(p.relative_to(PACKAGE)),
)
def test_every_module_with_mathematics_has_tests_of_its_own_name(path: Path) -> None:
    """Whatever defines a function there calculates, but for the exceptions, which say who tests."""
    exception = WITHOUT_TESTS_OF_THEIR_OWN.get(path.relative_to(PACKAGE).as_posix())
    own = of_its_own_name(path)
    if exception is not None:
        assert not own.exists(), f"{own.name} is there: it is no exception any more"
        own = TESTS / exception
    assert own.is_file(), f"{own.relative_to(TESTS)} is missing"
    assert len(defined(own, "test_")) >= 2


def test_no_exception_is_left_of_a_module_that_is_gone() -> None:
    assert all((PACKAGE / name).is_file() for name in WITHOUT_TESTS_OF_THEIR_OWN)


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
