"""An expression as a list of steps over 64-bit integers, and how large each step can become.

The steps run over whole NumPy arrays. Before they do, the same steps run once over the
intervals that the arguments lie in, in Python's unbounded integers: if no interval leaves 64
bits, no value can. Quotients are exact: a numerator and a denominator, never a float.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial, reduce
from typing import Any

from sympy import Add, Expr, Integer, Max, Min, Mul, Pow, Symbol, ceiling, floor, horner, together
from sympy import fraction as numerator_and_denominator

from symparams.algebra.display import OneLine
from symparams.errors import BadValueError
from symparams.operations.searching.arrays.library import array_library

LARGEST = 2**63 - 1
Interval = tuple[int, int]
ROUNDINGS = (floor, ceiling, Max, Min)


@dataclass(frozen=True, slots=True)
class Register:
    """Where a step finds an argument or leaves its result."""

    number: int


Operand = Register | int


@dataclass(frozen=True, slots=True)
class Instruction:
    """``register ← left operation right``; the register's number is the step's own."""

    operation: str
    left: Operand
    right: Operand


@dataclass(frozen=True, slots=True, repr=False)
class Program(OneLine):
    """Steps over the arguments ``inputs``; each quotient is (numerator, denominator).

    The inputs have the first registers, then each step has one.
    """

    inputs: tuple[Symbol, ...]
    steps: tuple[Instruction, ...]
    quotients: tuple[tuple[Operand, Operand], ...]

    def fits(self, ranges: Mapping[Symbol, Interval]) -> bool:
        """Whether no number and no step leaves 64 bits while the arguments are in ``ranges``."""
        operands = [o for step in self.steps for o in (step.left, step.right)]
        operands += [o for quotient in self.quotients for o in quotient]
        numbers = [(o, o) for o in operands if isinstance(o, int)]
        everything = (*self.intervals(ranges), *numbers)
        return all(max(-low, high) <= LARGEST for low, high in everything)

    def check(self, ranges: Mapping[Symbol, Interval]) -> None:
        """Raise BadValueError if an argument in ``ranges`` could lead a step out of 64 bits."""
        if not self.fits(ranges):
            largest = ", ".join(f"{s} = {ranges[s][1]}" for s in self.inputs)
            at = f" at {largest}" if largest else ""
            raise BadValueError(
                f"the count needs integers of more than 64 bits{at}; give smaller values"
            )
        registers = self.intervals(ranges)
        for _, below in self.quotients:
            if _interval(below, registers)[0] < 1:
                raise BadValueError("the count may divide by zero at the smallest values")

    def intervals(self, ranges: Mapping[Symbol, Interval]) -> list[Interval]:
        """The least and the largest value of every register."""
        registers = [ranges[symbol] for symbol in self.inputs]
        for step in self.steps:
            left, right = (_interval(operand, registers) for operand in (step.left, step.right))
            if step.operation == "floor_divide" and right[0] < 1:
                raise BadValueError("the count may divide by zero at the smallest values")
            registers.append(_BOUNDS[step.operation](left, right))
        return registers

    def bound(self, quotient: int, ranges: Mapping[Symbol, Interval]) -> Interval:
        """The least and the largest whole number that a quotient can be."""
        registers = self.intervals(ranges)
        above, below = (_interval(operand, registers) for operand in self.quotients[quotient])
        return _BOUNDS["floor_divide"](above, below)

    def run(
        self,
        arguments: Mapping[Symbol, Any],
        workspace: "Workspace",
        length: int,
        result: Any = None,
    ) -> list[Any]:
        """The registers at ``arguments``: arrays of ``length``, or numbers that hold for all.

        They lie in the workspace and are overwritten by the next run, but for the numerator of
        the first quotient, which goes to the array ``result`` where one is given.
        """
        arrays = workspace.arrays if result is None else {**workspace.arrays, self.first: result}
        registers = [arguments[symbol] for symbol in self.inputs]
        for number, step in enumerate(self.steps, len(self.inputs)):
            left, right = value(step.left, registers), value(step.right, registers)
            function = workspace.functions[step.operation]
            is_number = isinstance(left, int) and isinstance(right, int)
            registers.append(
                int(function(left, right))
                if is_number
                else function(left, right, out=arrays[number][:length])
            )
        return registers

    @property
    def first(self) -> int:
        """The number of the first quotient's numerator, or -1 where no step computes it."""
        above = self.quotients[0][0]
        is_step = isinstance(above, Register) and above.number >= len(self.inputs)
        return above.number if is_step and isinstance(above, Register) else -1


class Workspace:
    """The arrays that a program's steps write to: as few as the steps need at one time.

    They are used again for every chunk, so that a chunk's arithmetic stays in the cache.
    """

    def __init__(self, steps: Program, length: int) -> None:
        library = array_library()
        last = _last_uses(steps)
        free: list[Any] = []
        self.functions = {name: getattr(library, name) for name in _BOUNDS}
        self.arrays: dict[int, Any] = {}
        for number, step in enumerate(steps.steps, len(steps.inputs)):
            read = {o.number for o in (step.left, step.right) if isinstance(o, Register)}
            free += [self.arrays[r] for r in read & self.arrays.keys() if last[r] == number]
            self.arrays[number] = free.pop() if free else library.empty(length, dtype=library.int64)


