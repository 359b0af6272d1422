"""Families against the reference implementation, with keys drawn at random.

    python tests/oracle/differential.py                      every model type, 20 draws each
    python tests/oracle/differential.py qwen3_moe t5 -n 200  some types, 200 draws each
    python tests/oracle/differential.py gpt2 --write         prints the draws as rows of the oracle

Each draw takes some of the keys of the type's own configuration class, gives them other values,
leaves the rest out, builds the reference model on torch's ``meta`` device (which allocates
nothing) and counts its unique parameters. The family must give the same number. Needs the extra
``trace`` (torch and transformers). Exit status 1 if anything differs.
"""

import argparse
import dataclasses
import inspect
import json
import random
import re
import sys
import warnings
from collections.abc import Iterator
from importlib import import_module
from typing import Any

from symparams.errors import SymparamsError
from symparams.models.families import from_config
from symparams.models.families.registry import FAMILIES
from symparams.models.loading import load

SIZE = (
    "size", "dim", "width", "layers", "layer", "heads", "head", "experts", "rank", "embd", "model",
    "positions", "embeddings", "inner", "ff", "dff", "buckets", "groups", "kv", "channels", "num",
    "replace", "step", "interval", "index", "k", "topk", "tok", "length", "factor",
)  # fmt: skip
"""How the names of whole-number keys end or begin that may be a size."""

LISTS: dict[str, tuple[str, ...]] = {
    "mlp_layer_types": ("dense", "sparse"),
    "indexer_types": ("full", "shared"),
}
LAYERS = ("num_hidden_layers", "n_layer", "n_layers", "num_layers", "encoder_layers",
          "decoder_layers", "num_decoder_layers")  # fmt: skip
UNWRITTEN: dict[str, dict[str, tuple[object, ...]]] = {
    "deberta": {"talking_head": (True, False), "embedding_size": (128, 768)},
    "deberta-v2": {
        "position_buckets": (256, -1), "share_att_key": (True, False), "conv_kernel_size": (0, 3),
        "norm_rel_ebd": ("layer_norm", "none"), "attention_head_size": (32, 64),
    },
    "glm_moe_dsa": {"index_topk_freq": (1, 2, 3), "index_skip_topk_offset": (1, 2, 3)},
    "longcat_flash": {"router_bias": (True, False)},
    "cohere2_moe": {"first_k_dense_replace": (0, 1, 2)},
    "mimo_v2_flash": {},
}  # fmt: skip
"""Keys that the modelling code reads although the configuration class does not declare them."""

CHOICES: dict[str, tuple[object, ...]] = {
    "pos_att_type": (["c2p"], ["p2c"], ["c2p", "p2c"], None),
    "encoder_attention_type": ("local", "transient-global"),
    "feed_forward_proj": ("relu", "gated-gelu"),
    "languages": (["en_XX"], ["en_XX", "de_DE", "fr_XX"]),
    "hidden_act": ("silu", "gelu"),
}
ENDINGS = ("ForCausalLM", "LMHeadModel", "ForMaskedLM", "ForConditionalGeneration", "MTModel",
           "Model", "Decoder", "Encoder", "EncoderModel", "ForPreTraining")  # fmt: skip


def reference(architecture: str, config: dict[str, Any]) -> int:
    """The unique parameters of the reference model, built without memory and tied."""
    torch = import_module("torch")
    model_class = getattr(import_module("transformers"), architecture)
    built = model_class.config_class.from_dict(dict(config))
    with torch.device("meta"):
        model = model_class(built)
    model.tie_weights()
    return sum(parameter.numel() for parameter in {id(p): p for p in model.parameters()}.values())


def ours(config: dict[str, Any]) -> int:
    """The same from the family, without building anything."""
    model = load(config)
    numbers = model.numbers()
    return sum(int(model.related(leaf.expression).xreplace(numbers)) for leaf in model.leaves())


def architectures(model_type: str) -> list[str]:
    """The classes of the reference that the family claims to know."""
    transformers = import_module("transformers")
    prefixes = FAMILIES[model_type][1].split("|")
    classes = [prefix + ending for prefix in prefixes for ending in ENDINGS]
    found = [name for name in dict.fromkeys(classes) if hasattr(transformers, name)]
    known = []
    for name in found:
        try:
            from_config({"model_type": model_type, "architectures": [name]})
        except SymparamsError:
            continue
        known.append(name)
    return known


