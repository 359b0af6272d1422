"""Results as Markdown that a code host renders: math fences, tables, headings."""

from sympy import Expr

from symparams import symbols
from symparams.algebra.closed_forms import Amount
from symparams.operations.comparison import Comparison
from symparams.operations.counting import Count
from symparams.operations.derivation import Derivation
from symparams.operations.proving.proof import Proof
from symparams.operations.scaling import Scaling
from symparams.operations.solving.solving import Solution
from symparams.render.latex.comparison import comparison_rows
from symparams.render.latex.derivation import derivation_rows
from symparams.render.latex.lines import AlignedRow, aligned
from symparams.render.latex.proof import proof_rows
from symparams.render.latex.scaling import scaling_rows
from symparams.render.latex.solution import solution_rows
from symparams.render.notation import Notation
from symparams.render.numbers import percent
from symparams.render.printers.latex_math import LatexMath
from symparams.render.sentences import inline, legend, meanings, verdict
from symparams.render.text.comparison import listed, role_cells

SPECIAL = str.maketrans({c: f"\\{c}" for c in r"\`*_{}[]<>#|~$"})


def derivation_markdown(result: Derivation, notation: Notation) -> str:
    """The derivation: a heading, the legend, a math block for each step, the table of parts."""
    story = derivation_story(result, derivation_rows(result, notation), notation)
    return f"{story}\n\n{parts_table(result.count, notation)}\n"


def derivation_story(result: Derivation, rows: list[AlignedRow], notation: Notation) -> str:
    """The derivation with its steps in ``rows``, from the heading to the verdict."""
    math = LatexMath(notation)
    blocks = [
        f"# {escaped(result.model.title or result.model.name)}",
        fenced_inline(legend(result.model, math)),
        *steps(rows),
        fenced_inline(verdict(result.proof, math)),
    ]
    return "\n\n".join(blocks)


def proof_markdown(proof: Proof, notation: Notation) -> str:
    """The proof: the claim, a math block for each part, the verdict."""
    math = LatexMath(notation)
    symbol = fenced_inline(inline(math.write(proof.symbol)))
    blocks = [
        f"# {escaped(proof.model.title or proof.model.name)}: does the count depend on {symbol}?",
        *steps(proof_rows(proof, notation)),
        fenced_inline(verdict(proof, math)),
    ]
    return "\n\n".join(blocks) + "\n"


def parts_table(result: Count, notation: Notation) -> str:
    """The components with their counts and shares."""
    math = LatexMath(notation)

    def formula(expression: Expr) -> str:
        return fenced_inline(inline(math.write(expression)))

    def amount(count: Amount) -> str:
        return f"{count:,}" if isinstance(count, int) else formula(count)

    lines = [
        f"| component | formula | copies | {result.model.quantity.name} | share |",
        "|:--|:--|--:|--:|--:|",
    ]
    for row in result.rows:
        share = row.share(result.total)
        cells = (
            escaped(row.name),
            f"tied to {escaped(row.tied_to)}" if row.tied_to
            else formula(row.formula),
            amount(row.times),
            amount(row.count),
            percent(share) if share.is_Rational else formula(share),
        )  # fmt: skip
        lines.append(f"| {' | '.join(cells)} |")
    lines.append(f"| **total** | | | **{amount(result.total)}** | |")
    return "\n".join(lines)


def steps(rows: list[AlignedRow]) -> list[str]:
    """Each sentence as a paragraph, the rows after it as one math block."""
    blocks: list[str] = []
    block: list[AlignedRow] = []
    for row in [*rows, AlignedRow.sentence("")]:
        if row.terms:
            block.append(row)
            continue
        if block:
            blocks.append(f"```math\n{aligned(block, environment='aligned')}\n```")
            block = []
        if row.left:
            blocks.append(fenced_inline(row.left))
    return blocks


def fenced_inline(sentence: str) -> str:
    """A sentence with its formulas fenced, which keeps Markdown from reading their underscores."""
    parts = sentence.split("$")
    return "".join(f"$`{part}`$" if number % 2 else part for number, part in enumerate(parts))


def escaped(text: str) -> str:
    """Plain text with the characters that Markdown would read escaped."""
    return "".join(c for c in text if c.isprintable()).translate(SPECIAL)


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


def scaling_markdown(result: Scaling, notation: Notation) -> str:
    """How the count scales: a math block for each symbol, and the shares."""
    blocks = [
        f"# {escaped(result.model.title or result.model.name)}: how the count scales",
        fenced_inline(legend(result.model, LatexMath(notation))),
        *steps(scaling_rows(result, notation)),
    ]
    return "\n\n".join(blocks) + "\n"


def solution_markdown(result: Solution, notation: Notation) -> str:
    """The solution: the equation, its inverse, the numbers, a math block for each step."""
    symbol = fenced_inline(inline(LatexMath(notation).write(result.symbol)))
    blocks = [
        f"# {escaped(result.model.title or result.model.name)}: which {symbol} gives the total?",
        fenced_inline(legend(result.model, LatexMath(notation))),
        *steps(solution_rows(result, notation)),
    ]
    return "\n\n".join(blocks) + "\n"
