"""The sentences around formulas, with inline LaTeX between dollar signs."""

from collections.abc import Iterable

from sympy import Symbol

from symparams import symbols
from symparams.proof import Proof, Verdict
from symparams.relations import Relation
from symparams.render.latex_lines import words
from symparams.render.latex_math import LatexMath
from symparams.tree import Model


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
    used = [inline(relation(r, math)) for r in proof.relations]
    used += divisions(proof.model, math)
    used += [f"{inline(math.write(s))} held fixed" for s in proof.held]
    return " and ".join(used)


def divisions(model: Model, math: LatexMath) -> list[str]:
    """What is stated to divide what."""
    return [
        f"{inline(math.write(d.divisor))} divides {inline(math.write(d.dividend))}"
        for d in model.divisibility
    ]


def verdict(proof: Proof, math: LatexMath) -> str:
    """What the proof found, in one sentence."""
    symbol, given = inline(math.write(proof.symbol)), conditions(proof, math)
    if proof.is_vacuous:
        return f"The claim is vacuous: {symbol} never occurs in this model."
    match proof.verdict:
        case Verdict.PROVED:
            return f"The count does not depend on {symbol}" + (
                f", given {given}." if given else "."
            )
        case Verdict.REFUTED:
            culprits = ", ".join(words(path.replace(".", " ")) for path in proof.culprits)
            return f"The count depends on {symbol}, through {culprits}."
        case Verdict.UNDECIDED:
            return f"Whether the count depends on {symbol} is undecided: {words(proof.reason)}."
