"""What published files hold besides: buffers and copies that older versions of the code wrote."""

import re
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from symparams import load
from symparams.operations.checkpoints import verify_checkpoint
from tests.operations.checkpoints.files import Header, case, checkpoint

SMALL, LARGE = ("U8", [1, 1, 1024, 1024]), ("U8", [1, 1, 2048, 2048])
"""Causal masks, as large as the positions that the models have by default."""

BESIDES: tuple[tuple[str, Header], ...] = (
    ("GPT2LMHeadModel", {"transformer.h.0.attn.bias": SMALL}),
    ("GPTNeoForCausalLM", {"transformer.h.1.attn.attention.bias": LARGE,
                           "transformer.h.1.attn.attention.masked_bias": ("F32", [])}),
    ("GPTNeoXForCausalLM", {"gpt_neox.layers.0.attention.bias": LARGE,
                            "gpt_neox.layers.0.attention.masked_bias": ("F32", []),
                            "gpt_neox.layers.0.attention.rotary_emb.inv_freq": ("F32", [12])}),
    ("CodeGenForCausalLM", {"transformer.h.0.attn.causal_mask": LARGE}),
    ("LlamaForCausalLM", {"model.layers.3.self_attn.rotary_emb.inv_freq": ("F32", [64])}),
    ("BertForMaskedLM", {"bert.embeddings.position_ids": ("I64", [1, 512]),
                         "cls.predictions.decoder.weight": ("F32", [30522, 768]),
                         "cls.predictions.decoder.bias": ("F32", [30522])}),
    ("RobertaForMaskedLM", {"roberta.embeddings.position_ids": ("I64", [1, 512]),
                            "lm_head.decoder.weight": ("F32", [50265, 768]),
                            "lm_head.decoder.bias": ("F32", [50265])}),
    ("AlbertForMaskedLM", {"predictions.decoder.weight": ("F32", [30000, 128]),
                           "predictions.decoder.bias": ("F32", [30000])}),
    ("DistilBertForMaskedLM", {"vocab_projector.weight": ("F32", [30522, 768])}),
    ("T5ForConditionalGeneration", {"encoder.embed_tokens.weight": ("F32", [32128, 512]),
                                    "decoder.embed_tokens.weight": ("F32", [32128, 512]),
                                    "lm_head.weight": ("F32", [32128, 512])}),
    ("BartForConditionalGeneration", {"model.encoder.embed_tokens.weight": ("F32", [50265, 1024]),
                                      "lm_head.weight": ("F32", [50265, 1024])}),
    ("M2M100ForConditionalGeneration",
     {"model.encoder.embed_positions.weights": ("F32", [1026, 1024])}),
    ("MarianMTModel", {"model.encoder.embed_positions.weight": ("F32", [1024, 1024])}),
    ("FalconForCausalLM", {"lm_head.weight": ("F32", [65024, 4544])}),
)  # fmt: skip


@pytest.mark.parametrize(("architecture", "besides"), BESIDES, ids=[name for name, _ in BESIDES])
def test_what_older_files_hold_besides(architecture: str, besides: Header) -> None:
    row = case(architecture)
    config, header = row["config"], row["tensors"]
    assert not header.keys() & besides.keys()
    result = verify_checkpoint(
        load(config), checkpoint({**header, **besides}), config["model_type"]
    )
    assert result.is_equal, [row for row in result.rows if row.why] or result.surplus


RENAMED: tuple[tuple[str, Callable[[str], str]], ...] = (
    ("GPT2LMHeadModel", lambda name: name.removeprefix("transformer.")),
    ("BloomForCausalLM", lambda name: name.removeprefix("transformer.")),
    ("OPTForCausalLM", lambda name: name.removeprefix("model.")),
    ("LlamaForCausalLM", lambda name: re.sub("^(?=model|lm_head)", "language_model.", name)),
    ("BertForMaskedLM", lambda name: re.sub(
        r"LayerNorm\.(weight|bias)$",
        lambda end: "LayerNorm." + {"weight": "gamma", "bias": "beta"}[end[1]],
        name,
    )),
)  # fmt: skip


@pytest.mark.parametrize(("architecture", "rename"), RENAMED, ids=[name for name, _ in RENAMED])
def test_how_older_files_call_the_same(architecture: str, rename: Callable[[str], str]) -> None:
    row = case(architecture)
    header = {rename(name): tensor for name, tensor in row["tensors"].items()}
    assert header.keys() != row["tensors"].keys()
    assert verify_checkpoint(load(row["config"]), checkpoint(header)).is_equal


WORDS = """
    model layers h block 0 1 00 # * self_attn mlp experts expert_0 q_proj gate_up_proj weight bias
    albert_layer_groups albert_layers encoder decoder embed_tokens lm_head norm inv_freq layer
"""
SHAPES = st.lists(st.sampled_from([0, 1, 2, 768, 2304]), max_size=4)
HEADERS = st.dictionaries(
    st.lists(st.sampled_from([*WORDS.split(), ""]), min_size=1, max_size=7).map(".".join),
    st.tuples(st.sampled_from(["F32", "F8_E4M3"]), SHAPES),
    max_size=8,
)


@given(HEADERS)
def test_no_set_of_names_is_a_traceback_or_a_model(header: Header) -> None:
    for config in ({"model_type": "gpt2"}, {"model_type": "t5"}, {"model_type": "mimo_v2_flash"}):
        assert not verify_checkpoint(load(config), checkpoint(header)).is_equal
