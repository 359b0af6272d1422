"""Every depth of a class: exact or refused, never wrong.

    python tests/models/tracing/depth_survey.py [ARCHITECTURE ...]

Each class of transformers is traced at its default configuration; at depths 1 to 8, the default,
one more, and twice as many the formula is asked for a count and the class is built.
"""

import sys
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from symparams.algebra.values import assign
from symparams.errors import SymparamsError
from symparams.models.tracing.building import measure
from symparams.models.tracing.evaluation import total
from symparams.models.tracing.resolving import resolve
from symparams.models.tracing.tracer import trace_recipe

HYBRIDS = (
    "OlmoHybridForCausalLM", "Qwen3NextForCausalLM", "Lfm2ForCausalLM", "Gemma3nForCausalLM",
    "JambaForCausalLM", "ZambaForCausalLM", "Zamba2ForCausalLM", "BambaForCausalLM",
    "FalconH1ForCausalLM", "GraniteMoeHybridForCausalLM", "RecurrentGemmaForCausalLM",
    "NemotronHForCausalLM", "MiniMaxForCausalLM", "Lfm2MoeForCausalLM", "DeepseekV3ForCausalLM",
    "Qwen2MoeForCausalLM", "Gemma2ForCausalLM", "ModernBertForMaskedLM", "Ernie4_5_MoeForCausalLM",
)  # fmt: skip
DEPTH_KEYS = ("num_hidden_layers", "n_layer", "num_layers", "n_layers")


@dataclass
class Depths:
    """What was found for one class."""

    name: str
    exact: list[int] = field(default_factory=list)
    refused: list[int] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    unbuilt: list[int] = field(default_factory=list)

    def __str__(self) -> str:
        return (
            f"{self.name}: exact {self.exact}, refused {self.refused}, wrong {self.wrong}, "
            f"not built {self.unbuilt}"
        )


def survey(name: str) -> Depths:
    """Compare the formula of a class with real builds of other depths."""
    source = f"transformers:{name}"
    recipe = resolve(source, {})
    key = next(item.path for item in recipe.fields if item.path in DEPTH_KEYS)
    own = next(item.value for item in recipe.fields if item.path == key)
    model = replace(trace_recipe(recipe), again=None)
    result = Depths(name)
    for depth in dict.fromkeys((*range(1, 9), own, own + 1, 2 * own)):
        try:
            truth = measure(resolve(source, {key: depth}), {}).parameters
        except SymparamsError:
            result.unbuilt.append(depth)
            continue
        try:
            answer = total(assign(model, {key: depth}))
        except SymparamsError:
            result.refused.append(depth)
            continue
        if answer == truth:
            result.exact.append(depth)
        else:
            result.wrong.append(f"{depth}: {answer}, built {truth}")
    return result


def main(names: Sequence[str]) -> int:
    """Survey the classes; 0 if nothing is wrong."""
    is_right = True
    for name in names or HYBRIDS:
        try:
            result = survey(name)
        except SymparamsError as error:
            sys.stdout.write(f"{name}: {error}\n")
            continue
        sys.stdout.write(f"{result}\n")
        sys.stdout.flush()
        is_right = is_right and not result.wrong
    return int(not is_right)


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
