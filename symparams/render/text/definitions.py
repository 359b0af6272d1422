"""A derivation by definitions as a page of text: the parts, the model as their sum, the numbers."""

from symparams.operations.definitions import Definition, Definitions, Entry
from symparams.operations.derivation import Derivation
from symparams.render.letters import is_sum_of_letters, with_letters
from symparams.render.notation import Notation
from symparams.render.numbers import grouped, percent
from symparams.render.printers.text_math import TextMath, folded
from symparams.render.text.blocks import REMARK, RESULT, Block, Heading, Table, TextLine
from symparams.render.text.proof import sentence

FORMULA = 48
"""A formula beside a name is broken where it would be wider than this."""


def defined_blocks(result: Derivation, notation: Notation) -> list[Block]:
    """The steps of a derivation in which each distinct part is derived once."""
    found = result.definitions
    math = TextMath(with_letters(notation, found))
    symbol = result.proof.symbol
    return [
        Heading("1  The parts"),
        Table(
            ("", "", ""), tuple(row for d in found.parts for row in _definition(d, result, math))
        ),
        *_given(result, math),
        Heading("2  The model"),
        TextLine(f"{math.write(found.whole.letter)} = {_sum(found.whole, math)}", RESULT),
        Heading(f"3  Does the count depend on {math.write(symbol)}?"),
        TextLine(_verdict(result, math), RESULT),
        Heading("4  Numbers"),
        *_numbers(result, math),
        *_estimate(result),
    ]


def _definition(
    definition: Definition, result: Derivation, math: TextMath
) -> list[tuple[str, str, str]]:
    letter = math.write(definition.letter)
    if is_sum_of_letters(definition) or len(definition.terms) == 1:
        rows = [(letter, definition.name, folded(_sum(definition, math), FORMULA))]
    else:
        rows = [(letter, definition.name, "")]
        for term in definition.terms:
            formula = math.product(term.times, term.once)
            rows.append(("", f"  {', '.join(term.labels)}", folded(formula, FORMULA)))
    if definition in result.tied:
        rows.append(("", "", folded(f"= {math.write(definition.value)}", FORMULA)))
    return rows


def _sum(definition: Definition, math: TextMath) -> str:
    """The terms as they stand, in the order of the tree."""
    return " + ".join(math.product(term.times, term.once) for term in definition.terms)


def _given(result: Derivation, math: TextMath) -> list[Block]:
    ties = [f"{math.write(r.symbol)} = {math.write(r.expression)}" for r in result.put_in]
    return [TextLine(f"given {' and '.join(ties)}", REMARK)] if ties else []


def _verdict(result: Derivation, math: TextMath) -> str:
    """The sentence about the heads, with the definitions that they are left in."""
    left = result.definitions.left(result.proof.symbol)
    if result.proof.independent is not False or not left:
        return sentence(result.proof, math)
    names = ", ".join(f"{math.write(d.letter)} ({d.name})" for d in left)
    return f"Refuted: {math.write(result.proof.symbol)} is left in {names}."


def _numbers(result: Derivation, math: TextMath) -> list[Block]:
    if not isinstance(result.total, int):
        return [TextLine("none yet: give values, such as -H 768 -L 12 -V 30522", REMARK)]
    found = result.definitions
    rows = [_entry(entry, found, math) for entry in found.entries()]
    total = (math.write(found.whole.letter), "", "", f"{result.total:,}", "")
    header = ("part", "one", "copies", result.model.quantity.name, "share")
    return [Table(header, (*rows, total), right=frozenset({1, 2, 3, 4}), totals=1)]


def _estimate(result: Derivation) -> list[Block]:
    """The rule of thumb beside the exact count, in numbers."""
    amounts = (result.count.estimate, result.total, result.difference_count)
    if not all(isinstance(amount, int) for amount in amounts):
        return []
    share = result.difference_share
    shares = ("", "", "" if share is None else percent(share))
    names = ("estimate", "exact", "difference")
    rows = ((n, f"{a:,}", s) for n, a, s in zip(names, amounts, shares, strict=True))
    return [
        Heading("Estimate and exact"),
        Table(("", "", ""), tuple(rows), right=frozenset({1, 2})),
    ]


def _entry(entry: Entry, found: Definitions, math: TextMath) -> tuple[str, str, str, str, str]:
    letter = entry.term.letter
    name = entry.name if letter is None else f"{math.write(letter)}  {found.by_letter[letter].name}"
    is_one = entry.copies == 1
    return (
        f"{'    ' * entry.depth}{name}",
        "" if is_one and not entry.depth else grouped(entry.once, math),
        "" if is_one else grouped(entry.copies, math),
        "" if entry.depth else grouped(entry.total, math),
        "" if entry.share is None else percent(entry.share),
    )
