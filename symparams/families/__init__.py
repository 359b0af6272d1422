"""From a configuration to a model: one file a lineage, over one careful config reader.

A family is a function that reads a `Config` and returns the tree. It names the keys that it
uses with the family's documented defaults, and combines the shared components; whatever it
does not read is either known to be harmless or an error (see `reader`).

A family like Llama is a few lines. This is all of Mistral, in ``llama.py``::

    def mistral(config: Config) -> Model:
        config.sizes(
            vocab_size=32000, hidden_size=4096, num_hidden_layers=32, num_attention_heads=32
        )
        return decoder(
            config, pre_norm_block(grouped_query(config, kv_heads=8), gated(config, 14336))
        )

and one line in `registry` gives it its ``model_type`` and the name of its classes::

    "mistral": ("llama.mistral", "Mistral"),

The numbers are the family's defaults for keys that a configuration leaves out; `parts` holds
the components that read their own sizes (attention, gate, mixtures, the stack). A mechanism
that no family has yet is a new component, with its formula and source, in
`symparams.components`. One row in ``tests/oracle`` proves the family against the reference
implementation: ``python tests/oracle/differential.py mistral --write`` makes such rows
with random keys, and without ``--write`` checks them.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial

from symparams.errors import BadConfigError, shown
from symparams.families.reader import Config
from symparams.families.registry import Family, find, nearest
from symparams.tree import Configuration, Model


def from_config(config: Mapping[str, object], name: str = "config") -> Model:
    """The model that a configuration describes, with its values, their origins and defaults.

    ``config`` is a Hugging Face ``config.json`` as a mapping; ``model_type`` selects the family.
    A model of several parts (vision and text) is read as its text model, ``text_config``.

    >>> from_config({"model_type": "gpt2"}).name
    'config'

    Raises BadConfigError for an unknown ``model_type`` and for a key that is missing, malformed,
    contradictory, or not understood.
    """
    model_type = config.get("model_type")
    if not isinstance(model_type, str):
        got = "is missing" if model_type is None else f"= {shown(model_type)} is not text"
        raise BadConfigError(f"{name}: model_type {got}; a config.json says, for example, 'llama'")
    entry = find(model_type)
    if entry is not None:
        family, prefix = entry
        return _read(family, Config(config, name, prefix), partial(from_config, name=name))
    nested = config.get("text_config")
    if isinstance(nested, Mapping):
        return _text_model(config, nested, model_type, name)
    raise nearest(model_type, name)


def _text_model(
    config: Mapping[str, object], nested: Mapping[str, object], model_type: str, name: str
) -> Model:
    """The text model inside a model of several parts."""
    inner_type = nested.get("model_type", f"{model_type}_text")
    entry = find(inner_type) if isinstance(inner_type, str) else None
    if entry is None:
        raise nearest(inner_type if isinstance(inner_type, str) else model_type, name)
    inner = {**nested, "model_type": inner_type}
    inner.pop("architectures", None)
    if "tie_word_embeddings" in config:
        inner.setdefault("tie_word_embeddings", config["tie_word_embeddings"])
    family, prefix = entry
    reader = Config(inner, name, prefix)
    reader.note(f"text_config of {model_type}: only the text model is counted")
    return _read(family, reader, partial(_again, config, model_type, name))


def _again(
    config: Mapping[str, object], model_type: str, name: str, nested: Mapping[str, object]
) -> Model:
    return _text_model(config, nested, model_type, name)


def _read(family: Family, reader: Config, again: Callable[[Mapping[str, object]], Model]) -> Model:
    """The model that ``family`` reads, with the file that it can be read ``again`` from."""
    entries = reader.data
    model = family(reader)
    listed = frozenset(reader.listed)
    return replace(model, configuration=Configuration(entries, model, again, reader.known, listed))