def draw(model_type: str, rng: random.Random) -> dict[str, Any]:
    """Some keys of the type's configuration class, with other values than its defaults."""
    config_class = import_module("transformers").CONFIG_MAPPING[model_type]
    config: dict[str, Any] = {"model_type": model_type}
    share = rng.choice((0.15, 0.4, 0.8))
    for field in dataclasses.fields(config_class):
        value = field.default
        if field.name.startswith("_") or field.name in config:
            continue
        if field.name in LAYERS and isinstance(value, int):
            config[field.name] = rng.randint(1, 8)
        elif rng.random() < share:
            new = _other(field.name, value, rng)
            if new is not dataclasses.MISSING:
                config[field.name] = new
    source = inspect.getsource(sys.modules[config_class.__module__])
    source += inspect.getsource(import_module(_modeling(config_class.__module__)))
    for key, values in UNWRITTEN.get(model_type, {}).items():
        if rng.random() < share:
            config[key] = rng.choice(values)
    has_other_name = bool({"d_kv", "kv_channels"} & config.keys())
    reads_it = re.search(r"(config, \"head_dim\"|    head_dim: )", source)
    if reads_it and not has_other_name and rng.random() < 0.1:
        config["head_dim"] = rng.choice((32, 64, 128))
    layers = next((config[k] for k in LAYERS if k in config), 4)
    for key, kinds in LISTS.items():
        if key in source and rng.random() < share / 2:
            config[key] = [rng.choice(kinds) for _ in range(layers)]
    for key in ("mlp_only_layers", "moe_layers"):
        if key in source and rng.random() < share / 2:
            config[key] = sorted(rng.sample(range(layers), rng.randint(0, layers)))
    if config.get("add_cross_attention") and model_type != "switch_transformers":
        config["is_decoder"] = rng.random() < 0.8  # a decoder is all that may have it
    if model_type == "gpt_neo":
        config["attention_types"] = [[["global"], layers]]
    if model_type == "squeezebert":
        config["embedding_size"] = config.get("hidden_size", 768)
    if model_type == "mimo_v2_flash" and rng.random() < share:
        both = ("full_attention", "sliding_attention")
        config["layer_types"] = [rng.choice(both) for _ in range(layers)]
    return config


def _modeling(module: str) -> str:
    """Where the model of a configuration class is."""
    return module.replace(".configuration_", ".modeling_")


def _other(name: str, value: object, rng: random.Random) -> Any:
    """Another value for a key with this default; MISSING where it cannot matter."""
    if name in CHOICES:
        return rng.choice(CHOICES[name])
    if isinstance(value, bool):
        skipped = name in ("use_cache", "is_encoder_decoder", "return_dict", "is_decoder")
        return dataclasses.MISSING if skipped or name.startswith("output") else not value
    words = name.split("_")
    is_size = words[-1] not in ("id", "ids") and bool(set(words) & set(SIZE))
    if not is_size and not name.endswith("vocab_size"):
        return dataclasses.MISSING
    if name.endswith("vocab_size"):
        return rng.randint(1, 5) if name.startswith(("type", "task")) else rng.randint(100, 90000)
    if isinstance(value, int):
        if value <= 8:
            return rng.choice([value, value + 1, max(value - 1, 0), 2 * value])
        return rng.choice([value, 2 * value, value // 2, value + value // 2])
    if value is None and name in ("num_key_value_heads", "num_kv_heads"):
        return rng.choice((1, 2, 4, None))
    if value is None and name in ("n_inner", "intermediate_size", "ffn_hidden_size", "head_dim",
                                  "embedding_size", "word_embed_proj_dim", "d_head",
                                  "num_decoder_layers", "prefix_dense_intermediate_size",
                                  "decoder_vocab_size", "num_experts_per_tok"):  # fmt: skip
        return rng.choice((2, 3)) if "num" in name else rng.choice((64, 128))
    if value is None and name in ("num_ln_in_parallel_attn",):
        return rng.choice((1, 2, None))
    return dataclasses.MISSING


def differences(model_type: str, times: int, seed: int) -> Iterator[tuple[str, dict[str, Any]]]:
    """What differs in ``times`` draws, as (what happened, the configuration)."""
    rng = random.Random(f"{model_type} {seed}")  # noqa: S311  # no secret depends on it
    names = architectures(model_type)
    for _ in range(times):
        config = draw(model_type, rng)
        architecture = rng.choice(names)
        config["architectures"] = [architecture]
        try:
            expected = reference(architecture, config)
        except Exception as error:  # whatever the reference refuses is no case
            yield f"rejected {type(error).__name__}", config
            continue
        try:
            found = ours(config)
        except SymparamsError as error:
            yield f"REFUSED {error}", config
            continue
        if found != expected:
            yield f"DIFFERS by {found - expected} from {expected}", config
        else:
            yield f"same {expected}", config


def main() -> int:
    parser = argparse.ArgumentParser(description=str(__doc__).splitlines()[0])
    parser.add_argument("types", nargs="*", help="model types; all if none is given")
    parser.add_argument("-n", "--times", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--write", action="store_true", help="print the agreeing draws as JSON")
    given = parser.parse_args()
    warnings.filterwarnings("ignore")
    import_module("transformers").logging.set_verbosity_error()
    bad = 0
    for model_type in given.types or FAMILIES:
        counts = {"same": 0, "rejected": 0}
        for what, config in differences(model_type, given.times, given.seed):
            kind = what.split()[0]
            if kind in counts:
                counts[kind] += 1
                if given.write and kind == "same":
                    print(json.dumps({"config": config, "parameters": int(what.split()[1])}))
                continue
            bad += 1
            print(f"{model_type}: {what}\n    {json.dumps(config)}")
        if not given.write:
            print(f"{model_type}: {counts['same']} the same, {counts['rejected']} not buildable")
        sys.stdout.flush()
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
