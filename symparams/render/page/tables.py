"""Where the parameters are, what is counted, and where the values come from, as tables."""

from collections.abc import Collection, Iterable

from symparams import symbols
from symparams.operations.counting import Row
from symparams.render.page.figures import Writer
from symparams.render.page.markup import Html, element, joined, path


def table(
    head: tuple[str, ...], bodies: Iterable[Html], label: str, right: Collection[int] = ()
) -> Html:
    """A table in a box of its own, which scrolls where it is too wide; ``right`` has numbers."""
    cells = (
        element("th", name, scope="col", class_="right" if place in right else "start")
        if name
        else element("td")
        for place, name in enumerate(head)
    )
    header = element("thead", element("tr", *cells))
    return element(
        "div", element("table", header, *bodies), class_="wide", role="group", aria_label=label
    )


def holder_of(name: str, subjects: Iterable[str]) -> str:
    """The component in the derivation that a row of a count belongs to."""
    return name if name in subjects else name.rpartition(".")[0]


def components_table(writer: Writer) -> Html:
    """The components with their formulas, copies, counts and shares."""
    exploration = writer.exploration
    subjects = {step.subject for step in exploration.derivation.steps}
    known, general = exploration.derivation.count.rows, exploration.general.count.rows
    rows = [
        _component(place, row, formula, holder_of(row.name, subjects), writer)
        for place, (row, formula) in enumerate(zip(known, general, strict=True))
    ]
    return table(
        ("component", "formula", "copies", writer.noun, "share"),
        [element("tbody", *rows)],
        "Components",
        right={2, 3, 4},
    )


def _component(place: int, row: Row, general: Row, holder: str, writer: Writer) -> Html:
    name = f"row-{place}"
    tied = row.tied_to
    total = writer.exploration.derivation.total
    formula = f"tied to {tied}" if tied else writer.sum(general.formula)
    copies = writer.figure(f"copies-{place}", general.times, row.times)
    count = writer.figure(name, general.count, row.count)
    return element(
        "tr",
        element("th", path(row.name or "model"), scope="row", class_="name"),
        element("td", formula, data_label="formula"),
        element("td", copies, class_="right", data_label="copies"),
        element("td", count, class_="right", data_label=writer.noun),
        element("td", writer.share(name, row.share(total)), class_="right", data_label="share"),
        data_row=str(place),
        data_holder=holder or "model",
    )


def counts_table(writer: Writer) -> Html:
    """The four conventions, each with what it includes."""
    known, general = writer.exploration.derivation.count, writer.exploration.general.count
    lines = (
        ("total", "total", "every unique trainable tensor, once"),
        ("non-embedding", "non_embedding",
         "without token and position embeddings, and without an untied output head"),
        ("active", "active", "what one token uses"),
        ("active, without input embedding", "active_without_embedding", ""),
        ("estimate", "estimate", "matrices of attention and feed-forward, token embedding"),
    )  # fmt: skip
    rows = (
        element(
            "tr",
            element("th", name, scope="row"),
            element(
                "td",
                writer.figure(key, getattr(general, key), getattr(known, key)),
                class_="right",
                data_label=writer.noun,
            ),
            element("td", includes, class_="remark", data_label="what it includes"),
        )
        for name, key, includes in lines
    )
    head = ("count", writer.noun, "what it includes")
    return table(head, [element("tbody", *rows)], "Counts", right={1})


def estimate_table(writer: Writer) -> Html:
    """The rule of thumb, the exact count, and what lies between them."""
    exploration = writer.exploration
    known, general = exploration.derivation, exploration.general
    share = known.difference_share
    lines = (
        ("estimate", general.estimate, known.count.estimate, Html("")),
        ("total", general.closed_form, known.total, Html("")),
        ("difference", general.difference, known.difference_count or 0,
         Html("") if share is None else writer.share("difference", share)),
    )  # fmt: skip
    rows = (
        element(
            "tr",
            element("th", "exact" if name == "total" else name, scope="row"),
            element("td", writer.sum(formula), data_label="formula"),
            element("td", writer.figure(name, formula, amount), class_="right",
                    data_label=writer.noun),
            element("td", share, class_="right", data_label="share"),
        )
        for name, formula, amount, share in lines
    )  # fmt: skip
    head = ("", "formula", writer.noun, "share")
    return table(head, [element("tbody", *rows)], "Estimate and exact", right={2, 3})


def values_table(writer: Writer) -> Html:
    """Every value with its origin, and the settings that are no sizes."""
    model = writer.exploration.model
    rows = [
        element(
            "tr",
            element("td", writer.formula(v.symbol), data_label="symbol"),
            element("th", symbols.meaning(v.symbol) or v.symbol.name, scope="row"),
            element("td", writer.value(v.symbol, v.number), class_="right", data_label="value"),
            element("td", v.origin, class_="remark", data_label="origin",
                    data_origin=str(writer.places[v.symbol])),
        )
        for v in model.values
    ]  # fmt: skip
    rows += [
        element(
            "tr",
            element("td"),
            element("th", setting.name, scope="row", class_="name"),
            element("td", setting.value, class_="right", data_label="value"),
            element("td", setting.origin, class_="remark", data_label="origin"),
        )
        for setting in model.settings
    ]
    head = ("symbol", "meaning", "value", "where it comes from")
    return joined(
        _about_examples(writer),
        table(head, [element("tbody", *rows)], "Values", {2}),
        _remarks(writer),
    )


def _about_examples(writer: Writer) -> Html:
    if not writer.exploration.examples:
        return Html("")
    return element(
        "p",
        "This model leaves some sizes open; the page starts from examples, marked as such.",
        class_="remark",
    )


def _remarks(writer: Writer) -> Html:
    model = writer.exploration.model
    ignored = [f"Ignored keys: {', '.join(model.ignored)}."] if model.ignored else []
    remarks = writer.exploration.derivation.count.remarks
    said = (*model.changed_with_values, *remarks, *ignored)
    return joined(*(element("p", text, class_="remark") for text in said))
