"""What the blocks of a page must say: each block with MathML in it, in the order of the page."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from sympy import Expr, Integer, Symbol, expand

from symparams import symbols
from symparams.operations.derivation import Derivation, Rule, Step
from symparams.operations.exploration import Exploration
from symparams.operations.remarks import contradictions
from symparams.render.notation import Notation
from symparams.render.ordering import ordered_terms
from tests.reading.claims import (
    Claim,
    Medium,
    goes_on,
    known_symbols,
    preconditions,
    same,
    states,
    text_medium,
)
from tests.reading.formula import ReadError, Token, decimal_number, read_tokens
from tests.reading.mathml import Page, tokens
from tests.reading.text_pages import Shape, statements
from tests.reading.text_results import put_in_once, used_relations

PLACE = re.compile(r"⟦(\d+)⟧")
MOST_TERMS = 8


@dataclass(frozen=True)
class Together:
    """Several statements in one block, with "and" between them."""

    claims: tuple[Claim, ...]


Block = Claim | Shape | Together


def verify_page(html: str, exploration: Exploration, notation: Notation) -> int:
    """Read every formula of the page; how many blocks were read."""
    page = Page(html)
    known = known_symbols(exploration.model)
    names = {notation.text(symbol): symbol for symbol in known}
    found = [block for block in page.blocks if PLACE.search(block)]
    expected = blocks(exploration)
    assert len(found) == len(expected), (len(found), len(expected))
    for written, claim in zip(found, expected, strict=True):
        try:
            _verify_block(page, written, claim, names)
        except ReadError as error:
            raise AssertionError(f"{_shown(page, written)}: {error}") from error
    words = [block for block in page.blocks if "=" in block and not PLACE.search(block)]
    return len(found) + sum(_verify_words(w, exploration, notation) for w in words)


def _shown(page: Page, written: str) -> str:
    return PLACE.sub(lambda place: page.math[int(place.group(1))], written)


def _verify_block(page: Page, written: str, claim: Block, names: dict[str, Symbol]) -> None:
    if isinstance(claim, Shape):
        copies, _, shape = written.rpartition(" times ")
        sides = shape.split(" × ")
        assert same(_read(page, copies, names) if copies else Integer(1), claim.times)
        assert len(sides) == len(claim.sides), written
        for side, size in zip(sides, claim.sides, strict=True):
            assert _is_one_factor(page, side, names) or len(sides) == 1, _shown(page, written)
            assert same(_read(page, side, names), size), _shown(page, written)
        return
    if isinstance(claim, Together):
        parts = written.split(" and ")
        assert len(parts) == len(claim.claims), written
        for part, one in zip(parts, claim.claims, strict=True):
            _verify_block(page, part, one, names)
        return
    members = _members(page, written)
    if claim[0][0]:
        assert members[0] == "", _shown(page, written)
        members = members[1:]
    assert len(members) == len(claim), (_shown(page, written), claim)
    for member, (_, value) in zip(members, claim, strict=True):
        assert isinstance(value, Expr)
        assert same(_read(page, member, names), value), (_shown(page, member), value)


def _is_one_factor(page: Page, side: str, names: dict[str, Symbol]) -> bool:
    """Whether a side of a tensor has no sign of a sum outside of brackets."""
    depth = 0
    for token in _tokens(page, side, names):
        depth += {"(": 1, ")": -1}.get(token.kind, 0)
        if depth == 0 and token.kind in ("+", "-"):
            return False
    return True


def _members(page: Page, written: str) -> list[str]:
    """The sides of the signs of equality, which stand in the text or in a formula of their own."""
    equals = re.compile(r"<math><mo[^>]*>=</mo></math>")

    def sign(place: re.Match[str]) -> str:
        return "=" if equals.fullmatch(page.math[int(place.group(1))]) else place.group()

    return [part.strip() for part in PLACE.sub(sign, written).split("=")]


def _tokens(page: Page, member: str, names: dict[str, Symbol]) -> list[Token]:
    rest = PLACE.sub("", member).strip()
    if rest:
        raise ReadError(f"{rest!r} beside a formula")
    return [t for p in PLACE.findall(member) for t in tokens(page.math[int(p)], names)]


def _read(page: Page, member: str, names: dict[str, Symbol]) -> Expr:
    """What stands on a side: formulas in a row, or a plain number, perhaps with words before."""
    if PLACE.search(member):
        member = re.sub(r"^[^⟦⟧]*(?=⟦)|(?<=⟧)[^⟦⟧]*$", "", member)
        return read_tokens(_tokens(page, member, names))
    above, _, below = member.rstrip(":").partition("/")
    return decimal_number(above) / (decimal_number(below) if below else 1)


def blocks(exploration: Exploration) -> list[Block]:
    """The claims of the blocks with formulas."""
    general, model = exploration.general, exploration.model
    known = exploration.derivation
    ratios = {v.symbol: v.number for v in model.values if symbols.is_ratio(v.symbol)}
    with_ratios = expand(general.closed_form.xreplace(ratios))
    found: list[Block] = []
    if len(exploration.terms) <= MOST_TERMS:
        found.append(states(with_ratios))
    found += [states(value.symbol) for value in model.values]
    found += [states(relation.symbol, relation.expression) for relation, _ in exploration.tied]
    found += [states(row.formula) for row in general.count.rows if not row.tied_to]
    found += [states(exploration.layer.expression)] if exploration.matrices else []
    found += _steps(known, general, with_ratios, exploration)
    found += [states(form) for form in (general.estimate, general.closed_form, general.difference)]
    for cancellation in known.proof.cancellations:
        found += [states(cancellation.before), goes_on(cancellation.after)]
    found += [states(value.symbol) for value in model.values]
    return found


def _steps(
    known: Derivation, general: Derivation, with_ratios: Expr, exploration: Exploration
) -> Iterable[Block]:
    def of(rule: Rule) -> list[Step]:
        return [step for step in known.steps if step.rule is rule]

    model = known.model
    for step in of(Rule.COMPONENT):
        for part in step.parts:
            yield Shape(part.times, part.factors)
            if not part.tied_to:
                yield states(part.expression)
    steps = of(Rule.RELATIONS)
    for step in steps:
        yield states(step.before)
        if used_relations(model, steps):
            yield goes_on(put_in_once(model, steps, step.before))
        yield goes_on(step.after)
    for step in of(Rule.SUM):
        yield states(step.before)
        if step.subject:
            yield goes_on(step.after)
    yield states(general.closed_form)
    used = [v for v in model.values if symbols.is_ratio(v.symbol)]
    used = [v for v in used if general.closed_form.has(v.symbol)]
    if used:
        yield Together(tuple(states(v.symbol, v.number) for v in used))
        yield states(with_ratios)
    numbers = model.numbers()
    for term in sorted(exploration.terms, key=lambda term: _place(term.whole.expression, general)):
        yield states(term.whole.expression)
        yield states(term.whole.expression.xreplace(numbers))


def _place(term: Expr, general: Derivation) -> int:
    """Where a term stands; the order is no part of what a formula says."""
    return ordered_terms(general.closed_form).index(term)


def _says(statement: str, claim: Claim, medium: Medium) -> bool:
    try:
        medium.verify(statement, claim)
    except AssertionError:
        return False
    return True


def _verify_words(words: str, exploration: Exploration, notation: Notation) -> int:
    """A sentence without MathML: what it says to be equal is so, or is where a value comes from."""
    model, proof = exploration.model, exploration.derivation.proof
    quoted = [v.origin for v in model.values] + [*model.notes, *contradictions(model)]
    if words in quoted or words in [s.origin for s in model.settings]:
        return 0
    medium = text_medium(known_symbols(model), notation)
    witnessed = dict(proof.witness[0].values) if proof.witness else {}
    found = statements(words)
    for statement in found:
        if any(_says(statement, claim, medium) for claim in preconditions(proof)):
            continue
        left, _, right = statement.partition(" = ")
        symbol = medium.names[left.rpartition(" ")[2]]
        said = medium.read(right, medium.names)
        assert said == witnessed.get(symbol) or same(model.related(symbol), model.related(said))
    assert found, words
    return len(found)
