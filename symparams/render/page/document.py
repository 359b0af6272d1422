"""The page as one file: its parts in a template, its style and script named by their hashes."""

from base64 import b64encode
from collections.abc import Iterable
from hashlib import sha256
from html import escape
from importlib.resources import files
from string import Template

from symparams.operations.exploration import Exploration
from symparams.render.notation import Notation
from symparams.render.numbers import in_words
from symparams.render.page.controls import controls, following
from symparams.render.page.data import page_data
from symparams.render.page.figures import Writer
from symparams.render.page.markup import Html, element
from symparams.render.page.pictures import heads_picture, heads_title
from symparams.render.page.steps import derivation_steps, with_ratios
from symparams.render.page.tables import (
    components_table,
    counts_table,
    estimate_table,
    values_table,
)
from symparams.render.page.verdict import proof_section

ASSETS = files("symparams.render.page").joinpath("assets")
SCRIPTS = ("numbers", "expressions", "state", "figures", "sliders", "treemap", "heads",
           "address", "copies", "start")  # fmt: skip
"""The parts of the page's one script, in order: each uses what stands before it."""

MOST_TERMS = 8


def page_html(exploration: Exploration, notation: Notation) -> str:
    """A standalone page: no network, no external script, style or font.

    Its content security policy allows the one style and the one script that are in it, by hash.
    """
    places = {symbol: place for place, symbol in enumerate(exploration.free)}
    writer = Writer(exploration, notation, places)
    style, script = asset("page.css"), page_script()
    parts = {
        "policy": _policy(style, script),
        "style": style,
        "script": script,
        "name": escape(exploration.model.name),
        "title": escape(exploration.model.title or exploration.model.name),
        "closed_form": _short_form(writer),
        "total": writer.figure(
            "total", exploration.general.closed_form, exploration.derivation.total
        ),
        "noun": escape(writer.noun),
        "words": _words(exploration),
        "controls": controls(writer),
        "following": following(writer),
        "components": components_table(writer),
        "heads_title": heads_title(writer),
        "heads": heads_picture(writer),
        "steps": derivation_steps(writer),
        "estimate": estimate_table(writer),
        "counts": counts_table(writer),
        "proof": proof_section(writer),
        "values": values_table(writer),
        "source": _source(exploration),
    }
    parts["data"] = page_data(writer)
    return Template(asset("page.html")).substitute(parts)


def asset(name: str) -> str:
    """A file that the page is made of."""
    return ASSETS.joinpath(name).read_text(encoding="utf-8")


def page_script(names: Iterable[str] = SCRIPTS) -> str:
    """The script of the page: its parts in one scope, which nothing else shares."""
    parts = "\n".join(asset(f"{name}.js") for name in names)
    return f'"use strict";\n(() => {{\n{parts}}})();\n'


def _policy(style: str, script: str) -> str:
    return (
        f"default-src 'none'; style-src {_hash(style)}; script-src {_hash(script)}; "
        "img-src data:; base-uri 'none'; form-action 'none'"
    )


def _hash(text: str) -> str:
    return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"


def _short_form(writer: Writer) -> Html:
    """The closed form beside the total, where it is short enough to stand there."""
    is_short = len(writer.exploration.terms) <= MOST_TERMS
    return element("div", with_ratios(writer), class_="form") if is_short else Html("")


def _words(exploration: Exploration) -> str:
    total = exploration.derivation.total
    return in_words(total) if isinstance(total, int) else ""


def _source(exploration: Exploration) -> Html:
    published = exploration.model.published
    if published is None:
        return Html("")
    return element("p", f"Published as {published.count} parameters: {published.source}.")
