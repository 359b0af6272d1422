"""The count and the requirements of a variation, evaluated over chunks of arrays."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sympy import Symbol

from symparams.algebra.display import OneLine
from symparams.algebra.variation import Variation
from symparams.operations.searching.arrays.integer_program import Program, Workspace, program, value

CHUNK = 1 << 15
"""Elements evaluated at a time: the few arrays that a count needs stay in a core's cache."""


@dataclass(frozen=True, slots=True, repr=False)
class Evaluation(OneLine):
    """The count and the requirements of a variation, as a program for chunks of arrays."""

    variation: Variation
    program: Program

    @classmethod
    def of(cls, variation: Variation) -> "Evaluation":
        """The evaluation of ``variation``."""
        differences = [c.left - c.right for c in variation.conditions]
        expressions = [variation.total, *variation.whole, *differences]
        return cls(variation, program(expressions, variation.symbols))

    def run(self, arguments: Mapping[Symbol, Any], workspace: Workspace, counts: Any) -> Any:
        """Write the counts to ``counts``; say which points are feasible, None if every one is."""
        registers = self.program.run(arguments, workspace, len(counts), counts)
        (above, below), *others = (
            (value(top, registers), value(bottom, registers))
            for top, bottom in self.program.quotients
        )
        is_feasible = self._feasible(others)
        if not (isinstance(below, int) and below == 1):
            counts[...] = above // below
        elif above is not counts:
            counts[...] = above
        return is_feasible

    def _feasible(self, quotients: list[tuple[Any, Any]]) -> Any:
        must_be_whole = quotients[: len(self.variation.whole)]
        must_hold = zip(
            quotients[len(self.variation.whole) :], self.variation.conditions, strict=True
        )
        verdicts = [above % below == 0 for above, below in must_be_whole]
        verdicts += [_COMPARED[condition.relation](above) for (above, _), condition in must_hold]
        result = None
        for verdict in verdicts:
            result = verdict if result is None else result & verdict
        return result


_COMPARED: dict[str, Any] = {
    "<": lambda difference: difference < 0,
    "<=": lambda difference: difference <= 0,
    "==": lambda difference: difference == 0,
    "!=": lambda difference: difference != 0,
}
