"""The survey: is the traced formula right, at the defaults and with every field doubled alone?

    python -m symparams.models.tracing.survey [--saved] [CLASSES.csv]

Each class is traced at its default configuration. Then each whole number of the configuration
is doubled alone, the real class is built with it and counted, and the formula is asked for the
same, where it is not known to hold by a new trace: the answer is *exact*, or it is *refused*, or
it is *wrong*, which must not happen. What the class itself refuses to build is left out.
With ``--saved`` the configuration is the one that the class saves, with everything in it that
the class worked out (an entry for each layer in its lists); the number of layers is also one
less and one more, and the lists are those of so many layers, the most frequent kind giving way.
Without a file, every causal, masked and sequence-to-sequence class of transformers is taken;
a file has the columns ``model_type, architecture, parameters_at_default_config``.
"""

import csv
import importlib
import json
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from symparams.algebra.values import assign
from symparams.errors import BadConfigError, SymparamsError
from symparams.models.tracing.building import measure
from symparams.models.tracing.evaluation import total
from symparams.models.tracing.huggingface import config_recipe
from symparams.models.tracing.tracer import trace_recipe

DEPTHS = ("num_hidden_layers", "num_layers", "n_layer", "n_layers", "encoder_layers",
          "decoder_layers", "num_decoder_layers")  # fmt: skip
PLACES = ("moe_layers", "_idxs", "layer_ids")


@dataclass(frozen=True, slots=True)
class SurveyedClass:
    """One class of the survey, with the count at its default configuration if it is known."""

    model_type: str
    architecture: str
    expected: int | None = None


@dataclass(slots=True)
class Result:
    """What the survey found for one class."""

    entry: SurveyedClass
    default_exact: bool = False
    exact: int = 0
    depths_exact: int = 0
    refused: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    not_built: int = 0
    error: str = ""
    seconds: float = 0.0


def read(path: Path) -> list[SurveyedClass]:
    """The classes of a CSV file."""
    with path.open(encoding="utf-8", newline="") as file:
        return [
            SurveyedClass(
                row["model_type"], row["architecture"], int(row["parameters_at_default_config"])
            )
            for row in csv.DictReader(file)
        ]


def everything() -> list[SurveyedClass]:
    """Every causal, masked and sequence-to-sequence class of transformers."""
    auto: Any = importlib.import_module("transformers.models.auto.modeling_auto")
    names = {
        (model_type, name)
        for table in (
            auto.MODEL_FOR_CAUSAL_LM_MAPPING_NAMES,
            auto.MODEL_FOR_MASKED_LM_MAPPING_NAMES,
            auto.MODEL_FOR_SEQ_TO_SEQ_CAUSAL_LM_MAPPING_NAMES,
        )
        for model_type, entry in table.items()
        for name in ([entry] if isinstance(entry, str) else entry)
    }
    return [SurveyedClass(*pair) for pair in sorted(names)]


def survey(entry: SurveyedClass, *, is_saved: bool = False) -> Result:
    """Trace one class, from the configuration that it saves or plainly, and compare with builds."""
    result = Result(entry)
    start = time.perf_counter()
    try:
        _compare(entry, result, is_saved=is_saved)
    except SymparamsError as error:
        result.error = str(error)
    result.seconds = time.perf_counter() - start
    return result


def _compare(entry: SurveyedClass, result: Result, *, is_saved: bool) -> None:
    config: dict[str, Any] = {"model_type": entry.model_type}
    if is_saved:
        transformers: Any = importlib.import_module("transformers")
        made = transformers.CONFIG_MAPPING[entry.model_type]()
        config = json.loads(made.to_json_string(use_diff=False))
    config["architectures"] = [entry.architecture]
    plain = config_recipe(config, entry.model_type)
    model = trace_recipe(plain)
    actual = measure(plain, {}).parameters
    expected = actual if entry.expected is None else entry.expected
    result.default_exact = total(model) == actual == expected
    for name, value in _changed(plain.config_class, is_saved=is_saved):
        changed = at_depth(config, name, value) if name in DEPTHS else {**config, name: value}
        try:
            truth = measure(config_recipe(changed, entry.model_type), {}).parameters
        except BadConfigError:
            result.not_built += 1
            continue
        try:
            answer = total(assign(model, {name: value}))
        except SymparamsError as error:
            result.refused.append(f"{name} = {value}: {error}")
            continue
        if answer == truth:
            result.exact += 1
            result.depths_exact += name in DEPTHS
        else:
            result.wrong.append(f"{name} = {value}: {answer}, built {truth}")


