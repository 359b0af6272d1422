"""Reads Markdown with its mathematics: paragraphs, math blocks and the cells of tables."""

import re

from tests.reading.formula import ReadError
from tests.reading.latex import Cells, Row, Sentence, rows


def read_markdown(text: str) -> list[Sentence | Row | Cells]:
    """Everything on the page in order; nothing between the blocks is left out."""
    found: list[Sentence | Row | Cells] = []
    for block in text.strip("\n").split("\n\n"):
        if block.startswith("```math\n"):
            if not block.endswith("\n```") or block.count("```") != 2:
                raise ReadError(f"a math block that is not closed: {block!r}")
            found += rows(block.removeprefix("```math\n").removesuffix("\n```"))
        elif block.startswith("|"):
            for line in block.split("\n"):
                if not set(line) <= set("|:- "):
                    cells = re.split(r"(?<!\\)\|", line.strip("|"))
                    found.append(Cells([inline(cell.strip(" *")) for cell in cells]))
        else:
            if "```" in block or "\n" in block:
                raise ReadError(f"no paragraph: {block!r}")
            found.append(Sentence(inline(block)))
    return found


def inline(text: str) -> str:
    """Formulas as ``$…$``, which Markdown fences: no dollar sign stands without its fence."""
    unfenced = re.sub(r"\$`[^`]*`\$", "", text)
    if re.search(r"(?<!\\)[$`]", unfenced):
        raise ReadError(f"a formula without its fence: {text!r}")
    return re.sub(r"\$`([^`]*)`\$", r"$\1$", text)
