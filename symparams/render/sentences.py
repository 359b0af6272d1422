"""The sentences around formulas, with inline LaTeX between dollar signs."""

from collections.abc import Iterable

from sympy import Symbol

from symparams import symbols
from symparams.proof import Precondition, Proof, Verdict
from symparams.relations import Condition, Divides, Relation
from symparams.render.latex_lines import words
from symparams.render.latex_math import LatexMath
from symparams.tree import Model, Value

SIGNS = {"<": "<", "<=": r"\le", "==": "=", "!=": r"\ne"}
"""How LaTeX writes what a condition compares with."""


def inline(latex: str) -> str:
    """A formula within a sentence."""
    return f"${latex}$"


def legend(model: Model, math: LatexMath) -> str:
    """What the symbols of the tree stand for."""
    return meanings(symbols.in_order(*model.raw_symbols()), math)


def meanings(used: Iterable[Symbol], math: LatexMath) -> str:
    """What the symbols ``used`` stand for."""
    pairs = ((inline(math.write(s)), words(symbols.meaning(s))) for s in used)
    return "; ".join(f"{name}: {said}" if said else name for name, said in pairs) + "."


def relation(identity: Relation, math: LatexMath) -> str:
    """``head_dim = H/heads`` as LaTeX."""
    return f"{math.write(identity.symbol)} = {math.write(identity.expression)}"


def conditions(proof: Proof, math: LatexMath) -> str:
    """What a proof rests on, joined by "and"; empty if on nothing."""
    given = (precondition(p, math) for p in proof.given)
    held = (f"{inline(math.write(s))} held fixed" for s in proof.held)
    return " and ".join((*given, *held))


def precondition(given: Precondition, math: LatexMath) -> str:
    """A precondition with its formulas between dollar signs."""
    match given:
        case Relation():
            return inline(relation(given, math))
        case Divides(divisor, dividend):
            return f"{inline(math.write(divisor))} divides {inline(math.write(dividend))}"
        case Condition(left, sign, right):
            return inline(f"{math.write(left)} {SIGNS[sign]} {math.write(right)}")
        case Value(symbol, number):
            return inline(f"{math.write(symbol)} = {math.write(number)}") + " only"


def divisions(model: Model, math: LatexMath) -> list[str]:
    """What is stated to divide what."""
    return [precondition(divides, math) for divides in model.divisibility]


def verdict(proof: Proof, math: LatexMath) -> str:
    """What the proof found, in one sentence."""
    symbol, given = inline(math.write(proof.symbol)), conditions(proof, math)
    if proof.is_vacuous:
        return f"The claim is vacuous: {words(proof.reason)}."
    match proof.verdict:
        case Verdict.PROVED if proof.reason:
            return f"The count does not depend on {symbol}: {words(proof.reason)}."
        case Verdict.PROVED:
            return f"The count does not depend on {symbol}" + (
                f", given {given}." if given else "."
            )
        case Verdict.REFUTED:
            culprits = ", ".join(words(path.replace(".", " ")) for path in proof.culprits)
            return f"The count depends on {symbol}, through {culprits}."
        case Verdict.UNDECIDED:
            return f"Whether the count depends on {symbol} is undecided: {words(proof.reason)}."
