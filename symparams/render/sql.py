"""A search as one SQL statement that DuckDB and Spark run unchanged, with the same rows.

The engine expands the grid itself: a range of n values is a cross join of digits. Every number
is a BIGINT, and the arithmetic is that of the local search step by step, so that what cannot
leave 64 bits there cannot leave them here. ``/`` divides in floating point in both engines: a
quotient is rounded that way and then corrected by what the rounding left, which is exact.
"""

from collections.abc import Iterable, Iterator

from symparams.errors import BadValueError, shown
from symparams.operations.searching.arrays.integer_program import Operand, Program, Register
from symparams.operations.searching.designs import Search
from symparams.operations.searching.grid import Axis
from symparams.symbols import plain

LARGEST_NUMERATOR = 2**62
"""Below it a rounded quotient, multiplied again, stays within 64 bits."""

LARGEST_EXACT_FLOAT = 2**53
MOST_LISTED = 10_000
SUM, TERM, FACTOR = range(3)
"""Where an expression stands: what binds less tightly than its place is put in brackets."""

OWN_NAMES = ("above", "below", "d", "digit", "point", "quotient", "total", "whole", "design", "t")
RESERVED = """
all analyse analyze and anti any array as asc asof asymmetric at authorization between binary both
by case cast check collate collation column columns commit concurrently constraint create cross
current_date current_time current_timestamp current_user default deferrable delete desc describe
distinct do drop else end escape except exists false fetch filter for foreign freeze from full
function generated glob grant group having if ilike in initially inner insert intersect interval
into is isnull join lambda lateral leading left like limit map minus natural not notnull null
offset on only or order outer overlaps pivot pivot_longer pivot_wider placing positional primary
qualify references returning right rollback row rows select semi session_user set show similar
some struct summarize symmetric table tablesample then time to trailing true truncate try_cast tuple
union unique unknown unnest unpack unpivot update user using values variadic verbose when where
window with within
"""
"""Words of SQL that DuckDB or Spark does not take as the name of a column."""


def search_sql(search: Search) -> str:
    """The statement that gives the designs of ``search``, in the same order.

    Raises BadValueError for a symbol whose name is a word of SQL, and for counts too large.
    """
    _check_names(search)
    digits = ", ".join(f"(CAST({d} AS BIGINT))" for d in range(10))
    tables = (
        f"digit AS (SELECT d FROM (VALUES {digits}) AS t(d))",
        *map(_grid, search.space.axes),
        *_designs(search),
    )
    low, high = search.target - search.tolerance, search.target + search.tolerance
    limit = "" if search.top is None else f"\nLIMIT {search.top}"
    return (
        f"WITH {_joined(tables)}\nSELECT {', '.join((*search.names, 'total'))}\nFROM design\n"
        f"WHERE total BETWEEN {low} AND {high}\nORDER BY {', '.join(_order(search))}{limit}\n"
    )


def _joined(tables: Iterable[str]) -> str:
    return ",\n".join(tables)


def _designs(search: Search) -> Iterator[str]:
    """The tables that lead from the grid to the designs with their totals."""
    writer = _Writer(search)
    above, below = writer.program.quotients[0]
    listed = ", ".join(_listed(search.space.axes))
    grid = " CROSS JOIN ".join(f"{plain(axis.symbol)}_values" for axis in search.space.axes)
    conditions = "\n    AND ".join(writer.requirements())
    where = f"\n  WHERE {conditions}" if conditions else ""
    if below == 1:
        total = f"CAST({writer.text(above)} AS BIGINT) AS total"
        yield f"design AS (\n  SELECT {listed},\n    {total}\n  FROM {grid}{where}\n)"
        return
    writer.check_division(above)
    yield (
        f"point AS (\n  SELECT {listed},\n    {writer.text(above)} AS above,\n"
        f"    CAST({writer.text(below)} AS BIGINT) AS below\n  FROM {grid}{where}\n)"
    )
    yield (
        f"whole AS (\n  SELECT {listed}, above, below,\n"
        "    CAST(above / below AS BIGINT) AS quotient\n"
        "  FROM point WHERE above % below = 0\n)"
    )
    yield (
        f"design AS (\n  SELECT {listed},\n"
        "    quotient + CAST((above - quotient * below) / below AS BIGINT) AS total\n"
        "  FROM whole\n)"
    )


def _check_names(search: Search) -> None:
    names = [name.lower() for name in search.names]
    for name in search.names:
        if name.lower() in (*RESERVED.split(), *OWN_NAMES) or names.count(name.lower()) > 1:
            raise BadValueError(
                f"the symbol {shown(name)} cannot be a column in SQL; give it another name"
            )


