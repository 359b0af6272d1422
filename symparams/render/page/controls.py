"""What a reader takes in hand: a field and a slider for each free symbol, and what follows."""

from sympy import Add

from symparams import symbols
from symparams.algebra.provenance import Value
from symparams.render.page.figures import Writer, plain
from symparams.render.page.markup import Html, element, empty_element, joined


def controls(writer: Writer) -> Html:
    """One control for each free symbol, in the project's order."""
    return joined(*(_control(value, writer) for value in writer.exploration.model.values))


def _control(value: Value, writer: Writer) -> Html:
    place = str(writer.places[value.symbol])
    name = writer.notation.text(value.symbol)
    meaning = symbols.meaning(value.symbol)
    example = (
        element("span", "example", class_="tag")
        if value.symbol in writer.exploration.examples
        else Html("")
    )
    label = joined(
        writer.formula(value.symbol), " ", element("span", meaning, class_="meaning"), example
    )
    return element(
        "div",
        element("label", label, for_=f"value-{place}"),
        empty_element(
            "input", type="text", id=f"value-{place}", value=plain(value.number),
            autocomplete="off", spellcheck="false", aria_describedby=f"problem-{place}",
            data_field=place,
        ),
        empty_element(
            "input", type="range", id=f"slider-{place}", min="0", max="0", value="0",
            aria_label=f"{name}, {meaning}" if meaning else name, data_slider=place,
        ),
        element("p", "", class_="problem", id=f"problem-{place}"),
        class_="control",
    )  # fmt: skip


def following(writer: Writer) -> Html:
    """The symbols that relations tie: they follow from the others."""
    rows = []
    for relation, figure in writer.exploration.tied:
        name = f"tied-{relation.symbol}"
        writer.expressions[name] = figure.expression
        number = element("span", plain(Add(figure.number)), class_="number", data_figure=name)
        identity = joined(
            writer.formula(relation.symbol), " = ", writer.formula(relation.expression)
        )
        meaning = symbols.meaning(relation.symbol)
        rows.append(element("div", element("dt", identity), element("dd", number), title=meaning))
    return element("dl", *rows, class_="follows") if rows else Html("")
