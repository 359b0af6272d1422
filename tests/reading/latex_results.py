r"""What LaTeX and Markdown must say of each result."""

from sympy import Add, Integer, fraction

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
from tests.reading.claims import About, Claim, Member, Share, integer, states
from tests.reading.latex_pages import (
    COUNT,
    TEXT,
    AnySaid,
    Chosen,
    Counted,
    Elasticity,
    Item,
    Line,
    Said,
    Total,
    WithShare,
    equal,
)
from tests.reading.text_results import put_in_once, used_relations

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
    noun = result.model.quantity.name
    items: list[Item] = [Counted(("component", "formula", "copies", noun, "share"))]
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
