"""The import graph points one way, and the public surface stays small."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import symparams

PACKAGE = Path(symparams.__file__).parent

# From the ground up: a module may import what stands on its own level or below it.
LEVELS = (
    ("errors", "display", "places"),
    ("extras", "arguments"),
    ("symbols", "numbers", "exact_functions"),
    ("relations", "grammar"),
    ("tree",),
    ("components", "conventions", "closed_forms", "widths", "naming", "roles"),
    ("requirements",),
    ("editing",),
    ("assignment", "preconditions"),
    ("textbook", "families", "presets", "saved", "saved_reader", "design"),
    ("loading",),
    ("variants",),
    ("feasible", "forced", "witness", "proof", "certificate"),
    ("inverse", "roots"),
    ("counting",),
    ("variation",),
    ("arrays", "neighbours"),
    ("searching",),
    (
        "derivation",
        "solving",
        "growth",
        "comparison",
        "published",
        "verification",
        "tracing",
        "family_heads",
        "checkpoints",
    ),
    ("tables", "exploration"),
    ("render",),
    ("cli",),
    ("__main__",),
)
LEVEL = {name: level for level, names in enumerate(LEVELS) for name in names}
MODULES = sorted(p for p in PACKAGE.rglob("*.py") if p != PACKAGE / "__init__.py")


def top_name(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imported(path: Path) -> set[str]:
    """The modules of the package that a file imports, wherever in the file."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module:
            names = (
                [node.module]
                if node.module != "symparams"
                else [f"symparams.{alias.name}" for alias in node.names]
            )
        elif isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        else:
            continue
        found |= {name for name in names if name.startswith("symparams")}
    return found


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(PACKAGE)))
def test_imports_point_one_way(path: Path) -> None:
    own = top_name(path)
    assert own in LEVEL, f"{own} has no place in the import graph"
    for name in imported(path) - {"symparams.__version__"}:
        other = name.split(".")[1] if "." in name else own
        assert LEVEL[other] <= LEVEL[own], f"{own} imports {other}"


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
