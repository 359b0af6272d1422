"""What the code decided while it built: comparisons, quotients, loops, and what it lost.

A recorder is active in one thread for the time of one build. Numbers that carry an expression
(`symparams.models.tracing.numbers`) tell it each comparison, because a formula holds only where the
code would decide in the same way again.

A function that no expression carries (a root, a logarithm, a greatest common divisor) gives a
`Lost` number: it may be passed around, scale an attention or an initialisation, and costs
nothing. Where it reaches a shape or a comparison its arguments are held to their values.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from sympy import Expr, Function, Symbol, floor

from symparams import symbols
from symparams.algebra.relations import Condition

HEAD_SPLIT = floor(symbols.H / symbols.heads)


class Lost(Function):  # type: ignore[misc]
    """``Lost(result, a, 3, b, 5)``: a function of ``a`` and ``b``, known at 3 and 5 only."""


class Recorder:
    """The comparisons, quotients, loops and losses of one build.

    ``head_dim`` is the symbol for ``floor(H/heads)``, or None where the configuration has
    a ``head_dim`` of its own: then a quotient stays what it is. ``held`` are the equations
    under which a lost number stays what it was, ``loops`` those under which a loop over a size
    has as many rounds, ``texts`` those under which a text that a size was put in reads the same.
    """

    def __init__(self, head_dim: Symbol | None = symbols.head_dim) -> None:
        self.head_dim = head_dim
        self.splits_heads = False
        self.conditions: dict[Condition, None] = {}
        self.held: dict[Condition, None] = {}
        self.loops: dict[Condition, None] = {}
        self.texts: dict[Condition, None] = {}

    def compared(self, left: Expr, relation: str, right: Expr) -> None:
        """Remember that ``left relation right`` held."""
        left, right = self.sealed(left), self.sealed(right)
        if not (left - right).is_number:
            self.conditions[Condition(left, relation, right)] = None

    def hold(self, expression: Expr, value: Expr) -> None:
        """Remember that what follows is known only where ``expression`` is ``value``."""
        expression = self.sealed(expression)
        if not expression.is_number:
            self.held[Condition(expression, "==", value)] = None

    def loop(self, expression: Expr, value: Expr) -> None:
        """Remember that something was done ``expression`` times."""
        expression = self.sealed(expression)
        if not expression.is_number:
            self.loops[Condition(expression, "==", value)] = None

    def write(self, expression: Expr, value: Expr) -> None:
        """Remember that ``expression`` was put in a text."""
        expression = self.sealed(expression)
        if not expression.is_number:
            self.texts[Condition(expression, "==", value)] = None

    def sealed(self, expression: Expr) -> Expr:
        """``expression`` with the results of lost functions put in, their arguments held."""
        if not expression.has(Lost):
            return expression
        results = {}
        for lost in expression.atoms(Lost):
            result, *arguments = lost.args
            results[lost] = result
            for argument, value in zip(arguments[::2], arguments[1::2], strict=True):
                self.hold(argument, value)
        return expression.xreplace(results)

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


def held(expression: Expr, value: Expr) -> None:
    """Tell the active recorder that the code used a size in a way that is not followed."""
    recorder = _active.get()
    if recorder is not None:
        recorder.hold(expression, value)


def looped(expression: Expr, value: Expr) -> None:
    """Tell the active recorder that the code repeats something ``expression`` times."""
    recorder = _active.get()
    if recorder is not None:
        recorder.loop(expression, value)


def written(expression: Expr, value: Expr) -> None:
    """Tell the active recorder that a size was put in a text."""
    recorder = _active.get()
    if recorder is not None:
        recorder.write(expression, value)


def sealed(expression: Expr) -> Expr:
    """``expression`` without lost functions; what they depend on is held."""
    recorder = _active.get()
    return recorder.sealed(expression) if recorder is not None else expression


def rounded_down(quotient: Expr) -> Expr:
    """``floor(quotient)``, under the name that the active recorder has for it."""
    recorder = _active.get()
    return recorder.floor(quotient) if recorder is not None else floor(quotient)
