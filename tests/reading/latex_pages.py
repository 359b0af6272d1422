r"""What LaTeX and Markdown must say: sentences with their formulas, and rows of ``align*``."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from sympy import Add, Expr, Integer, Symbol, fraction

from symparams import symbols
from symparams.algebra.model import Model
from symparams.algebra.provenance import Value
from symparams.algebra.relations import Condition, Divides, Relation
from symparams.operations.comparison import Comparison
from symparams.operations.counting import Count
from symparams.operations.derivation import Derivation, Rule, Step
from symparams.operations.proving.proof import Proof, Verdict
from symparams.operations.scaling import Gain, Scaling
from symparams.operations.solving.inverse import TOTAL, coefficient_symbol
from symparams.operations.solving.solving import Solution
from tests.reading.claims import About, Claim, Medium, Member, Share, integer, same, states
from tests.reading.latex import Cells, Row, Sentence, formulas, rows
from tests.reading.text_pages import put_in_once, used_relations

COUNT = "N"


@dataclass(frozen=True)
class WithShare:
    r"""``40{,}525{,}824 \quad (\text{0.023\,\%})``."""

    amount: Expr
    share: Expr


@dataclass(frozen=True)
class Elasticity:
    r"""The formula, or ``\frac{x}{N} \frac{\partial N}{\partial x}`` where it is too wide."""

    symbol: Symbol
    formula: Expr


@dataclass(frozen=True)
class Said:
    """A sentence with formulas."""

    claims: tuple[Claim, ...] = ()


@dataclass(frozen=True)
class Line:
    """A row: what stands on its left (a pattern), and the members that follow.

    ``limit`` may stand at the end and ``put_in`` at the beginning, where there is room for it.
    """

    left: str
    members: tuple[tuple[str, "Member | WithShare | Elasticity"], ...]
    limit: Expr | None = None
    put_in: Expr | None = None


@dataclass(frozen=True)
class Counted:
    """A row of a table: words as they are, and claims."""

    cells: tuple["Claim | str", ...]


@dataclass(frozen=True)
class AnySaid:
    """A sentence whose formulas can be read."""


@dataclass(frozen=True)
class Chosen:
    r"""``H &= 12{,}288,\ \mathrm{head\_dim} = 128`` and what follows from it."""

    claims: tuple[Claim, ...]


@dataclass(frozen=True)
class Total:
    r"""``N &= 174{,}604{,}259{,}328\;(-395{,}740{,}672)``."""

    total: int
    difference: int


Item = Said | AnySaid | Line | Chosen | Total | Counted


def equal(left: str, *members: Member | WithShare) -> Line:
    return Line(left, tuple(("=", member) for member in members))


TEXT = r"\\text\{.+\}"


def verify_rows(environment: str, expected: list[Item], medium: Medium) -> int:
    """Read every row and sentence; how many formulas were read."""
    return verify_items(rows(environment), expected, medium)


def verify_items(
    found: Sequence[Sentence | Row | Cells], expected: Sequence[Item], medium: Medium
) -> int:
    """Read everything that was found against what is expected, one by one."""
    assert len(found) == len(expected), (len(found), len(expected), found)
    _verify_names(found, medium)
    return sum(_verify(item, wanted, medium) for item, wanted in zip(found, expected, strict=True))


def _verify(item: Sentence | Row | Cells, wanted: Item, medium: Medium) -> int:
    if isinstance(wanted, Counted):
        assert isinstance(item, Cells), (item, wanted)
        assert len(item.cells) == len(wanted.cells), (item, wanted)
        for cell, claim in zip(item.cells, wanted.cells, strict=True):
            _verify_cell(cell, claim, medium)
        return len(item.cells)
    if isinstance(wanted, Said):
        assert isinstance(item, Sentence), item
        return verify_sentence(item.text, wanted.claims, medium)
    if isinstance(wanted, AnySaid):
        assert isinstance(item, Sentence), item
        written = formulas(item.text)
        assert all(medium.read(formula, medium.names) is not None for formula in written)
        return len(written)
    assert isinstance(item, Row), (item, wanted)
    if isinstance(wanted, Chosen | Total):
        return _verify_design(item, wanted, medium)
    assert re.fullmatch(wanted.left, item.left), (item.left, wanted.left)
    members = wanted.members
    if wanted.limit is not None and len(item.members) == len(members) + 1:
        members = (*members, (r"\to", wanted.limit))
    if wanted.put_in is not None and len(item.members) == len(members) + 1:
        members = (("=", wanted.put_in), *members)
    assert [s for s, _ in item.members] == [s for s, _ in members], (item, wanted)
    for (sign, member), (_, value) in zip(item.members, members, strict=True):
        _verify_member(sign, member, value, medium)
    return len(item.members)


def _verify_member(
    sign: str, member: str, value: "Member | WithShare | Elasticity", medium: Medium
) -> None:
    if isinstance(value, WithShare):
        amount, _, share = member.partition(r" \quad (\text{")
        medium.verify(amount, states(value.amount))
        medium.verify(share.removesuffix("})"), states(Share(value.share)))
        return
    if isinstance(value, Elasticity):
        definition = re.fullmatch(
            r"\\frac\{(.+)\}\{N\} \\frac\{\\partial N\}\{\\partial (.+)\}", member
        )
        if definition is None:
            medium.verify(member, states(value.formula))
        else:
            for name in definition.groups():
                medium.verify(name, states(value.symbol))
        return
    medium.verify(f"{sign} {member}", ((sign, value),))


def _verify_cell(cell: str, wanted: "Claim | str", medium: Medium) -> None:
    if isinstance(wanted, str):
        plain = cell.replace("\\", "").replace("--", "–").replace("_", " ")
        assert plain == wanted.replace("_", " "), (cell, wanted)
    else:
        number = re.sub(r"(?<=\d),(?=\d{3})", "{,}", cell.replace("$", "")).replace("−", "-")
        if number.startswith("<"):
            wanted = (("<", wanted[0][1]),)
        medium.verify(number.replace(r" \%", " %"), wanted)


def _verify_names(found: Sequence[Sentence | Row | Cells], medium: Medium) -> None:
    """A name on the left stands for one component: none is given to two that differ."""
    section: dict[str, str] = {}
    for item in found:
        if isinstance(item, Sentence):
            section = {}
        elif isinstance(item, Row) and item.left.startswith(r"\text{"):
            first = section.setdefault(item.left, item.members[0][1])
            is_same = first == item.members[0][1] or same(
                medium.said(first), medium.said(item.members[0][1])
            )
            assert is_same, f"{item.left} stands for two components"


def _verify_design(row: Row, wanted: "Chosen | Total", medium: Medium) -> int:
    written = " = ".join([row.left, *(member for _, member in row.members)])
    assert all(sign == "=" for sign, _ in row.members), row
    if isinstance(wanted, Chosen):
        parts = written.split(r",\ ")
        assert len(parts) == len(wanted.claims), (row, wanted)
        for part, claim in zip(parts, wanted.claims, strict=True):
            medium.verify(part, claim)
        return len(parts)
    total, _, difference = written.partition(r"\;(")
    medium.verify(total, states(COUNT, Integer(wanted.total)))
    if wanted.difference:
        medium.verify(difference.removesuffix(")").lstrip("+"), states(Integer(wanted.difference)))
    return 1


def verify_sentence(text: str, claims: tuple[Claim, ...], medium: Medium) -> int:
    """Read the formulas of a sentence; outside of them it has no sign of equality."""
    found = [f for f in formulas(text) if f not in ("<", r"\to \infty")]
    assert "=" not in re.sub(r"\$[^$]*\$", "", text.replace(r"\$", "")), text
    assert len(found) == len(claims), (text, claims)
    for written, claim in zip(found, claims, strict=True):
        medium.verify(written, claim)
    return len(found)


SIGNS = {"<": "<", "<=": r"\le ", "==": "=", "!=": r"\ne "}


def relations(used: tuple[Relation, ...] | list[Relation]) -> tuple[Claim, ...]:
    return tuple(states(r.symbol, r.expression) for r in used)


def conditions(proof: Proof) -> tuple[Claim, ...]:
    found: list[Claim] = []
    for given in proof.given:
        match given:
            case Relation(symbol, expression):
                found.append(states(symbol, expression))
            case Divides(divisor, dividend):
                found += [states(divisor), states(dividend)]
            case Condition(left, sign, right):
                found.append((("", left), (SIGNS[sign], right)))
            case Value(symbol, number):
                found.append(states(symbol, number))
    return (*found, *(states(s) for s in proof.held))


def legend(model: Model) -> tuple[Claim, ...]:
    return tuple(states(s) for s in symbols.in_order(*model.raw_symbols()))


def verdict(proof: Proof) -> tuple[Claim, ...]:
    if proof.is_vacuous:
        return ()
    is_proved = proof.verdict is Verdict.PROVED and not proof.reason
    return (states(proof.symbol), *(conditions(proof) if is_proved else ()))


def derivation(result: Derivation) -> list[Item]:
    """The rows of a derivation."""
    model = result.model

    def of(rule: Rule) -> list[Step]:
        return [step for step in result.steps if step.rule is rule]

    items: list[Item] = [Said()]
    items += [equal(TEXT if s.subject else COUNT, s.before) for s in of(Rule.COMPONENT)]
    if steps := of(Rule.RELATIONS):
        used = used_relations(model, steps)
        divided = [states(s) for d in model.divisibility for s in (d.divisor, d.dividend)]
        items.append(Said(relations(used) or tuple(divided)))
        for step in steps:
            put_in = put_in_once(model, steps, step.before)
            items.append(equal(TEXT if step.subject else COUNT, put_in, step.after))
    items.append(Said())
    for step in of(Rule.SUM):
        members = (step.before, step.after) if step.subject else (step.before,)
        items.append(equal(TEXT if step.subject else COUNT, *members))
    items.append(Said())
    for step in result.steps:
        if step.rule is Rule.CLOSED_FORM:
            items.append(equal(COUNT, step.after))
        if step.rule is Rule.RATIOS:
            values = [v for v in model.values if symbols.is_ratio(v.symbol)]
            said = [states(v.symbol, v.number) for v in values if step.before.has(v.symbol)]
            items += [Said(tuple(said))] if said else []
            items.append(equal(COUNT, step.after))
    for step in of(Rule.VALUES):
        items.append(Said())
        items.append(equal(COUNT, step.before.xreplace(model.numbers()), step.after))
    if result.difference != 0:
        items.append(Said((states(result.estimate),)))
        parts: list[Member | WithShare] = [result.difference]
        amount, share = result.difference_count, result.difference_share
        if amount is not None and share is not None:
            parts.append(WithShare(Integer(amount), share))
        items.append(equal(r"\\Delta N", *parts))
    return items


def proof(result: Proof) -> list[Item]:
    """The rows of a proof."""
    items: list[Item] = []
    if result.cancellations:
        items.append(Said((states(result.symbol), *conditions(result))))
    items += [equal(TEXT, c.before, c.after) for c in result.cancellations]
    items += [Said(), equal(COUNT, result.before, result.after)]
    if result.witness is not None:
        first, _ = result.witness
        others = [states(s, n) for s, n in first.values if s != result.symbol]
        items.append(Said((states(result.symbol), *others)))
        items += [equal(r"N\|_\{.+\}", Integer(w.count)) for w in result.witness]
    return items


def scaling(result: Scaling) -> list[Item]:
    """The rows of a scaling."""
    items: list[Item] = [Said(), equal(COUNT, result.closed_form)]
    for growth in result.growths:
        items.append(Said((states(growth.symbol),)))
        if growth.derivative is None or growth.elasticity is None:
            continue
        slope = [Integer(growth.slope)] if isinstance(growth.slope, int) else []
        items.append(equal(r"\\frac\{\\partial N\}\{\\partial .+\}", growth.derivative, *slope))
        members: list[tuple[str, Member | WithShare | Elasticity]] = [
            ("=", Elasticity(growth.symbol, growth.elasticity))
        ]
        members += [] if growth.percent is None else [(r"\approx", About(growth.percent))]
        members += [] if growth.towards is None else [(r"\to", growth.towards)]
        items.append(Line(r"\\frac\{\\partial \\ln N\}\{\\partial \\ln .+\}", tuple(members)))
        for gain in (growth.one_more, growth.doubled):
            items += [] if gain is None else [_gained(gain)]
    items.append(Said((states(result.hidden),)))
    for share in result.shares:
        items.append(Said())
        members = [("=", share.count / TOTAL)]
        if share.here is not None:
            is_small = 0 < share.here * 100 < Integer(1) / 10_000
            members.append(("<" if is_small else r"\approx", Share(share.here)))
        items.append(Line(r"\\text\{share\}", tuple(members), share.limit))
    items += [Said((states(result.hidden),))] if result.slower_here else []
    return items


def _gained(gain: Gain) -> Line:
    number = [Integer(gain.number)] if isinstance(gain.number, int) else []
    return equal(r"\\Delta_\{.+\} N", gain.expression, *number)


def solution(result: Solution, environment: str) -> list[Item]:
    """The rows of a solution; it chooses whether to name the coefficients."""
    inverse, symbol = result.inverse, result.symbol
    items: list[Item] = [Said(), equal(COUNT, inverse.count)]
    if not inverse.is_solvable:
        rounding = [] if inverse.rounding is None else [states(inverse.rounding)]
        items.append(Said((states(symbol), *rounding)))
    else:
        has_names = "c_{0} &=" in environment or "c_{1} &=" in environment
        items.append(Said((states(symbol),)))
        if has_names:
            pattern = Add(*(coefficient_symbol(p) * symbol**p for p, _ in inverse.coefficients))
            items.append(equal("0", pattern))
            items += [equal(rf"c_\{{{p}\}}", c) for p, c in inverse.coefficients]
        else:
            items.append(equal("0", inverse.equation))
        is_bounded = inverse.is_unique and inverse.least not in (None, 0)
        items.append(Said((states(TOTAL), states(inverse.least)) if is_bounded else ()))
        formula = inverse.pattern if has_names else inverse.solution
        items += [] if formula is None else [equal(".+", formula)]
    return [*items, *_numbers(result)]


def _numbers(result: Solution) -> list[Item]:
    symbol = result.symbol
    if not result.is_numeric:
        return []
    if not result.roots:
        return [AnySaid()]
    items: list[Item] = [Said()]
    formula = result.inverse.solution
    put_in = formula.xreplace(result.numbers) if formula is not None and result.root else None
    for root in result.roots:
        members: list[tuple[str, Member]] = [("=", root)] if root.is_Rational else []
        members += [] if root.is_Integer else [(r"\approx", About(root, 8))]
        items.append(Line(".+", tuple(members), put_in=put_in))
    if not result.designs:
        return [*items, Said((states(symbol),))]
    items.append(Said())
    for design in result.designs:
        values = dict(design.values)
        items.append(Chosen(tuple(states(s, values[s]) for s in result.followers)))
        items.append(Total(design.total, design.difference))
    halves = tuple(states(fraction(whole.expression)[0]) for whole in result.running)
    return [*items, Said(halves)] if halves else items


def comparison(result: Comparison) -> list[Item]:
    """The rows of a comparison."""
    items: list[Item] = [Said()]
    for form, _ in result.distinct_forms:
        items += [Said(), equal(COUNT, form)]
    for difference in result.differences:
        number = [] if difference.parameters is None else [Integer(difference.parameters)]
        items.append(Said())
        if difference.is_in_sizes_alone:
            items.append(equal(r"\\Delta N", *(number or [Integer(0)])))
            continue
        changes = [c.expression for c in difference.changes if c.expression != 0]
        items += [equal(r"\\Delta_\{\\text\{.+\}\}", change) for change in changes]
        items.append(equal(r"\\Delta N", difference.expression))
        items += [Said(), equal(r"\\Delta N", *number)] if number else []
    return items


def parts_table(result: Count) -> list[Item]:
    """The table of components that Markdown has at its end."""
    items: list[Item] = [Counted(("component", "formula", "copies", "parameters", "share"))]
    for row in result.rows:
        share = row.share(result.total)
        formula = f"tied to {row.tied_to}" if row.tied_to else states(row.formula)
        part: Member = Share(share) if share.is_Rational else share
        cells = (
            row.name,
            formula,
            states(integer(row.times)),
            states(integer(row.count)),
            states(part),
        )
        items.append(Counted(cells))
    return [*items, Counted(("total", "", "", states(integer(result.total)), ""))]


def role_table(result: Comparison) -> list[Item]:
    """The table of roles of a comparison in Markdown."""
    names = [cell for name in result.names for cell in (name, "share")]
    items: list[Item] = [Counted(("component", *names))]
    for row in result.rows:
        cells: list[Claim | str] = [row.role]
        for part, counted in zip(row.parts, result.counts, strict=True):
            if part is None or part.tied_to:
                cells += ["–" if part is None else "tied", ""]
                continue
            share = part.share(counted.total)
            cells.append(states(integer(part.count)))
            cells.append(states(Share(share) if share.is_Rational else share))
        items.append(Counted(tuple(cells)))
    totals = [c for counted in result.counts for c in (states(integer(counted.total)), "")]
    return [*items, Counted(("total", *totals))]


def tabulars(result: Comparison) -> list[Item]:
    """The same in LaTeX, two models abreast, the name of a model across its two columns."""
    header, *rest = role_table(result)
    *roles, total = (item.cells for item in rest if isinstance(item, Counted))
    assert isinstance(header, Counted)
    items: list[Item] = []
    for first in range(1, len(header.cells), 4):
        items.append(Counted(("", *header.cells[first : first + 4 : 2])))
        items += [Counted((role[0], *role[first : first + 4])) for role in roles]
        items.append(Counted(("total", *total[first : first + 4])))
    return items
