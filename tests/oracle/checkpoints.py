"""What the reference implementation writes: the names and shapes of real checkpoints.

    python tests/oracle/checkpoints.py                 writes tests/oracle/checkpoints.json.gz
    python tests/oracle/checkpoints.py --same-sizes    writes tests/oracle/same_sizes.json.gz
    python tests/oracle/checkpoints.py llama t5 -n 50  compares 50 random draws of some types

Each class of each model type is built on torch's ``meta`` device with four layers and eight
experts, and saved as ``save_pretrained`` saves it, up to the moment when the file would be written:
tied weights once, fused experts split into one tensor an expert. Where the model in memory is laid
out otherwise, that layout is a case too. Needs the extra ``trace``.
"""

import argparse
import contextlib
import dataclasses
import gzip
import io
import json
import random
import sys
import tempfile
import warnings
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

if not __package__:
    sys.path.insert(0, str(Path(__file__).parents[2]))  # run as a script

from symparams.models.families.registry import FAMILIES
from symparams.models.loading import load
from symparams.operations.checkpoints import verify_checkpoint
from symparams.operations.checkpoints.headers import Tensor
from symparams.operations.checkpoints.shards import Checkpoint
from tests.oracle.differential import LAYERS, architectures, draw, ours

ORACLE = Path(__file__).parent / "checkpoints.json.gz"
EXPERTS = ("num_experts", "num_local_experts", "n_routed_experts", "moe_num_experts",
           "zero_expert_num")  # fmt: skip
DTYPES = {"float32": "F32", "float16": "F16", "bfloat16": "BF16", "int64": "I64", "bool": "BOOL"}

SAME_SIZES = Path(__file__).parent / "same_sizes.json.gz"
SAME: dict[int, tuple[str, ...]] = {
    64: ("hidden_size", "d_model", "n_embd", "dim", "embedding_size", "word_embed_proj_dim"),
    2: ("num_hidden_layers", "n_layer", "n_layers", "num_layers", "encoder_layers",
        "decoder_layers", "num_decoder_layers", "layers"),
    4: ("num_attention_heads", "n_head", "n_heads", "num_heads", "encoder_attention_heads",
        "decoder_attention_heads", "num_key_value_heads", "num_local_experts", "num_experts",
        "n_routed_experts", "moe_num_experts"),
    16: ("head_dim", "d_kv", "d_head", "kv_channels", "v_head_dim", "qk_nope_head_dim",
         "qk_rope_head_dim"),
    128: ("intermediate_size", "d_ff", "n_inner", "ffn_dim", "encoder_ffn_dim", "decoder_ffn_dim",
          "ffn_hidden_size", "d_inner", "hidden_dim", "moe_intermediate_size"),
    96: ("vocab_size", "src_vocab_size", "tgt_vocab_size", "decoder_vocab_size"),
    32: ("max_position_embeddings", "n_positions", "n_ctx", "max_seq_len"),
}  # fmt: skip
"""The one size that all types have, by the keys for it."""

Header = dict[str, tuple[str, list[int]]]
"""The tensors of a file: dtype and shape by name."""


def small(model_type: str) -> dict[str, Any]:
    """The type's default configuration, with few layers and experts."""
    fields = dataclasses.fields(import_module("transformers").CONFIG_MAPPING[model_type])
    whole = {field.name for field in fields if isinstance(field.default, int)}
    config: dict[str, Any] = {"model_type": model_type}
    config |= {key: 4 for key in LAYERS if key in whole}
    config |= {key: 8 for key in EXPERTS if key in whole}
    if model_type == "gpt_neo":
        config["attention_types"] = [[["global"], 4]]
    return config


def headers(architecture: str, config: dict[str, Any]) -> tuple[list[Header], int]:
    """What ``save_pretrained`` would write, and the layout in memory if it is another; the count."""
    torch = import_module("torch")
    model_class = getattr(import_module("transformers"), architecture)
    with torch.device("meta"):
        model = model_class(model_class.config_class.from_dict(dict(config)))
    model.tie_weights()
    found: list[Header] = []
    for is_original in (True, False):
        header = _saved(model, is_original)
        if header not in found:
            found.append(header)
    unique = {id(parameter): parameter.numel() for parameter in model.parameters()}
    return found, sum(unique.values())


