r"""Complete LaTeX documents, and the sentences around the formulas. Only amsmath is needed."""

from symparams.derivation import Derivation
from symparams.growth import Scaling
from symparams.proof import Proof
from symparams.render.latex_derivation import derivation_latex
from symparams.render.latex_lines import words
from symparams.render.latex_math import LatexMath
from symparams.render.latex_proof import proof_latex
from symparams.render.latex_scaling import scaling_latex
from symparams.render.latex_solution import solution_latex
from symparams.render.notation import Notation
from symparams.render.sentences import inline, legend, verdict
from symparams.solving import Solution
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
    body = derivation_latex(result, notation)
    closing = verdict(result.proof, LatexMath(notation))
    return _document(result.model, "where the parameters come from", body, closing, notation)


def proof_document(proof: Proof, notation: Notation) -> str:
    """A document to compile: the claim, each component's cancellation, the verdict."""
    math = LatexMath(notation)
    subject = f"does the count depend on {inline(math.write(proof.symbol))}?"
    return _document(
        proof.model, subject, proof_latex(proof, notation), verdict(proof, math), notation
    )


def solution_document(result: Solution, notation: Notation) -> str:
    """A document to compile: the count, the same read for the symbol, numbers and designs."""
    subject = f"which {inline(LatexMath(notation).write(result.symbol))} gives the total?"
    return _document(result.model, subject, solution_latex(result, notation), "", notation)


def scaling_document(result: Scaling, notation: Notation) -> str:
    """A document to compile: how the count answers to each symbol, and the shares."""
    body = scaling_latex(result, notation)
    return _document(result.model, "how the count scales", body, "", notation)


def _document(model: Model, subject: str, body: str, closing: str, notation: Notation) -> str:
    title = words(model.title or model.name)
    lines = (
        PREAMBLE,
        rf"\section*{{{title}: {subject}}}",
        legend(model, LatexMath(notation)),
        body,
        closing,
        r"\end{document}",
    )
    return "\n".join(lines) + "\n"
