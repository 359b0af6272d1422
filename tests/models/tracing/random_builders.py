"""Random module builders: layer patterns, roundings, ties and lookups, drawn and put together.

    python -m tests.models.tracing.random_builders [BUILDERS] [FIRST_SEED]

Each builder is real Python that makes a module from four whole numbers. It is traced at its
defaults; at random other numbers the formula is then asked for a count and the module is built
without memory: the answer is *exact*, *refused* (a condition or a pinned value says no), or
*wrong*, which must not happen.
"""

import math
import random
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from math import gcd

import numpy as np
import torch
from torch import nn

from symparams.errors import SymparamsError
from symparams.operations.counting import count
from tests.models.tracing.formula_alone import formula_of

VALUES = 10
TABLE = {16: 24, 24: 40, 32: 48, 64: 80, 96: 112}
STEPS = (8, 16, 24, 48, 96)


@dataclass(frozen=True)
class Sizes:
    """What a builder is given; the two constants are drawn with the builder."""

    dim: int
    depth: int
    heads: int
    step: int
    a: int = 3
    b: int = 5


Width = Callable[[Sizes], int]
Choice = Callable[[int, Sizes], bool]

PLAIN: Sequence[Width] = (
    lambda s: s.dim,
    lambda s: 4 * s.dim,
    lambda s: s.dim * s.heads,
    lambda s: s.dim + s.heads,
    lambda s: s.dim // s.heads + 1,
    lambda s: (s.dim + 7) // 8 * 8,
    lambda s: -(-s.dim // 128) * 128,
    lambda s: math.ceil(s.dim / 16) * 16,
    lambda s: int(8 * s.dim / 3),
    lambda s: 2 * s.step + s.dim,
)
"""Widths that a trace should carry."""

ODD: Sequence[Width] = (
    lambda s: math.gcd(s.dim, s.heads),
    lambda s: gcd(s.dim, 12),
    lambda s: min(s.dim, 8 * s.a),
    lambda s: max(s.dim, 4 * s.heads),
    lambda s: TABLE.get(s.dim, 20),
    lambda s: (16, 24, 32)[s.dim % 3],
    lambda s: STEPS[min(s.heads, 4)],
    lambda s: int(str(s.dim)),
    lambda s: int(f"{s.dim}0"),
    lambda s: len(str(s.dim)),
    lambda s: len(range(s.dim)),
    lambda s: len(range(0, s.dim, 3)) + 1,
    lambda s: round(s.dim / 3),
    lambda s: round(s.dim / 4) + 1,
    lambda s: int(s.dim * 0.3) + 1,
    lambda s: int(s.dim * 0.29 + s.heads),
    lambda s: s.dim & ~7 or 8,
    lambda s: s.dim | 1,
    lambda s: s.dim << 1,
    lambda s: (s.dim >> 2) + 1,
    lambda s: 1 << s.dim.bit_length(),
    lambda s: 2**s.step + s.dim,
    lambda s: math.isqrt(s.dim),
    lambda s: int(math.sqrt(s.dim)),
    lambda s: int(s.dim**0.5) + 1,
    lambda s: int(math.log2(s.dim)) + 1,
    lambda s: math.prod([s.dim, 2, s.heads]),
    lambda s: math.comb(s.heads + 2, 2),
    lambda s: math.floor(s.dim / 7) + 1,
    lambda s: int(np.sqrt(s.dim)) + 1,
    lambda s: int(np.ceil(s.dim / 8)) * 8,
    lambda s: int(np.prod([s.dim, 3])),
    lambda s: min(STEPS, key=lambda w: abs(w - s.dim)),
    lambda s: next(w for w in (*STEPS, 10**6) if w >= min(s.dim, 96)),
    lambda s: sum(1 for _ in range(s.dim // 8)) + 1,
    lambda s: s.dim % 7 + 1,
    lambda s: s.dim if s.dim > 40 else 2 * s.dim,
    lambda s: s.dim if s.dim % 3 else s.dim + 1,
    lambda s: {s.dim: 7, 2 * s.heads: 9}[s.dim],
    lambda s: 8 if s.dim in (16, 32, 64) else 12,
    lambda s: int(float(s.dim) / 3) + 1,
    lambda s: divmod(s.dim, 5)[0] + 1,
    lambda s: len([0] * s.heads) + s.dim,
    lambda s: s.dim // 2 + (s.dim > 64),
    lambda s: int(torch.tensor(float(s.dim), device="cpu").sqrt().item()) + 1,
    lambda s: abs(s.dim - 40) + 1,
)
"""Widths that are carried, or must confine the formula."""

CHOICES: Sequence[Choice] = (
    lambda i, s: i < s.a,
    lambda i, s: i < 4 * s.b,
    lambda i, s: i % s.a == 0,
    lambda i, s: i % s.a == s.a - 1,
    lambda i, s: i % s.b == 1,
    lambda i, s: i in (1, 5, 9),
    lambda i, s: i in (s.a, 2 * s.b, 30),
    lambda i, s: s.depth - i <= s.a,
    lambda i, s: i in (0, s.depth - 1),
    lambda i, s: i == s.depth - 1,
    lambda i, s: i >= s.depth // 2,
    lambda i, s: i < s.depth // 3,
    lambda i, s: i < s.step,
    lambda i, s: i % s.step == 0,
    lambda i, s: (i + 1) % s.step == 0,
    lambda i, s: s.a <= i < s.depth - s.a,
    lambda i, s: i >= s.step and i % 2 == 1,
    lambda i, s: s.depth > 3 * s.b and i == 0,
    lambda i, s: s.dim > 20 * s.a,
    lambda i, s: s.dim % 2 == 0 and s.heads % 2 == 0,
    lambda i, s: i > s.a and s.dim > 48,
    lambda i, s: math.log2(i + 1).is_integer(),
    lambda i, s: i == math.isqrt(s.depth),
    lambda i, s: i * i < s.depth,
    lambda i, s: i < len(str(s.depth)) * 3,
)


def _last_is_full(s: Sizes) -> list[bool]:
    kinds = [i % s.b == s.b - 1 for i in range(s.depth)]
    if not any(kinds):
        kinds[-1] = True
    return kinds


def _last_always(s: Sizes) -> list[bool]:
    kinds = [i % s.a == 0 for i in range(s.depth)]
    kinds[-1] = True
    return kinds


def _tail(s: Sizes) -> list[bool]:
    return [False] * (s.depth - s.depth // s.a) + [True] * (s.depth // s.a)


def _cycled(s: Sizes) -> list[bool]:
    return ([True] * s.a + [False] * s.b) * s.depth


RULES: Sequence[Callable[[Sizes], list[bool]]] = (_last_is_full, _last_always, _tail, _cycled)
"""Kinds of layers as a configuration's own default rule makes them, as a list."""


@dataclass(frozen=True)
class Builder:
    """A drawn builder; ``make`` gives the module, ``defaults`` where it is traced."""

    seed: int
    defaults: Sizes
    widths: tuple[Width, Width]
    has_bias: Choice
    is_wide: Choice
    rule: Callable[[Sizes], list[bool]] | None
    sharing: str
    head: str
    nested: bool

    def make(self, s: Sizes) -> nn.Module:
        """The module at ``s``."""
        inner, other = self.widths[0](s), self.widths[1](s)
        kinds = self.rule(s) if self.rule is not None else None
        blocks: list[nn.Module] = []
        for i in range(s.depth):
            is_wide = kinds[i] if kinds is not None else self.is_wide(i, s)
            width = inner if is_wide else other
            block = nn.Sequential(nn.Linear(s.dim, width, bias=bool(self.has_bias(i, s))))
            if self.sharing == "cross" and i > 0 and i % s.b == 0:
                block.append(blocks[0])
            blocks.append(block)
        if self.sharing == "cycle":
            blocks = [blocks[i % s.a] for i in range(s.depth)]
        elif self.sharing == "pool":
            pool = [nn.Linear(s.dim, inner) for _ in range(s.step)]
            blocks = [pool[i % s.step] for i in range(s.depth)]
        elif self.sharing == "first":
            blocks = [blocks[0] if i % 2 == 0 else blocks[i] for i in range(s.depth)]
        root = nn.Module()
        root.embed = nn.Embedding(50, s.dim)
        if self.nested:
            root.stages = nn.ModuleList(
                nn.ModuleList(blocks[i : i + s.a]) for i in range(0, s.depth, s.a)
            )
        else:
            root.layers = nn.ModuleList(blocks)
        root.head = nn.Linear(s.dim, 50, bias=False)
        if self.head == "tied" or (self.head == "narrow" and s.dim < 20 * s.a):
            root.head.weight = root.embed.weight
        return root


def drawn(seed: int) -> Builder:
    """The builder of a seed."""
    draw = random.Random(seed)
    defaults = Sizes(
        dim=draw.choice((16, 24, 30, 32, 48, 60, 64, 77, 96)),
        depth=draw.choice((2, 3, 6, 8, 12, 12, 16, 24)),
        heads=draw.choice((2, 3, 4, 6, 8)),
        step=draw.choice((1, 2, 3, 4, 6)),
        a=draw.choice((2, 3, 4)),
        b=draw.choice((4, 5, 7)),
    )
    return Builder(
        seed,
        defaults,
        (draw.choice((*PLAIN, *ODD) if draw.random() < 0.6 else PLAIN), draw.choice(PLAIN)),
        draw.choice(CHOICES) if draw.random() < 0.6 else lambda i, s: True,
        draw.choice(CHOICES) if draw.random() < 0.6 else lambda i, s: True,
        draw.choice(RULES) if draw.random() < 0.2 else None,
        draw.choice(("", "", "", "", "cycle", "pool", "first", "cross")),
        draw.choice(("", "tied", "narrow")),
        draw.random() < 0.15,
    )


def elsewhere(builder: Builder) -> Iterator[dict[str, int]]:
    """Other numbers for a builder: one alone, or several."""
    draw = random.Random(builder.seed + 10**6)
    own = builder.defaults
    ranges = {"dim": (1, 200), "depth": (1, 40), "heads": (1, 12), "step": (1, 9)}
    for _ in range(VALUES):
        changed = draw.sample(list(ranges), draw.choice((1, 1, 2, 3, 4)))
        numbers = {name: getattr(own, name) for name in ranges}
        for name in changed:
            numbers[name] = draw.randint(*ranges[name])
            if draw.random() < 0.3:
                numbers[name] = getattr(own, name) * draw.choice((2, 3))
            elif name == "depth" and draw.random() < 0.5:
                numbers[name] = draw.randint(*draw.choice(((1, 6), (1, 6), (41, 300))))
        yield numbers


def parameters(module: nn.Module) -> int:
    """The unique parameters of a module."""
    return sum({id(p): p.numel() for p in module.parameters()}.values())


@dataclass
class Tally:
    """How a run went."""

    builders: int = 0
    untraced: int = 0
    exact: int = 0
    refused: int = 0
    impossible: int = 0
    wrong: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        return (
            f"{self.builders} builders, {self.untraced} not traced; elsewhere {self.exact} exact, "
            f"{self.refused} refused, {len(self.wrong)} wrong, {self.impossible} not built"
        )


def run(seed: int, tally: Tally) -> None:
    """Trace the builder of a seed and compare it with real builds."""
    builder = drawn(seed)
    own = builder.defaults

    def build(dim: int, depth: int, heads: int, step: int) -> nn.Module:
        return builder.make(Sizes(dim, depth, heads, step, own.a, own.b))

    tally.builders += 1
    try:
        model = formula_of(build, dim=own.dim, depth=own.depth, heads=own.heads, step=own.step)
    except SymparamsError:
        tally.untraced += 1
        return
    for numbers in elsewhere(builder):
        try:
            with torch.device("meta"):
                truth = parameters(build(**numbers))
        except (ValueError, RuntimeError, LookupError, ArithmeticError, StopIteration):
            tally.impossible += 1
            continue
        try:
            answer = count(model, numbers).total
        except SymparamsError:
            tally.refused += 1
            continue
        if answer == truth:
            tally.exact += 1
        else:
            tally.wrong.append(f"seed {seed} at {numbers}: {answer}, built {truth}")


def main(arguments: Sequence[str]) -> int:
    """Run many builders; 0 if nothing is wrong."""
    builders = int(arguments[0]) if arguments else 400
    first = int(arguments[1]) if len(arguments) > 1 else 0
    tally, shown = Tally(), 0
    for seed in range(first, first + builders):
        run(seed, tally)
        while shown < len(tally.wrong):
            sys.stdout.write(f"{tally.wrong[shown]}\n")
            shown += 1
    sys.stdout.write(f"{tally}\n")
    return int(bool(tally.wrong))


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
