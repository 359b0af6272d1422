"""From a configuration to a model: one file a lineage, over one careful config reader.

A family is a function that reads a `Config` and returns the tree. It names the keys that it
uses with the family's documented defaults, and combines the shared components; whatever it
does not read is either known to be harmless or an error (see `reader`).
"""

from collections.abc import Mapping

from symparams.errors import BadConfigError, shown, unknown
from symparams.families.bert import bert
from symparams.families.gpt2 import gpt2
from symparams.families.llama import llama
from symparams.families.reader import Config
from symparams.tree import Model

FAMILIES = {"gpt2": gpt2, "bert": bert, "llama": llama}


def from_config(config: Mapping[str, object], name: str = "config") -> Model:
    """The model that a configuration describes, with its values, their origins and defaults.

    ``config`` is a Hugging Face ``config.json`` as a mapping; ``model_type`` selects the family.

    >>> from_config({"model_type": "gpt2"}).name
    'config'

    Raises BadConfigError for an unknown ``model_type`` and for a key that is missing, malformed,
    contradictory, or not understood.
    """
    model_type = config.get("model_type")
    if not isinstance(model_type, str):
        got = "is missing" if model_type is None else f"= {shown(model_type)} is not text"
        raise BadConfigError(f"{name}: model_type {got}; known are {', '.join(FAMILIES)}")
    family = FAMILIES.get(model_type)
    if family is None:
        raise BadConfigError(f"{name}: {unknown('model_type', model_type, FAMILIES)}")
    return family(Config(config, name))
