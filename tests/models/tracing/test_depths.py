"""A formula says how far its pattern of layers was checked; sizes that it loses, it holds."""

import math
from collections.abc import Callable

import numpy as np
import pytest
from torch import nn

from symparams.errors import BadConfigError, BadValueError, SymparamsError
from symparams.models.saved import read, save
from symparams.models.tracing import trace
from symparams.operations.counting import count
from symparams.operations.searching import search
from symparams.operations.solving.solving import solve
from symparams.render.search_rows import none_found
from tests.models.tracing.formula_alone import formula_of


def built(module: nn.Module) -> int:
    return sum({id(p): p.numel() for p in module.parameters()}.values())


class BiasBelowTwenty(nn.Module):
    def __init__(self, dim: int, n: int) -> None:
        super().__init__()
        self.layers = nn.ModuleList(nn.Linear(dim, dim, bias=(i < 20)) for i in range(n))


class Some(nn.Module):
    def __init__(self, dim: int, n: int) -> None:
        super().__init__()
        self.layers = nn.ModuleList(nn.Linear(dim, dim, bias=i in (1, 5, 9)) for i in range(n))


class Cycled(nn.Module):
    def __init__(self, dim: int, n: int) -> None:
        super().__init__()
        blocks = [nn.Linear(dim, dim) for _ in range(3)]
        self.layers = nn.ModuleList(blocks[i % 3] for i in range(n))


class Pooled(nn.Module):
    """Four blocks whatever the depth is, if it is at least four."""

    def __init__(self, dim: int, n: int, blocks: int = 4) -> None:
        super().__init__()
        pool = [nn.Linear(dim, dim) for _ in range(blocks)]
        self.layers = nn.ModuleList(pool[i % blocks] for i in range(n))


class LastIsWide(nn.Module):
    def __init__(self, dim: int, n: int) -> None:
        super().__init__()
        kinds = ["wide" if i % 4 == 3 else "narrow" for i in range(n)]
        if "wide" not in kinds:
            kinds[-1] = "wide"
        widths = {"wide": 4 * dim, "narrow": dim}
        self.layers = nn.ModuleList(nn.Linear(dim, widths[kind]) for kind in kinds)


