"""How many copies there are, as an expression: a formula that fits builds at several depths.

A group of ``n`` equal layers is taken ``L`` times, ``L - first_dense`` times, or every third of
``L`` times. The candidates below are tried in order of simplicity on builds where each field
that changes the number of modules was changed alone and all of them together; the first that
gives every count is taken. Where none does, the number stays a number.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import permutations

from sympy import Expr, Integer, Min, Rational, Symbol, ceiling, floor

from symparams.models.tracing.linear import linear
from symparams.models.tracing.structure import Group, Node

Key = tuple[object, ...]
Assignment = Mapping[Symbol, int]
Candidate = tuple[Expr, Callable[[Assignment], int]]
LONGEST_PERIOD = 12


@dataclass(frozen=True, slots=True)
class Sample:
    """One build: the numbers that its fields had, and how many copies each group had."""

    values: Assignment
    copies: Mapping[Key, int]


def children(node: Node, above: Key = ()) -> Iterator[tuple[Key, Group]]:
    """The groups of ``node`` with a key that is the same in every build of the class.

    A numbered child is known by what it is, any other child by its name alone: what stands
    around a list of layers may look different in another build.
    """
    found: dict[Key, int] = {}
    for group in node.groups:
        is_numbered = "*" in group.pattern
        plain = (*above, group.pattern, group.node.signature if is_numbered else ())
        ordinal = found[plain] = found.get(plain, -1) + 1
        yield ((*plain, ordinal) if ordinal else plain), group


def groups(node: Node, above: Key = ()) -> Iterator[tuple[Key, Group]]:
    """Every group below ``node`` with its key."""
    for key, group in children(node, above):
        yield key, group
        yield from groups(group.node, key)


def copies(root: Node) -> dict[Key, int]:
    """How many copies each numbered group has."""
    return {key: len(group.names) for key, group in groups(root) if "*" in group.pattern}


def fitted(key: Key, samples: Sequence[Sample], fields: Sequence[Symbol]) -> Expr | None:
    """The number of copies of a group as an expression that every sample confirms, or None."""
    counts = [sample.copies.get(key, 0) for sample in samples]
    if len(set(counts)) == 1:
        return Integer(counts[0])
    if len(samples) < 3:
        return None
    for expression, number in _candidates(samples[0].values, counts[0], fields):
        if all(number(s.values) == n for s, n in zip(samples, counts, strict=True)):
            return expression
    return linear(samples, counts, fields)


def _candidates(base: Assignment, count: int, fields: Sequence[Symbol]) -> Iterator[Candidate]:
    for a in fields:
        yield from _of_one(a, base[a], count)
    for a, b in permutations(fields, 2):
        yield from _of_two(a, b, base, count)
    for a, b, c in permutations(fields, 3):
        yield from _of_three(a, b, c)


def _of_three(a: Symbol, b: Symbol, c: Symbol) -> Iterator[Candidate]:
    """Those of ``a`` that are not among the first ``b``, every ``c``-th of them, and the rest."""
    yield a - b - c, lambda v: v[a] - v[b] - v[c]
    # those from the one numbered c to the one numbered b, if there are so many, and the rest
    yield Min(a, b + 1) - c, lambda v: min(v[a], v[b] + 1) - v[c]
    yield a - Min(a, b + 1) + c, lambda v: v[a] - min(v[a], v[b] + 1) + v[c]
    yield floor((a - b) / c), lambda v: (v[a] - v[b]) // v[c]
    yield ceiling((a - b) / c), lambda v: -((v[b] - v[a]) // v[c])
    for shift in (0, 1, -1):
        above, below = floor((a + shift) / c), floor((b + shift) / c)

        def every(v: Assignment, s: int = shift) -> int:
            return (v[a] + s) // v[c] - (v[b] + s) // v[c]

        yield above - below, every
        yield a - b - above + below, lambda v, f=every: v[a] - v[b] - f(v)  # type: ignore[misc]
        yield a - above + below, lambda v, f=every: v[a] - f(v)  # type: ignore[misc]


def _of_one(a: Symbol, value: int, count: int) -> Iterator[Candidate]:
    """``a``, ``a + c``, ``c·a``, every m-th of ``a``, all but every m-th, at most ``c``."""
    yield a, lambda v: v[a]
    yield a + (count - value), lambda v: v[a] + count - value
    if count % value == 0:
        yield count // value * a, lambda v: count // value * v[a]
    for m in range(2, LONGEST_PERIOD + 1):
        for r in range(m):
            # the numbers i in 0 … a − 1 with i mod m = r
            every = floor(a / Integer(m)) if r == m - 1 else ceiling((a - r) / Integer(m))
            yield every, lambda v, m=m, r=r: max(0, -((r - v[a]) // m))  # type: ignore[misc]
            yield (
                a - every,
                lambda v, m=m, r=r: v[a] - max(0, -((r - v[a]) // m)),  # type: ignore[misc]
            )
    for m in range(2, LONGEST_PERIOD + 1):
        yield from _shifted(a, value, count, m)
    yield Min(a, count), lambda v: min(v[a], count)


def _shifted(a: Symbol, value: int, count: int, m: int) -> Iterator[Candidate]:
    """``floor(a/m) + c``, ``k·floor(a/m)`` and what these leave of ``a``."""
    ratio = Rational(1, m)
    shift = count - value // m
    yield floor(a * ratio) + shift, lambda v: v[a] // m + shift
    rest = count - (value - value // m)
    yield a - floor(a * ratio) + rest, lambda v: v[a] - v[a] // m + rest
    if value // m and count % (value // m) == 0:
        factor = count // (value // m)
        yield factor * floor(a * ratio), lambda v: factor * (v[a] // m)
        yield a - factor * floor(a * ratio), lambda v: v[a] - factor * (v[a] // m)


def _of_two(a: Symbol, b: Symbol, base: Assignment, count: int) -> Iterator[Candidate]:
    shift = count - (base[a] - base[b])
    yield a - b, lambda v: v[a] - v[b]
    yield a - b + shift, lambda v: v[a] - v[b] + shift
    yield a * b, lambda v: v[a] * v[b]
    yield a + b, lambda v: v[a] + v[b]
    yield a * (b - 1), lambda v: v[a] * (v[b] - 1)
    yield Min(a, b), lambda v: min(v[a], v[b])
    quotient, rounded_up = floor(a / b), ceiling(a / b)
    yield quotient, lambda v: v[a] // v[b]
    yield rounded_up, lambda v: -(-v[a] // v[b])
    yield a - quotient, lambda v: v[a] - v[a] // v[b]
    yield a - rounded_up, lambda v: v[a] + (-v[a] // v[b])
    yield floor((a - 1) / b), lambda v: (v[a] - 1) // v[b]
    yield a - floor((a - 1) / b), lambda v: v[a] - (v[a] - 1) // v[b]
    yield ceiling((a - 1) / b), lambda v: -((1 - v[a]) // v[b])
    yield a - ceiling((a - 1) / b), lambda v: v[a] + ((1 - v[a]) // v[b])
    for offset in range(1, LONGEST_PERIOD):
        yield (
            ceiling((a - offset) / b),
            lambda v, o=offset: -((o - v[a]) // v[b]),  # type: ignore[misc]
        )
        yield (
            a - ceiling((a - offset) / b),
            lambda v, o=offset: v[a] + ((o - v[a]) // v[b]),  # type: ignore[misc]
        )
