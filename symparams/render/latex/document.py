r"""Complete LaTeX documents around a body: a title, what is said first, and last. Only amsmath."""

from symparams.algebra.model import Model
from symparams.render.latex.lines import words

PREAMBLE = r"""\documentclass[a4paper]{article}
\usepackage[T1]{fontenc}
\usepackage{lmodern}
\usepackage{amsmath}
\allowdisplaybreaks
\sloppy
\begin{document}"""


def document(title: str, *parts: str) -> str:
    """A document to compile: the title, then the parts, one after the other."""
    return "\n".join((PREAMBLE, rf"\section*{{{title}}}", *parts, r"\end{document}")) + "\n"


def name_of(model: Model) -> str:
    """What the model is called in a title."""
    return words(model.title or model.name)
