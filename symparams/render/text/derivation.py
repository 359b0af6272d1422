"""A derivation as a page of text: six steps, the estimate, and where the parameters are."""

from symparams.algebra.relations import Relation
from symparams.operations.derivation import DEFINED, Derivation, Rule, Step, Summand
from symparams.render.notation import Notation
from symparams.render.numbers import grouped, in_words, percent
from symparams.render.printers.text_math import TextMath
from symparams.render.text.blocks import REMARK, RESULT, Block, Heading, Table, TextLine
from symparams.render.text.count import remarks, rows_table, title
from symparams.render.text.definitions import defined_blocks
from symparams.render.text.proof import divides_text, sentence


def derivation_page(result: Derivation, notation: Notation) -> list[Block]:
    """The whole story, from tensors to a number."""
    math = TextMath(notation)

    def of(rule: Rule) -> list[Step]:
        return [step for step in result.steps if step.rule is rule]

    if result.form == DEFINED:
        return [
            *title(result.model, math),
            *defined_blocks(result, notation),
            *remarks(result.count.remarks),
        ]
    return [
        *title(result.model, math),
        *_components(of(Rule.COMPONENT), result.model.quantity.name, math),
        *_relations(result, of(Rule.RELATIONS), notation),
        *_sums(of(Rule.SUM), math),
        *_closed_form(result, math),
        Heading(f"5  Does the count depend on {math.write(result.proof.symbol)}?"),
        TextLine(sentence(result.proof, math), RESULT),
        *_values(result, of(Rule.VALUES), notation),
        *_estimate(result, math),
        Heading(f"Where the {result.model.quantity.name} are"),
        rows_table(result.count, math),
        *remarks(result.count.remarks),
    ]


def _components(steps: list[Step], noun: str, math: TextMath) -> list[Block]:
    rows = tuple(
        (
            step.subject if number == 0 else "",
            part.name,
            _shape(part, math),
            f"0, tied to {part.tied_to}" if part.tied_to else math.write(part.expression),
        )
        for step in steps
        for number, part in enumerate(step.parts)
    )
    return [
        Heading("1  Each component, before anything is simplified"),
        Table(("component", "tensor", "shape", noun), rows),
    ]


def _shape(part: Summand, math: TextMath) -> str:
    shape = " × ".join(math.factor(size) for size in part.factors)
    return f"{math.factor(part.times)} times {shape}" if part.times != 1 else shape


def _relations(result: Derivation, steps: list[Step], notation: Notation) -> list[Block]:
    math = TextMath(notation)
    if not steps:
        return [Heading("2  No relation to put in"), TextLine("every symbol is free", REMARK)]
    put_in = TextMath(notation, {r.symbol: r.expression for r in result.put_in})
    rows = tuple(
        (
            step.subject,
            math.write(step.before),
            f"= {put_in.write(step.before)}",
            f"= {math.write(step.after)}",
        )
        for step in steps
    )
    return [Heading(f"2  {put_in_title(result, math)}"), Table(("", "", "", ""), rows)]


def put_in_title(result: Derivation, math: TextMath) -> str:
    """What the second step does: relations are put in, or a division is known to be exact."""
    if result.put_in:
        return f"Put in {' and '.join(relation_text(relation, math) for relation in result.put_in)}"
    return f"Use that {' and '.join(divides_text(d, math) for d in result.model.divisibility)}"


def relation_text(relation: Relation, math: TextMath) -> str:
    """``head_dim = H/heads`` in the notation of ``math``."""
    return f"{math.write(relation.symbol)} = {math.write(relation.expression)}"


def _sums(steps: list[Step], math: TextMath) -> list[Block]:
    rows = tuple(
        (
            step.subject or "model",
            " + ".join(_summand(part, math) for part in step.parts if part.expression != 0) or "0",
            f"= {math.write(step.after)}" if step.subject else "",
        )
        for step in steps
    )
    return [Heading("3  Sum the components"), Table(("", "", ""), rows)]


def _summand(part: Summand, math: TextMath) -> str:
    (once,) = part.factors
    return math.write(once) if part.times == 1 else math.product(part.times, math.grouped(once))


def _closed_form(result: Derivation, math: TextMath) -> list[Block]:
    blocks: list[Block] = [Heading("4  Closed form")]
    for step in result.steps:
        if step.rule is Rule.CLOSED_FORM:
            is_last = step.after == result.closed_form
            blocks.append(TextLine(math.write(step.after), RESULT if is_last else ""))
        if step.rule is Rule.RATIOS:
            blocks.append(TextLine(_why(result, math), REMARK))
            blocks.append(TextLine(math.write(step.after), RESULT))
    return blocks


def _why(result: Derivation, math: TextMath) -> str:
    ratios = " and ".join(
        f"{math.write(v.symbol)} = {v.number} ({v.origin})" for v in result.ratios
    )
    form = "" if result.form == "expanded" else f"{result.form} form"
    return ", ".join(part for part in (f"with {ratios}" if ratios else "", form) if part) + ":"


def _values(result: Derivation, steps: list[Step], notation: Notation) -> list[Block]:
    heading = Heading("6  Numbers")
    if not steps:
        return [heading, TextLine("none yet: give values, such as -H 768 -L 12 -V 30522", REMARK)]
    math = TextMath(notation)
    put_in = TextMath(notation, result.model.numbers(), dot=" · ")
    words = in_words(result.total) if isinstance(result.total, int) else ""
    return [
        heading,
        *(TextLine(put_in.write(step.before)) for step in steps),
        TextLine(f"= {grouped(result.total, math)}" + (f"  ({words})" if words else ""), RESULT),
    ]


def _estimate(result: Derivation, math: TextMath) -> list[Block]:
    share = result.difference_share
    amounts = (result.count.estimate, result.total, result.difference_count)
    forms = (result.estimate, result.count.closed_form, result.difference)
    shares = ("", "", "" if share is None else percent(share))
    rows = tuple(
        (name, math.write(form), f"{amount:,}" if isinstance(amount, int) else "", in_percent)
        for name, form, amount, in_percent in zip(
            ("estimate", "exact", "difference"), forms, amounts, shares, strict=True
        )
    )
    return [Heading("Estimate and exact"), Table(("", "", "", ""), rows, right=frozenset({2, 3}))]
