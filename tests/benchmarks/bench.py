"""Speed, as ratios to a baseline measured in the same run: ``python tests/benchmarks/bench.py``.

Whole processes are timed in turns (baseline, command, baseline, …) and compared by their
fastest run, which is the one least disturbed. Exit status 1 if a budget is exceeded.
"""

import json
import subprocess
import sys
import time
from pathlib import Path

import click
from sympy import Integer

from symparams import Component, Model, Weight, count, derive, load, symbols
from symparams.components import Kind

ROUNDS = 15
IMPORT_CLICK = ("-c", "import click")
IMPORT_SYMPY = ("-c", "import sympy")
PROCESSES = (
    (("--help",), IMPORT_CLICK, 2.0),
    (("--version",), IMPORT_CLICK, 2.0),
    (("count", "-H", "12288", "-L", "96", "-V", "50257"), IMPORT_SYMPY, 1.35),
    (("count", "gpt3"), IMPORT_SYMPY, 1.35),
    (("count", "llama-3.1-405b", "--json"), IMPORT_SYMPY, 1.35),
    (("derive",), IMPORT_SYMPY, 1.35),
    (("derive", "gpt3"), IMPORT_SYMPY, 1.35),
    (("derive", "bert-base", "--to", "latex"), IMPORT_SYMPY, 1.35),
    (("compare", "llama-3.1-8b", "gpt3"), IMPORT_SYMPY, 1.35),
    (("page",), IMPORT_SYMPY, 1.35),
    (("solve", "gpt3", "--for", "H", "--total", "175B"), IMPORT_SYMPY, 1.35),
    (("scaling", "gpt3"), IMPORT_SYMPY, 1.35),
    (("prove", "gpt3"), IMPORT_SYMPY, 1.35),
    (("prove", "llama-3.1-8b"), IMPORT_SYMPY, 1.35),
)
LAYERS = (250, 500, 1000)
SECONDS_FOR_A_THOUSAND = 2.0
SECONDS_FOR_A_CONFIGURATION = 0.003
REPEATS = 20


def seconds(command: tuple[str, ...]) -> float:
    """The wall time of one process."""
    start = time.perf_counter()
    subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
    return time.perf_counter() - start


def startup() -> bool:
    """Each command beside its baseline; whether all keep their budget."""
    script = str(Path(sys.executable).with_name("symparams"))
    keeps = True
    for arguments, baseline, budget in PROCESSES:
        rounds = [
            (seconds((sys.executable, *baseline)), seconds((script, *arguments)))
            for _ in range(ROUNDS)
        ]
        ratio = min(r[1] for r in rounds) / min(r[0] for r in rounds)
        keeps &= ratio <= budget
        name = f"symparams {' '.join(arguments)}"
        base = baseline[-1]
        click.echo(f"{name:48} {ratio:5.2f} × {base:14} (budget {budget}){_flag(ratio <= budget)}")
    return keeps


def different_layers(number: int) -> Model:
    """A model whose layers all have widths of their own."""
    layers = tuple(
        Component(f"layer_{i}", (Weight("up", (symbols.H, Integer(i + 1)), Kind.WEIGHTS),))
        for i in range(number)
    )
    return Model(name="different", tree=Component("", layers))


def growth() -> bool:
    """The derivation of models of many different layers: linear, under two seconds."""
    times = []
    for number in LAYERS:
        model = different_layers(number)
        start = time.perf_counter()
        derive(model)
        times.append(time.perf_counter() - start)
        click.echo(f"derive {number} different layers: {times[-1]:.2f} s")
    growth_ratio = times[-1] / times[0]
    click.echo(f"{LAYERS[-1] // LAYERS[0]} times the layers take {growth_ratio:.1f} times as long")
    return times[-1] <= SECONDS_FOR_A_THOUSAND


def derivation() -> bool:
    """The fastest of some derivations in one process, as a part of a bare import of SymPy."""
    baseline = min(seconds((sys.executable, *IMPORT_SYMPY)) for _ in range(5))
    times = []
    for _ in range(REPEATS):
        start = time.perf_counter()
        derive(load("llama-3.1-8b"))
        times.append(time.perf_counter() - start)
    fastest = min(times)
    click.echo(
        f"derive llama-3.1-8b in process: {fastest * 1000:.1f} ms, "
        f"{fastest / baseline:.3f} × import sympy"
    )
    return True


def configurations() -> bool:
    """A thousand different configurations, counted in one process: at most 3 ms each."""
    oracle = Path(__file__).parent.parent / "oracle" / "catalogue.json"
    cases = json.loads(oracle.read_text(encoding="utf-8"))
    thousand = [cases[i % len(cases)]["config"] for i in range(1000)]
    start = time.perf_counter()
    for config in thousand:
        count(load(config))
    each = (time.perf_counter() - start) / len(thousand)
    click.echo(f"count 1000 configurations: {each * 1000:.1f} ms each")
    return each <= SECONDS_FOR_A_CONFIGURATION


def _flag(keeps: bool) -> str:
    return "" if keeps else "  EXCEEDED"


if __name__ == "__main__":
    sys.exit(0 if startup() & growth() & derivation() & configurations() else 1)
