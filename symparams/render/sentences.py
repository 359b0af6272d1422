"""The sentences around formulas: for LaTeX with dollar signs, for text by the writer given."""

from collections.abc import Callable, Iterable

from sympy import Expr, Integer, Symbol, fraction

from symparams import symbols
from symparams.algebra.model import Model
from symparams.algebra.provenance import Value
from symparams.algebra.relations import Condition, Divides, Relation
from symparams.operations.proving.proof import Precondition, Proof, Verdict
from symparams.operations.scaling import Scaling
from symparams.operations.solving.inverse import TOTAL, Inverse, coefficient_symbol
from symparams.operations.solving.solving import Solution
from symparams.render.latex.lines import words
from symparams.render.notation import Notation
from symparams.render.numbers import percent
from symparams.render.printers.latex_math import LatexMath

Writer = Callable[[Expr], str]

MOST_NAMED = 3
SUBSCRIPTS = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
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


def slower(result: Scaling, write: Callable[[Expr], str]) -> list[str]:
    """What lies between the shares here and those in the limit; nothing where nothing does."""
    if not result.slower_here:
        return []
    parts = sorted(result.slower, key=lambda share: -(share.here or 0))
    named = ", ".join(f"{s.component} {percent(s.here or 0)}" for s in parts[:MOST_NAMED])
    more = ", …" if len(parts) > MOST_NAMED else ""
    return [
        f"Components that grow more slowly still hold {percent(result.slower_here)} here "
        f"({named}{more}); their shares vanish as {write(result.hidden)} → ∞."
    ]


def with_coefficients(notation: Notation, inverse: Inverse) -> Notation:
    """``notation`` with names for the coefficients of an equation: ``c₂``, ``c₁``, ``c₀``."""
    named = {
        coefficient_symbol(power).name: (f"c{str(power).translate(SUBSCRIPTS)}", f"c_{{{power}}}")
        for power, _ in inverse.coefficients
    }
    return Notation({**notation.names, **named})


def named_coefficients(inverse: Inverse) -> list[tuple[Symbol, int, Expr]]:
    """Each coefficient's name, the power that it belongs to, and what it stands for."""
    return [(coefficient_symbol(power), power, c) for power, c in inverse.coefficients]


def without_equation(inverse: Inverse, write: Writer) -> str:
    """Why the count cannot be read for the symbol."""
    name = write(inverse.symbol)
    if inverse.rounding is not None:
        return f"{name} stands inside {write(inverse.rounding)}, and no equation decides"
    return f"the count does not depend on {name}"


def uniqueness(result: Solution, write: Writer) -> str:
    """Why the positive solution is the only one."""
    if not result.is_unique:
        return "the signs of the coefficients leave open how many positive solutions there are"
    given = "" if result.inverse.is_unique else "at these values "
    least = result.inverse.least
    is_bounded = not given and least is not None and least != 0
    bound = f" for every {write(TOTAL)} above {write(least)}" if is_bounded else ""
    return (
        f"{given}the coefficients change sign once: by Descartes' rule of signs there is exactly "
        f"one positive solution{bound}"
    )


def without_radicals(inverse: Inverse, write: Writer) -> str:
    """Why no formula is printed: the degree, or an open sign."""
    return (
        f"no formula in radicals for degree {inverse.degree} in {write(inverse.symbol)}: "
        "the root is found exactly once the values are known"
    )


def out_of_reach(result: Solution, write: Writer) -> str:
    """Why no value of the symbol gives the total, with what can be reached."""
    name = write(result.symbol)
    if result.constant is not None:
        return f"the count is {write(Integer(result.constant))} for every {name}"
    if not result.inverse.is_solvable:
        return without_equation(result.inverse, write)
    said = f"no positive {name} gives {write(Integer(result.total or 0))}"
    if result.reachable is None or result.total is None:
        return said
    lowest, highest = result.reachable
    if result.total <= lowest:
        return f"{said}: the count is above {write(lowest)} for every {name}"
    return f"{said}: the count is below {write(highest)} for every {name}"


def running(result: Solution, write: Writer) -> str:
    """Which models are left out because they could be built but not run; empty if none are."""
    heads = " and ".join(write(fraction(w.expression)[0]) for w in result.running)
    return f"only with an even {heads}: rotary positions turn the halves of a head" if heads else ""


def unchecked(result: Solution) -> str:
    """Which roots are left out because the formula was not checked there; empty if none are."""
    conditions = " and ".join(map(str, result.confined))
    return f"the formula holds only where {conditions}; beyond, trace again" if conditions else ""


def nothing_to_build(result: Solution, write: Writer) -> str:
    """Why no design is listed although there is a root."""
    return (
        f"no {write(result.symbol)} near it keeps every size whole and every constraint; "
        "free one of the values, or ask for other multiples"
    )
