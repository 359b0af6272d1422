"""What is printed is read back, by readers that share no code with the printers.

A fixed sample here; ``python -m tests.reading.everything`` reads everything.
"""

from typing import Any

import pytest

from symparams import load
from tests.reading.everything import STYLES, read_back, sources

EVERY = 11
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
