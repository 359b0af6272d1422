"""A solved count as Markdown: a heading, the legend, a math block for each step."""

from symparams.render.latex_math import LatexMath
from symparams.render.latex_solution import solution_rows
from symparams.render.markdown import escaped, fenced_inline, steps
from symparams.render.notation import Notation
from symparams.render.sentences import inline, legend
from symparams.solving import Solution


def solution_markdown(result: Solution, notation: Notation) -> str:
    """The solution: the equation, its inverse, the numbers, a math block for each step."""
    symbol = fenced_inline(inline(LatexMath(notation).write(result.symbol)))
    blocks = [
        f"# {escaped(result.model.title or result.model.name)}: which {symbol} gives the total?",
        fenced_inline(legend(result.model, LatexMath(notation))),
        *steps(solution_rows(result, notation)),
    ]
    return "\n\n".join(blocks) + "\n"
