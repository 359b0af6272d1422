"""What is said about a solved count, in text and in LaTeX alike; ``write`` writes a formula."""

from collections.abc import Callable

from sympy import Expr, Integer, Symbol, fraction

from symparams.inverse import TOTAL, Inverse, coefficient_symbol
from symparams.render.notation import Notation
from symparams.solving import Solution

Writer = Callable[[Expr], str]

SUBSCRIPTS = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")


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


def nothing_to_build(result: Solution, write: Writer) -> str:
    """Why no design is listed although there is a root."""
    return (
        f"no {write(result.symbol)} near it keeps every size whole and every constraint; "
        "free one of the values, or ask for other multiples"
    )
