"""The one table from a result and a format to its renderer, which is imported when it is used."""

from collections.abc import Iterable, Mapping
from importlib import import_module
from typing import Any

from symparams.algebra.arguments import chosen, several
from symparams.errors import BadValueError, shown
from symparams.render.json.data import line
from symparams.render.notation import Notation
from symparams.render.notation import notation as read_notation
from symparams.render.text.blocks import plain

Content = Any
"""What a renderer gives: blocks of text, LaTeX or Markdown as text, or a JSON object as a dict."""

RENDERERS: Mapping[str, Mapping[str, str]] = {
    "Model": {
        "text": "text.count.model_page",
        "latex": "latex.count.model_latex",
    },
    "Count": {
        "text": "text.count.count_page",
        "latex": "latex.count.count_latex",
        "json": "json.data.count_data",
    },
    "Derivation": {
        "text": "text.derivation.derivation_page",
        "latex": "latex.derivation.derivation_latex",
        "document": "latex.derivation.derivation_document",
        "markdown": "markdown.derivation_markdown",
        "json": "json.data.derivation_data",
    },
    "Proof": {
        "text": "text.proof.proof_page",
        "latex": "latex.proof.proof_latex",
        "document": "latex.proof.proof_document",
        "markdown": "markdown.proof_markdown",
        "json": "json.data.proof_data",
    },
    "Solution": {
        "text": "text.solution.solution_page",
        "latex": "latex.solution.solution_latex",
        "document": "latex.solution.solution_document",
        "markdown": "markdown.solution_markdown",
        "json": "json.solution.solution_data",
    },
    "Scaling": {
        "text": "text.scaling.scaling_page",
        "latex": "latex.scaling.scaling_latex",
        "document": "latex.scaling.scaling_document",
        "markdown": "markdown.scaling_markdown",
        "json": "json.scaling.scaling_data",
    },
    "Comparison": {
        "text": "text.comparison.comparison_page",
        "latex": "latex.comparison.comparison_latex",
        "formulas": "latex.comparison.comparison_formulas",
        "document": "latex.comparison.comparison_document",
        "markdown": "markdown.comparison_markdown",
        "json": "json.data.comparison_data",
    },
}
"""By the class of a result, then by format. ``document`` is a file for LaTeX to compile;
``formulas`` is what of the LaTeX a notebook can show, where that is not all of it."""

FORMATS = ("text", "latex", "markdown", "json")


def rendered(value: object, form: str, names: Notation) -> Content:
    """``value`` in a format of `RENDERERS`."""
    module, _, function = RENDERERS[type(value).__name__][form].rpartition(".")
    return getattr(import_module(f"symparams.render.{module}"), function)(value, names)


def written(
    value: object,
    form: str,
    notation: str = "symparams",
    rename: Iterable[str] = (),
    *,
    document: bool = False,
) -> str:
    """``value`` as text: what the command line prints with ``--to`` and writes to a file.

    ``notation`` and ``rename`` say how symbols are written (``"gpt3"``, ``["H=d"]``); with
    ``document``, LaTeX is a complete file to compile.

    Raises UnknownNameError for a format that this value does not have, or for a notation that
    does not exist, and BadValueError for a document in another format than LaTeX.
    """
    offered = RENDERERS[type(value).__name__]
    form = chosen(form, "format", [f for f in FORMATS if f in offered])
    if not isinstance(document, bool):
        raise BadValueError(f"document = {shown(document)} must be True or False")
    if document and (form != "latex" or "document" not in offered):
        what = "" if "document" in offered else f", and not of a {type(value).__name__}"
        raise BadValueError(f"only LaTeX makes a document{what}")
    names = read_notation(notation, several(rename, "rename", "['H=d']"))
    content = rendered(value, "document" if document else form, names)
    match content:
        case str():
            return content
        case dict():
            return line(content) + "\n"
    return plain(content)
