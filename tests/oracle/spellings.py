"""Which names each reference class reads: makes ``symparams/families/spellings.json``.

    python -m tests.oracle.spellings             every model type (a quarter of an hour)
    python -m tests.oracle.spellings llama t5    some types anew

For each type:

``aliases``  further names of a field, which the class takes for it
``late``     the aliases among them that the class takes only after it has derived other values
             from the field, with the field's default: alone they make another model
``matters``  the names with an effect on the count, with their defaults

A name has an effect if another value for it changes the number of parameters of a small model
built on torch's ``meta`` device, with any head, and with any one of the flags that have an
effect themselves turned over. A name with only values that the class refuses counts as one that
has. Needs torch and transformers.
"""

import json
import sys
from dataclasses import MISSING
from pathlib import Path
from typing import Any

from symparams.models.families.registry import FAMILIES
from tests.oracle.classes import (
    aliases,
    annotation,
    built,
    fields,
    heads,
    mentioned,
    others,
    quiet,
    small,
)

TARGET = Path(__file__).parents[2] / "symparams" / "models" / "families" / "spellings.json"

NOT_READ = {"model", "config", "data", "from_dict", "name_or_path", "id2label", "label2id"}

EVERYWHERE = {"per_layer_config"}
"""What the base class of all takes: other values for single layers, which no family reads."""

WORDS = (
    "first_k",
    "mlp_layer",
    "decoder_sparse",
    "moe_layer",
    "sparse",
    "use_",
    "pos_att",
    "num_sparse",
)
"""How names begin that decide which layers or parts there are, and so which others are read."""


def effects(model_type: str, known: dict[str, str]) -> dict[str, Any]:
    """The names with an effect on the count, and their defaults."""
    own = fields(model_type)
    names = (own.keys() | mentioned(model_type)) - known.keys() - NOT_READ
    values = {
        name: [*others(name, _default(own, name), annotation(model_type, name))] for name in names
    }
    contexts = [{**small(model_type), "architectures": [head]} for head in heads(model_type)]
    found: set[str] = set()
    for name in sorted(names):
        results = []
        for context in contexts:
            results.append(_changes(context, name, values[name]))
            if results[-1]:
                break
        if any(results) or (name in own and values[name] and not any(r is False for r in results)):
            found.add(name)
    for name in sorted(found):
        if name.startswith(WORDS) or _default(own, name) is None or isinstance(own.get(name), bool):
            for value in values[name][:2]:
                context = {**contexts[0], name: value}
                found |= _together(context, sorted(names - found), values)
    found |= EVERYWHERE
    return {name: _plain(own.get(name)) for name in sorted(found)}


def _together(context: dict[str, Any], names: list[str], values: dict[str, Any]) -> set[str]:
    """The names among ``names`` with an effect: all tried at once, then halves of them."""
    if not names or built(context) is None:
        return set()
    if len(names) == 1:
        return set(names) if _changes(context, names[0], values[names[0]]) else set()
    for place in (0, 1):
        picked = {n: values[n][min(place, len(values[n]) - 1)] for n in names if values[n]}
        if built({**context, **picked}) != built(context):
            half = len(names) // 2
            return _together(context, names[:half], values) | _together(
                context, names[half:], values
            )
    return set()


def _default(own: dict[str, Any], name: str) -> Any:
    default = own.get(name)
    return None if default is MISSING else default


def _changes(context: dict[str, Any], name: str, values: list[object]) -> bool | None:
    """Whether one of ``values`` changes the count; None where the reference refuses all."""
    before = built(context)
    is_built = False
    for value in values:
        after = built({**context, name: value})
        if before is not None and after is not None and after != before:
            return True
        is_built |= after is not None
    return False if is_built else None


def _plain(value: object) -> object:
    return value if isinstance(value, int | float | str) else None


def late(model_type: str, known: dict[str, str], matters: dict[str, Any]) -> dict[str, Any]:
    """The aliases that make another model than the field itself does, given alone."""
    own = fields(model_type)
    base = {k: v for k, v in small(model_type).items() if own.get(k) is not None or k not in own}
    found = {}
    for alias, field in known.items():
        values = [*others(field, own.get(field), annotation(model_type, field))]
        contexts: list[dict[str, Any]] = [{"architectures": [h]} for h in heads(model_type)]
        contexts += [
            {**contexts[0], name: not own[name]}
            for name in matters
            if isinstance(own.get(name), bool)
        ]
        for context in contexts:
            rest = {k: v for k, v in (base | context).items() if k != field}
            pairs = ((built({**rest, alias: v}), built({**rest, field: v})) for v in values)
            if any(one != two for one, two in pairs):
                found[alias] = _plain(own.get(field))
    return found


def entry(model_type: str) -> dict[str, Any]:
    """All that the package knows of one class."""
    known = aliases(model_type)
    matters = effects(model_type, known)
    return {
        "aliases": dict(sorted(known.items())),
        "late": late(model_type, known, matters),
        "matters": matters,
    }


def main() -> int:
    quiet()
    known = json.loads(TARGET.read_text(encoding="utf-8")) if TARGET.exists() else {}
    for model_type in sys.argv[1:] or FAMILIES:
        known[model_type] = entry(model_type)
        print(model_type, json.dumps(known[model_type]), flush=True)
    rows = [f"{json.dumps(t)}: {json.dumps(known[t])}" for t in FAMILIES if t in known]
    TARGET.write_text("{\n" + ",\n".join(rows) + "\n}\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
