"""Every family against counts made by the reference implementation."""

import json
from pathlib import Path
from typing import Any

import pytest

from symparams.models.families import from_config
from symparams.models.families.registry import FAMILIES
from symparams.models.loading import load
from symparams.operations.counting import count

ORACLE = Path(__file__).parents[2] / "oracle"


def _cases(name: str) -> list[Any]:
    cases = json.loads((ORACLE / f"{name}.json").read_text(encoding="utf-8"))
    return [pytest.param(case, id=f"{case['id']} {number}") for number, case in enumerate(cases)]


def _total(config: dict[str, Any]) -> int:
    """The count of the tree itself, put together without the counting that it checks."""
    model = load(config)
    numbers = model.numbers()
    return sum(int(model.related(leaf.expression).xreplace(numbers)) for leaf in model.leaves())


@pytest.mark.parametrize("case", [*_cases("catalogue"), *_cases("published_configs")])
def test_the_count_of_the_reference(case: dict[str, Any]) -> None:
    assert _total(case["config"]) == case["parameters"]


def test_each_type_of_the_oracle_is_a_family_and_each_family_is_in_the_oracle() -> None:
    cases = json.loads((ORACLE / "catalogue.json").read_text(encoding="utf-8"))
    assert {case["model_type"] for case in cases} == set(FAMILIES)


@pytest.mark.parametrize("model_type", FAMILIES)
def test_an_empty_configuration_is_the_default_one(model_type: str) -> None:
    """Each key left out takes the default of the reference, and the output names it."""
    cases = json.loads((ORACLE / "catalogue.json").read_text(encoding="utf-8"))
    case = next(c for c in cases if c["id"].startswith(f"{model_type}/") and "default" in c["id"])
    config = {"model_type": model_type, "architectures": case["config"]["architectures"]}
    model = load(config)
    assert count(model).total == case["parameters"]
    given = {"architectures"}
    assert all(s.is_default for s in model.settings if s.name not in given)
    assert all("not given" in v.origin for v in model.values if v.is_default)


def test_work_does_not_grow_with_layers_or_experts() -> None:
    small, large = (
        from_config({"model_type": "qwen3_moe", "num_hidden_layers": n, "num_experts": n})
        for n in (8, 10**9)
    )
    assert [leaf.path for leaf in small.leaves()] == [leaf.path for leaf in large.leaves()]


@pytest.mark.parametrize(
    ("preset", "total"),
    [
        ("qwen3-4b", 4_022_468_096),
        ("deepseek-v3", 671_026_404_352),
        ("mixtral-8x7b", 46_702_792_704),
        ("falcon-180b", 179_522_565_120),
        ("olmo-2-7b", 7_298_617_344),
        ("olmo-2-13b", 13_716_198_400),
        ("gpt-oss-120b", 116_829_156_672),
    ],
)
def test_published_totals(preset: str, total: int) -> None:
    assert count(load(preset)).total == total


@pytest.mark.parametrize(
    ("size", "non_embedding"),
    [
        ("70m", 18_915_328),
        ("160m", 85_056_000),
        ("410m", 302_311_424),
        ("1b", 805_736_448),
        ("1.4b", 1_208_602_624),
        ("2.8b", 2_517_652_480),
        ("6.9b", 6_444_163_072),
        ("12b", 11_327_027_200),
    ],
)
def test_pythia_as_its_table_prints_it(size: str, non_embedding: int) -> None:
    """Biderman et al. 2023, table 1."""
    assert count(load(f"pythia-{size}")).non_embedding == non_embedding


@pytest.mark.parametrize(
    ("preset", "billions"),
    [("gpt-oss-20b", "3.61"), ("gpt-oss-120b", "5.13")],
)
def test_active_parameters_as_the_model_card_prints_them(preset: str, billions: str) -> None:
    """OpenAI 2025, gpt-oss model card, table 1: active, without the input embedding."""
    active = count(load(preset)).active_without_embedding
    assert f"{int(active) / 10**9:.2f}" == billions
