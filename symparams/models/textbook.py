"""The textbook transformer, in five symbols: ``V·H + L·(4H² + 2·ffn_ratio·H²)``."""

from sympy import Integer

from symparams import symbols
from symparams.algebra.model import Model
from symparams.algebra.provenance import Value
from symparams.components import feedforward, multi_head_attention, token_embedding

KEYS = (
    ("hidden_size", "H"),
    ("num_hidden_layers", "L"),
    ("vocab_size", "V"),
    ("num_attention_heads", "heads"),
    ("intermediate_size", "ffn_width"),
)
"""What most configurations call the sizes."""


def textbook() -> Model:
    """The transformer of explanations: matrices only, no biases, norms or positions.

    ``V·H`` for the embedding, and in each of ``L`` blocks ``4H²`` for attention (query, key
    and value of every head, and the output projection) and ``2·ffn_ratio·H²`` for the
    feed-forward layer. With the conventional ``ffn_ratio = 4`` (Vaswani et al. 2017, §3.3:
    512 and 2048) this is ``12LH² + VH``.

    >>> textbook().tree.expression
    H*V + L*(2*H**2*ffn_ratio + 4*H*head_dim*heads)
    """
    block = multi_head_attention() + feedforward()
    convention = Value(symbols.ffn_ratio, Integer(4), "the textbook's convention", is_default=True)
    return Model(
        name="textbook",
        title="The textbook transformer",
        tree=token_embedding() + symbols.L * block.named("block"),
        values=(convention,),
        keys=KEYS,
    )
