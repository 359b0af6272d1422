"""How values show themselves in a notebook: mathematics for Jupyter, through display methods."""

from html import escape

from symparams.render.formats import RENDERERS, rendered
from symparams.render.notation import Notation
from symparams.render.text.blocks import Block, Heading, Table, TextLine


def latex(value: object) -> str:
    """A model's general closed form, or what an operation gives, as display mathematics."""
    offered = RENDERERS[type(value).__name__]
    return str(rendered(value, "formulas" if "formulas" in offered else "latex", Notation()))


def html(value: object) -> str:
    """The same as a page of headings and tables, for front ends without mathematics."""
    return "\n".join(map(_html, rendered(value, "text", Notation())))


def _html(block: Block) -> str:
    match block:
        case Heading(text, level):
            return f"<h{level + 2}>{escape(text)}</h{level + 2}>"
        case TextLine(text):
            return f"<p>{escape(text)}</p>"
        case Table():
            rows = [_row("th", block.header)] if any(block.header) else []
            rows += [_row("td", row) for row in block.rows]
            return f"<table>{''.join(rows)}</table>"


def _row(tag: str, cells: tuple[str, ...]) -> str:
    return f"<tr>{''.join(f'<{tag}>{escape(cell)}</{tag}>' for cell in cells)}</tr>"
