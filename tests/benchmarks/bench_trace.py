"""What a trace costs: one build with symbols against one build on ``meta``.

    python tests/benchmarks/bench_trace.py [CLASS …]

The budget is 5 × building; the check's own builds are reported apart. Each time is the best of
three after a warm-up, so that imports are no part of it.
"""

import sys
import time
from collections.abc import Callable, Sequence

from symparams.models.tracing.assembly import Assembly
from symparams.models.tracing.building import build_symbolic, measure
from symparams.models.tracing.formula import formula_of
from symparams.models.tracing.resolving import resolve
from symparams.models.tracing.sources import Recipe
from symparams.models.tracing.tracer import trace_recipe

CLASSES = ("GPT2LMHeadModel", "BertForMaskedLM", "LlamaForCausalLM", "T5ForConditionalGeneration",
           "MixtralForCausalLM", "DeepseekV3ForCausalLM")  # fmt: skip
BUDGET = 5.0


def best(run: Callable[[], object], rounds: int = 3) -> float:
    """The shortest of ``rounds`` runs, in seconds."""
    run()
    times = []
    for _ in range(rounds):
        start = time.perf_counter()
        run()
        times.append(time.perf_counter() - start)
    return min(times)


def traced(recipe: Recipe) -> object:
    """A trace without the builds that check it: the build with symbols, and its tree."""
    base = build_symbolic(recipe, {})
    tree = Assembly({}, lambda size: size).tree(base.root)
    return formula_of(tree, recipe.fields, base.recorder).total({})


def main(names: Sequence[str]) -> int:
    """Print a line a class; 1 if one is over the budget."""
    worst = 0.0
    for name in names:
        recipe = resolve(f"transformers:{name}", {})
        build = best(lambda: measure(recipe, {}))  # noqa: B023
        own = best(lambda: traced(recipe))  # noqa: B023
        start = time.perf_counter()
        trace_recipe(recipe)
        whole = time.perf_counter() - start
        worst = max(worst, own / build)
        print(
            f"{name}: build {build:.3f} s, trace {own:.3f} s = {own / build:.1f} × build; "
            f"with all checks {whole:.2f} s"
        )
    print(f"worst ratio {worst:.1f}, budget {BUDGET:.0f}")
    return int(worst > BUDGET)


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:] or CLASSES))
