"""Totals of a comparison: what a file must hold, and what it holds, added up by hand."""

import pytest

from symparams.operations.checkpoints.headers import Tensor
from symparams.operations.checkpoints.result import (
    FINE,
    CheckpointVerification,
    Surplus,
    TensorRow,
    TensorVerdict,
    written,
)
from symparams.operations.checkpoints.shards import Checkpoint

SHAPES = {"a": (4, 3), "b": (5,), "copy": (4, 3), "mask": (2, 2)}


def result(
    rows: dict[str, TensorVerdict],
    surplus: dict[str, TensorVerdict],
    problems: tuple[str, ...] = (),
) -> CheckpointVerification:
    """A file with two tensors of each row that is held, and one of what is left over."""
    held = [
        n
        for n, v in rows.items()
        if v in (TensorVerdict.EQUAL, TensorVerdict.TIED_COPY)
        for _ in "12"
    ]
    tensors = [Tensor(name, "F32", SHAPES[name]) for name in (*held, *surplus)]
    return CheckpointVerification(
        "own",
        Checkpoint("own", tuple(tensors), 1),
        tuple(TensorRow(name, SHAPES[name], 2, (name,), verdict) for name, verdict in rows.items()),
        tuple(Surplus(name, SHAPES[name], 1, verdict) for name, verdict in surplus.items()),
        problems,
    )


def test_copies_and_buffers_are_in_neither_total() -> None:
    found = result(
        {"a": TensorVerdict.EQUAL, "b": TensorVerdict.EQUAL, "copy": TensorVerdict.TIED_COPY},
        {"mask": TensorVerdict.BUFFER},
    )
    assert found.expected_total == found.found_total == 2 * (4 * 3 + 5)
    assert (found.buffers, found.copied) == (4, 2 * 4 * 3)
    assert found.is_equal


def test_what_is_missing_or_left_over_is_in_one_total() -> None:
    missing = result({"a": TensorVerdict.EQUAL, "b": TensorVerdict.MISSING}, {})
    assert (missing.expected_total, missing.found_total) == (2 * 12 + 2 * 5, 2 * 12)
    extra = result({"a": TensorVerdict.EQUAL}, {"mask": TensorVerdict.EXTRA})
    assert (extra.expected_total, extra.found_total) == (24, 24 + 4)
    assert not missing.is_equal
    assert not extra.is_equal


def test_what_is_computed_need_not_be_there() -> None:
    computed = result(
        {"a": TensorVerdict.EQUAL, "b": TensorVerdict.COMPUTED, "copy": TensorVerdict.TIED}, {}
    )
    assert computed.expected_total == computed.found_total == 24
    assert computed.is_equal


@pytest.mark.parametrize("verdict", [v for v in TensorVerdict if v not in FINE])
def test_equal_totals_alone_are_not_equal(verdict: TensorVerdict) -> None:
    """A weight that is missing and another tensor of as many elements."""
    swapped = result({"a": TensorVerdict.EQUAL}, {})
    assert swapped.is_equal
    other = CheckpointVerification(
        "own", swapped.checkpoint, (TensorRow("a", (4, 3), 2, (), verdict),), (), ()
    )
    assert other.expected_total == other.found_total
    assert not other.is_equal
    assert not result({"a": TensorVerdict.EQUAL}, {}, ("a gap",)).is_equal


def test_unknown_names_with_equal_totals_are_unmatched() -> None:
    tensors = (Tensor("x", "F32", (12,)), Tensor("y", "F32", (12,)))
    found = CheckpointVerification(
        "own",
        Checkpoint("own", tensors, 1),
        (TensorRow("a", (4, 3), 2, (), TensorVerdict.MISSING),),
        (Surplus("x", (12,), 2, TensorVerdict.UNMATCHED),),
        (),
    )
    assert found.is_unmatched
    assert not result({"a": TensorVerdict.EQUAL}, {"mask": TensorVerdict.UNMATCHED}).is_unmatched


def test_a_shape_as_people_write_it() -> None:
    assert [written(shape) for shape in ((), (7,), (768, 3072))] == ["scalar", "7", "768 × 3072"]
