"""Every key of every family in a configuration of every other one, against the reference.

    python -m tests.oracle.foreign_keys            compares all pairs with ``foreign_keys.json``
    python -m tests.oracle.foreign_keys --write    makes that file anew, with the reference

A pair is a model type and a key that the reference class of some type reads as its own or under
another name, or that a family of this project reads. To a small model of the type the key is
added with another value than its usual default (in place of the field, if it is another name of
one). The file holds, for each type, the count of the small model, the keys that change it and to
what, and the keys that the reference refuses; every other key changes nothing. ``--write`` needs
torch and transformers; the comparison needs neither. Exit status 1 if anything differs.
"""

import json
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from symparams.errors import SymparamsError
from symparams.models.families.keys import USUAL
from symparams.models.families.registry import FAMILIES
from symparams.models.families.spellings import spellings
from symparams.models.loading import load

FILE = Path(__file__).with_name("foreign_keys.json")


def ours(config: dict[str, Any]) -> int:
    """The family's count, without building anything."""
    model = load(config)
    numbers = model.numbers()
    return sum(int(model.related(leaf.expression).xreplace(numbers)) for leaf in model.leaves())


def with_key(base: dict[str, Any], key: str, value: object) -> dict[str, Any]:
    """``base`` with the key; if it is another name of a field, in place of the field."""
    field = spellings(base["model_type"]).aliases.get(key)
    return {**{k: v for k, v in base.items() if k != field}, key: value}


def pairs(stored: dict[str, Any]) -> Iterator[tuple[dict[str, Any], str, int | None]]:
    """Each configuration with the key that was added and the reference's count, None if refused."""
    for expected in stored["types"].values():
        base = expected["base"]
        for key, values in stored["values"].items():
            place, count = expected["changes"].get(key, (0, expected["count"]))
            refused = key in expected["refused"]
            yield with_key(base, key, values[place]), key, None if refused else count


def verdict(config: dict[str, Any], expected: int | None) -> str:
    """What the family makes of a configuration for which the reference counts ``expected``."""
    try:
        found = ours(config)
    except SymparamsError as error:
        return "both refuse" if expected is None else f"REFUSED {error}"
    if expected is None:
        return "counted, the reference refuses"
    return "same" if found == expected else f"DIFFERS {found} for {expected}"


def written() -> dict[str, Any]:
    """The file's content, from the reference."""
    from tests.oracle.classes import aliases, annotation, fields, others, quiet

    quiet()
    usual: dict[str, Any] = {}
    kinds: dict[str, str] = {}
    for model_type in FAMILIES:
        own = fields(model_type)
        for name in spellings(model_type).matters:
            if usual.get(name) is None:
                usual[name] = own.get(name)
                kinds[name] = annotation(model_type, name)
        for alias, field in aliases(model_type).items():
            usual.setdefault(alias, own.get(field))
            kinds.setdefault(alias, annotation(model_type, field))
    for key in USUAL:
        usual.setdefault(key, None)
    values = {k: [*others(k, v, kinds.get(k, "int"))][:3] or [2] for k, v in usual.items()}
    types = {}
    for model_type in FAMILIES:
        types[model_type] = outcomes(model_type, values)
        print(model_type, flush=True)
    return {"values": values, "types": types}


def outcomes(model_type: str, values: dict[str, Any]) -> dict[str, Any]:
    """The small model of a type: its count, the keys that change it, and those refused."""
    from tests.oracle.classes import built, heads, small

    base = {**small(model_type), "architectures": heads(model_type)[:1]}
    count = built(base)
    changes, refused = {}, []
    for key, (first, *rest) in values.items():
        after = [built(with_key(base, key, first))]
        if after[0] is None:
            after += [built(with_key(base, key, value)) for value in rest]
        there = [place for place, number in enumerate(after) if number is not None]
        if not there:
            refused.append(key)
        elif there[0] or after[there[0]] != count:
            changes[key] = [there[0], after[there[0]]]
    return {"base": base, "count": count, "changes": changes, "refused": refused}


def main() -> int:
    if "--write" in sys.argv[1:]:
        stored = written()
        rows = [f"{json.dumps(t)}: {json.dumps(e)}" for t, e in stored["types"].items()]
        text = f'{{"values": {json.dumps(stored["values"])},\n"types": {{\n'
        FILE.write_text(text + ",\n".join(rows) + "\n}}\n", encoding="utf-8")
    stored = json.loads(FILE.read_text(encoding="utf-8"))
    found: Counter[str] = Counter()
    for config, key, expected in pairs(stored):
        what = verdict(config, expected)
        found[what.split()[0] if what[0].isupper() else what] += 1
        if what[0].isupper():
            print(f"{config['model_type']} {key} = {json.dumps(config[key])}: {what}")
    print(f"{found.total()} pairs: {dict(found)}")
    return 1 if found["DIFFERS"] else 0


if __name__ == "__main__":
    sys.exit(main())