def _saved(model: Any, is_original: bool) -> Header:
    """The names and shapes that reach the writer of safetensors files."""
    modelling: Any = import_module("transformers.modeling_utils")
    written: Header = {}

    def take(tensors: dict[str, Any], *_: Any, **__: Any) -> None:
        for name, tensor in tensors.items():
            written[name] = (DTYPES[str(tensor.dtype).split(".")[1]], list(tensor.shape))

    writer, modelling.safe_save_file = modelling.safe_save_file, take
    try:
        with tempfile.TemporaryDirectory() as folder, contextlib.redirect_stderr(io.StringIO()):
            model.save_pretrained(
                folder, max_shard_size="1000000GB", save_original_format=is_original
            )
    finally:
        modelling.safe_save_file = writer
    return written


def cases(model_type: str) -> Iterator[dict[str, Any]]:
    """The rows of the oracle for one type: each class, each layout."""
    for architecture in architectures(model_type):
        config = small(model_type) | {"architectures": [architecture]}
        found, count = headers(architecture, config)
        for header in found:
            yield {"config": config, "parameters": count, "tensors": header}


def alike(model_type: str) -> Iterator[dict[str, Any]]:
    """The type's first class in the sizes that all types have, each layout."""
    fields = dataclasses.fields(import_module("transformers").CONFIG_MAPPING[model_type])
    own = {field.name for field in fields}
    config: dict[str, Any] = {"model_type": model_type}
    config |= {key: size for size, keys in SAME.items() for key in keys if key in own}
    config |= {"pad_token_id": 0} if "pad_token_id" in own else {}
    if model_type == "gpt_neo":
        config["attention_types"] = [[["global"], 2]]
    for architecture in architectures(model_type):
        config["architectures"] = [architecture]
        try:
            load(config)
            found, _ = headers(architecture, config)
        except Exception as error:  # sizes that the type cannot have at once
            print(f"{architecture}: {str(error)[:100]}")
            continue
        for layout, header in enumerate(found):
            yield {"config": dict(config), "layout": layout, "tensors": header}
        return


def differences(model_type: str, times: int) -> Iterator[tuple[str, dict[str, Any]]]:
    """What is not found equal in ``times`` random draws."""
    rng = random.Random(f"checkpoint {model_type}")  # noqa: S311  # no secret depends on it
    names = architectures(model_type)
    for _ in range(times):
        config = draw(model_type, rng)
        config |= {key: min(config[key], 8) for key in EXPERTS if key in config}
        config["architectures"] = [rng.choice(names)]
        try:
            found, count = headers(config["architectures"][0], config)
            model = load(config)
        except Exception as error:  # whatever one of the two refuses is no case
            yield f"refused {type(error).__name__}", config
            continue
        if ours(config) != count:
            yield "counts differ: see differential.py", config
        for header in found:
            result = verify_checkpoint(model, checkpoint(header), model_type)
            yield "equal" if result.is_equal else "DIFFERS", config


def checkpoint(header: Header) -> Checkpoint:
    """The header as a checkpoint that was read."""
    tensors = (Tensor(name, dtype, tuple(shape)) for name, (dtype, shape) in header.items())
    return Checkpoint("model.safetensors", tuple(tensors), 1)


def main() -> int:
    parser = argparse.ArgumentParser(description=str(__doc__).splitlines()[0])
    parser.add_argument("types", nargs="*", help="model types; all if none is given")
    parser.add_argument("-n", "--times", type=int, default=0, help="compare random draws")
    parser.add_argument("--same-sizes", action="store_true", help="write the types in one size")
    given = parser.parse_args()
    warnings.filterwarnings("ignore")
    import_module("transformers").logging.set_verbosity_error()
    types = given.types or list(FAMILIES)
    if given.same_sizes:
        rows = [case for model_type in types for case in alike(model_type)]
        text = json.dumps(rows, separators=(",", ":"))
        SAME_SIZES.write_bytes(gzip.compress(text.encode(), 9, mtime=0))
        print(f"{len(rows)} checkpoints in one size")
        return 0
    if not given.times:
        rows = [case for model_type in types for case in cases(model_type)]
        text = json.dumps(rows, separators=(",", ":"))
        ORACLE.write_bytes(gzip.compress(text.encode(), 9, mtime=0))
        print(f"{len(rows)} checkpoints of {len(types)} types")
        return 0
    bad = 0
    for model_type in types:
        counts: dict[str, int] = {}
        for what, config in differences(model_type, given.times):
            counts[what.split()[0]] = counts.get(what.split()[0], 0) + 1
            if what == "DIFFERS":
                bad += 1
                print(f"{model_type}: {json.dumps(config)}")
        print(f"{model_type}: {', '.join(f'{n} {what}' for what, n in counts.items())}")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
