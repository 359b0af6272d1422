"""Plain PyTorch: torch's own modules and a user's classes, no transformers involved."""

import math
from dataclasses import replace

import pytest
import torch
from sympy import Expr, expand
from torch import nn

from symparams import symbols
from symparams.algebra.closed_forms import closed_form
from symparams.algebra.quantities import in_estimate
from symparams.algebra.values import assign, find
from symparams.errors import BadValueError
from symparams.models.tracing import trace
from symparams.operations.counting import count

H, L, W = symbols.H, symbols.L, symbols.ffn_width
ENCODER = 4 * H**2 + 2 * H * W + 9 * H + W
DECODER = 8 * H**2 + 2 * H * W + 15 * H + W
IN, OUT = symbols.new("in_features"), symbols.new("out_features")


@pytest.mark.parametrize(
    ("name", "arguments", "expected"),
    [
        ("Linear", {"in_features": 8, "out_features": 16}, IN * OUT + OUT),
        ("MultiheadAttention", {"embed_dim": 64, "num_heads": 4}, 4 * H**2 + 4 * H),
        ("TransformerEncoderLayer", {"d_model": 512, "nhead": 8}, ENCODER),
        ("TransformerDecoder", {"d_model": 512, "nhead": 8, "num_layers": 6}, L * DECODER),
    ],
)
def test_torch_modules(name: str, arguments: dict[str, int], expected: Expr) -> None:
    model = trace(f"torch.nn:{name}", **arguments)
    assert expand(closed_form(model) - expected) == 0


def test_the_matrices_of_a_lone_layer_are_its_estimate() -> None:
    model = trace("torch.nn:TransformerEncoderLayer", d_model=512, nhead=8)
    assert expand(closed_form(model, keep=in_estimate) - (4 * H**2 + 2 * H * W)) == 0


def test_embedding() -> None:
    assert count(trace("torch.nn:Embedding", num_embeddings=10, embedding_dim=3)).total == 30


def test_the_transformer_of_torch() -> None:
    model = trace("torch.nn:Transformer")
    built = nn.Transformer(device="meta")
    assert count(model).total == sum(p.numel() for p in built.parameters())
    encoder, decoder = (find(model, f"num_{part}_layers") for part in ("encoder", "decoder"))
    expected = encoder * ENCODER + decoder * DECODER + 4 * H
    assert expand(closed_form(model) - expected) == 0


class Rounded(nn.Module):
    """Rounds its width up to a multiple, through a float, as many codebases do."""

    def __init__(self, width: int, multiple: int = 64) -> None:
        super().__init__()
        hidden = int(8 * width / 3)
        hidden = multiple * ((hidden + multiple - 1) // multiple)
        self.up = nn.Linear(width, hidden, bias=False)
        self.scale = nn.Parameter(torch.ones(hidden).reshape(1, -1))
        self.rank = nn.Linear(math.ceil(width / 16), round(width / 2), bias=False)


def test_rounding_through_floats_keeps_its_expression() -> None:
    model = trace(Rounded, width=96)
    assert not model.pinned
    for width in (32, 100, 96, 2048):
        built = Rounded(width)
        assert count(model, width=width).total == sum(p.numel() for p in built.parameters())


class Hidden(nn.Module):
    """What no tracer follows: the width goes through text."""

    def __init__(self, width: int, depth: int) -> None:
        super().__init__()
        self.layers = nn.ModuleList(nn.Linear(int(str(width)), 4) for _ in range(depth))


def test_a_field_whose_effect_is_lost_is_pinned() -> None:
    model = trace(Hidden, width=8, depth=3)
    assert [str(value.symbol) for value in model.pinned] == ["width"]
    assert count(model, depth=5).total == 5 * (8 * 4 + 4)
    with pytest.raises(BadValueError, match="holds for width = 8 only"):
        assign(replace(model, again=None), {"width": 16})
    assert count(model, width=16, depth=5).total == 5 * (16 * 4 + 4)


class Branching(nn.Module):
    """Has a projection only where its widths differ."""

    def __init__(self, width: int, inner: int) -> None:
        super().__init__()
        self.project = nn.Linear(width, inner) if width != inner else nn.Identity()
        self.out = nn.Linear(inner, 2)


def test_a_branch_taken_is_a_condition() -> None:
    model = trace(Branching, width=8, inner=4)
    assert [str(condition) for condition in model.conditions] == ["width != inner"]
    with pytest.raises(BadValueError, match="holds only where width != inner"):
        assign(replace(model, again=None), {"width": 4})
    assert count(model, width=4).total == 4 * 2 + 2


class Shared(nn.Module):
    """One layer in two places counts once; a buffer is no parameter."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.first = nn.Linear(width, width)
        self.second = self.first
        self.register_buffer("mask", torch.ones(width, width))


def test_shared_modules_count_once() -> None:
    assert count(trace(Shared, width=5)).total == 30


def make(width: int, depth: int = 2) -> nn.Module:
    """A function that builds a module."""
    return nn.Sequential(*(nn.Linear(width, width, bias=False) for _ in range(depth)))


def test_a_function_that_builds_a_module() -> None:
    width, depth = symbols.new("width"), symbols.new("depth")
    assert closed_form(trace(make, width=3)) == depth * width**2
