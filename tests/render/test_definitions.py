"""Derivations by definitions: every printed equation is read back, with what letters stand for."""

import json
import re
from typing import Any

import pytest
from sympy import Expr, Symbol, expand, sympify

from symparams import derive, load, symbols
from symparams.operations.derivation import Derivation
from symparams.render.latex.definitions import definition_rows
from symparams.render.latex.lines import aligned
from symparams.render.letters import with_letters
from symparams.render.notation import Notation, notation
from tests.reading import latex
from tests.reading.everything import sources
from tests.reading.text import read_text
from tests.two_towers import toy

EVERY = [pytest.param(source, id=name) for name, source in sources()]
FORMULA = re.compile(r"^[^a-z]*$|·|²|√")


def written(result: Derivation, style: str) -> Notation:
    return with_letters(notation(style), result.definitions)


def named(result: Derivation, names: Notation, medium: str) -> dict[str, Symbol]:
    found = result.definitions
    every = (*result.model.symbols(), *found.by_letter, found.whole.letter)
    return {getattr(names, medium)(symbol): symbol for symbol in every}


def means(result: Derivation, left: Expr, right: Expr) -> bool:
    """Whether both sides are equal under the definitions, the relations and the values."""
    found = result.definitions
    whole = {found.whole.letter: found.whole.expression}
    sides = [found.put_in(side.xreplace(whole)) for side in (left, right)]
    normal = result.model.ledger.normal
    difference = expand(normal(sides[0]) - normal(sides[1]))
    return bool(difference == 0 or expand(difference.xreplace(result.model.numbers())) == 0)


def verify_latex(result: Derivation, style: str) -> int:
    names = named(result, written(result, style), "latex")
    rows = latex.rows(aligned(definition_rows(result, notation(style))))
    read = 0
    for row in rows:
        if not isinstance(row, latex.Row) or row.left.startswith(r"\Delta"):
            continue
        left = latex.read_latex(row.left, names)
        for _, member in row.members:
            assert means(result, left, latex.read_latex(member, names)), (row.left, member)
            read += 1
    return read


@pytest.mark.parametrize("source", EVERY[2::3])
def test_latex_is_read_back(source: Any) -> None:
    result = derive(load(source), form="defined")
    assert verify_latex(result, "symparams") + verify_latex(result, "megatron") >= 6


@pytest.mark.parametrize("style", ["symparams", "gpt3", "bert", "megatron"])
@pytest.mark.parametrize("name", ["gpt3", "deepseek-v3", "t5-base"])
def test_latex_is_read_back_in_every_notation(name: str, style: str) -> None:
    assert verify_latex(derive(name, form="defined"), style) >= 8


@pytest.mark.parametrize("source", [*(p.values[0] for p in EVERY[::9]), "deepseek-v3", toy()])
def test_text_is_read_back(source: Any) -> None:
    result = derive(source, form="defined")
    lines = result.to("text").splitlines()
    names = named(result, written(result, "symparams"), "text")
    place = next(n for n, line in enumerate(lines) if line.startswith("2  The model"))
    end = next(n for n, line in enumerate(lines) if line.startswith("3  "))
    left, right = " ".join(" ".join(lines[place + 1 : end]).split()).split(" = ", 1)
    assert means(result, read_text(left, names), read_text(right, names))
    assert sum(f"  {names_of}  " in "\n".join(lines) for names_of in names) >= 1


def test_the_page_of_deepseek_v3_fits_a_terminal() -> None:
    page = derive("deepseek-v3", form="defined").to("text").splitlines()
    legend, *others = page[1:]
    assert legend.startswith("  H hidden size")
    assert max(map(len, others)) <= 80
    assert "  Refuted: heads is left in A (latent attention)." in page


def test_a_letter_that_the_notation_has_taken_is_in_script() -> None:
    latex_in_bert = derive("gpt3", form="defined").to("latex", notation="bert")
    assert r"\mathcal{A}" in latex_in_bert
    assert r"\mathcal" not in derive("gpt3", form="defined").to("latex")


def test_json_has_the_definitions() -> None:
    data = json.loads(derive("deepseek-v3").to("json"))
    values = {d["letter"]: sympify(d["expression"]) for d in data["definitions"]}
    whole = values["N"]
    while letters := {str(s) for s in whole.free_symbols} & values.keys():
        whole = whole.subs({letter: values[letter] for letter in letters})
    model = load("deepseek-v3")
    numbers = {str(s): n for s, n in model.numbers().items()}
    assert whole.subs(numbers) == data["total"] == data["definitions"][-1]["count"]
    assert symbols.H.name in {str(s) for s in whole.free_symbols}
