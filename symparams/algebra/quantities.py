"""What counts: which weights each convention includes.

``total``          every unique trainable tensor
``non_embedding``  without token and position embeddings, and without an untied output head
``active``         only the copies (experts) that one token uses
``estimate``       matrices of attention and feed-forward, token embedding: ``12LH² + VH``
"""

from symparams.algebra.tree import Kind, Leaf


def in_layer_matrices(leaf: Leaf) -> bool:
    """Whether the weight is a matrix of attention or feed-forward, experts included."""
    return leaf.weight.kind is Kind.WEIGHTS


def in_estimate(leaf: Leaf) -> bool:
    """Whether the weight is in the rule of thumb ``12LH² + VH``."""
    return leaf.weight.kind in (Kind.WEIGHTS, Kind.TOKENS)


def in_non_embedding(leaf: Leaf) -> bool:
    """Whether the weight is left when embeddings and an untied output head are taken away."""
    return leaf.weight.kind not in (Kind.TOKENS, Kind.POSITIONS, Kind.OUTPUT)


def is_input_embedding(leaf: Leaf) -> bool:
    """Whether the weight is the table of the input tokens."""
    return leaf.weight.kind is Kind.TOKENS
