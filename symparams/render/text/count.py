"""Counts as pages of text: one model in full, several models as a table, the list of presets."""

from collections.abc import Sequence

from symparams import symbols
from symparams.algebra.closed_forms import Amount, general_form
from symparams.algebra.model import Model
from symparams.operations.catalogue.published import Agreement
from symparams.operations.counting import Count, Row
from symparams.render.notation import Notation
from symparams.render.numbers import grouped, in_words, percent
from symparams.render.printers.text_math import TextMath, folded
from symparams.render.text.blocks import REMARK, RESULT, Block, Heading, Table, TextLine


def model_page(model: Model, notation: Notation) -> list[Block]:
    """A model's name and its general closed form."""
    form = TextMath(notation).write(general_form(model))
    return [Heading(model.title or model.name, level=1), TextLine(form)]


def count_page(result: Count, notation: Notation) -> list[Block]:
    """One model: its components with shares, the four conventions, values and their origins."""
    math = TextMath(notation)
    words = in_words(result.total) if isinstance(result.total, int) else ""
    conventions = (
        ("total", result.total, words),
        ("non-embedding", result.non_embedding, "without token and position embeddings, "
         "and without an untied output head"),
        ("active", result.active, "what one token uses"),
        ("  without input embedding", result.active_without_embedding, ""),
        ("estimate", result.estimate, "matrices of attention and feed-forward, token embedding"),
    )  # fmt: skip
    return [
        *title(result.model, math),
        Heading(f"Where the {result.model.quantity.name} are"),
        rows_table(result, math),
        Heading("Counts"),
        Table(
            ("", "", ""),
            tuple((name, grouped(amount, math), note) for name, amount, note in conventions),
            right=frozenset({1}),
        ),
        Heading("Closed form"),
        TextLine(math.write(result.closed_form)),
        *_origins(result, math),
        *remarks(result.remarks),
    ]


def title(model: Model, math: TextMath) -> list[Block]:
    """The model's name, and what the symbols of its tree stand for."""
    raw = symbols.in_order(*model.raw_symbols())
    meanings = ((math.write(s), symbols.meaning(s)) for s in raw)
    legend = ", ".join(f"{name} {meaning}".strip() for name, meaning in meanings)
    changed = (TextLine(line, RESULT) for line in model.changed_with_values)
    return [Heading(model.title or model.name, level=1), *changed, TextLine(legend, REMARK)]


def rows_table(result: Count, math: TextMath) -> Table:
    """The components with their closed forms, copies, counts and shares."""
    rows = tuple(_row(row, result.total, math) for row in result.rows)
    closed = folded(math.write(result.closed_form))
    total = ("total", closed, "", grouped(result.total, math), "")
    return Table(
        ("component", "formula", "copies", result.model.quantity.name, "share"),
        (*rows, total),
        right=frozenset({2, 3, 4}),
        totals=1,
    )


def _row(row: Row, total: Amount, math: TextMath) -> tuple[str, ...]:
    formula = f"tied to {row.tied_to}" if row.tied_to else folded(math.write(row.formula))
    share = row.share(total)
    in_percent = percent(share) if share.is_Rational else math.write(share)
    return (row.name, formula, grouped(row.times, math), grouped(row.count, math), in_percent)


def _origins(result: Count, math: TextMath) -> list[Block]:
    rows = [
        (math.write(value.symbol), str(value.number), value.origin) for value in result.model.values
    ]
    rows += [(setting.name, setting.value, setting.origin) for setting in result.model.settings]
    rows += [
        (math.write(symbol), "not needed", f"cancels, given {reason}")
        for symbol, reason in result.not_needed
    ]
    rows += [(math.write(symbol), "open", "no value given") for symbol in result.missing]
    blocks: list[Block] = [Heading("Values")]
    if rows:
        blocks.append(Table(("", "", ""), tuple(rows), right=frozenset({1})))
    if result.model.ignored:
        blocks.append(TextLine(f"ignored keys: {', '.join(result.model.ignored)}", REMARK))
    return blocks


def remarks(said: Sequence[str]) -> list[Block]:
    """What a reader should know about the model's source."""
    return [Heading("Note"), *map(TextLine, said)] if said else []


def counts_table(results: list[Count], notation: Notation) -> list[Block]:
    """Several models, a row each."""
    math = TextMath(notation)
    rows = tuple(
        (
            r.model.name,
            grouped(r.total, math),
            grouped(r.non_embedding, math),
            grouped(r.active, math),
            math.write(r.closed_form),
        )
        for r in results
    )
    header = ("model", "total", "non-embedding", "active", "closed form")
    return [Table(header, rows, right=frozenset({1, 2, 3}))]


def models_page(agreements: list[Agreement]) -> list[Block]:
    """Every preset: the derived count beside the published one, and why they differ."""
    rows = tuple(
        (a.model.name, f"{a.derived:,}", a.published.count, "yes" if a.agrees else "no")
        for a in agreements
    )
    differ = tuple((a.model.name, a.why) for a in agreements if a.why)
    names: dict[str, list[str]] = {}
    for a in agreements:
        names.setdefault(a.published.source, []).append(a.model.name)
    return [
        Table(("model", "derived", "published", "rounds to it"), rows, right=frozenset({1, 2})),
        Heading("Where they differ"),
        Table(("", ""), differ),
        Heading("Sources"),
        *(TextLine(f"{', '.join(models)}: {source}") for source, models in names.items()),
    ]
