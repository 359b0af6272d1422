"""What a part does in a transformer, whatever its model calls it: how two models align.

Whoever builds a component gives it its role (`symparams.algebra.tree.Role`), and nothing is told
from a name; so every model is split in the same way and its roles add up to its total.
"""

from collections.abc import Iterable

from symparams.algebra.parts import Kind
from symparams.algebra.tree import Leaf, Role

OF_A_KIND = {
    Kind.TOKENS: "embedding",
    Kind.POSITIONS: "positions",
    Kind.SEGMENTS: "segments",
    Kind.ROUTER: "router",
    Kind.NORM: "norms",
    Kind.BIASES: "biases",
    Kind.OUTPUT: "output_head",
}
SHOWN = {Role.MIXTURE: "experts", Role.NORM: "norms"}
"""What a reader calls the matrices of a role, where that is another word."""

OF_MATRICES = frozenset({
    Role.EMBEDDING, Role.ATTENTION, Role.CROSS_ATTENTION, Role.MIXER, Role.FEED_FORWARD,
    Role.MIXTURE,
})  # fmt: skip
"""Roles of matrices and tables: what is neither there has a row of its own."""

ORDER = (
    *("embedding", "positions", "segments", "attention", "cross_attention", "mixer"),
    *("feed_forward", "router", "experts", "", "norms", "biases", "output_head"),
)
"""From the input to the output; a role of another name stands in the place of the empty one."""


def role(leaf: Leaf) -> str:
    """The part that ``leaf`` plays: ``attention``, ``feed_forward``, ``norms``, …

    Tables, norms, biases, routers and output heads are told by their kind; anything else by the
    role of the nearest component above it, where what is no matrix (sinks) is
    ``attention.other``. Where nobody gave a role, the component's name stands for it.

    >>> from symparams.models.loading import load
    >>> list(dict.fromkeys(role(leaf) for leaf in load("llama-3.1-8b").leaves()))
    ['embedding', 'norms', 'attention', 'feed_forward', 'output_head']
    """
    part = leaf.part
    if part.kind in OF_A_KIND:
        return OF_A_KIND[part.kind]
    if not leaf.role:
        return leaf.owner[-1] if leaf.owner else part.name
    own = Role(leaf.role)
    shown = SHOWN.get(own, str(own))
    is_other = own in OF_MATRICES and part.kind not in (Kind.WEIGHTS, Kind.OPERATION)
    return f"{shown}.other" if is_other else shown


def in_order(names: Iterable[str]) -> tuple[str, ...]:
    """The roles, each once, from a model's input to its output.

    >>> in_order(["norms", "adapters", "embedding", "norms"])
    ('embedding', 'adapters', 'norms')
    """
    distinct = dict.fromkeys(names)
    return tuple(sorted(distinct, key=lambda name: ORDER.index(name if name in ORDER else "")))
