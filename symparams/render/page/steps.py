"""The derivation, step by step, each step foldable; the numbers follow the values."""

from collections.abc import Iterable

from sympy import Add

from symparams.operations.derivation import Rule, Step, Summand
from symparams.operations.exploration import Term
from symparams.render.ordering import ordered_terms
from symparams.render.page.figures import BREAK, Writer, plain, terms
from symparams.render.page.markup import Html, element, joined, path
from symparams.render.page.tables import table
from symparams.render.text.derivation import put_in_title
from symparams.render.text.proof import sentence

EQUALS = Html('<math><mo form="infix">=</mo></math>')
PLUS = '<wbr><math><mo form="infix">+</mo></math>'


def derivation_steps(writer: Writer) -> Html:
    """All six steps."""
    result = writer.exploration.derivation

    def of(rule: Rule) -> list[Step]:
        return [step for step in result.steps if step.rule is rule]

    symbol = writer.notation.text(result.proof.symbol)
    return joined(
        _step("1", "Each component, before anything is simplified",
              _components(of(Rule.COMPONENT), writer)),
        _relations(of(Rule.RELATIONS), writer),
        _step("3", "Sum the components", _sums(of(Rule.SUM), writer)),
        _step("4", "Closed form", _closed_form(writer)),
        _step("5", f"Does the count depend on {symbol}?",
              element("p", sentence(result.proof, writer.text), class_="result"),
              element("p", element("a", "The whole proof", href="#proof"))),
        _step("6", "Numbers", _numbers(writer)),
    )  # fmt: skip


def _step(number: str, title: str, *content: str) -> Html:
    heading = element("h3", element("span", number, class_="step"), " ", title)
    return element("details", element("summary", heading), *content, open=True)


def _components(steps: list[Step], writer: Writer) -> Html:
    bodies = [
        element(
            "tbody",
            *(_tensor(step, part, place, writer) for place, part in enumerate(step.parts)),
            data_holder=step.subject or "model",
        )
        for step in steps
    ]
    return table(("component", "tensor", "shape", writer.noun), bodies, "Tensors")


def _tensor(step: Step, part: Summand, place: int, writer: Writer) -> Html:
    component = step.subject or "model"
    name = (
        element(
            "th", path(component), class_="name", scope="rowgroup", rowspan=str(len(step.parts))
        )
        if place == 0
        else Html("")
    )
    shape = Html(" × ".join(writer.math.factor(size) for size in part.factors))
    copies = joined(Html(writer.math.factor(part.times)), " times ") if part.times != 1 else ""
    count = f"0, tied to {part.tied_to}" if part.tied_to else writer.sum(part.expression)
    return element(
        "tr",
        name,
        element("td", path(part.name), class_="name", data_label="tensor"),
        element("td", element("span", copies, shape, class_="terms"), data_label="shape"),
        element("td", count, data_label=writer.noun),
    )


def _relations(steps: list[Step], writer: Writer) -> Html:
    if not steps:
        return _step("2", "No relation to put in", element("p", "Every symbol is free."))
    result = writer.exploration.derivation
    put_in = writer.with_put_in({r.symbol: r.expression for r in result.put_in})
    rows = (
        element(
            "div",
            element("dt", step.subject or "model", class_="name"),
            element("dd", writer.sum(step.before)),
            element("dd", EQUALS, terms(put_in.terms(step.before))) if result.put_in else "",
            element("dd", EQUALS, writer.sum(step.after), class_="result"),
            data_holder=step.subject or "model",
        )
        for step in steps
    )
    title = put_in_title(result, writer.text)
    return _step("2", title, element("dl", *rows, class_="equations"))


def _sums(steps: list[Step], writer: Writer) -> Html:
    rows = []
    for step in steps:
        summands = [
            BREAK.join(writer.math.summand(part.times, *part.factors))
            for part in step.parts
            if part.expression != 0
        ]
        nothing = writer.math.terms(step.before)
        lines = [element("dd", terms([PLUS.join(summands)] if summands else nothing))]
        if step.subject:
            lines.append(element("dd", EQUALS, writer.sum(step.after), class_="result"))
        name = element("dt", step.subject or "model", class_="name")
        rows.append(element("div", name, *lines))
    return element("dl", *rows, class_="equations")


def _closed_form(writer: Writer) -> Html:
    exploration = writer.exploration
    closed = element("p", writer.sum(exploration.general.closed_form), class_="result formula")
    ratios = exploration.derivation.ratios
    if not ratios:
        return closed
    known = [
        joined(writer.formula(v.symbol), EQUALS, writer.value(v.symbol, v.number)) for v in ratios
    ]
    return joined(
        closed,
        element("p", "With ", Html(" and ".join(known)), ":"),
        with_ratios(writer),
    )


def with_ratios(writer: Writer) -> Html:
    """The closed form with the ratios put in, its coefficients following their values."""
    written = (_with_ratio(term, place, writer) for place, term in enumerate(in_order(writer)))
    return element("p", terms(written), class_="result formula")


def in_order(writer: Writer) -> list[Term]:
    """The terms of the closed form as people write them."""
    by_expression = {term.whole.expression: term for term in writer.exploration.terms}
    return [by_expression[t] for t in ordered_terms(writer.exploration.general.closed_form)]


def _with_ratio(term: Term, place: int, writer: Writer) -> str:
    name = f"cofactor-{place}"
    writer.expressions[name] = term.cofactor.expression
    number = term.cofactor.number
    is_one = abs(Add(number)) == 1 and term.monomial != 1
    sign = "−" if number < 0 else "+" if place else ""
    coefficient = "" if is_one else plain(abs(Add(number)), in_brackets=term.monomial != 1)
    monomial = "" if term.monomial == 1 else writer.math.inner(term.monomial)
    form = 'form="infix"' if place else 'form="prefix" lspace="0" rspace="0"'
    dot = writer.math.times_sign(term.monomial)
    is_factor = f' data-factor="{dot}"' if monomial else ""
    return (
        f'<math><mo {form} data-sign="{name}">{sign}</mo>'
        f'<mn data-coefficient="{name}"{is_factor}>{coefficient}{dot if coefficient else ""}</mn>'
        f"{monomial}</math>"
    )


def _numbers(writer: Writer) -> Html:
    exploration = writer.exploration
    put_in = writer.with_put_in(exploration.model.numbers())
    rows: Iterable[Html] = (
        element(
            "tr",
            element("td", writer.sum(term.whole.expression), data_label="term"),
            element("td", Html(put_in.write(term.whole.expression)), data_label="numbers"),
            element(
                "td",
                writer.shown(f"term-{place}", term.whole),
                class_="right",
                data_label=writer.noun,
            ),
        )
        for place, term in enumerate(in_order(writer))
    )
    closed, known = exploration.general.closed_form, exploration.derivation.total
    total = element(
        "tr",
        element("th", "total", scope="row", colspan="2"),
        element(
            "td", writer.figure("total", closed, known), class_="right", data_label=writer.noun
        ),
    )
    head = ("term", "with the numbers put in", writer.noun)
    bodies = [element("tbody", *rows), element("tfoot", total)]
    return table(head, bodies, "Numbers", right={2})
