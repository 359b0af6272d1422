"""`vectorize`: a model's count as a function of NumPy arrays, exact in 64-bit integers."""

import os
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NoReturn

from sympy import Rational, Symbol

from symparams import symbols
from symparams.algebra.arguments import joined
from symparams.algebra.display import OneLine
from symparams.algebra.extras import require
from symparams.algebra.model import Model
from symparams.algebra.numbers import LARGEST, exact, numerators
from symparams.algebra.provenance import Value
from symparams.algebra.quantities import Asked
from symparams.algebra.values import assign, find, prepared, whole
from symparams.algebra.variation import VARIED, vary
from symparams.errors import BadValueError, shown
from symparams.models.loading import Source, load
from symparams.operations.searching.arrays.evaluation import CHUNK, Evaluation
from symparams.operations.searching.arrays.integer_program import Interval, Workspace

if TYPE_CHECKING:
    from numpy import bool_, int64
    from numpy.typing import NDArray

LEAST_SHARE = 1 << 20
"""Elements for which another thread is worth its start."""


def vectorize(model: Source, of: Asked = None) -> "Vectorized":
    """The count of ``model`` as a function of arrays, by symbol or by a config's own key.

    Arrays are broadcast against each other; a number holds for all. The result is exact: int64,
    evaluated in chunks that fit a cache, in memory that does not grow with the arrays. An
    argument whose elements are fractions (``ffn_ratio``) is a list of ints, Fractions or texts.
    ``of`` is the quantity that is counted, or its name: ``"parameters"``.

    >>> count_of = vectorize("textbook")
    >>> count_of(H=[768, 12288], L=[12, 96], V=50257).tolist()
    [123532032, 174563733504]

    Each call raises BadValueError before it evaluates if 64 bits could overflow, and where
    ``count`` would refuse a point: ``count_of.feasible`` says which points those are.
    """
    require("numpy")
    return Vectorized(load(model, of=of))


@dataclass(frozen=True, slots=True, repr=False)
class Vectorized(OneLine):
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

        call = _Call.read(self.model, joined(values, named))
        result = numpy.empty(call.shape, dtype=numpy.int64)

        def fill(span: Interval) -> None:
            workspace = Workspace(call.evaluation.program, CHUNK)
            for arguments, part in call.chunks(result, span):
                is_feasible = call.evaluation.run(arguments, workspace, part)
                if is_feasible is not None and not is_feasible.all():
                    call.complain(arguments, int(is_feasible.argmin()))

        _share(fill, result.size)
        return result

    def feasible(
        self, values: Mapping[str | Symbol, Any] | None = None, **named: Any
    ) -> "NDArray[bool_]":
        """Whether each point of the arrays satisfies every requirement of the model."""
        import numpy

        call = _Call.read(self.model, joined(values, named))
        result = numpy.ones(call.shape, dtype=numpy.bool_)

        def fill(span: Interval) -> None:
            workspace = Workspace(call.evaluation.program, CHUNK)
            counts = numpy.empty(CHUNK, dtype=numpy.int64)
            for arguments, part in call.chunks(result, span):
                is_feasible = call.evaluation.run(arguments, workspace, counts[: len(part)])
                if is_feasible is not None:
                    part[...] = is_feasible

        _share(fill, result.size)
        return result


def _share(fill: Callable[[Interval], None], size: int) -> None:
    """Call ``fill`` for spans that make up ``size``, in threads where there is much to do.

    NumPy computes without holding the interpreter. Of several errors, the first span's is raised.
    """
    workers = max(1, min(os.cpu_count() or 1, size // LEAST_SHARE))
    share = -(-size // workers)
    spans = [(start, min(start + share, size)) for start in range(0, size, max(share, 1))]
    if workers == 1:
        for span in spans:
            fill(span)
        return
    with ThreadPoolExecutor(workers) as pool:
        list(pool.map(fill, spans))


@lru_cache(maxsize=32)
def _evaluation(
    model: Model,
    varied: tuple[Symbol, ...],
    fixed: tuple[tuple[Symbol, Value], ...],
    denominators: tuple[tuple[Symbol, int], ...],
) -> Evaluation:
    return Evaluation.of(vary(model, varied, dict(fixed)).over_integers(dict(denominators)))


@dataclass(frozen=True, slots=True)
class _Call:
    """The arguments of one call: arrays of whole numbers, and a ratio's common denominator."""

    model: Model
    fixed: dict[Symbol, Value]
    evaluation: Evaluation
    columns: dict[Symbol, Any]
    denominators: dict[Symbol, int]

    @classmethod
    def read(cls, model: Model, given: Mapping[str | Symbol, Any]) -> "_Call":
        numbers = {n: g for n, g in given.items() if _is_number(g)}
        names = [name for name in given if name not in numbers]
        model, fixed = prepared(model, numbers, "given", names)
        columns: dict[Symbol, Any] = {}
        denominators: dict[Symbol, int] = {}
        varied = [find(model, name) for name in names]
        for symbol, name in zip(varied, names, strict=True):
            column, below = _column(symbol, given[name], str(name))
            columns[symbols.above(symbol)] = column
            if not symbol.is_integer:
                denominators[symbol] = below
        evaluation = _evaluation(
            model, tuple(varied), tuple(fixed.items()), tuple(denominators.items())
        )
        return cls(model, fixed, evaluation, columns, denominators)

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

    def chunks(self, result: Any, span: Interval) -> Iterator[tuple[dict[Symbol, Any], Any]]:
        """The arguments of a span of points, chunk by chunk, and the part of ``result`` for each.

        Raises BadValueError before a chunk whose values could overflow.
        """
        import numpy

        ranges: dict[Symbol, Interval] = {}
        if not self.columns:
            self.evaluation.program.check(ranges)
        operands: list[Any] = [*self.columns.values(), result]
        flags: list[Any] = [["readonly"]] * len(self.columns) + [["writeonly"]]
        points: Any = numpy.nditer(
            operands,
            flags=["external_loop", "buffered", "ranged"],
            op_flags=flags,
            op_dtypes=[numpy.dtype(numpy.int64)] * len(self.columns) + [result.dtype],
            casting="same_kind",
            buffersize=CHUNK,
        )
        with points as iterator:
            iterator.iterrange = span
            for chunk in iterator:
                *parts, target = chunk if isinstance(chunk, tuple) else (chunk,)
                arguments = dict(zip(self.columns, parts, strict=True))
                if _widened(ranges, arguments):
                    self.evaluation.program.check(ranges)
                yield arguments, target

    def complain(self, arguments: Mapping[Symbol, Any], place: int) -> NoReturn:
        """Raise the error with which `count` refuses the point at ``place``."""
        variation = self.evaluation.variation
        point: dict[str | Symbol, object] = {s: v.number for s, v in self.fixed.items()}
        for symbol in (value.symbol for value in variation.model.values if value.origin == VARIED):
            above = int(arguments[symbols.above(symbol)][place])
            point[symbol] = Rational(above, self.denominators.get(symbol, 1))
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
        if argument.size and argument.max() > LARGEST:
            most = int(argument.max())
            raise BadValueError(f"{name} = {most} is out of range; the largest is 10^18")
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
