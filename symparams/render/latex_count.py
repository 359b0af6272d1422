r"""A model's or a count's closed form as one line of display mathematics, for a notebook."""

from symparams.closed_forms import general_form
from symparams.counting import Count
from symparams.render.latex_lines import COUNT
from symparams.render.latex_math import LatexMath
from symparams.render.notation import Notation
from symparams.tree import Model


def model_latex(model: Model, notation: Notation) -> str:
    """The general closed form of ``model``."""
    return rf"$\displaystyle {COUNT} = {LatexMath(notation).write(general_form(model))}$"


def count_latex(result: Count, notation: Notation) -> str:
    """The closed form of a count, ratios put in."""
    return rf"$\displaystyle {COUNT} = {LatexMath(notation).write(result.closed_form)}$"
