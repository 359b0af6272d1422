"""The result of a comparison: a row for each weight, what is left over, and both totals."""

from dataclasses import dataclass
from enum import StrEnum
from math import prod

from symparams.algebra.display import OneLine
from symparams.operations.checkpoints.shards import Checkpoint


class TensorVerdict(StrEnum):
    """What became of a weight, or of a tensor that no weight claims."""

    EQUAL = "equal"
    TIED_COPY = "tied copy"
    TIED = "tied, not stored"
    COMPUTED = "computed, not stored"
    MISSING = "missing"
    DIFFERS = "differs"
    BUFFER = "buffer"
    EMPTY = "empty"
    EXTRA = "extra"
    UNMATCHED = "unmatched"
    UNLISTED = "not in the index"


FINE = {
    TensorVerdict.EQUAL,
    TensorVerdict.TIED_COPY,
    TensorVerdict.TIED,
    TensorVerdict.COMPUTED,
    TensorVerdict.BUFFER,
    TensorVerdict.EMPTY,
}


@dataclass(frozen=True, slots=True, repr=False)
class TensorRow(OneLine):
    """A weight of the tree: its shape, how many there must be, and the tensors that hold them."""

    path: str
    shape: tuple[int, ...]
    times: int
    found: tuple[str, ...]
    verdict: TensorVerdict
    why: str = ""

    @property
    def count(self) -> int:
        """The parameters that all of them have together; none if they are tied."""
        return (
            0
            if self.verdict in (TensorVerdict.TIED, TensorVerdict.TIED_COPY)
            else self.times * prod(self.shape)
        )


@dataclass(frozen=True, slots=True, repr=False)
class Surplus(OneLine):
    """Tensors that no weight of the tree claims: a known buffer, or more than there should be."""

    name: str
    shape: tuple[int, ...]
    times: int
    verdict: TensorVerdict
    why: str = ""

    @property
    def count(self) -> int:
        """How many elements they have together."""
        return self.times * prod(self.shape)


@dataclass(frozen=True, slots=True, repr=False)
class CheckpointVerification(OneLine):
    """The result: a row for each weight, what is left over, and both totals.

    ``expected_total`` counts what a file must hold, without tied copies and computed tables;
    ``found_total`` what it holds, without tied copies and buffers.
    """

    model: str
    checkpoint: Checkpoint
    rows: tuple[TensorRow, ...]
    surplus: tuple[Surplus, ...]
    problems: tuple[str, ...]

    @property
    def is_equal(self) -> bool:
        """Whether every weight is held exactly, nothing is left over, and so the totals agree."""
        found = {row.verdict for row in self.rows} | {extra.verdict for extra in self.surplus}
        is_whole = found <= FINE and not self.problems
        return is_whole and self.expected_total == self.found_total

    @property
    def is_unmatched(self) -> bool:
        """Whether they differ by no more than names that the table does not know."""
        has_unknown_name = any(e.verdict is TensorVerdict.UNMATCHED for e in self.surplus)
        return not self.is_equal and has_unknown_name and self.expected_total == self.found_total

    @property
    def expected_total(self) -> int:
        """The parameters that the file must hold."""
        return sum(row.count for row in self.rows if row.verdict is not TensorVerdict.COMPUTED)

    @property
    def found_total(self) -> int:
        """The parameters that the file holds: neither tied copies nor buffers."""
        return sum(t.count for t in self.checkpoint.tensors) - self.buffers - self.copied

    @property
    def buffers(self) -> int:
        """The elements of buffers that the file stores."""
        return sum(e.count for e in self.surplus if e.verdict is TensorVerdict.BUFFER)

    @property
    def copied(self) -> int:
        """The elements of tied copies that the file stores all the same."""
        return sum(
            r.times * prod(r.shape) for r in self.rows if r.verdict is TensorVerdict.TIED_COPY
        )


def written(shape: tuple[int, ...]) -> str:
    """A shape as people write it: ``768 × 3072``."""
    return " × ".join(map(str, shape)) if shape else "scalar"
