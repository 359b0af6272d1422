r"""Complete LaTeX documents, and the sentences around the formulas. Only amsmath is needed."""

from symparams import symbols
from symparams.comparison import Comparison
from symparams.derivation import Derivation
from symparams.proof import Proof
from symparams.render.latex_comparison import comparison_latex
from symparams.render.latex_derivation import derivation_latex
from symparams.render.latex_lines import words
from symparams.render.latex_math import LatexMath
from symparams.render.latex_proof import proof_latex
from symparams.render.notation import Notation
from symparams.render.sentences import inline, legend, meanings, verdict
from symparams.render.text_comparison import listed
from symparams.tree import Model

PREAMBLE = r"""\documentclass[a4paper]{article}
\usepackage[T1]{fontenc}
\usepackage{lmodern}
\usepackage{amsmath}
\allowdisplaybreaks
\sloppy
\begin{document}"""


def derivation_document(result: Derivation, notation: Notation) -> str:
    """A document to compile: title, legend, derivation, and the verdict on the heads."""
    math = LatexMath(notation)
    subject = f"{_title(result.model)}: where the parameters come from"
    said = legend(result.model, math)
    body = derivation_latex(result, notation)
    return _document(subject, said, body, verdict(result.proof, math))


def proof_document(proof: Proof, notation: Notation) -> str:
    """A document to compile: the claim, each component's cancellation, the verdict."""
    math = LatexMath(notation)
    question = f"does the count depend on {inline(math.write(proof.symbol))}?"
    subject = f"{_title(proof.model)}: {question}"
    said = legend(proof.model, math)
    return _document(subject, said, proof_latex(proof, notation), verdict(proof, math))


def comparison_document(result: Comparison, notation: Notation) -> str:
    """A document to compile: the models side by side, their closed forms, their differences."""
    said = meanings(symbols.in_order(*result.forms), LatexMath(notation))
    subject = f"{words(listed(result.names))}, side by side"
    return _document(subject, said, comparison_latex(result, notation))


def _title(model: Model) -> str:
    return words(model.title or model.name)


def _document(*parts: str) -> str:
    subject, *rest = parts
    lines = (PREAMBLE, rf"\section*{{{subject}}}", *rest, r"\end{document}")
    return "\n".join(lines) + "\n"
