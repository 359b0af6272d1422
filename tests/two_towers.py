"""A toy of three parts: one tower written once, in two scopes, beside the textbook's model.

Images of patches of 14 × 14 pixels in three colours, sound of 80 bands; each tower leads into
the language model by a projection. The counts of the test are worked out by hand.
"""

from sympy import Integer

from symparams import Component, Model, Weight
from symparams.algebra.parts import Kind
from symparams.algebra.scopes import in_scope
from symparams.algebra.tree import Role
from symparams.algebra.values import assign
from symparams.components import attention, feedforward, layer_norm, pre_norm_block
from symparams.models.textbook import textbook
from symparams.symbols import H, L, S, heads, scoped

SIZES = {
    "vision.H": 32, "vision.L": 3, "vision.heads": 4, "vision.ffn_ratio": 4, "vision.S": 16,
    "audio.H": 24, "audio.L": 2, "audio.heads": 3, "audio.ffn_ratio": 2, "audio.S": 50,
    "H": 64, "L": 5, "V": 1000, "heads": 8, "ffn_ratio": 4,
}  # fmt: skip


def tower(inputs: int) -> Model:
    """Patches or frames of ``inputs`` numbers, ``S`` positions, ``L`` blocks with norms."""
    block = pre_norm_block(attention(), feedforward(), layer_norm)
    patches = Component("patches", (Weight("patch", (Integer(inputs), H)),), role=Role.EMBEDDING)
    positions = Component(
        "positions", (Weight("positions", (S, H), Kind.POSITIONS),), role=Role.POSITIONS
    )
    return Model("tower", patches + positions + L * block.named("block") + layer_norm("norm"))


def projector(scope: str) -> Component:
    """From a tower's hidden size to that of the language model."""
    matrix = Weight("projection", (scoped(scope, H), H))
    return Component(f"{scope}_projector", (matrix,), role=Role.PROJECTOR)


def two_towers() -> Model:
    """The toy without values; ``heads`` of each part are its own."""
    towers = in_scope(tower(3 * 14 * 14), "vision") + in_scope(tower(80), "audio")
    model = textbook() + towers + projector("vision") + projector("audio")
    assert heads in model.symbols()
    return model


def toy() -> Model:
    """The toy with the sizes of ``SIZES``."""
    return assign(two_towers(), SIZES)
