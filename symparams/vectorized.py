"""`vectorize`: a model's count as a function of NumPy arrays, exact in 64-bit integers."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from sympy import Rational, Symbol

from symparams import symbols
from symparams.assignment import assign, find, read_values, whole
from symparams.errors import BadValueError, MissingExtraError, shown
from symparams.integer_program import Interval, Program, Workspace, program, value
from symparams.numbers import LARGEST, exact, numerators
from symparams.tree import Model, Value
from symparams.variation import Variation, vary

if TYPE_CHECKING:
    from numpy import bool_, int64
    from numpy.typing import NDArray

CHUNK = 1 << 15
"""Elements evaluated at a time: the few arrays that a count needs stay in a core's cache."""


def vectorize(model: Model) -> "Vectorized":
    """The count of ``model`` as a function of arrays, by symbol or by a config's own key.

    Arrays are broadcast against each other; a number holds for all. The result is exact: int64,
    evaluated in chunks that fit a cache, in memory that does not grow with the arrays. An
    argument whose elements are fractions (``ffn_ratio``) is a list of ints, Fractions or texts.

    >>> from symparams.textbook import textbook
    >>> count_of = vectorize(textbook())
    >>> count_of(H=[768, 12288], L=[12, 96], V=50257).tolist()
    [123532032, 174563733504]

    Each call raises BadValueError before it evaluates if 64 bits could overflow, and where
    ``count`` would refuse a point: ``count_of.feasible`` says which points those are.
    """
    require_numpy()
    return Vectorized(model)


def require_numpy() -> None:
    """Raise MissingExtraError, which says what to install, where NumPy is not installed."""
    from importlib.util import find_spec

    if find_spec("numpy") is None:
        raise MissingExtraError(
            "NumPy is not installed; install it with: pip install 'symparams[search]'"
        )


@dataclass(frozen=True, slots=True)
class Vectorized:
    """A model's count as a function of arrays; see `vectorize`."""

    model: Model

    def __call__(
        self, values: Mapping[str | Symbol, Any] | None = None, **named: Any
    ) -> "NDArray[int64]":
        """The count at every point of the arrays.

        Raises UnknownNameError for a symbol that the model lacks, and BadValueError for values
        that `symparams.count` refuses, with its message for the first point that has them.
        """
        import numpy

        call = _Call.read(self.model, {**(values or {}), **named})
        workspace = Workspace(call.evaluation.program, CHUNK)
        result = numpy.empty(call.shape, dtype=numpy.int64)
        for arguments, (part,) in call.chunks(result):
            is_feasible = call.evaluation.run(arguments, workspace, part)
            if is_feasible is not None and not is_feasible.all():
                call.complain(arguments, int(is_feasible.argmin()))
        return result

    def feasible(
        self, values: Mapping[str | Symbol, Any] | None = None, **named: Any
    ) -> "NDArray[bool_]":
        """Whether each point of the arrays satisfies every requirement of the model."""
        import numpy

        call = _Call.read(self.model, {**(values or {}), **named})
        workspace = Workspace(call.evaluation.program, CHUNK)
        result = numpy.ones(call.shape, dtype=numpy.bool_)
        counts = numpy.empty(CHUNK, dtype=numpy.int64)
        for arguments, (part,) in call.chunks(result):
            is_feasible = call.evaluation.run(arguments, workspace, counts[: len(part)])
            if is_feasible is not None:
                part[...] = is_feasible
        return result


@dataclass(frozen=True, slots=True)
class Evaluation:
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


@lru_cache(maxsize=32)
def _evaluation(
    model: Model, varied: tuple[Symbol, ...], fixed: tuple[tuple[Symbol, Value], ...]
) -> Evaluation:
    return Evaluation.of(vary(model, varied, dict(fixed)))


