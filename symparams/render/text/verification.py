"""A comparison of two trees as a page of text: equal, or the components that differ."""

from symparams.algebra.model import Model
from symparams.operations.verification import Mismatch, Verification
from symparams.render.printers.text_math import TextMath
from symparams.render.text.blocks import RESULT, Block, Heading, Table, TextLine

MOST = 12


def verification_page(written: Model, result: Verification) -> list[Block]:
    """The formula written by hand beside the one traced from the code."""
    math = TextMath()
    name = written.title or written.name
    named = ", ".join(f"{math.write(s)} = {n}" for s, n in result.named)
    if result.is_equal:
        return [
            Heading(f"{name}: equal to its source code, as an expression", level=1),
            TextLine(math.write(result.written), RESULT),
            *(
                [TextLine(f"at {named}, which only one of them has as a symbol, or rounds")]
                if named
                else []
            ),
        ]
    return [
        Heading(f"{name}: differs from its source code", level=1),
        Table(
            ("", ""),
            (("by hand", math.write(result.written)), ("traced", math.write(result.traced))),
        ),
        Heading("The first components that differ"),
        Table(
            ("by hand", "", "traced", ""),
            tuple(_row(difference, math) for difference in result.differences[:MOST]),
        ),
    ]


def _row(difference: Mismatch, math: TextMath) -> tuple[str, ...]:
    sides = (difference.written, difference.traced)
    return tuple(
        cell for s in sides for cell in ((s.path, math.write(s.expression)) if s else ("—", ""))
    )
