"""What the page's script reads: symbols, requirements and expressions, as JSON in an element."""

import json
from typing import Any

from sympy import S, Symbol

from symparams import symbols
from symparams.algebra.relations import Divides, Whole
from symparams.algebra.requirements import Requirement
from symparams.render.latex.derivation import derivation_rows
from symparams.render.latex.lines import aligned
from symparams.render.markdown import derivation_story, parts_table
from symparams.render.page.expression_data import expression_data
from symparams.render.page.figures import Writer
from symparams.render.page.markup import Html
from symparams.render.page.pictures import matrices_data
from symparams.render.page.tables import holder_of
from symparams.render.printers.text_math import TextMath

ESCAPES = str.maketrans({"<": r"\u003c", ">": r"\u003e", "&": r"\u0026"})
"""No ``</script>`` and no ``<!--`` may stand inside a script element."""


def page_data(writer: Writer) -> Html:
    """The data as JSON that an element can hold."""
    text = json.dumps(_data(writer), separators=(",", ":"))
    return Html(text.translate(ESCAPES))


def _data(writer: Writer) -> dict[str, Any]:
    exploration, places = writer.exploration, writer.places
    subjects = {step.subject for step in exploration.derivation.steps}
    rows = exploration.derivation.count.rows
    return {
        "noun": writer.noun,
        "symbols": [_symbol(symbol, writer) for symbol in places],
        "demands": [_demand(requirement, writer) for requirement in exploration.demands],
        "figures": {
            name: expression_data(expression, places)
            for name, expression in writer.expressions.items()
        },
        "rows": [
            {"name": row.name or "model", "holder": holder_of(row.name, subjects) or "model"}
            for row in rows
        ],
        "matrices": matrices_data(writer),
        "copies": _copies(writer),
    }  # fmt: skip


def _demand(requirement: Requirement, writer: Writer) -> dict[str, Any]:
    demand, places = requirement.demand, writer.places
    if isinstance(demand, Whole):
        left, relation, right = demand.expression, "whole", S.Zero
    else:
        left, relation, right = demand.left, demand.relation, demand.right
    return {
        "text": _text(requirement, writer),
        "left": expression_data(left, places),
        "relation": relation,
        "right": expression_data(right, places),
        "divides": _pair(requirement.divides, places),
    }


def _text(requirement: Requirement, writer: Writer) -> str:
    """What is required; in a notation of the reader's own, by its formula."""
    if not writer.notation.names:
        return requirement.text
    write = TextMath(writer.notation).write
    demand, divides = requirement.demand, requirement.divides
    if divides is not None:
        return f"{write(divides.divisor)} must divide {write(divides.dividend)}"
    if isinstance(demand, Whole):
        return f"{write(demand.expression)} must be a whole number"
    return f"{write(demand.left)} {demand.relation} {write(demand.right)} must hold"


def _pair(divides: Divides | None, places: dict[Symbol, int]) -> list[int] | None:
    if divides is None or not {divides.divisor, divides.dividend} <= places.keys():
        return None
    return [places[divides.divisor], places[divides.dividend]]


def _symbol(symbol: Symbol, writer: Writer) -> dict[str, Any]:
    return {
        "name": symbol.name,
        "text": writer.notation.text(symbol),
        "latex": writer.notation.latex(symbol),
        "isRatio": symbols.is_ratio(symbol),
        "isWhole": bool(symbol.is_integer),
        "value": str(writer.exploration.model.numbers()[symbol]),
    }


def _copies(writer: Writer) -> dict[str, dict[str, str]]:
    """What the copy buttons give at the page's own values, and what they begin with at others."""
    notation = writer.notation
    known, general = writer.exploration.derivation, writer.exploration.general
    rows, general_rows = derivation_rows(known, notation), derivation_rows(general, notation)
    story = derivation_story(known, rows, notation)
    table = parts_table(known.count, notation)
    return {
        "latex": {"known": aligned(rows), "general": aligned(general_rows)},
        "markdown": {
            "known": f"{story}\n\n{table}\n",
            "general": derivation_story(general, general_rows, notation),
        },
    }
