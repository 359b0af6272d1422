"""How each reference class spells its fields: read from ``spellings.json``.

The file is made from the configuration and modelling classes of the reference implementation, by
``python -m tests.oracle.spellings``.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from symparams.models.families.lines import line_of


@dataclass(frozen=True, slots=True)
class Spellings:
    """The names that one reference class reads, and which of them can change the count.

    ``aliases`` are further names of a field. Those in ``late`` are taken for it only after the
    class has derived other values from the field, whose default ``late`` holds: alone and with
    another value they make a model that the field itself does not. ``matters`` are the fields
    with an effect on the count, and their defaults: whatever is not among them has none.
    """

    aliases: Mapping[str, str]
    late: Mapping[str, object]
    matters: Mapping[str, object]

    def names(self, field: str) -> tuple[str, ...]:
        """All names by which ``field`` may be given: its own first."""
        further = (a for a, f in self.aliases.items() if f == field and a not in self.late)
        return (field, *further)


@lru_cache(maxsize=16)
def spellings(model_type: str) -> Spellings:
    """The spellings of the class of ``model_type``; a type that is not in the file has none.

    >>> spellings("gpt2").names("n_layer")
    ('n_layer', 'num_hidden_layers')
    """
    found = line_of("spellings.json", model_type)
    return Spellings({}, {}, {}) if found is None else Spellings(**found)
