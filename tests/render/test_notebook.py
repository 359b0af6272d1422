"""What a notebook shows: mathematics and escaped tables, through the display methods."""

from dataclasses import replace

import pytest

from symparams import compare, count, derive, load, prove
from symparams.render.markdown import derivation_markdown, proof_markdown
from symparams.render.notation import Notation


@pytest.mark.parametrize(
    "value",
    [
        load("gpt3"),
        derive(load("gpt3")),
        prove(load("llama-3.1-8b")),
        count(load("bert-base")),
        compare(load("gpt2"), load("t5-base")),
    ],
    ids=["model", "derivation", "proof", "count", "comparison"],
)
def test_values_show_themselves(value: object) -> None:
    latex = value._repr_latex_()  # type: ignore[attr-defined]
    assert latex.startswith((r"$\displaystyle", r"\begin{align*}"))
    html = value._repr_html_()  # type: ignore[attr-defined]
    assert html.startswith("<h3>")


def test_html_is_escaped() -> None:
    model = replace(load(), title="<script>alert(1)</script>")
    assert "<script>" not in model._repr_html_()
    assert "&lt;script&gt;" in model._repr_html_()


def test_markdown_fences_its_mathematics() -> None:
    text = derivation_markdown(derive(load("gpt3")), Notation())
    assert text.count("```math") == text.count("\n```\n") + text.endswith("```\n")
    assert r"\begin{aligned}" in text
    assert "| block.feed\\_forward.weights |" in text
    outside = text.split("```")[::2]
    assert all("align*" not in part and "intertext" not in part for part in outside)


def test_markdown_of_a_proof_names_the_culprits() -> None:
    text = proof_markdown(prove(load("llama-3.1-8b")), Notation())
    assert "through block attention key, block attention value." in text


def test_markdown_is_escaped() -> None:
    model = replace(load(), title="<b> `x` | $y$")
    assert r"\<b\> \`x\` \| \$y\$" in derivation_markdown(derive(model), Notation())
