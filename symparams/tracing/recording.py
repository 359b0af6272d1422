"""What the code decided while it built: the comparisons it made and the quotients it took.

A recorder is active in one thread for the time of one build. Numbers that carry an expression
(`symparams.tracing.numbers`) tell it each comparison, because a formula holds only where the
code would decide in the same way again.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from sympy import Expr, Integer, Symbol, floor

from symparams import symbols
from symparams.relations import Condition

HEAD_SPLIT = floor(symbols.H / symbols.heads)


class Recorder:
    """The comparisons and quotients of one build.

    ``head_dim`` is the symbol for ``floor(H/heads)``, or None where the configuration has
    a ``head_dim`` of its own: then a quotient stays what it is.
    """

    def __init__(self, head_dim: Symbol | None = symbols.head_dim) -> None:
        self.head_dim = head_dim
        self.splits_heads = False
        self.conditions: dict[Condition, None] = {}

    def compared(self, left: Expr, relation: str, right: Expr) -> None:
        """Remember that ``left relation right`` held."""
        if (left - right).is_number:
            return
        self.conditions[Condition(left, relation, right)] = None

    def floor(self, quotient: Expr) -> Expr:
        """``floor(quotient)``, where the split of the hidden size among heads has a name."""
        rounded = floor(quotient)
        if rounded == HEAD_SPLIT and self.head_dim is not None:
            self.splits_heads = True
            return self.head_dim
        return rounded


_active: ContextVar[Recorder | None] = ContextVar("recorder", default=None)


@contextmanager
def recording(recorder: Recorder) -> Iterator[Recorder]:
    """``recorder`` is told what this thread's build decides."""
    token = _active.set(recorder)
    try:
        yield recorder
    finally:
        _active.reset(token)


def compared(left: Expr, relation: str, right: Expr) -> None:
    """Tell the active recorder, if there is one, that ``left relation right`` held."""
    recorder = _active.get()
    if recorder is not None:
        recorder.compared(left, relation, right)


def rounded_down(quotient: Expr) -> Expr:
    """``floor(quotient)``, under the name that the active recorder has for it."""
    recorder = _active.get()
    return recorder.floor(quotient) if recorder is not None else floor(quotient)


def constant(value: int) -> Expr:
    """A plain number as an expression."""
    return Integer(value)
