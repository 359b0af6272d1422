"""What is printed is read back, by readers that share no code with the printers.

A fixed third here; ``python -m tests.reading.everything`` reads everything.
"""

from typing import Any

import pytest

from symparams import derive, load
from symparams.operations.exploration import explore
from symparams.render.latex.derivation import derivation_latex
from symparams.render.notation import Notation
from symparams.render.page.document import page_html
from symparams.render.printers.written_math import WrittenMath
from symparams.render.text.blocks import plain
from symparams.render.text.derivation import derivation_page
from tests.reading import latex_pages, latex_results, text_results
from tests.reading.everything import STYLES, Reading, read_back, sources
from tests.reading.page_blocks import verify_page
from tests.reading.text_pages import verify_page as verify_text

EVERY = 3
FULL = ("textbook", "gpt3", "gpt3-1.3b", "llama-3.1-8b", "deepseek-v3", "t5-base", "mixtral-8x7b")
SAMPLE = [
    pytest.param(source, STYLES[place % 2], id=name)
    for place, (name, source) in enumerate(sources())
    if place % EVERY == 0
]


@pytest.mark.parametrize(("source", "style"), SAMPLE)
def test_derivations_counts_proofs_and_pages(source: Any, style: str) -> None:
    assert read_back(load(source), thoroughly=False, styles=(style,)) > 300


@pytest.mark.parametrize("name", FULL)
def test_scalings_solutions_and_comparisons_too(name: str) -> None:
    style = STYLES[FULL.index(name) % 2]
    assert read_back(load(name), styles=(style,)) > 500


def test_a_printer_that_forgets_its_brackets_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    model = load("deepseek-v3")
    reading = Reading(Notation(), model)
    derivation, exploration = derive(model), explore(model)
    monkeypatch.setattr(WrittenMath, "_inside", lambda _, piece, least: piece)  # noqa: ARG005
    with pytest.raises(AssertionError):
        verify_text(
            plain(derivation_page(derivation, reading.notation)),
            text_results.derivation(derivation),
            reading.text,
        )
    with pytest.raises(AssertionError):
        latex_pages.verify_rows(
            derivation_latex(derivation, reading.notation),
            latex_results.derivation(derivation),
            reading.latex,
        )
    with pytest.raises(AssertionError):
        verify_page(page_html(exploration, Notation()), exploration, Notation())


def test_a_line_too_much_or_too_few_is_found() -> None:
    model = load("gpt3")
    reading = Reading(Notation(), model)
    derivation = derive(model)
    page = plain(derivation_page(derivation, reading.notation))
    expected = text_results.derivation(derivation)
    for other in (
        page.replace("\n4  Closed form\n", "\n4  Closed form\n  12LH²\n"),
        "\n".join(line for line in page.splitlines() if "feed_forward" not in line),
        page.replace("12LH² + 13LH", "12LH² + 14LH"),
        page.replace("174,604,259,328", "174,604,259,329"),
    ):
        assert other != page
        with pytest.raises(AssertionError):
            verify_text(other, expected, reading.text)
