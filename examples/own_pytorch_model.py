"""The closed form of your own PyTorch model, from the code that builds it.

Run it with the extra ``trace``: ``python examples/own_pytorch_model.py``. The same from a shell:
``symparams trace own_pytorch_model:Tiny --arg width=64 --arg heads=4 --arg depth=3``.
"""

import torch
from torch import nn

from symparams.algebra.closed_forms import closed_form
from symparams.models.tracing import trace
from symparams.operations.counting import count
from symparams.operations.proving.proof import prove


class Attention(nn.Module):
    """Self-attention whose heads share one size, rounded through a float as code often does."""

    def __init__(self, width: int, heads: int) -> None:
        super().__init__()
        if width % heads:
            raise ValueError("width must be divisible by heads")
        head_dim = int(width / heads)
        self.q_proj = nn.Linear(width, heads * head_dim)
        self.k_proj = nn.Linear(width, heads * head_dim)
        self.v_proj = nn.Linear(width, heads * head_dim)
        self.o_proj = nn.Linear(heads * head_dim, width)


class Block(nn.Module):
    """Attention and a gated feed-forward layer of 8/3 of the width, rounded up to 64."""

    def __init__(self, width: int, heads: int) -> None:
        super().__init__()
        hidden = (int(8 * width / 3) + 63) // 64 * 64
        self.attention = Attention(width, heads)
        self.gate_proj = nn.Linear(width, hidden, bias=False)
        self.up_proj = nn.Linear(width, hidden, bias=False)
        self.down_proj = nn.Linear(hidden, width, bias=False)
        self.norm = nn.LayerNorm(width)


class Tiny(nn.Module):
    """A small decoder with a tied output head and a mask, which is a buffer."""

    def __init__(self, width: int, heads: int, depth: int, vocabulary: int = 1000) -> None:
        super().__init__()
        self.embed = nn.Embedding(vocabulary, width)
        self.layers = nn.ModuleList(Block(width, heads) for _ in range(depth))
        self.head = nn.Linear(width, vocabulary, bias=False)
        self.head.weight = self.embed.weight
        self.register_buffer("mask", torch.ones(128, 128))


def main() -> None:
    """Trace the class, print its formula, and count it at another size."""
    model = trace(Tiny, width=64, heads=4, depth=3)
    print("closed form:", closed_form(model))
    print("total:", count(model).total)
    print("total with 12 layers of 768:", count(model, width=768, depth=12, heads=12).total)
    print("independent of heads:", prove(model, "heads").independent)
    print("under:", ", ".join(str(condition) for condition in model.divisibility))


if __name__ == "__main__":
    main()
