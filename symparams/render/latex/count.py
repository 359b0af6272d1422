r"""A model's or a count's closed form as one line of display mathematics, for a notebook."""

from symparams.algebra.closed_forms import general_form
from symparams.algebra.model import Model
from symparams.operations.counting import Count
from symparams.render.latex.lines import COUNT
from symparams.render.notation import Notation
from symparams.render.printers.latex_math import LatexMath


def model_latex(model: Model, notation: Notation) -> str:
    """The general closed form of ``model``."""
    return rf"$\displaystyle {COUNT} = {LatexMath(notation).write(general_form(model))}$"


def count_latex(result: Count, notation: Notation) -> str:
    """The closed form of a count, ratios put in."""
    return rf"$\displaystyle {COUNT} = {LatexMath(notation).write(result.closed_form)}$"
