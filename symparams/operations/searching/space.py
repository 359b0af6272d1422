"""The space of a search: the values of each symbol, and the count over them."""

from dataclasses import dataclass

from symparams.algebra.display import OneLine
from symparams.algebra.variation import Variation
from symparams.operations.searching.arrays.evaluation import Evaluation
from symparams.operations.searching.arrays.integer_program import Interval
from symparams.operations.searching.bisection import Bisection, bisected
from symparams.operations.searching.grid import Axis


@dataclass(frozen=True, slots=True, repr=False)
class Space(OneLine):
    """Axes, and the count over them: evaluated, bounded and, where it can be, inverted.

    ``outer`` are the axes whose combinations are gone through, ``inner`` the one that is
    inverted (or the longest), ``idle`` those that the count does not contain.
    """

    axes: tuple[Axis, ...]
    evaluation: Evaluation
    bisection: Bisection | None
    bounds: Interval
    outer: tuple[int, ...]
    inner: int
    idle: tuple[int, ...]

    @classmethod
    def of(cls, variation: Variation, axes: tuple[Axis, ...]) -> "Space":
        """The space of ``axes``; BadValueError if a count in it could leave 64 bits."""
        ratios = {a.symbol: a.denominator for a in axes if a.above != a.symbol}
        evaluation = Evaluation.of(variation.over_integers(ratios))
        ranges = {a.above: (a.numerators[0], a.numerators[-1]) for a in axes}
        evaluation.program.check(ranges)
        bounds = evaluation.program.bound(0, ranges)
        total = evaluation.variation.total
        found = bisected(total, axes, max(map(abs, bounds)))
        inner = axes.index(found.axis if found else max(axes, key=len))
        idle = [i for i, a in enumerate(axes) if found and a.above not in total.free_symbols]
        outer = [i for i in range(len(axes)) if i != inner and i not in idle]
        return cls(axes, evaluation, found, bounds, tuple(outer), inner, tuple(idle))
