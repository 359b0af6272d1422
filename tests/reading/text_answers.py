"""What the pages of text must say of a scaling, a comparison and a solution."""

from sympy import Add, Integer, Rational

from symparams.operations.comparison import Comparison, Difference
from symparams.operations.scaling import Scaling
from symparams.operations.solving.inverse import TOTAL, coefficient_symbol
from symparams.operations.solving.solving import Solution
from symparams.render.notation import Notation
from tests.reading.claims import (
    About,
    Member,
    Share,
    goes_on,
    integer,
    states,
)  # fmt: skip
from tests.reading.text_pages import Becomes, Cell, Equation, Gained, Prose, Rounded, Rows, Words
from tests.reading.text_results import remarks, title


def scaling(result: Scaling, notation: Notation) -> list[tuple[Cell, Rows]]:
    """What the page of a scaling must say."""
    numbers = result.model.numbers()
    found: list[tuple[Cell, Rows]] = [
        title(result.model), (Words("The count"), [[states(TOTAL, result.closed_form)]]),
    ]  # fmt: skip
    figures: Rows = []
    broken: list[str] = []
    for growth in result.growths:
        if growth.slope is None:
            continue
        gains = [g for g in (growth.one_more, growth.doubled) if g is not None]
        row: list[Cell] = [states(growth.symbol)]
        row += [states(numbers[growth.symbol])] if growth.symbol in numbers else []
        row.append(states(_rounded(growth.slope)))
        for gain in gains:
            if gain.number is not None:
                row.append(Gained(gain.number, bool(gain.broken)))
            broken += [f"* {gain.becomes}: {gain.broken}"] if gain.broken else []
        row += [] if growth.percent is None else [states(About(growth.percent))]
        row.append(Words("–") if growth.towards is None else states(growth.towards))
        figures.append(row)
    if figures:
        said: Rows = [[Words(text)] for text in broken]
        rows: Rows = [[Prose()], *figures, *said]
        found.append((Words("How the count answers to each symbol"), rows))
    found.append((Words("In formulas"), [*_formulas(result, notation)]))
    shares: Rows = [[Prose()]]
    for share in result.shares:
        cells: list[Cell] = [Words(share.component)]
        cells += [states(Share(s)) for s in (share.here, share.in_the_limit) if s is not None]
        cells.append(states(share.expression))
        cells += [] if share.limit is None else [states(share.limit)]
        shares.append(cells)
    shares += [[Prose()]] if result.slower_here else []
    found.append((Prose(), shares))
    return [*found, *remarks(result.model)]


def _rounded(slope: int | Rational) -> Integer | About:
    return Integer(slope) if isinstance(slope, int) else About(slope)


def _formulas(result: Scaling, notation: Notation) -> Rows:
    rows: Rows = []
    for growth in result.growths:
        name = notation.text(growth.symbol)
        if growth.derivative is None or growth.elasticity is None:
            rows.append([Words(f"∂N/∂{name}"), Rounded(growth.rounding)])
            continue
        towards = () if growth.towards is None else (("→", growth.towards),)
        rows.append([Words(f"∂N/∂{name}"), goes_on(growth.derivative)])
        rows.append([Words(f"∂ln N/∂ln {name}"), (("=", growth.elasticity), *towards)])
        for gain in (growth.one_more, growth.doubled):
            if gain is not None:
                rows.append([Becomes(gain.becomes), goes_on(gain.expression)])
    if result.cancelled:
        rows.append([Prose()])
    return rows


def comparison(result: Comparison) -> list[tuple[Cell, Rows]]:
    """What the page of a comparison must say."""
    roles: Rows = [
        [Words("component"), *(c for n in result.names for c in (Words(n), Words("share")))]
    ]
    totals = [counted.total for counted in result.counts]
    for row in result.rows:
        cells: list[Cell] = [Words(row.role)]
        for part, total in zip(row.parts, totals, strict=True):
            if part is None:
                cells.append(Words("–"))
            elif part.tied_to:
                cells.append(Words("tied"))
            else:
                share = part.share(total)
                cells += [states(integer(part.count)),
                          states(Share(share) if share.is_Rational else share)]  # fmt: skip
        roles.append(cells)
    conventions = [("total", totals), ("non-embedding", [c.non_embedding for c in result.counts])]
    if any(c.active != c.total for c in result.counts):
        conventions.append(("active", [c.active for c in result.counts]))
    roles += [
        [Words(name), *(states(integer(a)) for a in amounts)] for name, amounts in conventions
    ]
    forms: Rows = [
        [Words(", ".join(names[:-1]) + " and " * (len(names) > 1) + names[-1]), states(form)]
        for form, names in result.distinct_forms
    ]
    found: list[tuple[Cell, Rows]] = [
        (Prose(), [[Prose()]]), (Words(f"Where the {result.quantity.name} are"), roles),
        (Words("Closed forms under common symbols, ratios left as symbols"), forms),
    ]  # fmt: skip
    return [*found, *(_difference(d, result) for d in result.differences)]


