"""What a weight does in a transformer, whatever its model calls it: how two models align.

A role follows from the weight alone, its kind and its path, so that every model is split in the
same way and its roles add up to its total.
"""

import re
from collections.abc import Iterable

from symparams import symbols
from symparams.algebra.tree import Kind, Leaf

FEED_FORWARD = "feed_forward"
EXPERTS = "experts"
OF_A_KIND = {
    Kind.TOKENS: "embedding",
    Kind.POSITIONS: "positions",
    Kind.SEGMENTS: "segments",
    Kind.ROUTER: "router",
    Kind.NORM: "norms",
    Kind.BIASES: "biases",
    Kind.OUTPUT: "output_head",
}
OF_A_PATH = (
    (re.compile(r"cross_?att|enc\w*_?att", re.IGNORECASE), "cross_attention"),
    (re.compile(r"att(n|ention)", re.IGNORECASE), "attention"),
    (re.compile(r"expert|mixture|moe", re.IGNORECASE), EXPERTS),
    (
        re.compile(
            r"\b(mlp|ffn?|feed_?forward|fc\d|intermediate|output|dense_?relu)", re.IGNORECASE
        ),
        FEED_FORWARD,
    ),
)
"""What the project's own trees and the modules of well-known code call these matrices; the first
that matches counts, so BERT's ``attention.output`` is attention and its ``output`` is not."""

ORDER = (
    *("embedding", "positions", "segments", "attention", "cross_attention", FEED_FORWARD),
    *("router", EXPERTS, "", "norms", "biases", "output_head"),
)
"""From the input to the output; a role of another name stands in the place of the empty one."""


def role(leaf: Leaf) -> str:
    """The part that ``leaf`` plays: ``attention``, ``feed_forward``, ``norms``, …

    Tables, norms, biases, routers and output heads are told by their kind; the matrices of
    attention, feed-forward and experts by their path, where what is no matrix (sinks) is
    ``attention.other``; anything else keeps its component's name.

    >>> from symparams.models.loading import load
    >>> list(dict.fromkeys(role(leaf) for leaf in load("llama-3.1-8b").leaves()))
    ['embedding', 'norms', 'attention', 'feed_forward', 'output_head']
    """
    weight = leaf.weight
    if weight.kind in OF_A_KIND:
        return OF_A_KIND[weight.kind]
    path = ".".join(leaf.owner)
    named = next((name for pattern, name in OF_A_PATH if pattern.search(path)), "")
    if named in ("", FEED_FORWARD) and symbols.experts in leaf.expression.free_symbols:
        return EXPERTS
    if not named:
        return leaf.owner[-1] if leaf.owner else weight.name
    return named if weight.kind is Kind.WEIGHTS else f"{named}.other"


def in_order(names: Iterable[str]) -> tuple[str, ...]:
    """The roles, each once, from a model's input to its output.

    >>> in_order(["norms", "adapters", "embedding", "norms"])
    ('embedding', 'adapters', 'norms')
    """
    distinct = dict.fromkeys(names)
    return tuple(sorted(distinct, key=lambda name: ORDER.index(name if name in ORDER else "")))
