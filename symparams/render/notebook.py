"""How values show themselves in a notebook: mathematics for Jupyter, through display methods."""

from html import escape

from symparams.closed_forms import general_form
from symparams.comparison import Comparison
from symparams.counting import Count
from symparams.derivation import Derivation
from symparams.growth import Scaling
from symparams.proof import Proof
from symparams.render.blocks import Block, Heading, Line, Table
from symparams.render.latex_comparison import comparison_rows
from symparams.render.latex_derivation import derivation_latex
from symparams.render.latex_lines import COUNT, aligned
from symparams.render.latex_math import LatexMath
from symparams.render.latex_proof import proof_latex
from symparams.render.latex_scaling import scaling_latex
from symparams.render.latex_solution import solution_latex
from symparams.render.notation import Notation
from symparams.render.text_comparison import comparison_page
from symparams.render.text_count import count_page
from symparams.render.text_derivation import derivation_page
from symparams.render.text_math import TextMath
from symparams.render.text_proof import proof_page
from symparams.render.text_scaling import scaling_page
from symparams.render.text_solution import solution_page
from symparams.solving import Solution
from symparams.tree import Model


def latex(value: object) -> str:
    """A model's general closed form, or what an operation gives, as display mathematics."""
    notation = Notation()
    match value:
        case Model():
            return rf"$\displaystyle {COUNT} = {LatexMath().write(general_form(value))}$"
        case Derivation():
            return derivation_latex(value, notation)
        case Proof():
            return proof_latex(value, notation)
        case Solution():
            return solution_latex(value, notation)
        case Scaling():
            return scaling_latex(value, notation)
        case Count():
            return rf"$\displaystyle {COUNT} = {LatexMath().write(value.closed_form)}$"
        case Comparison():
            return aligned(comparison_rows(value, notation))
    raise TypeError(f"no mathematics for {type(value).__name__}")


def html(value: object) -> str:
    """The same as a page of headings and tables, for front ends without mathematics."""
    notation = Notation()
    match value:
        case Model():
            name = value.title or value.name
            page: list[Block] = [
                Heading(name, level=1),
                Line(TextMath().write(general_form(value))),
            ]
        case Derivation():
            page = derivation_page(value, notation)
        case Proof():
            page = proof_page(value, notation)
        case Solution():
            page = solution_page(value, notation)
        case Scaling():
            page = scaling_page(value, notation)
        case Count():
            page = count_page(value, notation)
        case Comparison():
            page = comparison_page(value, notation)
        case _:
            raise TypeError(f"no page for {type(value).__name__}")
    return "\n".join(_html(block) for block in page)


def _html(block: Block) -> str:
    match block:
        case Heading(text, level):
            return f"<h{level + 2}>{escape(text)}</h{level + 2}>"
        case Line(text):
            return f"<p>{escape(text)}</p>"
        case Table():
            rows = [_row("th", block.header)] if any(block.header) else []
            rows += [_row("td", row) for row in block.rows]
            return f"<table>{''.join(rows)}</table>"


def _row(tag: str, cells: tuple[str, ...]) -> str:
    return f"<tr>{''.join(f'<{tag}>{escape(cell)}</{tag}>' for cell in cells)}</tr>"
