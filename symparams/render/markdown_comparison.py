"""A comparison as Markdown: the table of roles, then closed forms and differences as math."""

from sympy import Expr

from symparams import symbols
from symparams.comparison import Comparison
from symparams.counting import Amount
from symparams.render.latex_comparison import comparison_rows
from symparams.render.latex_math import LatexMath
from symparams.render.markdown import escaped, fenced_inline, steps
from symparams.render.notation import Notation
from symparams.render.numbers import percent
from symparams.render.sentences import inline, meanings
from symparams.render.text_comparison import listed, role_cells


def comparison_markdown(result: Comparison, notation: Notation) -> str:
    """The comparison: a heading, the legend, the table, a math block for each difference."""
    math = LatexMath(notation)
    blocks = [
        f"# {escaped(listed(result.names))}, side by side",
        fenced_inline(meanings(symbols.in_order(*result.forms), math)),
        _table(result, math),
        *steps(comparison_rows(result, notation)),
    ]
    return "\n\n".join(blocks) + "\n"


def _table(result: Comparison, math: LatexMath) -> str:
    def amount(count: Amount) -> str:
        return f"{count:,}" if isinstance(count, int) else fenced_inline(inline(math.write(count)))

    def share(part: Expr) -> str:
        return percent(part) if part.is_Rational else fenced_inline(inline(math.write(part)))

    names = (cell for name in result.names for cell in (escaped(name), "share"))
    totals = (cell for c in result.counts for cell in (f"**{amount(c.total)}**", ""))
    rows = ((escaped(row[0]), *row[1:]) for row in role_cells(result, amount, share))
    lines = (("component", *names), *rows, ("**total**", *totals))
    header, *body = (f"| {' | '.join(cells)} |" for cells in lines)
    return "\n".join((header, f"|:--|{'--:|' * 2 * len(result.names)}", *body))
