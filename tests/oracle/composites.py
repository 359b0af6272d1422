"""Models of several parts: makes ``symparams/families/composites.json`` and the oracle's own file.

    python -m tests.oracle.composites             every composite type, written
    python -m tests.oracle.composites gemma3      some types, printed

A composite is a type whose configuration class has other configurations inside, one of them a
``text_config``. For each the package learns the parts; the type that the text model has where
the file does not say; whether it is always that (``fixed``); what the composite puts in
where the file has no text model (``given``) and where it has one (``filled``); and the default of its own ``tie_word_embeddings`` (``tied``), where it has one.

``tests/oracle/composites.json`` holds, for each whose text model is a family, a small default
configuration, the parameters of the whole, and those of the text model: what the modules of its
configuration and the output head hold, each tensor once. A text model for which no class builds
one with an output over the words is left out of both. Needs torch and transformers.
"""

import json
import sys
from importlib import import_module
from pathlib import Path
from typing import Any

from symparams.models.families.registry import FAMILIES
from symparams.models.families.spellings import spellings
from tests.oracle.classes import fields, quiet, small

PACKAGE = Path(__file__).parents[2] / "symparams" / "models" / "families" / "composites.json"
ORACLE = Path(__file__).with_name("composites.json")
KEY = "text_config"


def entry(model_type: str) -> dict[str, Any] | None:
    """What the package knows of a composite type; None for any other type."""
    cls = import_module("transformers").CONFIG_MAPPING[model_type]
    specs = cls.sub_configs_defaults
    if KEY not in specs:
        return None
    spec = specs[KEY]
    tied = fields(model_type).get("tie_word_embeddings")
    return {
        "parts": [key for key in specs if key != KEY],
        "text": spec.model_type,
        "fixed": spec.config_class.__name__ != "AutoConfig",
        "given": _put_in(cls, {"model_type": model_type}, spec.model_type),
        "filled": _put_in(
            cls, {"model_type": model_type, KEY: {"model_type": spec.model_type}}, spec.model_type
        ),
        "tied": tied if isinstance(tied, bool) else None,
    }


def _put_in(cls: Any, config: dict[str, Any], text_type: str) -> dict[str, Any]:
    """What the composite puts into its text model, beside the text model's own defaults."""
    if text_type not in FAMILIES:
        return {}
    try:
        text = cls.from_dict(config).text_config
    except Exception:  # parts that do not fit each other at their defaults
        return {}
    built, plain = text.to_dict(), type(text)().to_dict()
    matters = spellings(text_type).matters
    differs = {k: v for k, v in built.items() if k in matters and plain.get(k) != v}
    wanted = cls.sub_configs_defaults[KEY].init_kwargs if differs else {}
    return differs | {k: v for k, v in wanted.items() if k in matters and built.get(k) == v}


def counted(model_type: str, text: dict[str, Any]) -> dict[str, Any] | None:
    """The reference's counts of a small composite: of the whole, and of its text model."""
    torch = import_module("torch")
    auto = import_module("transformers.models.auto.modeling_auto")
    transformers = import_module("transformers")
    config = {"model_type": model_type, KEY: small(text["text"])}
    names: list[str] = []
    for mapping in ("MODEL_FOR_IMAGE_TEXT_TO_TEXT", "MODEL_FOR_MULTIMODAL_LM",
                    "MODEL_FOR_CAUSAL_LM", "MODEL_FOR_SEQ_TO_SEQ_CAUSAL_LM"):  # fmt: skip
        found = getattr(auto, f"{mapping}_MAPPING_NAMES", {}).get(model_type)
        names += [found] if isinstance(found, str) else []
    prefix = type(transformers.CONFIG_MAPPING[model_type]()).__name__.removesuffix("Config")
    names.append(f"{prefix}ForConditionalGeneration")
    for name in names:
        try:
            cls = getattr(transformers, name)
            if cls.config_class.model_type != model_type:
                continue
            built = cls.config_class.from_dict(json.loads(json.dumps(config)))
            with torch.device("meta"):
                model = cls(built)
            model.tie_weights()
        except Exception as error:
            print(f"{model_type} {name}: {str(error)[:100]}", file=sys.stderr)
            continue
        head = model.get_output_embeddings()
        if head is None:
            continue
        inside = [m for m in model.modules() if getattr(m, "config", None) is built.text_config]
        tensors = {id(p): p for m in [*inside, head] for p in m.parameters()}
        whole = {id(p): p for p in model.parameters()}
        if not inside:
            continue
        return {
            "config": {**config, "architectures": [name]},
            "parameters": sum(p.numel() for p in whole.values()),
            "text": sum(p.numel() for p in tensors.values()),
        }
    return None


def main() -> int:
    quiet()
    given = sys.argv[1:]
    known, cases = [], []
    for model_type in given or import_module("transformers").CONFIG_MAPPING:
        found = entry(model_type)
        if found is None:
            continue
        case = counted(model_type, found) if found["text"] in FAMILIES else None
        if case is None:
            found["text"] = found["text"] if found["text"] not in FAMILIES else ""
        else:
            cases.append(json.dumps(case))
        known.append(f"{json.dumps(model_type)}: {json.dumps(found)}")
        print(known[-1], cases[-1:] if case else "", flush=True)
    if not given:
        PACKAGE.write_text("{\n" + ",\n".join(known) + "\n}\n", encoding="utf-8")
        ORACLE.write_text("[\n" + ",\n".join(cases) + "\n]\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
