"""Whatever a caller in Python gives, an answer or one clear line comes back."""

from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from functools import partial
from pathlib import Path
from typing import Any

import numpy
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sympy import Float, Integer, Rational, Symbol, oo, pi, zoo

from symparams import (
    Component,
    Weight,
    compare,
    count,
    derive,
    load,
    prove,
    scaling,
    search,
    solve,
    symbols,
    vectorize,
)
from symparams.errors import SymparamsError
from symparams.models.variants import variant
from symparams.operations.verification import verify
from symparams.symbols import H, L

NUMBERS: list[object] = [
    0, 1, 8, 96, -4, 10**30, True, 2.5, 8.0, float("nan"), float("inf"), 1 + 2j,
    Fraction(8, 3), Fraction(8), Decimal("4"), Integer(12), Rational(8, 3), Float(2.5), oo, pi, zoo,
    numpy.int64(96), numpy.int8(-3), numpy.uint64(2**64 - 1), numpy.float32(8), numpy.bool_(True),
    numpy.array(8), numpy.array([8, 16]), numpy.array([]), numpy.array(["8"]),
]  # fmt: skip
OTHERS: list[object] = [
    None, "", " ", "gpt3", "textbook", "H", "heads", "H = 8", "8/3", "-1", "1e99", "nowhere/x.json",
    "x\x00y", "\ud800", "L" * 500, b"gpt3", bytearray(b"8"), Path("."), Path("nowhere"), H, L,
    Symbol("H"), Symbol("x"), H * L, 2 * H, H / L, [], [8], ["H"], [[8]], (8,), (), {8}, {}, {"H": 8},
    {"L": [1, 2]}, {1: 2}, {None: 3}, {"H": None}, {H: 8}, {"model_type": "gpt2"},
    {"model_type": 3}, range(0), range(8, 97, 8), iter([8]), object(), int, len, load,
    Component("x", (Weight("w", (H, L)),)), Weight("w", (H,)), symbols, Ellipsis, slice(3),
]  # fmt: skip
ANY = st.sampled_from([*NUMBERS, *OTHERS])
NAMES = st.sampled_from(["H", "L", "V", "heads", "ffn_ratio", "n_layer", "total", "no_such", "x y"])
MODELS = st.one_of(st.sampled_from(["gpt3", "textbook", "llama-3.1-8b"]), ANY)
CALLS: dict[str, Callable[..., object]] = {
    "load": load,
    "count": count,
    "derive": derive,
    "prove": prove,
    "solve": solve,
    "scaling": scaling,
    "compare": compare,
    "search": lambda *a, **k: next(iter(search(*a, **k)), None),
    "vectorize": lambda model, *a, **k: vectorize(model)(*a, **k),
    "verify": verify,
    "variant": variant,
    "to": lambda model, form="text", **k: derive(model).to(form, **k),
    "Component": Component,
    "Weight": Weight,
    "new": symbols.new,
    "lookup": symbols.lookup,
}
OPTIONS = st.sampled_from(
    ["form", "holding", "given", "values", "multiple_of", "within", "sort_by", "top", "vary", "notation",
     "rename", "document", "symbol", "total", "origin"]
)  # fmt: skip


def check(call: Callable[[], object]) -> None:
    """Only a SymparamsError may come, or a TypeError for a signature."""
    message = signature = ""
    try:
        call()
    except SymparamsError as error:
        message = str(error) or "nothing"
    except TypeError as error:
        signature = str(error)
    assert "\n" not in message
    assert message != "nothing"
    assert not signature or "argument" in signature


@pytest.mark.parametrize("name", CALLS)
@settings(max_examples=150, deadline=None)
@given(
    first=MODELS,
    arguments=st.lists(ANY, max_size=3),
    named=st.dictionaries(NAMES | OPTIONS, ANY, max_size=3),
)
def test_wrong_types_are_one_clear_line(
    name: str, first: object, arguments: list[object], named: dict[str, object]
) -> None:
    check(lambda: CALLS[name](first, *arguments, **named))


@pytest.mark.parametrize("name", ["count", "derive", "scaling", "vectorize", "solve", "search"])
@settings(max_examples=100, deadline=None)
@given(number=ANY, symbol=NAMES)
def test_a_value_of_any_type(name: str, number: Any, symbol: str) -> None:
    named: dict[str, Any] = {symbol: number}
    calls: dict[str, Callable[[], object]] = {
        "count": lambda: count("gpt3", {**named}),
        "derive": lambda: derive("gpt3", **named),
        "scaling": lambda: scaling("gpt3", **named),
        "vectorize": lambda: vectorize("gpt3")(**named),
        "solve": lambda: solve("gpt3", "H", number, **named),
        "search": lambda: [*search("gpt3", "7B", {symbol: number}, top=1)],
    }
    check(calls[name])


RIGHT: dict[str, dict[str, Any]] = {
    "count": {"model": "gpt3", "values": {"L": 3}, "H": 96},
    "derive": {"model": "gpt3", "values": {"L": 3}, "form": "layered"},
    "prove": {"model": "gpt3", "symbol": "heads", "holding": ["ffn_ratio"],
              "given": ["heads divides H"]},
    "solve": {"model": "gpt3", "symbol": "H", "total": "1B", "values": {"L": 3},
              "multiple_of": {"H": 128}, "origin": "here"},
    "scaling": {"model": "gpt3", "values": {"L": 3}},
    "search": {"model": "gpt3", "total": "1B", "vary": {"L": "1:99"}, "within": "50%",
               "sort_by": "L", "top": 3, "values": {"H": 96}, "origin": "here"},
    "verify": {"written": "gpt3", "traced": "gpt2"},
    "variant": {"model": "gpt3", "values": {"L": 3}, "origin": "here"},
    "to": {"model": "gpt3", "form": "latex", "notation": "gpt3", "rename": ["H=d"], "document": True},
    "Component": {"name": "x", "parts": (Weight("w", (H, L)),), "times": L, "active_times": L,
                  "role": "mixer"},
    "Weight": {"name": "w", "shape": (H, L), "kind": "weights", "tied_to": ""},
}  # fmt: skip


@pytest.mark.parametrize(("name", "option"), [(n, o) for n, right in RIGHT.items() for o in right])
def test_one_wrong_argument_of_a_right_call(name: str, option: str) -> None:
    CALLS[name](**RIGHT[name])
    for wrong in [*NUMBERS, *OTHERS]:
        check(partial(CALLS[name], **{**RIGHT[name], option: wrong}))
