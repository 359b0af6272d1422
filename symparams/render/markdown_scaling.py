"""How a count scales as Markdown: a heading, the legend, a math block for each step."""

from symparams.growth import Scaling
from symparams.render.latex_math import LatexMath
from symparams.render.latex_scaling import scaling_rows
from symparams.render.markdown import escaped, fenced_inline, steps
from symparams.render.notation import Notation
from symparams.render.sentences import legend


def scaling_markdown(result: Scaling, notation: Notation) -> str:
    """How the count scales: a math block for each symbol, and the shares."""
    blocks = [
        f"# {escaped(result.model.title or result.model.name)}: how the count scales",
        fenced_inline(legend(result.model, LatexMath(notation))),
        *steps(scaling_rows(result, notation)),
    ]
    return "\n\n".join(blocks) + "\n"
