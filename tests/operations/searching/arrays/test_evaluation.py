"""The count and what must hold, over arrays: at each point what SymPy's numbers say."""

from itertools import product

import numpy
import pytest
from sympy import Expr, Integer, floor

from symparams import Component, Model, Weight, load
from symparams.algebra.relations import Condition
from symparams.algebra.variation import vary
from symparams.operations.searching.arrays.evaluation import Evaluation
from symparams.operations.searching.arrays.integer_program import Workspace
from symparams.symbols import H, L, V, heads

CONDITIONS = (
    (),
    (Condition(H, "<", 2 * L),),
    (Condition(H + 1, "<=", L * heads), Condition(H, "!=", Integer(4))),
    (Condition(H - L, "==", Integer(2)),),
)
SHAPES: tuple[tuple[Expr, ...], ...] = (
    (H, L, heads),
    (H / heads, L * heads),
    (H * floor(H / heads) + L, heads),
)


@pytest.mark.parametrize("conditions", CONDITIONS, ids=str)
@pytest.mark.parametrize("shape", SHAPES, ids=str)
def test_counts_and_which_points_are_feasible(
    shape: tuple[Expr, ...], conditions: tuple[Condition, ...]
) -> None:
    names = (H, L, heads)
    tree = Component("own", (Weight("w", shape),))
    varied = vary(Model("own", tree, (), conditions=conditions), names, {})
    evaluation = Evaluation.of(varied)
    points = [*product(range(1, 9), range(1, 5), range(1, 4))]
    arrays = {s: numpy.array([p[n] for p in points]) for n, s in enumerate(names)}
    counts = numpy.zeros(len(points), dtype=numpy.int64)
    workspace = Workspace(evaluation.program, len(points))
    feasible = evaluation.run(arrays, workspace, counts)
    verdicts = [True] * len(points) if feasible is None else feasible.tolist()
    for point, number, is_feasible in zip(points, counts.tolist(), verdicts, strict=True):
        at = {s: Integer(n) for s, n in zip(names, point, strict=True)}
        sizes = [size.xreplace(at) for size in shape]
        holds = all(size.is_Integer for size in sizes) and all(c.holds(at) for c in conditions)
        assert is_feasible is holds, point
        if holds:
            assert number == int(sizes[0] * (sizes[1] if len(sizes) > 1 else 1)
                                 * (sizes[2] if len(sizes) > 2 else 1))  # fmt: skip


def test_where_every_point_is_feasible_nothing_is_said() -> None:
    varied = vary(load("bert-base"), [L, V], {})
    evaluation = Evaluation.of(varied)
    counts = numpy.zeros(3, dtype=numpy.int64)
    arrays = {L: numpy.array([1, 2, 12]), V: numpy.array([9, 9, 30_522])}
    assert evaluation.run(arrays, Workspace(evaluation.program, 3), counts) is None
    block = 12 * 768**2 + 13 * 768
    assert int(counts[1] - counts[0]) == block
    assert int(counts[2] - counts[1]) == 10 * block + (30_522 - 9) * 768


def test_a_chunk_leaves_nothing_behind_for_the_next() -> None:
    evaluation = Evaluation.of(
        vary(Model("own", Component("c", (Weight("w", (H, H + L)),)), ()), [H, L], {})
    )
    workspace = Workspace(evaluation.program, 4)
    for start in (1, 100, 7):
        hidden, layers = numpy.arange(start, start + 4), numpy.arange(start + 1, start + 5)
        counts = numpy.zeros(4, dtype=numpy.int64)
        evaluation.run({H: hidden, L: layers}, workspace, counts)
        assert counts.tolist() == [h * (h + n) for h, n in zip(hidden, layers, strict=True)]
