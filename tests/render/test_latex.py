"""LaTeX that an author would paste: golden files, and a real engine that compiles them."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from symparams import count, derive, load, prove, scaling, solve
from symparams.algebra.closed_forms import FORMS
from symparams.errors import BadValueError, UnknownNameError
from symparams.render.latex.derivation import derivation_document, derivation_latex
from symparams.render.latex.proof import proof_document
from symparams.render.latex.scaling import scaling_document
from symparams.render.latex.solution import solution_document
from symparams.render.notation import NOTATIONS, Notation, notation
from symparams.render.printers.latex_math import LatexMath
from symparams.symbols import H, L, S, V

GOLDEN = Path(__file__).parent.parent / "golden"
NAMES = ("textbook", "gpt3", "bert-base", "llama-3.1-8b")


@pytest.mark.parametrize("name", NAMES)
def test_the_derivation_is_the_golden_one(name: str) -> None:
    golden = (GOLDEN / f"{name}.tex").read_text(encoding="utf-8")
    assert derivation_document(derive(load(name)), Notation()) == golden


@pytest.mark.parametrize("name", ["deepseek-v3", "mixtral-8x7b"])
def test_the_derivation_by_definitions_is_the_golden_one(name: str) -> None:
    golden = (GOLDEN / f"{name}-defined.tex").read_text(encoding="utf-8")
    assert derivation_document(derive(name, form="defined"), Notation()) == golden


def test_terms_stand_in_the_order_in_which_people_write_them() -> None:
    written = LatexMath().write(H * (V + S) + 12 * H**2 * L + 2 * H)
    assert written == r"12 L H^{2} + (V + S) H + 2 H"


def test_long_lines_are_broken_and_numbers_grouped() -> None:
    latex = derivation_latex(derive(load("gpt3")), Notation())
    assert r"174{,}604{,}259{,}328" in latex
    assert r" &\quad {} + " in latex
    assert latex.startswith(r"\begin{align*}")


def compiled(tex: str, folder: Path) -> str:
    """The log of a real engine; the document must compile."""
    engine = shutil.which("pdflatex")
    if engine is None:
        pytest.skip("no LaTeX engine (pdflatex) is installed")
    (folder / "page.tex").write_text(tex, encoding="utf-8")
    command = [engine, "-interaction=nonstopmode", "-halt-on-error", "page.tex"]
    run = subprocess.run(command, cwd=folder, capture_output=True, check=False)
    log = run.stdout.decode("utf-8", "replace")
    assert run.returncode == 0, log[-2000:]
    return log


def assert_fits(tex: str, folder: Path) -> None:
    log = compiled(tex, folder)
    assert not re.findall(r"Overfull \\hbox.*", log)


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("name", NAMES)
def test_documents_compile_without_an_overfull_box(name: str, form: str, tmp_path: Path) -> None:
    assert_fits(derivation_document(derive(load(name), form=form), Notation()), tmp_path)


DEFINED = ("gpt3", "llama-3.1-8b", "mixtral-8x7b", "deepseek-v3", "gpt-oss-20b", "t5-base")


@pytest.mark.parametrize("style", ["symparams", "gpt3"])
@pytest.mark.parametrize("name", DEFINED)
def test_documents_by_definitions_compile_and_fit(name: str, style: str, tmp_path: Path) -> None:
    assert_fits(derivation_document(derive(name, form="defined"), notation(style)), tmp_path)


@pytest.mark.parametrize("style", [n for n in NOTATIONS if n != "symparams"])
@pytest.mark.parametrize("name", NAMES)
def test_other_notations_fit_too(name: str, style: str, tmp_path: Path) -> None:
    assert_fits(derivation_document(derive(load(name)), notation(style)), tmp_path)


@pytest.mark.parametrize("name", NAMES)
def test_proofs_compile_and_fit(name: str, tmp_path: Path) -> None:
    assert_fits(proof_document(prove(load(name)), Notation()), tmp_path)


@pytest.mark.parametrize("style", NOTATIONS)
@pytest.mark.parametrize("symbol", ["H", "L", "heads", "experts"])
@pytest.mark.parametrize("name", ["gpt3", "llama-3.1-8b", "mixtral-8x7b", "gpt-oss-20b"])
def test_solutions_compile_and_fit(name: str, symbol: str, style: str, tmp_path: Path) -> None:
    model = load(name)
    if symbol in [s.name for s in model.symbols()]:
        solution = solve(model, symbol, int(count(model).total) * 11 // 10)
        assert_fits(solution_document(solution, notation(style)), tmp_path)


@pytest.mark.parametrize("style", NOTATIONS)
@pytest.mark.parametrize("name", [*NAMES, "deepseek-v3", "t5-base"])
def test_scalings_compile_and_fit(name: str, style: str, tmp_path: Path) -> None:
    assert_fits(scaling_document(scaling(load(name)), notation(style)), tmp_path)


@pytest.mark.parametrize(
    "rename",
    [
        r"H=\input{/etc/passwd}", r"H=\write18{id}", "H=a}b{", "H=", "H", "nope=x", "H=a%b",
        "H=$x$", "H=" + "x" * 61, "H=L", "H={a",
    ],
)  # fmt: skip
def test_a_name_that_latex_would_not_take_is_refused(rename: str) -> None:
    with pytest.raises((BadValueError, UnknownNameError)):
        notation("symparams", [rename])


def test_a_name_that_an_author_would_choose_is_taken() -> None:
    renamed = notation("symparams", [r"H=d_{\mathrm{model}}", r"L=\ell"])
    assert LatexMath(renamed).write(12 * L * H**2) == r"12 \ell \, d_{\mathrm{model}}^{2}"


def test_titles_are_escaped(tmp_path: Path) -> None:
    from dataclasses import replace

    model = replace(load(), title=r"\input{x} 100% & $_^{}~#")
    assert_fits(derivation_document(derive(model), Notation()), tmp_path)
