"""A model's tree as a JSON file, and back: the format that `trace --save` writes.

    {
      "symparams_model": 2,
      "name": "gpt2", "title": "GPT2LMHeadModel", "notes": [],
      "tree": {"name": "", "times": "1", "parts": [
        {"name": "transformer.wte", "role": "embedding", "parts": [
          {"name": "weight", "shape": ["V", "H"], "kind": "tokens"}]},
        {"name": "transformer.h", "times": "L", "parts": [ … ]}]},
      "relations": [{"symbol": "head_dim", "equals": "H/heads", "gives_way": "heads"}],
      "divisibility": [{"divisor": "heads", "dividend": "H"}],
      "conditions": [{"left": "embedding_size", "relation": "!=", "right": "H"}],
      "values": [{"symbol": "H", "number": "768", "origin": "n_embd", "is_default": true}],
      "settings": [{"name": "tie_word_embeddings", "value": "true", "origin": "…"}],
      "pinned": [], "running": ["head_dim/2"], "without_effect": ["bos_token_id"],
      "keys": {"rank": "r"}
    }

A part with a ``shape`` is a weight (``tied_to`` where it is another weight's tensor), one with
``does`` an operation (what it takes and keeps: `symparams.algebra.tree.Operation`), any other
is a component (``times`` is 1 and ``active_times`` the same as ``times`` where left out;
``places``, such as ``3::4``, are which layers of the stack it takes, if not all; ``role``, such
as ``attention``, is what it does, left out where nobody said so: `symparams.algebra.tree.Role`).
Expressions are text in the project's own grammar (`symparams.algebra.grammar`), read by its
parser and never evaluated as code. A name stands for the project's symbol of that name, or a
positive integer. Only the marker, ``name`` and ``tree`` must be there; a key that is not known
is an error. Everything is bounded in size, depth and the work that expanding it could take.
"""

import json
from collections.abc import Mapping
from typing import Any

from symparams.algebra.model import Model
from symparams.algebra.parts import AMOUNTS, Operation, Single, Weight
from symparams.algebra.provenance import Published, Value
from symparams.algebra.tree import Component
from symparams.models.saved_reader import FORMAT, MARKER, read

__all__ = ["FORMAT", "MARKER", "is_saved", "read", "save", "text"]


def is_saved(data: Mapping[str, object]) -> bool:
    """Whether a JSON object is a saved model rather than a configuration."""
    return MARKER in data


def text(model: Model) -> str:
    """`save` as the text of a JSON file.

    >>> from symparams.models.textbook import textbook
    >>> read(json.loads(text(textbook()))) == textbook()
    True
    """
    return json.dumps(save(model), indent=1, ensure_ascii=False) + "\n"


def save(model: Model) -> dict[str, Any]:
    """``model`` as a JSON object in the format above, everything in it included."""
    data: dict[str, Any] = {
        MARKER: FORMAT,
        "name": model.name,
        "title": model.title,
        "notes": list(model.notes),
        "ignored": list(model.ignored),
        "tree": _component(model.tree),
        "relations": [
            {
                "symbol": relation.symbol.name,
                "equals": str(relation.expression),
                "gives_way": relation.gives_way.name,
            }
            for relation in model.relations
        ],
        "divisibility": [
            {"divisor": divides.divisor.name, "dividend": divides.dividend.name}
            for divides in model.divisibility
        ],
        "conditions": [
            {
                "left": str(condition.left),
                "relation": condition.relation,
                "right": str(condition.right),
            }
            for condition in model.conditions
        ],
        "settings": [
            {
                "name": setting.name,
                "value": setting.value,
                "origin": setting.origin,
                "is_default": setting.is_default,
            }
            for setting in model.settings
        ],
        "values": [_value(value) for value in model.values],
        "pinned": [_value(value) for value in model.pinned],
        "running": [str(whole.expression) for whole in model.running],
        "without_effect": list(model.without_effect),
        "keys": dict(model.keys),
    }
    if model.published is not None:
        data["published"] = _published(model.published)
    return data


def _component(component: Component) -> dict[str, Any]:
    data: dict[str, Any] = {"name": component.name, "times": str(component.times)}
    if component.active_times is not None:
        data["active_times"] = str(component.active_times)
    if component.places is not None:
        data["places"] = str(component.places)
    if component.role:
        data["role"] = str(component.role)
    data["parts"] = list(map(_part, component.parts))
    return data


def _part(part: Single | Component) -> dict[str, Any]:
    match part:
        case Weight():
            return _weight(part)
        case Operation():
            return _operation(part)
        case Component():
            return _component(part)


def _operation(operation: Operation) -> dict[str, Any]:
    said = {name: getattr(operation, name) for name in (*AMOUNTS, "sees")}
    does = {name: str(amount) for name, amount in said.items() if amount not in (None, 0)}
    return {"name": operation.name, "does": does}


def _weight(weight: Weight) -> dict[str, Any]:
    data: dict[str, Any] = {
        "name": weight.name,
        "shape": [str(size) for size in weight.shape],
        "kind": str(weight.kind),
    }
    return {**data, "tied_to": weight.tied_to} if weight.tied_to else data


def _value(value: Value) -> dict[str, Any]:
    return {
        "symbol": value.symbol.name,
        "number": str(value.number),
        "origin": value.origin,
        "is_default": value.is_default,
    }


def _published(published: Published) -> dict[str, Any]:
    return {
        "count": published.count,
        "source": published.source,
        "note": published.note,
        "printed": dict(published.printed),
    }
