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

from collections.abc import Mapping
from dataclasses import replace
from functools import partial

from symparams.algebra.model import Configuration, Model
from symparams.errors import BadConfigError, shown
from symparams.models.families.composites import part_of
from symparams.models.families.reader import Config
from symparams.models.families.registry import find, nearest


def from_config(config: Mapping[str, object], name: str = "config", part: str = "") -> Model:
    """The model that a configuration describes, with its values, their origins and defaults.

    ``config`` is a Hugging Face ``config.json`` as a mapping; ``model_type`` selects the family.
    Of a model of several parts (vision and text) only ``part="text"`` is understood, and has
    the name of a part: ``gemma-3-4b (text)``.

    >>> from_config({"model_type": "gpt2"}).name
    'config'

    Raises BadConfigError for an unknown ``model_type``, for a model of several parts without
    ``part``, and for a key that is missing, malformed, contradictory, or not understood.
    """
    model_type = config.get("model_type")
    if not isinstance(model_type, str):
        got = "is missing" if model_type is None else f"= {shown(model_type)} is not text"
        raise BadConfigError(f"{name}: model_type {got}; a config.json says, for example, 'llama'")
    described = part_of(config, name, part)
    entry = find(str(described["model_type"]))
    if entry is None:
        raise nearest(model_type, name)
    family, prefix = entry
    reader = Config(described, f"{name} ({part})" if part else name, prefix)
    model = family(reader)
    again = partial(_again, name=name, part=part)
    return replace(
        model, configuration=Configuration(described, model, again, reader.known, reader.data)
    )


def _again(described: Mapping[str, object], name: str, part: str) -> Model:
    """The model of an edited configuration, which is that of the ``part`` already."""
    return from_config(described, f"{name} ({part})" if part else name)
