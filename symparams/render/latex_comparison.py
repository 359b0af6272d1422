r"""A comparison as LaTeX: a ``tabular`` of roles, then closed forms and differences, aligned."""

from collections.abc import Iterator

from sympy import Expr

from symparams.comparison import Comparison, Difference
from symparams.counting import Amount
from symparams.render.latex_lines import COUNT, Row, aligned, words
from symparams.render.latex_math import LatexMath, grouped_digits
from symparams.render.notation import Notation
from symparams.render.numbers import percent
from symparams.render.sentences import inline
from symparams.render.text_comparison import ABSENT, SAME_FORM, listed, role_cells

END = r" \\"


def comparison_latex(result: Comparison, notation: Notation) -> str:
    r"""The table as a ``tabular``, the mathematics as one ``align*``; only amsmath is needed."""
    return f"{_tabular(result, LatexMath(notation))}\n{aligned(comparison_rows(result, notation))}"


def comparison_rows(result: Comparison, notation: Notation) -> list[Row]:
    """The closed forms and each difference at equal sizes, line by line."""
    math = LatexMath(notation)
    forms = (
        Row(rf"{COUNT}_{{\text{{{words(listed(names))}}}}}", tuple(math.terms(form)))
        for form, names in result.distinct_forms
    )
    return [
        Row.sentence("Closed forms under common symbols, ratios left as symbols:"),
        *forms,
        *(row for d in result.differences for row in _difference(d, result, math)),
    ]


def _difference(difference: Difference, result: Comparison, math: LatexMath) -> Iterator[Row]:
    pair = f"{words(result.names[difference.model])} minus {words(result.names[0])}"
    if difference.is_in_sizes_alone:
        yield Row.sentence(f"{pair}: {SAME_FORM[0].lower()}{SAME_FORM[1:]}")
    else:
        yield Row.sentence(f"{pair}, at equal sizes:")
        for change in difference.changes:
            if change.expression != 0:
                left = rf"\Delta_{{\text{{{words(change.role)}}}}}"
                yield Row(left, tuple(math.terms(change.expression)))
        yield Row(rf"\Delta {COUNT}", tuple(math.terms(difference.expression)))
    if difference.parameters is not None:
        yield Row.sentence("Each at its own values:")
        yield Row(rf"\Delta {COUNT}", (grouped_digits(difference.parameters),))


def _tabular(result: Comparison, math: LatexMath) -> str:
    def amount(count: Amount) -> str:
        return f"{count:,}" if isinstance(count, int) else inline(math.write(count))

    def share(part: Expr) -> str:
        in_percent = percent(part) if part.is_Rational else inline(math.write(part))
        return in_percent.replace("%", r"\%").replace("<", "$<$")

    names = (rf"\multicolumn{{2}}{{r}}{{{words(name)}}}" for name in result.names)
    totals = (rf"\multicolumn{{2}}{{r}}{{{amount(c.total)}}}" for c in result.counts)
    rows = role_cells(result, amount, share)
    return "\n".join(
        (
            rf"\begin{{tabular}}{{l{'rr' * len(result.names)}}}",
            " & ".join(("", *names)) + END + r" \hline",
            *(" & ".join((words(row[0]), *row[1:])).replace(ABSENT, "--") + END for row in rows),
            r"\hline",
            " & ".join(("total", *totals)) + END,
            r"\end{tabular}",
        )
    )
