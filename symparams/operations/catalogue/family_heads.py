"""For each family at its defaults: does the parameter count depend on the number of heads?"""

import re
from dataclasses import dataclass

from symparams import symbols
from symparams.algebra.display import OneLine
from symparams.algebra.model import Model
from symparams.models.families import from_config
from symparams.models.families.registry import FAMILIES
from symparams.operations.proving.proof import prove

NUMBERED = re.compile(r"_[qk]\d$")
"""The vectors of one quantity for queries and keys: ``lambda_q1`` and ``lambda_k2``."""


@dataclass(frozen=True, slots=True, repr=False)
class FamilyHeads(OneLine):
    """What `prove` says of a family's head count.

    ``independent`` is None where the model has no head count, or where a rounded size leaves it
    undecided, which ``is_rounded`` says. ``through`` are the weights in
    which it is left, without their place in the tree; ``independent_by_group`` says whether it
    cancels when the query heads for each key-value head are held fixed.
    """

    model_type: str
    independent: bool | None
    through: tuple[str, ...] = ()
    independent_by_group: bool | None = None
    is_rounded: bool = False


def family_heads() -> tuple[FamilyHeads, ...]:
    """Every supported model type, proved or refuted.

    >>> [f.independent for f in family_heads() if f.model_type in ("gpt2", "llama", "fnet")]
    [True, True, None]
    """
    return tuple(_decided(model_type) for model_type in FAMILIES)


def _decided(model_type: str) -> FamilyHeads:
    model = from_config({"model_type": model_type}, model_type)
    if symbols.heads not in model.symbols():
        return FamilyHeads(model_type, None)
    proof = prove(model, symbols.heads)
    if proof.independent is not False:
        is_rounded = proof.independent is None
        return FamilyHeads(model_type, proof.independent, is_rounded=is_rounded)
    through = dict.fromkeys(_role(path) for path in proof.culprits)
    return FamilyHeads(model_type, False, tuple(through), _by_group(model))


def _role(path: str) -> str:
    """A weight without its place: ``block.attention.key.bias`` is ``key``."""
    parts = [part for part in path.split(".") if part not in ("bias", "gain")]
    return NUMBERED.sub("", parts[-1])


def _by_group(model: Model) -> bool | None:
    if symbols.kv_groups not in model.symbols():
        return None
    return prove(model, symbols.heads, holding=[symbols.kv_groups]).independent
