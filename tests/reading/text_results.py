"""What the pages of text must say of a derivation, a proof and a count."""

import re
from collections.abc import Iterable

from sympy import Expr, Integer, Rational

from symparams import symbols
from symparams.algebra.model import Model
from symparams.algebra.provenance import Value
from symparams.algebra.relations import Relation
from symparams.operations.counting import Count
from symparams.operations.derivation import Derivation, Rule, Step
from symparams.operations.proving.proof import Proof
from symparams.operations.remarks import contradictions
from symparams.render.numbers import in_words
from tests.reading.claims import (
    Claim,
    Share,
    goes_on,
    integer,
    preconditions,
    states,
)  # fmt: skip
from tests.reading.text_pages import (
    Cell,
    Prose,
    Rows,
    Shape,
    Words,
)


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
    noun = result.model.quantity.name
    rows: Rows = [[Words(name) for name in ("component", "formula", "copies", noun, "share")]]
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

    noun = model.quantity.name
    components: Rows = [[Words(n) for n in ("component", "tensor", "shape", noun)]]
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
        (Words(f"Where the {noun} are"), count_rows(result.count)),
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
            [*(states(s) for s, _ in first.values), Words(result.model.quantity.name)],
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
        (Words(f"Where the {model.quantity.name} are"), count_rows(result)),
        (Words("Counts"), rows),
        (Words("Closed form"), [[states(result.closed_form)]]),
        (Words("Values"), values),
        *remarks(model),
    ]
