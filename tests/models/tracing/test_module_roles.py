"""The roles of traced models: by the classes of modules, and by names only where these are mute."""

import json

import pytest

from symparams import Component, Model, Weight
from symparams.algebra.parts import Kind
from symparams.algebra.roles import role
from symparams.models.saved import read, text
from symparams.models.tracing import trace
from symparams.models.tracing.module_roles import role_of_class, with_roles
from symparams.symbols import H, experts


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("LlamaAttention", "attention"),
        ("BertSelfAttention", "attention"),
        ("MultiheadAttention", "attention"),
        ("T5LayerCrossAttention", "cross_attention"),
        ("JetMoeMoA", "attention"),
        ("KimiLinearAttention", "attention"),
        ("MiniMaxLightningAttention", "mixer"),
        ("Qwen3NextGatedDeltaNet", "mixer"),
        ("MambaMixer", "mixer"),
        ("GraniteMoeHybridMambaLayer", "mixer"),
        ("Lfm2ShortConv", "mixer"),
        ("Qwen3MoeSparseMoeBlock", "mixture"),
        ("DeepseekV3MoE", "mixture"),
        ("GptOssExperts", "mixture"),
        ("SwitchTransformersSparseMLP", "mixture"),
        ("GraniteMoeSharedMLP", "mixture"),
        ("Qwen2MoeMLP", "feed_forward"),
        ("T5DenseGatedActDense", "feed_forward"),
        ("BertIntermediate", "feed_forward"),
        ("DbrxFFN", "feed_forward"),
        ("BertPooler", "pooler"),
        ("BertOnlyMLMHead", "masked_lm"),
        ("RobertaLMHead", "masked_lm"),
        ("LlavaMultiModalProjector", "projector"),
        ("Qwen2MoeDecoderLayer", ""),
        ("JambaAttentionDecoderLayer", ""),
        ("ReformerModelWithLMHead", ""),
        ("MixtralForCausalLM", ""),
        ("Linear", ""),
    ],
)
def test_roles_by_class(name: str, expected: str) -> None:
    assert role_of_class(name) == expected


@pytest.mark.parametrize(
    ("path", "kind", "expected"),
    [
        (("decoder", "layers", "encoder_attn"), Kind.WEIGHTS, "cross_attention"),
        (("decoder", "block", "EncDecAttention"), Kind.WEIGHTS, "cross_attention"),
        (("encoder_block", "attention"), Kind.WEIGHTS, "attention"),
        (("h", "attn"), Kind.WEIGHTS, "attention"),
        (("layers", "block_sparse_moe", "w1"), Kind.WEIGHTS, "experts"),
        (("layers", "DenseReluDense"), Kind.WEIGHTS, "feed_forward"),
        (("layers", "fc1"), Kind.WEIGHTS, "feed_forward"),
        (("layer", "attention", "output"), Kind.WEIGHTS, "attention"),
        (("layer", "output"), Kind.WEIGHTS, "feed_forward"),
        (("layers", "attn"), Kind.HEAD, "attention.other"),
        (("adapter",), Kind.WEIGHTS, "adapter"),
        (("h", "attn"), Kind.BIASES, "biases"),
    ],
)
def test_roles_by_path_where_no_class_says_one(
    path: tuple[str, ...], kind: Kind, expected: str
) -> None:
    tree = Component(path[-1], (Weight("weight", (H, H), kind),))
    for name in reversed(path[:-1]):
        tree = Component(name, (tree,))
    (leaf,) = with_roles(tree).leaves()
    assert role(leaf) == expected


@pytest.mark.parametrize("name", ["mlp", "x"])
def test_a_matrix_of_every_expert_is_an_expert_whatever_its_module_is_called(name: str) -> None:
    (leaf,) = with_roles(Component(name, (Weight("weight", (experts, H, H)),))).leaves()
    assert role(leaf) == "experts"


def test_a_class_counts_more_than_a_name() -> None:
    tree = Component("linear_attn", (Weight("weight", (H, H)),), role=role_of_class("KdaMixer"))
    (leaf,) = with_roles(tree).leaves()
    assert role(leaf) == "mixer"


def roles(model: Model) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for leaf in model.leaves():
        found.setdefault(role(leaf), set()).add(leaf.owner[-1])
    return found


@pytest.mark.parametrize(
    ("model_type", "expected"),
    [
        ("gpt2", {"attention": {"attn"}, "feed_forward": {"mlp"}}),
        ("mamba2", {"mixer": {"mixer"}}),
        ("bert", {"attention": {"self", "output"}, "feed_forward": {"intermediate", "output"}}),
        ("qwen2_moe", {"attention": {"self_attn"}, "experts": {"mlp", "experts", "shared_expert"}}),
        (
            "t5",
            {
                "attention": {"SelfAttention"},
                "cross_attention": {"EncDecAttention"},
                "feed_forward": {"DenseReluDense"},
            },
        ),
    ],
)
def test_traced_models_have_the_roles_of_their_modules(
    model_type: str, expected: dict[str, set[str]]
) -> None:
    model = trace({"model_type": model_type})
    found = roles(model)
    assert {name: found[name] for name in expected} == expected
    assert read(json.loads(text(model))) == model
