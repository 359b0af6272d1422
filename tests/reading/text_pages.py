"""Reads a page of text: its sections, rows and cells, and what each of them must say."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TypeAlias

from sympy import Add, Expr, Integer, Rational

from symparams import symbols
from symparams.algebra.model import Model
from symparams.algebra.provenance import Value
from symparams.algebra.relations import Relation
from symparams.operations.catalogue.published import contradictions
from symparams.operations.comparison import Comparison, Difference
from symparams.operations.counting import Count
from symparams.operations.derivation import Derivation, Rule, Step
from symparams.operations.proving.proof import Proof
from symparams.operations.scaling import Scaling
from symparams.operations.solving.inverse import TOTAL, coefficient_symbol
from symparams.operations.solving.solving import Solution
from symparams.render.notation import Notation
from symparams.render.numbers import in_words
from tests.reading.claims import (
    About,
    Claim,
    Medium,
    Member,
    Share,
    goes_on,
    integer,
    preconditions,
    states,
)  # fmt: skip


@dataclass
class Section:
    """A heading, and its rows of cells; a folded cell is one cell."""

    heading: str
    rows: list[list[str]] = field(default_factory=list)


@dataclass(frozen=True)
class Shape:
    """``experts times H × 4H``."""

    times: Expr
    sides: tuple[Expr, ...]


@dataclass(frozen=True)
class Prose:
    """A sentence, and the statements in it: those of its parts that have a sign of equality.

    ``quoted`` is what it repeats word by word, such as where a value comes from.
    """

    claims: tuple[Claim, ...] = ()
    quoted: tuple[str, ...] = ()


@dataclass(frozen=True)
class Words:
    """Text without any formula."""

    text: str


@dataclass(frozen=True)
class Gained:
    """What one more or twice as much adds: ``+1,234``, with a star where it breaks something."""

    number: Expr | int
    is_broken: bool = False


@dataclass(frozen=True)
class Becomes:
    """``N(2H) − N``."""

    becomes: Expr


@dataclass(frozen=True)
class Rounded:
    """``none: floor(H/heads)``."""

    rounding: Expr


@dataclass(frozen=True)
class Equation:
    """``c₂H² + c₁H + c₀ = 0``, perhaps with a ``where`` behind it."""

    left: Expr


Cell: TypeAlias = Claim | Shape | Prose | Words | Gained | Becomes | Rounded | Equation
Rows: TypeAlias = list[list[Cell]]


def sections(page: str) -> list[Section]:
    """The page taken apart; every line is a heading, a cell or the rest of a folded one."""
    found: list[Section] = []
    places: list[int] = []
    for line in page.splitlines():
        if not line.strip() or set(line.strip()) == {"─"}:
            continue
        if not line.startswith("  "):
            found.append(Section(line))
            places = []
            continue
        cells = [(m.start(), m.group()) for m in re.finditer(r"\S+(?: \S+)*", line)]
        if places and all(c.startswith(("+ ", "− ")) for _, c in cells) and found[-1].rows:
            for start, cell in cells:
                column = max(n for n, place in enumerate(places) if place <= start - 2)
                assert places[column] == start - 2, line
                found[-1].rows[-1][column] += f" {cell}"
            continue
        places = [start for start, _ in cells]
        found[-1].rows.append([cell for _, cell in cells])
    return found


def verify_page(page: str, expected: list[tuple[Cell, Rows]], medium: Medium) -> int:
    """Read the whole page against what is expected; how many formulas were read."""
    found = sections(page)
    assert len(found) == len(expected), ([s.heading for s in found], [h for h, _ in expected])
    read = 0
    for section, (heading, rows) in zip(found, expected, strict=True):
        read += _verify_cell(section.heading, heading, medium)
        assert len(section.rows) == len(rows), (section, rows)
        for cells, wanted in zip(section.rows, rows, strict=True):
            if isinstance(wanted[0], Prose) and len(wanted) == 1:
                cells = ["  ".join(cells)]
            assert len(cells) == len(wanted), (cells, wanted)
            read += sum(_verify_cell(c, w, medium) for c, w in zip(cells, wanted, strict=True))
    return read


def _verify_cell(written: str, wanted: Cell, medium: Medium) -> int:
    match wanted:
        case Words(text):
            assert " ".join(written.split()) == " ".join(text.split()), (written, wanted)
            return 0
        case Shape(times, sides):
            copies, _, shape = written.rpartition(" times ")
            medium.verify(copies or "1", states(times))
            written_sides = shape.split(" × ")
            assert len(written_sides) == len(sides), written
            for side, size in zip(written_sides, sides, strict=True):
                is_bracketed = not re.search(r"[^(]* [+−] ", re.sub(r"\([^()]*\)", "", side))
                assert is_bracketed or len(sides) == 1, f"a side without brackets: {written}"
                medium.verify(side, states(size))
            return len(sides)
        case Gained(number, is_broken):
            text = written.removesuffix(" *") if is_broken else written
            if isinstance(number, int):
                sign = 1 if text[0] == "+" else -1
                assert text == "0" if number == 0 else text[0] in "+−", written
                medium.verify(text.lstrip("+−"), states(Integer(abs(number))))
                assert sign * number >= 0 or number == 0, written
            else:
                assert text == "–", written
            return 1
        case Becomes(becomes):
            inner = written.removeprefix("N(").removesuffix(") − N")
            medium.verify(inner, states(becomes))
            return 1
        case Rounded(rounding):
            medium.verify(written.removeprefix("none: "), states(rounding))
            return 1
        case Equation(left):
            medium.verify(written.removesuffix(", where"), states(left, Integer(0)))
            return 1
        case Prose(claims, quoted):
            for text in quoted:
                assert text in written, (text, written)
                written = written.replace(text, "", 1)
            parts = statements(written)
            assert len(parts) == len(claims), (written, claims)
            for part, claim in zip(parts, claims, strict=True):
                medium.verify(part, claim)
            return len(claims)
        case _:
            medium.verify(written, wanted)
            return 1


def statements(sentence: str) -> list[str]:
    """The parts of a sentence that say that something is equal."""
    parts = re.split(r" and |,? given |, |\|\||:|;|\.(?= |$)|Put in |with ", _unfolded(sentence))
    stripped = (part.strip().removesuffix(" only") for part in parts)
    return [part for part in stripped if re.search("[=≠≤]|. < ", part)]


def _unfolded(sentence: str) -> str:
    """The sentence with bars for the brackets around words, which open after a space."""
    opened: list[bool] = []
    found = ""
    for place, letter in enumerate(sentence):
        if letter == "(":
            opened.append(place > 0 and sentence[place - 1] == " ")
            found += "||" if opened[-1] else letter
        elif letter == ")" and opened:
            found += "||" if opened.pop() else letter
        else:
            found += letter
    return found


def title(model: Model) -> tuple[Cell, Rows]:
    return Words(model.title or model.name), [[Prose()]]


def remarks(model: Model) -> list[tuple[Cell, Rows]]:
    said = (*model.notes, *contradictions(model))
    return [(Words("Note"), [[Words(text)] for text in said])] if said else []


def relations(used: Iterable[Relation]) -> tuple[Claim, ...]:
    return tuple(states(r.symbol, r.expression) for r in used)


def used_relations(model: Model, steps: list[Step]) -> list[Relation]:
    raw = set().union(*(step.before.free_symbols for step in steps))
    return [relation for relation in model.relations if relation.symbol in raw]


def put_in_once(model: Model, steps: list[Step], expression: Expr) -> Expr:
    used = used_relations(model, steps)
    return expression.xreplace({r.symbol: r.expression for r in used})


def count_rows(result: Count) -> Rows:
    """The table of components."""
    rows: Rows = [
        [Words(name) for name in ("component", "formula", "copies", "parameters", "share")]
    ]
    for row in result.rows:
        formula = Words(f"tied to {row.tied_to}") if row.tied_to else states(row.formula)
        share = row.share(result.total)
        rows.append([
            *([Words(row.name)] if row.name else []), formula, states(integer(row.times)),
            states(integer(row.count)), states(Share(share) if share.is_Rational else share),
        ])  # fmt: skip
    closed, total = states(result.closed_form), states(integer(result.total))
    return [*rows, [Words("total"), closed, total]]


def derivation(result: Derivation) -> list[tuple[Cell, Rows]]:
    """What the page of a derivation must say, section by section."""
    model = result.model

    def of(rule: Rule) -> list[Step]:
        return [step for step in result.steps if step.rule is rule]

    components: Rows = [[Words(n) for n in ("component", "tensor", "shape", "parameters")]]
    for step in of(Rule.COMPONENT):
        for number, part in enumerate(step.parts):
            name = [Words(step.subject)] if number == 0 and step.subject else []
            count = Words(f"0, tied to {part.tied_to}") if part.tied_to else states(part.expression)
            components.append([*name, Words(part.name), Shape(part.times, part.factors), count])
    sums: Rows = [
        [Words(step.subject or "model"), states(step.before),
         *([goes_on(step.after)] if step.subject else [])]
        for step in of(Rule.SUM)
    ]  # fmt: skip
    return [
        title(model),
        (Words("1  Each component, before anything is simplified"), components),
        _relations(model, of(Rule.RELATIONS)),
        (Words("3  Sum the components"), sums),
        (Words("4  Closed form"), _closed(result)),
        (Prose(), [[Prose(_conditions(result.proof))]]),
        (Words("6  Numbers"), _numbers(result, of(Rule.VALUES))),
        (Words("Estimate and exact"), _estimate(result)),
        (Words("Where the parameters are"), count_rows(result.count)),
        *remarks(model),
    ]


def _relations(model: Model, steps: list[Step]) -> tuple[Cell, Rows]:
    if not steps:
        return Words("2  No relation to put in"), [[Words("every symbol is free")]]
    rows: Rows = [
        [*([Words(step.subject)] if step.subject else []), states(step.before),
         goes_on(put_in_once(model, steps, step.before)), goes_on(step.after)]
        for step in steps
    ]  # fmt: skip
    return Prose(relations(used_relations(model, steps))), rows


def _closed(result: Derivation) -> Rows:
    rows: Rows = []
    for step in result.steps:
        if step.rule is Rule.CLOSED_FORM:
            rows.append([states(step.after)])
        if step.rule is Rule.RATIOS:
            rows += [[_ratios(result.model, step.before)], [states(step.after)]]
    return rows


def _ratios(model: Model, before: Expr) -> Prose:
    """``with ffn_ratio = 18/7 (intermediate_size / hidden_size = 18432/7168):``."""
    used = [v for v in model.values if symbols.is_ratio(v.symbol) and before.has(v.symbol)]
    return Prose(tuple(states(v.symbol, v.number) for v in used), tuple(_origin(v) for v in used))


def _origin(value: Value) -> str:
    """Where a value comes from; a quotient in it is the value."""
    if quotient := re.fullmatch(r".* / .* = (\d+)/(\d+)", value.origin):
        above, below = map(int, quotient.groups())
        assert Rational(above, below) == value.number, value
    return value.origin


def _conditions(proof: Proof) -> tuple[Claim, ...]:
    """The relations in the sentence of a verdict, which only a proof has."""
    return preconditions(proof) if proof and not (proof.is_vacuous or proof.reason) else ()


def _numbers(result: Derivation, steps: list[Step]) -> Rows:
    if not steps:
        return [[Prose()]]
    total = integer(result.total)
    before = steps[0].before.xreplace(result.model.numbers())
    words: list[Cell] = []

    if isinstance(result.total, int) and in_words(result.total):
        words = [Words(f"({in_words(result.total)})")]
    return [[states(before)], [goes_on(total), *words]]


def _estimate(result: Derivation) -> Rows:
    amounts = (result.count.estimate, result.total, result.difference_count)
    forms = (result.estimate, result.count.closed_form, result.difference)
    share = result.difference_share
    rows: Rows = []
    for name, amount, form in zip(("estimate", "exact", "difference"), amounts, forms, strict=True):
        number = [states(Integer(amount))] if isinstance(amount, int) else []
        part = [states(Share(share))] if name == "difference" and share is not None else []
        rows.append([Words(name), states(form), *number, *part])
    return rows


def proof(result: Proof) -> list[tuple[Cell, Rows]]:
    """What the page of a proof must say."""
    given = preconditions(result)
    found: list[tuple[Cell, Rows]] = [(Prose(), [[Prose(given)]])]
    if result.cancellations:
        rows: Rows = [
            [Words(c.path), states(c.before), goes_on(c.after),
             *([Prose()] if c.path in result.culprits else [])]
            for c in result.cancellations
        ]  # fmt: skip
        found.append((Words("Each component's own cancellation"), rows))
    found.append((Words("In all"), [[states(result.before)], [goes_on(result.after)]]))
    witness: Rows = []
    if result.witness is not None:
        first, second = result.witness
        witness = [
            [Prose()],
            [*(states(s) for s, _ in first.values), Words("parameters")],
            [*(states(n) for _, n in first.values), states(Integer(first.count))],
            [*(states(n) for _, n in second.values), states(Integer(second.count))],
            [Words(f"The counts differ by {abs(first.count - second.count):,}.")],
        ]
    verdict = given if result and not (result.is_vacuous or result.reason) else ()
    return [*found, (Prose(verdict), witness)]


def count(result: Count) -> list[tuple[Cell, Rows]]:
    """What the page of a count must say."""
    model = result.model
    words = in_words(result.total) if isinstance(result.total, int) else ""
    said = "without token and position embeddings, and without an untied output head"
    counts = [
        ("total", result.total, words), ("non-embedding", result.non_embedding, said),
        ("active", result.active, "what one token uses"),
        ("without input embedding", result.active_without_embedding, ""),
        ("estimate", result.estimate, "matrices of attention and feed-forward, token embedding"),
    ]  # fmt: skip
    rows: Rows = [
        [Words(name), states(integer(amount)), *([Words(note)] if note else [])]
        for name, amount, note in counts
    ]
    values: Rows = []
    for value in model.values:
        values.append([states(value.symbol), states(value.number), Words(_origin(value))])
    values += [[Words(s.name), Words(s.value), Words(s.origin)] for s in model.settings]
    for symbol, reason in result.not_needed:
        values.append([states(symbol), Words("not needed"), Words(f"cancels, given {reason}")])
    values += [[states(s), Words("open"), Words("no value given")] for s in result.missing]
    if model.ignored:
        values.append([Prose()])
    return [
        title(model),
        (Words("Where the parameters are"), count_rows(result)),
        (Words("Counts"), rows),
        (Words("Closed form"), [[states(result.closed_form)]]),
        (Words("Values"), values),
        *remarks(model),
    ]


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
        (Prose(), [[Prose()]]), (Words("Where the parameters are"), roles),
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
        [*(states(s) for s in result.followers), Words("parameters"), Words("difference")]
    ]
    for design in result.designs:
        values = dict(design.values)
        rows.append(
            [*(states(values[s]) for s in result.followers), states(Integer(design.total)),
             Gained(design.difference), Prose()]
        )  # fmt: skip
    rows += [[Prose()]] if result.running else []
    return [(Words("4  What can be built"), rows)]
