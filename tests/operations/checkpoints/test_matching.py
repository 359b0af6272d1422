"""Names and places: which number of a name is the layer, which a copy, and which is none."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from symparams import load
from symparams.operations.checkpoints.expected import parts_of
from symparams.operations.checkpoints.headers import Tensor
from symparams.operations.checkpoints.matching import (
    Matched,
    Place,
    Prefix,
    key_of,
    keys_of,
    known_names,
    matched,
    prefixes,
)
from symparams.operations.checkpoints.naming import names_of
from symparams.operations.checkpoints.wanted import Wanted, wanted_of
from tests.operations.checkpoints.files import case, compared

MODEL = {
    "model_type": "mixtral", "num_hidden_layers": 3, "hidden_size": 8, "num_attention_heads": 2,
    "num_key_value_heads": 1, "intermediate_size": 12, "vocab_size": 10, "num_local_experts": 4,
}  # fmt: skip


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("model.layers.0.", ".layers.0."),
        ("model.layers.0.", "model.layers.00."),
        ("experts.7.", "experts.07."),
        ("experts.7.", "experts.#."),
        ("experts.7.", "experts.9999999999."),
        ("experts.7.", "experts.٧."),
        ("layers.0.self_attn.", "layers.0.self_attn.#."),
    ],
)
def test_numbers_are_written_in_one_way(old: str, new: str) -> None:
    row = case("MixtralForCausalLM")
    name = next(n for n in row["tensors"] if old in n)
    rest = {n: tensor for n, tensor in row["tensors"].items() if n != name}
    tensor, other = row["tensors"][name], name.replace(old, new)
    assert not compared(row["config"], {**rest, other: tensor}).is_equal
    assert not compared(row["config"], {**rest, name: tensor, other: tensor}).is_equal


def wanted() -> tuple[Wanted, ...]:
    names = names_of("mixtral")
    assert names is not None
    model = load(MODEL)
    return wanted_of(model, parts_of(model, 99), names, "written")


def looked_up(*tensors: tuple[str, tuple[int, ...]]) -> Matched:
    held = [Tensor(name, "F32", shape) for name, shape in tensors]
    return matched(held, keys_of(held), wanted(), Prefix("model"))


def places(found: Matched) -> dict[str, Place]:
    return {t.name: place for f in found.found.values() for place, t in f.held.items()}


def test_every_expert_of_every_layer_has_its_place() -> None:
    names = {
        f"model.layers.{layer}.block_sparse_moe.experts.{expert}.w1.weight": (layer, expert)
        for layer in range(3)
        for expert in range(4)
    }
    found = looked_up(*((name, (12, 8)) for name in names))
    assert places(found) == {name: Place(n, (e,)) for name, (n, e) in names.items()}
    assert (found.beyond, found.unknown) == ((), ())


def test_what_is_one_too_many_or_of_another_size() -> None:
    expert = "model.layers.{}.block_sparse_moe.experts.{}.w1.weight"
    found = looked_up(
        (expert.format(0, 0), (12, 8)), (expert.format(3, 0), (12, 8)),
        (expert.format(0, 4), (12, 8)), (expert.format(1, 1), (8, 12)), ("other.weight", (1,)),
    )  # fmt: skip
    assert places(found) == {expert.format(0, 0): Place(0, (0,))}
    assert {t.name for _, t in found.beyond} == {expert.format(3, 0), expert.format(0, 4)}
    wrong = {t.name: p for f in found.found.values() for p, t in f.wrong.items()}
    assert wrong == {expert.format(1, 1): Place(1, (1,))}
    assert [tensor.name for tensor in found.unknown] == ["other.weight"]
    assert len([*found.each()]) == 4


@given(st.lists(st.one_of(st.integers(0, 10**8).map(str), st.sampled_from(["h", "w1", "01", "x_2"])),
                min_size=1, max_size=6))  # fmt: skip
def test_each_number_of_a_name_and_no_other_becomes_a_mark(words: list[str]) -> None:
    plain = [
        "#" if w.isdigit() and str(int(w)) == w else "_".join(_marked(v) for v in w.split("_"))
        for w in words
    ]
    assert key_of(".".join(words)) == ".".join(plain)


def _marked(word: str) -> str:
    return "#" if word.isdigit() and str(int(word)) == word else word


def test_a_name_with_a_mark_in_it_is_none() -> None:
    assert key_of("layers.#.w") == ""
    assert key_of("layers.12.w") == "layers.#.w"


def test_old_endings_are_read_as_the_new_ones() -> None:
    old = [Tensor(f"bert.layer.3.LayerNorm.{end}", "F32", (1,)) for end in ("gamma", "beta")]
    assert keys_of(old) == (
        ("bert.layer.3.LayerNorm.weight", "bert.layer.#.LayerNorm.weight"),
        ("bert.layer.3.LayerNorm.bias", "bert.layer.#.LayerNorm.bias"),
    )


@pytest.mark.parametrize(
    ("prefix", "inner", "head"),
    [
        (Prefix("model"), "model.norm", "lm_head"),
        (Prefix(""), "norm", "lm_head"),
        (Prefix("a.b", "c"), "a.b.norm", "c.lm_head"),
    ],
)
def test_what_stands_before_a_name(prefix: Prefix, inner: str, head: str) -> None:
    assert prefix.of(".norm") == inner
    assert prefix.of("lm_head") == head


def test_the_prefix_of_a_file_is_the_one_with_most_names_in_common() -> None:
    kinds = wanted()
    for true in prefixes("model"):
        keys = {true.of(kind.key): 1 for kind in kinds}
        scores = {at: known_names(keys, kinds, at) for at in prefixes("model")}
        assert max(scores, key=scores.__getitem__) == true
        assert scores[true] == len(keys)
