"""What a traced weight is tied to is a weight of the tree, however the layers were gathered."""

import pytest
import torch
from torch import nn

from symparams import load
from symparams.models.saved import save
from symparams.models.tracing import trace


def tie(first: nn.Linear, second: nn.Linear) -> None:
    second.weight = first.weight


def linears(width: int, depth: int, wider_from: int) -> nn.ModuleList:
    sizes = [width * (1 + (i >= wider_from)) for i in range(depth)]
    return nn.ModuleList([nn.Linear(width, size, bias=False) for size in sizes])


class ToTheFirst(nn.Module):
    def __init__(self, width: int, depth: int) -> None:
        super().__init__()
        self.layers = nn.ModuleList([nn.Linear(width, width) for _ in range(depth)])
        for layer in self.layers[1:]:
            layer.weight = self.layers[0].weight


class SideBySide(nn.Module):
    def __init__(self, width: int, depth: int) -> None:
        super().__init__()
        self.inner, self.outer = linears(width, depth, 99), linears(width, depth, 99)
        for pair in zip(self.inner, self.outer, strict=True):
            tie(*pair)  # type: ignore[arg-type]


class OfTwoKinds(nn.Module):
    def __init__(self, width: int, depth: int) -> None:
        super().__init__()
        self.inner, self.outer = linears(width, depth, 2), linears(width, depth, 2)
        for pair in zip(self.inner, self.outer, strict=True):
            tie(*pair)  # type: ignore[arg-type]


class Layer(nn.Module):
    def __init__(self, width: int) -> None:
        super().__init__()
        self.first, self.second = linears(width, 2, 99)
        tie(self.first, self.second)  # type: ignore[arg-type]


class Inside(nn.Module):
    def __init__(self, width: int, depth: int) -> None:
        super().__init__()
        self.blocks = nn.Sequential(*(Layer(width) for _ in range(depth)))


class OneModuleEverywhere(nn.Module):
    def __init__(self, width: int, depth: int) -> None:
        super().__init__()
        shared = nn.Linear(width, 2 * width)
        self.layers = nn.ModuleList(
            [nn.Sequential(nn.Linear(width, width), shared) for _ in range(depth)]
        )


class ListsOfParameters(nn.Module):
    def __init__(self, width: int, depth: int) -> None:
        super().__init__()
        self.a = nn.ParameterList([nn.Parameter(torch.empty(width, 3)) for _ in range(depth)])
        self.b = nn.ParameterList(list(self.a))


@pytest.mark.parametrize(
    ("cls", "tied"),
    [
        (ToTheFirst, {"layers.1.weight": "layers.0.weight"}),
        (SideBySide, {"outer.weight": "inner.weight"}),
        (OfTwoKinds, {"outer.0.weight": "inner.0.weight", "outer.2.weight": "inner.2.weight"}),
        (Inside, {"blocks.second.weight": "blocks.first.weight"}),
        (OneModuleEverywhere, {"layers.1.1.weight": "layers.0.1.weight",
                               "layers.1.1.bias": "layers.0.1.bias"}),
        (ListsOfParameters, {"b.weight": "a.weight"}),
    ],
)  # fmt: skip
def test_the_owner_is_in_the_tree(cls: type, tied: dict[str, str]) -> None:
    model = trace(cls, width=8, depth=5)
    assert {x.path: x.weight.tied_to for x in model.leaves() if x.weight.tied_to} == tied
    assert load(save(model)) == model


@pytest.mark.parametrize(
    "name", ["AlbertForMaskedLM", "T5ForConditionalGeneration", "BartForConditionalGeneration",
             "SwitchTransformersForConditionalGeneration", "BertForMaskedLM"],
)  # fmt: skip
def test_a_traced_class_with_ties_is_read_back(name: str) -> None:
    model = trace(f"transformers:{name}")
    assert any(leaf.weight.tied_to for leaf in model.leaves())
    assert load(save(model)) == model
