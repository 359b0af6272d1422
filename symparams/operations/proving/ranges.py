"""The ranges in which whole symbols can be, narrowed by polynomials that are at most zero.

A term is least where its symbols are least, or most where its coefficient is negative; what the
other terms leave to it bounds each of its symbols. A polynomial in one symbol bounds it by its
coefficients alone (Cauchy's bound of the roots).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import prod

from sympy import Poly, Symbol

from symparams.operations.proving.feasible import LARGEST

MOST_ROUNDS = 60


@dataclass(slots=True)
class Ranges:
    """The least and the most that each whole symbol can be; no most where it is not bounded."""

    least: dict[Symbol, int]
    most: dict[Symbol, int | None]

    @property
    def is_empty(self) -> bool:
        return any(most is not None and most < self.least[s] for s, most in self.most.items())

    def narrow(self, polynomials: Sequence[tuple[tuple[Symbol, ...], Poly]]) -> None:
        """Narrow them by what is at most zero, until nothing changes."""
        for generators, polynomial in polynomials:
            if len(generators) == 1 and polynomial.LC() > 0:  # Cauchy's bound of the roots
                largest = max(abs(int(c)) for c in polynomial.coeffs())
                self.most[generators[0]] = largest // int(polynomial.LC()) + 1
        for _ in range(MOST_ROUNDS):
            before = (dict(self.least), dict(self.most))
            for generators, polynomial in polynomials:
                self._narrow(generators, polynomial)
                if self.is_empty or max(self.least.values()) > LARGEST:
                    return
            if before == (self.least, self.most):
                return

    def _narrow(self, generators: tuple[Symbol, ...], polynomial: Poly) -> None:
        terms = [(powers, int(c)) for powers, c in polynomial.terms()]
        lows = [self._low(generators, powers, c) for powers, c in terms]
        for place, (powers, coefficient) in enumerate(terms):
            others = lows[:place] + lows[place + 1 :]
            if any(low is None for low in others):
                continue
            rest = -sum(low for low in others if low is not None)
            for symbol, power in zip(generators, powers, strict=True):
                if power:
                    beside = [
                        (s, p) for s, p in zip(generators, powers, strict=True) if p and s != symbol
                    ]
                    self._bound(symbol, power, coefficient, rest, beside)

    def _bound(
        self,
        symbol: Symbol,
        power: int,
        coefficient: int,
        rest: int,
        beside: Iterable[tuple[Symbol, int]],
    ) -> None:
        """Use that ``coefficient · symbol^power · beside`` is at most ``rest``."""
        if self.is_empty:
            return
        if coefficient > 0:
            scale = coefficient * prod(self.least[s] ** p for s, p in beside)
            most = _root(rest // scale, power)
            known = self.most[symbol]
            self.most[symbol] = most if known is None else min(known, most)
            return
        largest = [(self.most[s], p) for s, p in beside]
        if rest >= 0 or any(m is None for m, _ in largest):
            return
        scale = -coefficient * prod(m**p for m, p in largest if m is not None)
        least = _root(-(rest // scale) - 1, power) + 1
        self.least[symbol] = max(self.least[symbol], least)

    def _low(self, generators: tuple[Symbol, ...], powers: Sequence[int], c: int) -> int | None:
        """The least that a term can be."""
        ends = self.least if c > 0 else self.most
        factors = [(ends[s], p) for s, p in zip(generators, powers, strict=True) if p]
        if any(end is None for end, _ in factors):
            return None
        return c * int(prod(end**p for end, p in factors if end is not None))


def _root(number: int, power: int) -> int:
    """The largest whole number whose power is at most ``number``; 0 for a number below 1."""
    if number < 1:
        return 0
    low, high = 1, 2 ** (number.bit_length() // power + 1)
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if middle**power <= number else (low, middle)
    return low