def _grid(axis: Axis) -> str:
    """The table of an axis: a cross join of digits for a range, a list of values otherwise."""
    column = plain(axis.symbol)
    name = f"{column}_values"
    numerators = axis.numerators
    if axis.denominator != 1:
        if len(axis) > MOST_LISTED:
            raise BadValueError(
                f"{axis.symbol} takes {len(axis):,} fractions; SQL lists at most {MOST_LISTED:,}"
            )
        rows = ", ".join(f"('{axis.number(n)}', CAST({n} AS BIGINT))" for n in numerators)
        columns = f"{column}, {plain(axis.above)}"
        return f"{name} AS (SELECT {columns} FROM (VALUES {rows}) AS t({columns}))"
    if not isinstance(numerators, range) or len(numerators) == 1:
        rows = ", ".join(f"(CAST({n} AS BIGINT))" for n in numerators)
        return f"{name} AS (SELECT {column} FROM (VALUES {rows}) AS t({column}))"
    digits = range(len(str(len(numerators) - 1)))
    place = " + ".join(f"{10**k} * d{k}.d" if k else "d0.d" for k in digits)
    tables = " CROSS JOIN ".join(f"digit AS d{k}" for k in digits)
    step = place if numerators.step == 1 else f"{numerators.step} * ({place})"
    return (
        f"{name} AS (\n  SELECT {numerators.start} + {step} AS {column}\n  FROM {tables}\n"
        f"  WHERE {place} < {len(numerators)}\n)"
    )


def _listed(axes: tuple[Axis, ...]) -> Iterator[str]:
    """The columns of a design: each value, and the numerator of one that is written as text."""
    for axis in axes:
        yield plain(axis.symbol)
        if axis.denominator != 1:
            yield plain(axis.above)


def _order(search: Search) -> Iterator[str]:
    values = (a.above if a.denominator != 1 else a.symbol for a in search.space.axes)
    columns = (f"ABS(total - {search.target})", "total", *map(plain, values))
    for place, is_descending in search.keys:
        yield f"{columns[place]} DESC" if is_descending else columns[place]


class _Writer:
    """Writes what a program computes as SQL, operation by operation."""

    def __init__(self, search: Search) -> None:
        self.conditions = search.space.evaluation.variation.conditions
        self.program: Program = search.space.evaluation.program
        axes = search.space.axes
        ranges = {a.above: (a.numerators[0], a.numerators[-1]) for a in axes}
        self.intervals = self.program.intervals(ranges)
        self.names = {a.above: plain(a.symbol if a.denominator == 1 else a.above) for a in axes}

    def check_division(self, above: Operand) -> None:
        """Raise BadValueError where a rounded quotient could leave 64 bits."""
        low, high = self.interval(above)
        if max(-low, high) >= LARGEST_NUMERATOR:
            raise BadValueError(
                "the count needs integers of more than 62 bits, too large to divide in SQL; "
                "give smaller values"
            )

    def requirements(self) -> list[str]:
        """What a design must satisfy: whole quotients, and the model's conditions."""
        total, *others = self.program.quotients
        whole = others[: len(others) - len(self.conditions)]
        compared = zip(others[len(whole) :], self.conditions, strict=True)
        signs = {"==": "=", "!=": "<>"}
        return [
            f"{self.text(a, FACTOR)} % {self.text(b, FACTOR)} = 0"
            for a, b in whole
            if (a, b) != total
        ] + [f"{self.text(a)} {signs.get(c.relation, c.relation)} 0" for (a, _), c in compared]

    def text(self, operand: Operand, place: int = SUM) -> str:
        """The operand as SQL, in brackets where it stands as a term or as a factor."""
        if not isinstance(operand, Register):
            return str(operand) if operand >= 0 else f"({operand})"
        if operand.number < len(self.program.inputs):
            return self.names[self.program.inputs[operand.number]]
        step = self.program.steps[operand.number - len(self.program.inputs)]
        left, right = step.left, step.right
        match step.operation:
            case "add":
                text, kind = f"{self.text(left)} + {self.text(right, TERM)}", SUM
            case "multiply":
                text, kind = f"{self.text(left, TERM)} * {self.text(right, FACTOR)}", TERM
            case "maximum":
                text, kind = f"GREATEST({self.text(left)}, {self.text(right)})", FACTOR
            case "minimum":
                text, kind = f"LEAST({self.text(left)}, {self.text(right)})", FACTOR
            case _:
                text, kind = self.floored(left, right), FACTOR
        return text if kind >= place else f"({text})"

    def floored(self, above: Operand, below: Operand) -> str:
        """``⌊above/below⌋``: what is left of a division without its remainder is exact."""
        low, high = self.interval(above)
        if max(-low, high) + self.interval(below)[1] >= LARGEST_EXACT_FLOAT:
            raise BadValueError("a rounding in the count is too large for SQL; give smaller values")
        top, bottom = self.text(above, FACTOR), self.text(below, FACTOR)
        rest = f"({top} % {bottom} + {bottom}) % {bottom}"
        return f"CAST(({top} - {rest}) / {bottom} AS BIGINT)"

    def interval(self, operand: Operand) -> tuple[int, int]:
        """The least and the largest value of ``operand``."""
        if isinstance(operand, Register):
            return self.intervals[operand.number]
        return operand, operand
