"""A demand as a function of numbers, and which values of one symbol it suggests.

Beside numbers for its other symbols, a comparison begins or ceases to hold next to certain
numbers (its edges), a linear quotient is whole in certain steps, an inverse one at divisors.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from math import floor, gcd, lcm

from sympy import Symbol

from symparams.algebra.exact_functions import Function, Number, function_of
from symparams.algebra.relations import Condition, Whole

FACTORS = tuple(map(Fraction, ("1", "1/2", "2", "1/4", "4", "3", "1/3", "1/8", "8")))
PLACES = (*range(1, 17), *(2**power for power in range(5, 60)))
"""Between which places a demand is looked at for where it begins or ceases to hold."""

STEPS = 6
"""How many steps below and above a number are tried where a quotient is to be whole."""

MOST_DIVISORS = 64

Progression = tuple[int, int]
"""A residue and a modulus: the numbers that leave the one when divided by the other."""


@dataclass(frozen=True, slots=True)
class Demand:
    """What must hold, as a function of numbers: whole, or compared with 0."""

    symbols: frozenset[Symbol]
    function: Function
    relation: str

    @classmethod
    def of(cls, demand: Whole | Condition) -> "Demand":
        """The demand of a requirement."""
        found = frozenset(demand.free_symbols)
        if isinstance(demand, Whole):
            return cls(found, function_of(demand.expression), "whole")
        return cls(found, function_of(demand.left - demand.right), demand.relation)

    def holds(self, at: Mapping[Symbol, Number]) -> bool:
        """Whether it holds at numbers for all its symbols; where it divides by zero, it fails."""
        try:
            number = self.function(at)
        except ZeroDivisionError:
            return False
        match self.relation:
            case "whole":
                return number.denominator == 1
            case "<":
                return number < 0
            case "<=":
                return number <= 0
            case "==":
                return number == 0
            case _:
                return number != 0

    def along(
        self, symbol: Symbol, at: Mapping[Symbol, Number], places: Iterable[int]
    ) -> list[tuple[int, Number]]:
        """The values of its function at ``places`` of ``symbol``, where it has one."""
        found = []
        for place in places:
            try:
                found.append((place, self.function({**at, symbol: place})))
            except ZeroDivisionError:
                continue
        return found

    def edges(self, symbol: Symbol, at: Mapping[Symbol, Number]) -> Iterator[int]:
        """The whole numbers next to which a comparison begins or ceases to hold."""

        def sign(number: Number) -> int:
            return (number > 0) - (number < 0)

        for (low, first), (high, second) in pairwise(self.along(symbol, at, PLACES)):
            while sign(first) != sign(second) and high - low > 1:
                middle = self.along(symbol, at, [(low + high) // 2])
                if not middle:
                    break
                if sign(middle[0][1]) == sign(first):
                    low, first = middle[0]
                else:
                    high, second = middle[0]
            if sign(first) != sign(second):
                yield from (low, high)

    def steps(self, symbol: Symbol, at: Mapping[Symbol, Number]) -> tuple[Progression, list[int]]:
        """Where a quotient is whole: in which steps, if linear; at which divisors, if inverse."""
        values = [Fraction(value) for _, value in self.along(symbol, at, (1, 2, 3))]
        if len(values) < 3:
            return (0, 1), []
        first, second, third = values
        if first == 2 * second == 3 * third and first.denominator == 1:
            small = [n for n in range(1, MOST_DIVISORS) if first % n == 0]
            return (0, 1), [*small, *(int(first) // n for n in small)]
        slope = second - first
        if slope == 0 or third - second != slope:
            return (0, 1), []
        rest = first - slope
        below = lcm(slope.denominator, rest.denominator)
        factor, offset = int(slope * below), int(rest * below)
        shared = gcd(factor, below)
        if offset % shared:
            return (0, 1), []
        modulus = below // shared
        return (-offset // shared * pow(factor // shared, -1, modulus) % modulus, modulus), []

    def ratios(
        self, symbol: Symbol, at: Mapping[Symbol, Number], start: Fraction
    ) -> Iterator[Number]:
        """The ratios at which a linear demand is whole, or is where it begins to hold."""
        values = [Fraction(value) for _, value in self.along(symbol, at, (1, 2, 3))]
        if len(values) < 3:
            return
        first, second, third = values
        slope = second - first
        if slope == 0 or third - second != slope:
            return
        rest = first - slope
        if self.relation != "whole":
            yield from (-rest / slope * factor for factor in FACTORS)
            return
        near = floor(slope * start + rest)
        for whole in (*range(near, near + STEPS), *range(1, STEPS)):
            yield (whole - rest) / slope


def common(progressions: Iterable[Progression]) -> Progression:
    """The numbers of all ``progressions``; of those that fit the ones before, if not all do."""
    residue, modulus = 0, 1
    for other, step in progressions:
        shared = gcd(modulus, step)
        if (other - residue) % shared == 0:
            times = (other - residue) // shared * pow(modulus // shared, -1, step // shared)
            residue, modulus = residue + modulus * times, modulus * step // shared
            residue %= modulus
    return residue, modulus
