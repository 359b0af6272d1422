"""Models side by side as a page of text: roles with counts and shares, forms, differences."""

from collections.abc import Callable, Iterable, Iterator, Sequence

from sympy import Expr

from symparams import symbols
from symparams.algebra.closed_forms import Amount
from symparams.operations.comparison import Comparison, Difference, RoleCount
from symparams.render.notation import Notation
from symparams.render.numbers import grouped, percent, signed
from symparams.render.printers.text_math import TextMath
from symparams.render.text.blocks import REMARK, RESULT, Block, Heading, Table, TextLine

ABSENT = "–"


def comparison_page(result: Comparison, notation: Notation) -> list[Block]:
    """The whole comparison: the table of roles, the closed forms, a difference for each model."""
    math = TextMath(notation)
    return [
        Heading(f"{listed(result.names)}, side by side", level=1),
        TextLine(_legend(result, math), REMARK),
        Heading(f"Where the {result.quantity.name} are"),
        _roles(result, math),
        Heading("Closed forms under common symbols, ratios left as symbols"),
        Table(("", ""), tuple((listed(n), math.write(form)) for form, n in result.distinct_forms)),
        *(block for d in result.differences for block in _difference(d, result, math)),
    ]


def listed(names: Sequence[str]) -> str:
    """``gpt2, gpt2-medium and gpt2-xl``."""
    *others, last = names
    return f"{', '.join(others)} and {last}" if others else last


def _legend(result: Comparison, math: TextMath) -> str:
    used = symbols.in_order(*result.forms)
    meanings = ((math.write(symbol), symbols.meaning(symbol)) for symbol in used)
    return ", ".join(f"{name} {meaning}".strip() for name, meaning in meanings)


def _roles(result: Comparison, math: TextMath) -> Table:
    def share(part: Expr) -> str:
        return percent(part) if part.is_Rational else math.write(part)

    def line(name: str, amounts: Iterable[Amount]) -> tuple[str, ...]:
        return (name, *(cell for amount in amounts for cell in (grouped(amount, math), "")))

    totals = [
        line("total", (c.total for c in result.counts)),
        line("  non-embedding", (c.non_embedding for c in result.counts)),
    ]
    if any(c.active != c.total for c in result.counts):
        totals.append(line("  active", (c.active for c in result.counts)))
    rows = role_cells(result, lambda amount: grouped(amount, math), share)
    return Table(
        ("component", *(cell for name in result.names for cell in (name, "share"))),
        (*rows, *totals),
        right=frozenset(range(1, 2 * len(result.names) + 1)),
        totals=len(totals),
    )


def role_cells(
    result: Comparison, amount: Callable[[Amount], str], share: Callable[[Expr], str]
) -> list[tuple[str, ...]]:
    """For each role its name, and for each model a count and a share, as the two write them."""

    def cells(part: RoleCount | None, total: Amount) -> tuple[str, str]:
        if part is None:
            return (ABSENT, "")
        return ("tied", "") if part.tied_to else (amount(part.count), share(part.share(total)))

    return [
        (row.role, *(cell for part, counted in zip(row.parts, result.counts, strict=True)
                     for cell in cells(part, counted.total)))
        for row in result.rows
    ]  # fmt: skip


def _difference(difference: Difference, result: Comparison, math: TextMath) -> Iterator[Block]:
    yield Heading(f"{result.names[difference.model]} minus {result.names[0]}")
    if difference.is_in_sizes_alone:
        at_other_sizes = ", at other sizes" if difference.values else ""
        yield TextLine(f"The same closed form{at_other_sizes}.", RESULT)
    if difference.changes:
        yield _changes(difference, result.quantity.name, math)
    if difference.values:
        yield TextLine(f"Values that differ: {changed_values(difference, math)}", REMARK)


def _changes(difference: Difference, noun: str, math: TextMath) -> Table:
    """Parameters, and where the closed forms differ, what is left of them at equal sizes."""
    rows = [(c.role, c.parameters, c.expression) for c in difference.changes]
    rows.append(("total", difference.parameters, difference.expression))
    columns = 2 if difference.is_in_sizes_alone else 3
    cells = [(name, _signed(number), math.write(form)) for name, number, form in rows]
    return Table(
        ("component", noun, "at equal sizes")[:columns],
        tuple(row[:columns] for row in cells),
        right=frozenset({1}),
        totals=1,
    )


def _signed(parameters: int | None) -> str:
    return "" if parameters is None else signed(parameters)


def changed_values(difference: Difference, math: TextMath) -> str:
    """The symbols that have another number in this model: ``H 768 → 1024, L 12 → 24``."""
    return ", ".join(
        f"{math.write(symbol)} {before} → {after}" for symbol, before, after in difference.values
    )
