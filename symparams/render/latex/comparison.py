r"""A comparison as LaTeX: a ``tabular`` of roles, then closed forms and differences, aligned."""

from collections.abc import Iterator

from sympy import Expr

from symparams import symbols
from symparams.algebra.closed_forms import Amount
from symparams.operations.comparison import Comparison, Difference
from symparams.render.latex.document import document
from symparams.render.latex.lines import COUNT, AlignedRow, aligned, words
from symparams.render.notation import Notation
from symparams.render.numbers import percent
from symparams.render.printers.latex_math import LatexMath, grouped_digits
from symparams.render.sentences import inline, meanings
from symparams.render.text.comparison import ABSENT, listed, role_cells

END = r" \\"
ABREAST = 2


def comparison_latex(result: Comparison, notation: Notation) -> str:
    r"""The table as a ``tabular``, the mathematics as one ``align*``; only amsmath is needed."""
    return f"{_tabulars(result, LatexMath(notation))}\n{comparison_formulas(result, notation)}"


def comparison_document(result: Comparison, notation: Notation) -> str:
    """A document to compile: the models side by side, their closed forms, their differences."""
    said = meanings(symbols.in_order(*result.forms), LatexMath(notation))
    title = f"{words(listed(result.names))}, side by side"
    return document(title, said, comparison_latex(result, notation))


def comparison_formulas(result: Comparison, notation: Notation) -> str:
    """The mathematics alone, which is what a notebook can show."""
    return aligned(comparison_rows(result, notation))


def comparison_rows(result: Comparison, notation: Notation) -> list[AlignedRow]:
    """The closed forms and each difference at equal sizes, line by line."""
    math = LatexMath(notation)
    forms = (
        (
            AlignedRow.sentence(f"{words(listed(names))}:"),
            AlignedRow(COUNT, tuple(math.terms(form))),
        )
        for form, names in result.distinct_forms
    )
    return [
        AlignedRow.sentence("Closed forms under common symbols, ratios left as symbols."),
        *(row for form in forms for row in form),
        *(row for d in result.differences for row in _difference(d, result, math)),
    ]


def _difference(
    difference: Difference, result: Comparison, math: LatexMath
) -> Iterator[AlignedRow]:
    pair = f"{words(result.names[difference.model])} minus {words(result.names[0])}"
    if difference.is_in_sizes_alone:
        yield AlignedRow.sentence(f"{pair}, the same closed form:")
        yield AlignedRow(rf"\Delta {COUNT}", _number(difference) or ("0",))
        return
    yield AlignedRow.sentence(f"{pair}, at equal sizes:")
    for change in difference.changes:
        if change.expression != 0:
            left = rf"\Delta_{{\text{{{words(change.role)}}}}}"
            yield AlignedRow(left, tuple(math.terms(change.expression)))
    yield AlignedRow(rf"\Delta {COUNT}", tuple(math.terms(difference.expression)))
    if difference.parameters is not None:
        yield AlignedRow.sentence("Each at its own values:")
        yield AlignedRow(rf"\Delta {COUNT}", _number(difference))


def _number(difference: Difference) -> tuple[str, ...]:
    return () if difference.parameters is None else (grouped_digits(difference.parameters),)


def _tabulars(result: Comparison, math: LatexMath) -> str:
    """The roles of all models, as many models abreast as a page has room for."""

    def amount(count: Amount) -> str:
        return f"{count:,}" if isinstance(count, int) else inline(math.write(count))

    def share(part: Expr) -> str:
        in_percent = percent(part) if part.is_Rational else inline(math.write(part))
        return in_percent.replace("%", r"\%").replace("<", "$<$")

    names = [words(name) for name in result.names]
    totals = [amount(counted.total) for counted in result.counts]
    roles = [
        (words(row[0]), *(cell.replace(ABSENT, "--") for cell in row[1:]))
        for row in role_cells(result, amount, share)
    ]
    return "\n".join(
        _tabular(
            names[first : first + ABREAST],
            [(role[0], *role[1 + 2 * first : 1 + 2 * (first + ABREAST)]) for role in roles],
            totals[first : first + ABREAST],
        )
        for first in range(0, len(names), ABREAST)
    )


def _tabular(names: list[str], roles: list[tuple[str, ...]], totals: list[str]) -> str:
    across = (rf"\multicolumn{{2}}{{r}}{{{name}}}" for name in names)
    lines = (
        " & ".join(("", *across)) + END + r" \hline",
        *(" & ".join(role) + END for role in roles),
        r"\hline",
        " & ".join(("total", *(f"{total} &" for total in totals))) + END,
    )
    columns = "rr" * len(names)
    inside = "\n".join((rf"\begin{{tabular}}{{l{columns}}}", *lines, r"\end{tabular}"))
    return f"\\begin{{center}}\n{inside}\n\\end{{center}}"
