"""Whether all matrices of the layers are stored the same way round.

PyTorch's ``Linear`` keeps a map from ``H`` to ``F`` as ``F × H``, GPT-2's ``Conv1D`` as ``H × F``.
A checkpoint uses one of them throughout; a matrix turned against the rest is not that weight.
"""

from collections import Counter
from collections.abc import Iterator, Sequence

from symparams.checkpoints.expected import Part
from symparams.checkpoints.layers import Layer
from symparams.checkpoints.stored import Stored

MAPS = ("attention.", "cross_attention.", "feed_forward.", "mixture.", "adapters.")


def turned(layers: Sequence[Layer]) -> list[str]:
    """The matrices that are stored the other way round than most, as sentences."""
    ways = Counter(way for layer in layers for _, way in _matrices(layer))
    if len(ways) < 2:
        return []
    usual = ways.most_common(1)[0][0]
    names = dict.fromkeys(
        layer.name_of(stored)
        for layer in layers
        for stored, way in _matrices(layer)
        if way != usual
    )
    return [f"{name} is stored the other way round than the other matrices" for name in names]


def _matrices(layer: Layer) -> Iterator[tuple[Stored, bool]]:
    """The maps of a layer that are modules of their own, and whether inputs come first."""
    held: dict[Stored, list[Part]] = {}
    for part, stored in layer.match.held:
        held.setdefault(stored, []).append(part)
    for stored, parts in held.items():
        part, height = parts[0], stored.shape[:1]
        is_map = part.role.startswith(MAPS) and not part.role.endswith("_norm")
        is_map = is_map and len(parts) == 1 and stored.name.endswith(".weight")
        if is_map and len(stored.shape) == len(part.shape) == 2 and len(set(stored.shape)) == 2:
            yield stored, height == part.shape[:1]
