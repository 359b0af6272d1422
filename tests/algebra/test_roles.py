"""Roles: whoever builds a component says what it does, and no name decides it."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from symparams import Component, Model, Weight, load
from symparams.algebra.parts import Kind
from symparams.algebra.roles import in_order, role
from symparams.algebra.tree import Role
from symparams.components import attention, feedforward, mixture_of_experts
from symparams.errors import SymparamsError, UnknownNameError
from symparams.models import presets
from symparams.models.families.registry import FAMILIES
from symparams.symbols import H, L, experts, heads

ORACLE = json.loads((Path(__file__).parents[1] / "oracle" / "catalogue.json").read_text("utf-8"))
SAME = "x"


def default(model_type: str) -> dict[str, Any]:
    case = next(c for c in ORACLE if c["model_type"] == model_type and "default" in c["id"])
    config: dict[str, Any] = case["config"]
    return config


def renamed(component: Component) -> Component:
    """The same tree, in which every component and every weight has the same name."""
    parts = (
        renamed(part) if isinstance(part, Component) else replace(part, name=SAME)
        for part in component.parts
    )
    return replace(component, parts=tuple(parts)).named(SAME)


def assert_every_role_is_given(model: Model) -> None:
    assert not [leaf.path for leaf in model.leaves() if not leaf.role]
    before, after = (
        [role(leaf) for leaf in tree.leaves()] for tree in (model.tree, renamed(model.tree))
    )
    assert before == after


@pytest.mark.parametrize("model_type", FAMILIES)
def test_each_family_gives_every_leaf_a_role_whatever_its_name(model_type: str) -> None:
    assert_every_role_is_given(load(default(model_type)))


@pytest.mark.parametrize("name", ["textbook", *presets.names()])
def test_each_preset_does_and_the_textbook(name: str) -> None:
    assert_every_role_is_given(load(name))


@pytest.mark.parametrize(
    ("config", "expected"),
    [
        ({"model_type": "opt", "word_embed_proj_dim": 512}, "embedding_projection"),
        ({"model_type": "deberta-v2", "conv_kernel_size": 3}, "mixer"),
        ({"model_type": "gpt2", "add_cross_attention": True}, "cross_attention"),
        ({"model_type": "granitemoeshared", "shared_intermediate_size": 64}, "experts"),
        ({"model_type": "mvp", "use_prompt": True}, "adapters"),
        ({"model_type": "bert", "architectures": ["BertForPreTraining"]}, "head"),
        ({"model_type": "ernie", "use_task_id": True}, "segments"),
    ],
)
def test_what_only_some_configurations_have(config: dict[str, Any], expected: str) -> None:
    model = load(config)
    assert_every_role_is_given(model)
    assert expected in {role(leaf) for leaf in model.leaves()}


def only_role(component: Component) -> str:
    (found,) = {role(leaf) for leaf in component.leaves()}
    return found


def test_the_nearest_component_with_a_role_decides() -> None:
    inner = Component("inner", (Weight("w", (H, H)),))
    assert only_role(Component("outer", (inner,), role=Role.MIXER)) == "mixer"
    known = replace(inner, role=Role.FEED_FORWARD)
    assert only_role(Component("outer", (known,), role=Role.MIXER)) == "feed_forward"


def test_an_expert_is_of_the_mixture_that_it_stands_in() -> None:
    mixture = mixture_of_experts(feedforward(), shared=feedforward())
    assert {role(leaf) for leaf in mixture.leaves()} == {"router", "experts"}


def test_what_is_no_matrix_of_attention_has_a_row_of_its_own() -> None:
    sinks = attention(within=(Weight("sinks", (heads,), Kind.HEAD),)).leaves()[-1]
    assert role(sinks) == "attention.other"


def test_copies_sums_and_names_keep_the_role() -> None:
    assert only_role(L * attention().named("mlp")) == "attention"
    both = attention() + feedforward()
    assert [role(leaf) for leaf in (both + both).leaves()] == 2 * (
        4 * ["attention"] + 2 * ["feed_forward"]
    )
    unnamed = Component("", (Weight("w", (H, H)),), role=Role.ADAPTERS)
    assert next(role(leaf) for leaf in (unnamed + attention()).leaves()) == "adapters"


def test_without_a_role_the_name_of_the_component_stands_for_it() -> None:
    assert only_role(Component("attention_like", (Weight("w", (H, H)),))) == "attention_like"
    assert only_role(Component("mlp", (Weight("w", (experts, H, H)),))) == "mlp"
    assert only_role(Component("", (Weight("w", (H, H)),))) == "w"


def test_tables_norms_and_biases_are_told_by_their_kind() -> None:
    biased = attention(bias=True)
    assert {role(leaf) for leaf in biased.leaves()} == {"attention", "biases"}


@pytest.mark.parametrize("wrong", ["atention", "experts", "norms", "x"])
def test_an_unknown_role_is_one_clear_line(wrong: str) -> None:
    with pytest.raises(UnknownNameError) as error:
        Component("a", (), role=wrong)
    assert str(error.value).startswith(f"unknown role '{wrong}'; ")
    assert "\n" not in str(error.value)
    assert "<" not in str(error.value)


def test_the_nearest_role_is_named() -> None:
    with pytest.raises(SymparamsError, match=r"did you mean 'attention'\?"):
        Component("a", (), role="atention")


def test_a_role_may_be_given_by_its_name() -> None:
    assert Component("a", (), role="mixer").role is Role.MIXER
    assert Component("a", (), role="mixer") == Component("a", (), role=Role.MIXER)


def test_a_role_of_another_name_stands_before_the_norms() -> None:
    names = ("norms", "output_head", "pooler", "mixer", "experts", "attention", "embedding")
    assert in_order(names) == (
        *("embedding", "attention", "mixer", "experts", "pooler", "norms", "output_head"),
    )