class SecondHalf(nn.Module):
    def __init__(self, dim: int, n: int) -> None:
        super().__init__()
        self.layers = nn.ModuleList(nn.Linear(dim, dim, bias=i >= n // 2) for i in range(n))


PATTERNS = (BiasBelowTwenty, Some, Cycled, Pooled, LastIsWide, SecondHalf)
DEPTHS = (*range(1, 31), 48, 64, 200)


@pytest.mark.parametrize("cls", PATTERNS)
@pytest.mark.parametrize("n", [8, 12])
def test_every_depth_is_right_or_refused(cls: type[nn.Module], n: int) -> None:
    model = formula_of(cls, dim=6, n=n)
    answered = 0
    for depth in DEPTHS:
        try:
            total = count(model, n=depth).total
        except BadValueError:
            continue
        answered += 1
        assert total == built(cls(6, depth)), depth
    assert answered >= 1


def test_a_plain_stack_is_checked_to_128_layers_and_says_so() -> None:
    model = trace("torch.nn:TransformerDecoder", d_model=64, nhead=4, num_layers=6)
    assert "L <= 128" in map(str, model.conditions)
    assert any("checked for L = 1 to 128" in note for note in model.notes)
    assert count(model, num_layers=128).total == 128 * count(model, num_layers=1).total
    with pytest.raises(
        BadValueError, match=r"only where L <= 128, but L = 200 \(given\); .*trace again"
    ):
        count(read(save(model)), num_layers=200)


def test_beyond_the_range_the_code_is_built_again() -> None:
    model = trace("torch.nn:TransformerDecoder", d_model=64, nhead=4, num_layers=6)
    deep = count(model, num_layers=200)
    assert deep.total == 200 * count(model, num_layers=1).total
    assert deep.model.notes[-1] == (
        "traced again at the values given: the formula holds only where L <= 128"
    )
    with pytest.raises(BadConfigError, match=r"L = 1000000000 is beyond .* tried up to 10000 only"):
        count(model, num_layers=10**9)
    with pytest.raises(BadConfigError, match="some 5400 tensors are too many to build"):
        count(model, num_layers=300)


def sized(width: Callable[[int, int], int]) -> Callable[..., nn.Module]:
    def make(dim: int, heads: int) -> nn.Module:
        return nn.Linear(dim, width(dim, heads))

    return make


LOST: tuple[Callable[[int, int], int], ...] = (
    lambda dim, heads: math.gcd(dim, heads),
    lambda dim, heads: math.isqrt(dim) + heads,
    lambda dim, heads: int(math.log2(dim)) + heads,
    lambda dim, heads: int(np.sqrt(dim)) + heads,
    lambda dim, heads: dim & ~heads,
    lambda dim, heads: {48: 7, 96: 9}.get(dim, 11) + heads,
    lambda dim, heads: len(str(dim)) + heads,
    lambda dim, heads: int(f"{dim}{heads}"),
    lambda dim, heads: sum(1 for _ in range(dim // 8)) + heads,
)
CARRIED: tuple[Callable[[int, int], int], ...] = (
    lambda dim, heads: len(range(dim)) + heads,
    lambda dim, heads: (dim << 2) + (heads >> 1) + 1,
    lambda dim, heads: math.prod([dim, heads]),
    lambda dim, heads: int(float(dim) / 3) + heads,
    lambda dim, heads: math.ceil(dim / heads),
)
ELSEWHERE = ((49, 6), (96, 6), (48, 7), (50, 9), (120, 12), (1000, 3))


@pytest.mark.parametrize("width", [*LOST, *CARRIED], ids=range(len(LOST) + len(CARRIED)))
def test_a_function_of_sizes_is_right_or_refused(width: Callable[[int, int], int]) -> None:
    make = sized(width)
    model = formula_of(make, dim=48, heads=6)
    answered = 0
    for dim, heads in ELSEWHERE:
        try:
            total = count(model, dim=dim, heads=heads).total
        except SymparamsError:
            continue
        answered += 1
        assert total == built(make(dim, heads))
    assert answered == len(ELSEWHERE) if width in CARRIED else answered < len(ELSEWHERE)


def test_the_last_layer_of_a_hybrid() -> None:
    """OlmoHybrid's default rule makes the last layer full attention where no other is."""
    model = trace("transformers:OlmoHybridForCausalLM")
    for depth in (2, 3):
        with pytest.raises(BadValueError, match="only where 4 <= L"):
            count(read(save(model)), num_hidden_layers=depth)
        built = trace("transformers:OlmoHybridForCausalLM", num_hidden_layers=depth)
        assert count(model, num_hidden_layers=depth).total == count(built).total


def test_what_lies_beyond_is_said_by_searches_and_solutions() -> None:
    model = read(save(trace("torch.nn:TransformerDecoder", d_model=64, nhead=4, num_layers=6)))
    deep = 130 * count(model, num_layers=1).total
    found = search(model, deep, {"num_layers": range(120, 141)}, 0)
    assert list(found) == []
    assert "only where L <= 128; designs beyond are left out" in none_found(found, *found.nearest())
    solved = solve(model, "num_layers", deep)
    assert solved.root == 130
    assert "the formula holds only where L <= 128; beyond, trace again" in solved.to("text")


def test_values_beyond_are_traced_again_for_a_search_too() -> None:
    model = trace("torch.nn:TransformerDecoder", d_model=64, nhead=4, num_layers=6)
    one = count(trace("torch.nn:TransformerDecoder", d_model=32, nhead=4, num_layers=1)).total
    space = {"d_model": [32, 64]}
    (design,) = search(model, 130 * one, space, 0, values={"num_layers": 130})
    assert design.total == 130 * one