@dataclass(frozen=True, slots=True)
class _Call:
    """The arguments of one call: the numbers that hold throughout, and the arrays."""

    model: Model
    evaluation: Evaluation
    columns: dict[Symbol, Any]
    constants: dict[Symbol, int]

    @classmethod
    def read(cls, model: Model, given: Mapping[str | Symbol, Any]) -> "_Call":
        numbers = {n: g for n, g in given.items() if _is_number(g)}
        fixed = read_values(model, numbers, "given")
        columns: dict[Symbol, Any] = {}
        constants: dict[Symbol, int] = {}
        varied: list[Symbol] = []
        for name, argument in given.items():
            if name in numbers:
                continue
            symbol = find(model, name)
            varied.append(symbol)
            column, denominator = _column(symbol, argument, str(name))
            above, below = symbols.parts(symbol) if not symbol.is_integer else (symbol, symbol)
            columns[above] = column
            if above != below:
                constants[below] = denominator
        evaluation = _evaluation(model, tuple(varied), tuple(fixed.items()))
        return cls(model, evaluation, columns, constants)

    @property
    def shape(self) -> tuple[int, ...]:
        import numpy

        try:
            return numpy.broadcast_shapes(*(column.shape for column in self.columns.values()))
        except ValueError:
            shapes = ", ".join(f"{s} {column.shape}" for s, column in self.columns.items())
            raise BadValueError(
                f"the arrays do not fit each other: {shapes}; give shapes that broadcast"
            ) from None

    def chunks(self, *results: Any) -> Iterator[tuple[dict[Symbol, Any], Any]]:
        """The arguments chunk by chunk beside the parts of ``results`` that they belong to.

        Raises BadValueError before a chunk whose values could overflow.
        """
        import numpy

        ranges: dict[Symbol, Interval] = {s: (n, n) for s, n in self.constants.items()}
        operands: list[Any] = [*self.columns.values(), *results]
        flags: list[Any] = [["readonly"]] * len(self.columns) + [["writeonly"]] * len(results)
        types = [numpy.dtype(numpy.int64)] * len(self.columns) + [r.dtype for r in results]
        with numpy.nditer(
            operands,
            flags=["external_loop", "buffered", "zerosize_ok"],
            op_flags=flags,
            op_dtypes=types,
            casting="same_kind",
            buffersize=CHUNK,
        ) as iterator:
            for chunk in iterator if iterator.itersize else ():
                parts = chunk if isinstance(chunk, tuple) else (chunk,)
                arguments = dict(zip(self.columns, parts, strict=False))
                if _widened(ranges, arguments):
                    self.evaluation.program.check(ranges)
                yield arguments | self.constants, parts[len(self.columns) :]

    def complain(self, arguments: Mapping[Symbol, Any], place: int) -> None:
        """Raise the error with which `count` refuses the point at ``place``."""
        point: dict[str | Symbol, object] = {
            value.symbol: value.number
            for value in self.evaluation.variation.model.values
            if value.origin == "given"
        }
        for symbol in self.evaluation.variation.symbols:
            if symbol.is_integer:
                point[symbol] = int(arguments[symbol][place])
            else:
                above, below = symbols.parts(symbol)
                point[symbol] = Rational(int(arguments[above][place]), arguments[below])
        assign(self.model, point)
        raise BadValueError(f"the count at {point} is no whole number")


def _widened(ranges: dict[Symbol, Interval], arguments: Mapping[Symbol, Any]) -> bool:
    """Whether a chunk goes beyond the ``ranges`` seen before, which then include it."""
    before = dict(ranges)
    for symbol, array in arguments.items():
        least, largest = int(array.min()), int(array.max())
        if least < 1:
            raise BadValueError(f"{symbol} = {least} must be greater than 0")
        if largest > LARGEST:
            raise BadValueError(f"{symbol} = {largest} is out of range; the largest is 10^18")
        low, high = ranges.get(symbol, (least, largest))
        ranges[symbol] = (min(low, least), max(high, largest))
    return ranges != before


def _is_number(argument: Any) -> bool:
    return isinstance(argument, (str, int, float, Rational)) or not hasattr(argument, "__len__")


def _column(symbol: Symbol, argument: Any, name: str) -> tuple[Any, int]:
    """The array of an argument's numerators, and the denominator that they share."""
    import numpy

    if isinstance(argument, range):
        argument = numpy.arange(argument.start, argument.stop, argument.step, dtype=numpy.int64)
    kind = argument.dtype.kind if isinstance(argument, numpy.ndarray) else "O"
    if kind in "iu":
        return argument, 1
    if kind != "O":
        raise BadValueError(
            f"{name} is an array of {shown(str(argument.dtype))}, which is not exact; "
            "give integers, or a list of Fractions or texts"
        )
    listed = numpy.array(argument, dtype=object)
    numbers = [whole(symbol, exact(element, name), name) for element in listed.flat]
    above, below = numerators(numbers, name) if numbers else ((), 1)
    return numpy.array(above, dtype=numpy.int64).reshape(listed.shape), below
