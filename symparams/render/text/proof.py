"""A proof as a page of text: the claim, what it rests on, what cancels, the verdict, a witness."""

from symparams.algebra.relations import Condition, Divides
from symparams.operations.proving.proof import Precondition, Proof, Verdict, words
from symparams.operations.proving.witness import Witness
from symparams.render.notation import Notation
from symparams.render.printers.text_math import TextMath
from symparams.render.text.blocks import RESULT, Block, Heading, Table, TextLine

SIGNS = {"<": "<", "<=": "≤", "==": "=", "!=": "≠"}
"""How text writes what a condition compares with."""

OPENING = {Verdict.PROVED: "Proved", Verdict.REFUTED: "Refuted", Verdict.UNDECIDED: "Undecided"}


def proof_page(proof: Proof, notation: Notation) -> list[Block]:
    """The claim, its preconditions, each component's own cancellation, and the verdict."""
    math = TextMath(notation)
    name = proof.model.title or proof.model.name
    symbol = math.write(proof.symbol)
    given = conditions(proof, math)
    return [
        Heading(f"{name}: the {proof.model.quantity.count} does not depend on {symbol}", level=1),
        TextLine(f"over positive sizes{', given ' + given if given else ''}"),
        *_cancellations(proof, math),
        Heading("In all"),
        TextLine(math.write(proof.before)),
        TextLine(f"= {math.write(proof.after)}"),
        Heading(sentence(proof, math), level=1),
        *_witness(proof, math),
    ]


def sentence(proof: Proof, math: TextMath) -> str:
    """The verdict in one sentence."""
    symbol = math.write(proof.symbol)
    opening = OPENING[proof.verdict]
    given = conditions(proof, math)
    if proof.is_vacuous:
        return f"{opening}, but vacuous: {proof.reason}."
    if proof.verdict is Verdict.PROVED and proof.reason:
        return f"{opening}: {proof.reason}."
    if proof.verdict is Verdict.PROVED:
        return f"{opening}: {symbol} cancels" + (f", given {given}." if given else ".")
    if proof.verdict is Verdict.UNDECIDED:
        return f"{opening}: {proof.reason}."
    return f"{opening}: {symbol} is left in {', '.join(proof.culprits)}."


def conditions(proof: Proof, math: TextMath) -> str:
    """What the verdict rests on, in the notation of ``math``."""
    given = (_stated(precondition, math) for precondition in proof.given)
    held = (f"{math.write(symbol)} held fixed" for symbol in proof.held)
    return " and ".join((*given, *held))


def _stated(given: Precondition, math: TextMath) -> str:
    if isinstance(given, Condition):
        return f"{math.write(given.left)} {SIGNS[given.relation]} {math.write(given.right)}"
    return words(given, math.write)


def divides_text(divides: Divides, math: TextMath) -> str:
    """``heads divides H`` in the notation of ``math``."""
    return f"{math.write(divides.divisor)} divides {math.write(divides.dividend)}"


def _cancellations(proof: Proof, math: TextMath) -> list[Block]:
    if not proof.cancellations:
        return []
    rows = tuple(
        (
            c.path,
            math.write(c.before),
            f"= {math.write(c.after)}",
            f"{math.write(proof.symbol)} is left" if c.path in proof.culprits else "",
        )
        for c in proof.cancellations
    )
    return [Heading("Each component's own cancellation"), Table(("", "", "", ""), rows)]


def _witness(proof: Proof, math: TextMath) -> list[Block]:
    if proof.witness is None:
        return []
    first, second = proof.witness
    return [
        TextLine("Witness: two models that differ in this symbol alone."),
        Table(
            (*(math.write(symbol) for symbol, _ in first.values), proof.model.quantity.name),
            (_numbers(first), _numbers(second)),
            right=frozenset(range(len(first.values) + 1)),
        ),
        TextLine(f"The counts differ by {abs(first.count - second.count):,}.", RESULT),
    ]


def _numbers(witness: Witness) -> tuple[str, ...]:
    return (*(str(number) for _, number in witness.values), f"{witness.count:,}")