def _changed(config_class: type, *, is_saved: bool) -> Iterator[tuple[str, int]]:
    """The whole numbers of a configuration, each with another value."""
    for name, value in vars(config_class()).items():
        if type(value) is int and value > 0 and not name.startswith("_"):
            yield name, 2 * value
            if is_saved and name in DEPTHS:
                yield from ((name, other) for other in (value - 1, value + 1) if other)


def at_depth(config: dict[str, Any], name: str, depth: int) -> dict[str, Any]:
    """``config`` with ``depth`` layers: the most frequent row of its lists is left out or repeated.

    This is written apart from what the trace does with such lists, so that it can check it.
    """
    if name not in config:
        return {**config, name: depth}
    layers = range(config[name])
    flags = {
        key: [layer in value for layer in layers]
        for key, value in config.items()
        if key.endswith(PLACES) and isinstance(value, list) and value == sorted({*value})
    }
    lists = {k: v for k, v in config.items() if isinstance(v, list) and len(v) == len(layers)}
    columns = lists | flags
    if not columns:
        return {**config, name: depth}
    rows = list(zip(*columns.values(), strict=True))
    main = max(rows, key=rows.count)
    while len(rows) > depth:
        del rows[len(rows) - 1 - rows[::-1].index(main)]
    if len(rows) < depth:
        place = len(rows) - rows[::-1].index(main)
        rows[place:place] = [main] * (depth - len(rows))
    made = dict(zip(columns, map(list, zip(*rows, strict=True)), strict=True))
    made |= {key: [n for n, is_one in enumerate(made[key]) if is_one] for key in flags}
    return {**config, **made, name: depth}


def lines(result: Result) -> Iterator[str]:
    """What the survey found for one class; what was refused or wrong stands below it."""
    verdict = result.error or (
        f"default {'exact' if result.default_exact else 'WRONG'}, changed: {result.exact} exact, "
        f"{len(result.refused)} refused, {len(result.wrong)} wrong, {result.not_built} not built, "
        f"{result.depths_exact} depths exact"
    )
    entry = result.entry
    yield f"{entry.architecture} ({entry.model_type}): {verdict} [{result.seconds:.1f} s]"
    yield from (f"    refused  {line}" for line in result.refused)
    yield from (f"    WRONG    {line}" for line in result.wrong)


def summary(results: Sequence[Result]) -> str:
    """The whole survey in one line."""
    return (
        f"{len(results)} classes: {sum(r.default_exact for r in results)} exact at the default; "
        f"fields changed alone: {sum(r.exact for r in results)} exact, "
        f"{sum(len(r.refused) for r in results)} refused, "
        f"{sum(len(r.wrong) for r in results)} wrong; "
        f"{sum(r.depths_exact for r in results)} of the exact are other numbers of layers; "
        f"{sum(r.not_built for r in results)} not built by the class itself"
    )


def main(arguments: Sequence[str]) -> int:
    """Run the survey; 0 if every default is exact and nothing is wrong."""
    from rich.console import Console
    from rich.progress import Progress

    is_saved = "--saved" in arguments
    files = [argument for argument in arguments if argument != "--saved"]
    entries = read(Path(files[0])) if files else everything()
    results = []
    with Progress(console=Console(stderr=True)) as progress:
        task = progress.add_task("tracing", total=len(entries))
        for entry in entries:
            progress.update(task, description=entry.architecture)
            results.append(survey(entry, is_saved=is_saved))
            sys.stdout.writelines(f"{line}\n" for line in lines(results[-1]))
            sys.stdout.flush()
            progress.advance(task)
    sys.stdout.write(f"{summary(results)}\n")
    return int(not all(r.default_exact and not r.wrong for r in results))


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