def _difference(difference: Difference, result: Comparison) -> tuple[Cell, Rows]:
    rows: Rows = [[Prose()]] if difference.is_in_sizes_alone else []
    if difference.changes:
        lines = [(c.role, c.parameters, c.expression) for c in difference.changes]
        lines.append(("total", difference.parameters, difference.expression))
        rows.append([Prose()])
        for name, number, form in lines:
            cells: list[Cell] = [Words(name)]
            cells += [] if number is None else [Gained(number, False)]
            cells += [] if difference.is_in_sizes_alone else [states(form)]
            rows.append(cells)
    rows += [[Prose()]] if difference.values else []
    return Words(f"{result.names[difference.model]} minus {result.names[0]}"), rows


def solution(result: Solution, page: str) -> list[tuple[Cell, Rows]]:
    """What the page of a solution must say; it chooses whether to name the coefficients."""
    inverse, symbol = result.inverse, result.symbol
    has_names = ", where" in page
    read: Rows = []
    if inverse.is_solvable:
        if has_names:
            pattern = Add(*(coefficient_symbol(p) * symbol**p for p, _ in inverse.coefficients))
            read.append([Equation(pattern)])
            read += [[states(coefficient_symbol(p)), goes_on(c)] for p, c in inverse.coefficients]
        else:
            read.append([Equation(inverse.equation)])
    read.append([Prose()])
    formula = inverse.pattern if has_names else inverse.solution
    if formula is not None:
        read.append([states(symbol, formula)])
    elif inverse.is_solvable:
        read.append([Prose()])
    return [
        title(result.model),
        (Words("1  The count"), [[states(TOTAL, inverse.count)]]),
        (Prose(), read),
        (Words("3  Numbers"), _solved(result)),
        *_designs(result),
        *remarks(result.model),
    ]


def _solved(result: Solution) -> Rows:
    inverse, symbol = result.inverse, result.symbol
    if not inverse.is_solvable:
        return [[Prose()]]
    if not result.is_numeric:
        others = [r for r in result.roots if r != inverse.solution]
        found: Rows = [[Prose()]]
        for root in others:
            found.append([states(symbol, root)])
        return found
    numbers = result.numbers
    rows: Rows = []
    if inverse.solution is not None and result.roots:
        rows.append([states(symbol, inverse.solution.xreplace(numbers))])
    else:
        rows.append([Equation(inverse.equation.xreplace(numbers))])
    if not result.roots:
        rows.append([Prose()])
    for root in result.roots:
        about: tuple[tuple[str, Member], ...] = (("≈", About(root, 8)),)
        exact: tuple[tuple[str, Member], ...] = (("=", root),)
        is_exact = bool(root.is_Rational)
        members = (exact if is_exact else ()) + (() if root.is_Integer else about)
        rows.append([(("", symbol), *members)])
    return rows


def _designs(result: Solution) -> list[tuple[Cell, Rows]]:
    if not (result.is_numeric and result.roots):
        return []
    if not result.designs:
        return [(Words("4  What can be built"), [[Prose()]])]
    rows: Rows = [
        [
            *map(states, result.followers),
            Words(result.model.quantity.name),
            Words("difference"),
        ]
    ]
    for design in result.designs:
        values = dict(design.values)
        rows.append(
            [*(states(values[s]) for s in result.followers), states(Integer(design.total)),
             Gained(design.difference), Prose()]
        )  # fmt: skip
    rows += [[Prose()]] if result.running else []
    return [(Words("4  What can be built"), rows)]
