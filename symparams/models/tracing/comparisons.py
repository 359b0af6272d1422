"""Comparisons side by side: the same question, the opposite answer, the stronger of two bounds.

A condition is one comparison as it came out; nothing here depends on what was traced.
"""

from collections.abc import Sequence

from sympy import expand

from symparams.algebra.relations import Condition


def is_trivial(condition: Condition) -> bool:
    """Whether a condition holds for all positive integers."""
    gap = condition.right - condition.left
    return bool(
        (condition.relation == "<" and gap.is_positive)
        or (condition.relation == "<=" and gap.is_nonnegative)
        or (condition.relation == "!=" and gap.is_nonzero)
    )


def question(condition: Condition) -> frozenset[object]:
    """What was compared, whichever way it came out."""
    gap = expand(condition.left - condition.right)
    return frozenset((gap, expand(-gap), condition.relation in ("==", "!=")))


def negated(condition: Condition) -> Condition:
    """The same comparison, had it come out the other way."""
    left, right = condition.left, condition.right
    match condition.relation:
        case "<":
            return Condition(right, "<=", left)
        case "<=":
            return Condition(right, "<", left)
        case "==":
            return Condition(left, "!=", right)
        case _:
            return Condition(left, "==", right)


def strongest(conditions: Sequence[Condition]) -> list[Condition]:
    """Of several bounds on the same expression, the one that implies the others."""
    return [
        condition
        for condition in conditions
        if not any(other != condition and _implies(other, condition) for other in conditions)
    ]


def _implies(other: Condition, condition: Condition) -> bool:
    if other.relation not in ("<", "<=") or condition.relation not in ("<", "<="):
        return False
    slack = expand((other.left - other.right) - (condition.left - condition.right))
    if not slack.is_Integer:
        return False
    is_weaker_by_one = other.relation == "<=" and condition.relation == "<"
    return bool(slack > 0 or (slack == 0 and not is_weaker_by_one))
