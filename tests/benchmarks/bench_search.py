"""The search and the vectorised count, as ratios: ``python tests/benchmarks/bench_search.py``.

Both sides of a ratio are measured in one run, in turns. Exit status 1 if a budget is exceeded.

The search is compared with evaluating every point: a thousand million designs of GPT-3's
architecture, in which H takes 10,000 values, counted by ``vectorize`` over arrays that broadcast
to ten million points at a time, each compared with the target. What the model requires
(``heads`` divides ``H``) is not even checked there; the search checks it. The search runs in a
process of its own, whose largest memory is measured.

The vectorised count is compared with its formula typed in NumPy, for a hundred million points.
"""

import statistics
import subprocess
import sys
import time
from collections.abc import Callable

import click
import numpy

from symparams import load, search, vectorize

TARGET = "7B"
WITHIN = "1%"
TOP = 20
HIDDEN = range(8, 80_008, 8)
LAYERS = range(1, 101)
VOCABULARIES = range(10_000, 110_000, 10_000)
RATIOS = ("1", "3/2", "2", "5/2", "3", "7/2", "4", "5", "6", "8")
HEADS = (1, 2, 4, 8, 12, 16, 32, 64, 96, 128)
SPACE = {"H": HIDDEN, "L": LAYERS, "V": VOCABULARIES, "ffn_ratio": RATIOS, "heads": HEADS}

LEAST_GAIN = 50
LEAST_SPEEDUP = 2
MOST_MEGABYTES = 200
POINTS = 10**8
ROUNDS = 7

MEASURED = "--measured"


def measured() -> None:
    """Search, and print the seconds, the largest memory in bytes and the number of designs."""
    from resource import RUSAGE_SELF, getrusage

    model = load("gpt3")
    start = time.perf_counter()
    designs = list(search(model, TARGET, SPACE, WITHIN, top=TOP))
    seconds = time.perf_counter() - start
    click.echo(f"{seconds} {getrusage(RUSAGE_SELF).ru_maxrss * 1024} {len(designs)}")


def searched() -> tuple[float, float]:
    """The seconds and the megabytes of a search in a process of its own."""
    command = (sys.executable, __file__, MEASURED)
    done = subprocess.run(command, capture_output=True, check=True, text=True)
    seconds, memory, designs = done.stdout.split()
    if int(designs) != TOP:
        raise SystemExit(f"the search found {designs} designs instead of {TOP}")
    return float(seconds), float(memory) / 1e6


def evaluated() -> tuple[float, int, int]:
    """The seconds that evaluating every point takes, how many there are, how many are near."""
    counted = vectorize(load("gpt3"))
    hidden = numpy.arange(HIDDEN.start, HIDDEN.stop, HIDDEN.step)
    layers = numpy.arange(LAYERS.start, LAYERS.stop).reshape(-1, 1)
    vocabularies = numpy.array(VOCABULARIES).reshape(-1, 1, 1)
    target, reach = 7 * 10**9, 7 * 10**7
    points = near = 0
    start = time.perf_counter()
    for ratio in RATIOS:
        for _ in HEADS:  # the count is the same for each, but a plain evaluation counts it again
            totals = counted(H=hidden, L=layers, V=vocabularies, ffn_ratio=ratio, heads=1)
            points += totals.size
            near += int(((totals >= target - reach) & (totals <= target + reach)).sum())
    return time.perf_counter() - start, points, near


def gain() -> bool:
    """The search beside the evaluation of all points."""
    before = [searched() for _ in range(ROUNDS)]
    everything, points, near = evaluated()
    after = [searched() for _ in range(ROUNDS)]
    seconds = statistics.median(run[0] for run in (*before, *after))
    memory = max(run[1] for run in before)  # a later process starts with this one's largest
    click.echo(f"evaluate {points:,} designs, {near:,} of them near: {everything:.1f} s")
    click.echo(f"search them: {seconds * 1000:.0f} ms (median), {memory:.0f} MB")
    is_fast, is_small = everything / seconds >= LEAST_GAIN, memory <= MOST_MEGABYTES
    click.echo(
        f"the search is {everything / seconds:.0f} × as fast (budget {LEAST_GAIN} ×, "
        f"{MOST_MEGABYTES} MB){_flag(is_fast and is_small)}"
    )
    return is_fast and is_small


def speedup() -> bool:
    """The vectorised count beside its formula typed in NumPy."""
    generator = numpy.random.default_rng(0)
    H, L, V = (generator.integers(1, most, POINTS) for most in (20_000, 200, 300_000))
    counted = vectorize(load("textbook"))
    ways: tuple[Callable[[], numpy.ndarray], ...] = (
        lambda: counted(H=H, L=L, V=V),
        lambda: 12 * L * H**2 + V * H,
    )
    seconds: tuple[list[float], list[float]] = ([], [])
    for _ in range(ROUNDS):
        for way, times in zip(ways, seconds, strict=True):
            start = time.perf_counter()
            way()
            times.append(time.perf_counter() - start)
    chunked, typed = map(statistics.median, seconds)
    is_fast = typed / chunked >= LEAST_SPEEDUP
    click.echo(f"the formula typed in NumPy, {POINTS:,} points: {typed:.2f} s (median)")
    click.echo(
        f"vectorize: {chunked:.2f} s, {typed / chunked:.1f} × as fast "
        f"(budget {LEAST_SPEEDUP} ×){_flag(is_fast)}"
    )
    return is_fast


def _flag(keeps: bool) -> str:
    return "" if keeps else "  EXCEEDED"


if __name__ == "__main__":
    if sys.argv[1:] == [MEASURED]:
        measured()
        sys.exit(0)
    sys.exit(0 if gain() & speedup() else 1)