def _last_uses(steps: Program) -> dict[int, int]:
    """The step that reads a register last; results are kept to the end."""
    last: dict[int, int] = {}
    for number, step in enumerate(steps.steps, len(steps.inputs)):
        for operand in (step.left, step.right):
            if isinstance(operand, Register):
                last[operand.number] = number
    kept = (o.number for q in steps.quotients for o in q if isinstance(o, Register))
    return last | dict.fromkeys(kept, len(steps.inputs) + len(steps.steps))


def value(operand: Operand, registers: Sequence[Any]) -> Any:
    """What ``operand`` stands for: a register's content, or the number itself."""
    return registers[operand.number] if isinstance(operand, Register) else operand


def _interval(operand: Operand, registers: Sequence[Interval]) -> Interval:
    return registers[operand.number] if isinstance(operand, Register) else (operand, operand)


def _corners(operation: Callable[[int, int], int]) -> Callable[[Interval, Interval], Interval]:
    """The interval of an operation that is monotone in each argument."""

    def bound(left: Interval, right: Interval) -> Interval:
        found = [operation(a, b) for a in left for b in right]
        return min(found), max(found)

    return bound


_BOUNDS: dict[str, Callable[[Interval, Interval], Interval]] = {
    "add": _corners(lambda a, b: a + b),
    "multiply": _corners(lambda a, b: a * b),
    "floor_divide": _corners(lambda a, b: a // b),
    "maximum": _corners(max),
    "minimum": _corners(min),
}


def program(expressions: Sequence[Expr], names: Sequence[Symbol]) -> Program:
    """The steps that evaluate each of ``expressions`` as an exact quotient.

    ``names`` are the whole numbers that vary; those of them that occur are the inputs.

    >>> from symparams.symbols import H, heads
    >>> program([3 * H**2 + H, H / heads], [H, heads]).quotients
    ((Register(number=4), 1), (Register(number=0), Register(number=1)))
    """
    needed = {s for e in expressions for s in e.free_symbols}
    inputs = tuple(name for name in names if name in needed)
    places = {symbol: Register(place) for place, symbol in enumerate(inputs)}
    writer = _Writer(dict(places), len(places))
    quotients = tuple(map(writer.quotient, expressions))
    return Program(inputs, tuple(writer.steps), quotients)


@dataclass(slots=True)
class _Writer:
    """Writes steps; an expression that occurred before is not computed again."""

    registers: dict[Expr, Operand]
    first: int
    steps: list[Instruction] = field(default_factory=list)

    def quotient(self, expression: Expr) -> tuple[Operand, Operand]:
        """``expression`` over one common denominator."""
        above, below = numerator_and_denominator(together(expression))
        return self.polynomial(above), self.polynomial(below)

    def polynomial(self, expression: Expr) -> Operand:
        """A polynomial with whole coefficients, nested so that it takes few steps."""
        rounded = {r: self.rounding(r) for r in expression.atoms(*ROUNDINGS)}
        plain = expression.xreplace({r: _placeholder(r) for r in rounded})
        self.registers |= {_placeholder(r): operand for r, operand in rounded.items()}
        return self.operand(nested(plain))

    def rounding(self, expression: Expr) -> Operand:
        """``floor``, ``ceiling``, ``Max`` or ``Min`` of quotients."""
        if isinstance(expression, (Max, Min)):
            above, below = zip(*map(self.quotient, expression.args), strict=True)
            if any(b != 1 for b in below):
                raise BadValueError(f"{expression} cannot be evaluated over arrays")
            return self.folded("maximum" if isinstance(expression, Max) else "minimum", above)
        sign = -1 if isinstance(expression, ceiling) else 1
        top, bottom = self.quotient(sign * expression.args[0])
        return self.step("multiply", self.step("floor_divide", top, bottom), sign)

    def operand(self, expression: Expr) -> Operand:
        known = self.registers.get(expression)
        if known is not None:
            return known
        match expression:
            case Integer():
                return int(expression)
            case Add():
                written = self.folded("add", map(self.operand, expression.args))
            case Mul():
                written = self.folded("multiply", map(self.operand, expression.args))
            case Pow() if expression.exp.is_Integer and expression.exp > 0:
                power = [self.operand(expression.base)] * int(expression.exp)
                written = self.folded("multiply", power)
            case _:
                raise BadValueError(f"{expression} cannot be evaluated over arrays")
        self.registers[expression] = written
        return written

    def folded(self, operation: str, operands: Iterable[Operand]) -> Operand:
        """The operands joined, numbers last."""
        first, *others = sorted(operands, key=lambda operand: isinstance(operand, int))
        return reduce(partial(self.step, operation), others, first)

    def step(self, operation: str, left: Operand, right: Operand) -> Operand:
        if operation in ("multiply", "floor_divide") and right == 1:
            return left
        self.steps.append(Instruction(operation, left, right))
        return Register(self.first + len(self.steps) - 1)


def nested(expression: Expr) -> Expr:
    """A polynomial in nested form, the most frequent symbol outermost: ``H·(12·H·L + V)``."""
    expanded = expression.expand()
    terms = Add.make_args(expanded)
    names = sorted(
        expanded.free_symbols,
        key=lambda s: (-sum(s in term.free_symbols for term in terms), s.name),
    )
    return horner(expanded, *names) if names and isinstance(expanded, Add) else expanded


def _placeholder(rounding: Expr) -> Symbol:
    return Symbol(f"[{rounding}]", integer=True)
