"""What the reference's configuration classes call their fields, and small models to try them on.

Shared by the generators `spellings` and `foreign_keys`. Needs torch and transformers.
"""

import dataclasses
import inspect
import re
import sys
import warnings
from collections.abc import Iterator
from importlib import import_module
from typing import Any

from tests.oracle.differential import LAYERS, architectures, reference

EXPERTS = ("num_experts", "num_local_experts", "n_routed_experts", "moe_num_experts")
DENSE = ("first_k_dense_replace", "num_dense_layers")
ACTIVE = ("num_experts_per_tok", "moe_topk", "moe_k")
SKIPPED = {"model_type", "architectures", "transformers_version", "dtype", "torch_dtype"}

TEXTS: dict[str, tuple[str, ...]] = {
    "feed_forward_proj": ("gated-gelu", "relu"),
    "hidden_act": ("gelu", "silu", "relu"),
    "encoder_attention_type": ("transient-global", "local"),
    "attention_type": ("original_full",),
    "position_embedding_type": ("absolute", "relative_key"),
    "norm_rel_ebd": ("layer_norm",),
    "pos_att_type": ("c2p|p2c",),
    "index_topk_pattern": ("FS",),
    "router_dtype": ("bfloat16",),
    "layer_types": (),
}
"""Other texts than a field's own that its class accepts."""

LISTS: dict[str, tuple[list[Any], ...]] = {
    "layer_types": (["full_attention"] * 2, ["sliding_attention"] * 2),
    "mlp_layer_types": (["dense"] * 2, ["sparse"] * 2),
    "indexer_types": (["shared"] * 2, ["full", "shared"]),
    "mlp_only_layers": ([0],),
    "moe_layers": ([0], []),
    "languages": (["a", "b", "c"],),
    "pos_att_type": (["c2p"], ["c2p", "p2c"]),
    "no_rope_layers": ([0, 0],),
    "attention_types": ([[["local"], 2]],),
    "attention_layers": (["local", "local"],),
    "attention_window": ([128, 128],),
    "langs": (["de", "en"],),
}
"""Lists that a class accepts for two layers."""


def quiet() -> None:
    """Silence what transformers says about keys that it does not know."""
    warnings.filterwarnings("ignore")
    import_module("transformers").logging.set_verbosity_error()


def config_class(model_type: str) -> Any:
    """The configuration class of a model type."""
    return import_module("transformers").CONFIG_MAPPING[model_type]


def fields(model_type: str) -> dict[str, Any]:
    """The fields that the class declares, with their defaults."""
    found = dataclasses.fields(config_class(model_type))
    return {f.name: f.default for f in found if f.name not in SKIPPED}


def annotation(model_type: str, name: str) -> str:
    """The declared type of a field as text."""
    found = {f.name: str(f.type) for f in dataclasses.fields(config_class(model_type))}
    return found.get(name, "")


def aliases(model_type: str) -> dict[str, str]:
    """Further names of fields: ``attribute_map``, and what ``__post_init__`` takes for a field."""
    cls = config_class(model_type)
    own = fields(model_type)
    found: dict[str, str] = {}
    for alias, field in cls.attribute_map.items():  # a few classes declare the alias
        is_turned = field not in own and alias in own
        found |= {field: alias} if is_turned else {alias: field}
    for name in mentioned(model_type, "keywords"):
        try:
            built = cls.from_dict({name: 12345})
        except Exception:  # the class refuses this value, so it does not pass it on as a size
            built = None
        for field in own:
            if field != name and getattr(built, field, None) == 12345:
                found[name] = field
    return found


def mentioned(model_type: str, what: str = "all") -> set[str]:
    """Names that the code of the class (``keywords``), or of its model too, reads."""
    module = config_class(model_type).__module__
    text = inspect.getsource(sys.modules[module])
    patterns = [r"kwargs\.(?:get|pop)\(\s*\"(\w+)\"", r"\"(\w+)\" in kwargs"]
    if what == "all":
        modeling = import_module(module.replace(".configuration_", ".modeling_"))
        text += inspect.getsource(modeling)
        patterns += [r"config\.(\w+)", r"(?:get|has)attr\(\s*(?:self\.)?\w*config, \"(\w+)\""]
        patterns += [r"self\.(\w+) = self\.\w+"]
    found = {name for pattern in patterns for name in re.findall(pattern, text)}
    return {name for name in found if not hasattr(dict, name)} - SKIPPED


def small(model_type: str) -> dict[str, Any]:
    """The class's defaults with two layers and four experts: a model that is built at once."""
    own = fields(model_type)
    config: dict[str, Any] = {"model_type": model_type}
    for names, number in ((LAYERS, 2), (EXPERTS, 4), (ACTIVE, 2), (DENSE, 1)):
        config |= {name: number for name in names if name in own}
    if model_type == "gpt_neo":
        config["attention_types"] = [[["global"], 2]]
    return config


def built(config: dict[str, Any]) -> int | None:
    """The reference's count; None where it refuses."""
    try:
        return reference(config["architectures"][0], config)
    except Exception:  # whatever the reference refuses is no case
        return None


def heads(model_type: str) -> list[str]:
    """The classes of the reference that the family knows."""
    return architectures(model_type)


def others(name: str, default: object, kind: str) -> Iterator[object]:
    """Values for a key that differ from ``default``; ``kind`` is the declared type as text."""
    if name in LISTS:
        yield from LISTS[name]
    if name in TEXTS:
        yield from (text for text in TEXTS[name] if text != default)
    if isinstance(default, bool):
        yield not default
    elif isinstance(default, int):
        if name in LAYERS:
            yield from (3, 1)
        else:
            yield from (2 * default or 2, default // 2 or default + 1, default + 1)
    elif isinstance(default, float):
        yield 2 * default + 0.25
    elif name not in LISTS and name not in TEXTS:
        if "bool" in kind:
            yield True
        if "int" in kind or not kind:
            yield from (64, 1)
        if not kind:
            yield False
        if "float" in kind:
            yield 0.5
        if "str" in kind or not kind:
            yield "gelu"
