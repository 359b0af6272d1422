"""The count over arrays: exact at every point, in constant memory, or refused beforehand."""

import tracemalloc
from fractions import Fraction
from typing import Any

import numpy
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sympy import Max, Rational

from symparams import Component, Model, Weight, count, load, vectorize
from symparams.errors import BadValueError, SymparamsError
from symparams.models import presets
from symparams.symbols import H, L, V


@pytest.mark.parametrize("name", presets.names())
def test_every_preset_as_counted(name: str) -> None:
    model = load(name)
    layers = int(model.numbers()[L])
    totals = vectorize(model)(L=[layers, layers + 2], V=numpy.array([[1000], [1001]]))
    expected = [[count(model, L=n, V=v).total for n in (layers, layers + 2)] for v in (1000, 1001)]
    assert totals.dtype == numpy.int64
    assert totals.tolist() == expected


def test_the_textbook_formula_over_arrays_of_a_hundred_thousand() -> None:
    generator = numpy.random.default_rng(7)
    hidden, layers, vocabulary = (
        generator.integers(1, most, 100_003) for most in (99999, 999, 10**6)
    )
    totals = vectorize(load())(H=hidden, L=layers, V=vocabulary)
    typed = 12 * layers * hidden**2 + vocabulary * hidden
    assert (totals == typed).all()


@pytest.mark.parametrize("dtype", ["uint8", "int16", "int32", "uint64", ">i8"])
def test_every_kind_of_integer(dtype: str) -> None:
    hidden = numpy.array([100, 120], dtype=dtype)
    assert vectorize(load())(hidden_size=hidden, L=96, V=50257).tolist() == [
        12 * 96 * h * h + 50257 * h for h in (100, 120)
    ]


def test_arrays_of_any_shape_and_layout() -> None:
    hidden = numpy.arange(1, 25).reshape(4, 6)[::2, ::-1].T
    layers = numpy.array([[1, 7]])
    totals = vectorize(load())(H=hidden, L=layers, V=range(1, 3))
    assert totals.shape == (6, 2)
    assert (totals == 12 * layers * hidden**2 + numpy.array([1, 2]) * hidden).all()
    assert vectorize(load())(H=numpy.empty((0, 3), dtype=int), L=1, V=1).shape == (0, 3)


def test_ratios_are_exact() -> None:
    # Twice the hidden size times 8/3 of it: 16/3·H², with 4·H² of attention.
    ratios: list[Any] = ["8/3", Fraction(7, 2), 4, Rational(1, 3)]
    totals = vectorize(load())(H=6000, L=1, V=1, ffn_ratio=ratios)
    square = 6000**2
    assert totals.tolist() == [
        4 * square + 2 * square * above // below + 6000
        for above, below in ((8, 3), (7, 2), (4, 1), (1, 3))
    ]


def test_a_number_holds_for_all_and_a_call_without_arrays_is_one_count() -> None:
    assert vectorize(load("gpt3"))().tolist() == 174_604_259_328


def test_memory_does_not_grow_with_the_arrays() -> None:
    hidden = numpy.arange(1, 3_000_001)
    counted = vectorize(load())
    counted(H=hidden[:10], L=2, V=3)
    tracemalloc.start()
    totals = counted(H=hidden, L=2, V=3)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak - totals.nbytes < 4_000_000
    assert (totals == 24 * hidden**2 + 3 * hidden).all()


def test_the_first_of_millions_of_points_that_is_refused() -> None:
    hidden = numpy.full(5_000_000, 96)
    hidden[[2_400_000, 4_900_000]] = 95, 97
    with pytest.raises(BadValueError, match="H = 95 "):
        vectorize(load("gpt3"))(H=hidden)
    assert numpy.flatnonzero(~vectorize(load("gpt3")).feasible(H=hidden)).tolist() == [
        2_400_000,
        4_900_000,
    ]


MESSAGES: tuple[tuple[dict[str, Any], str], ...] = (
    ({"H": [12288, 12289]}, "heads must divide H (head_dim = H/heads), but H = 12289 (given), heads = 96 (n_head)"),
    ({"H": numpy.array([96.0])}, "H is an array of 'float64', which is not exact; give integers, or a "
                                 "list of Fractions or texts"),
    ({"H": [96.5]}, "H = 96.5 is a float, which is not exact; write '8/3' or Fraction(8, 3)"),
    ({"H": 96.5}, "H = 96.5 is a float, which is not exact; write '8/3' or Fraction(8, 3)"),
    ({"L": numpy.array([1, 0])}, "L = 0 must be greater than 0"),
    ({"L": numpy.array([-1, 5])}, "L = -1 must be greater than 0"),
    ({"L": ["1/2"]}, "L = 1/2 is a fraction; L must be a whole number"),
    ({"L": numpy.array([2**62])}, "L = 4611686018427387904 is out of range; the largest is 10^18"),
    ({"L": numpy.array([1, 10**17])}, "the count needs integers of more than 64 bits at "
                                      "L = 100000000000000000; give smaller values"),
    ({"L": [1, 2], "V": [1, 2, 3]}, "the arrays do not fit each other: L (2,), V (3,); give shapes that broadcast"),
    ({"experts": [1]}, "gpt3 has no symbol 'experts'; its symbols are H, L, V, S, heads, head_dim, "
                       "ffn_ratio, ffn_width"),
    ({"L": [1], "n_layer": [2]}, "L is varied twice; give all its values at once"),
)  # fmt: skip


@pytest.mark.parametrize(("arrays", "message"), MESSAGES, ids=[m for _, m in MESSAGES])
def test_messages(arrays: dict[str, Any], message: str) -> None:
    with pytest.raises(SymparamsError) as error:
        vectorize(load("gpt3"))(arrays)
    assert str(error.value) == message


def test_a_symbol_without_a_value() -> None:
    with pytest.raises(BadValueError) as error:
        vectorize(load())(H=[1, 2], L=3)
    assert str(error.value) == "the count of textbook needs V, without a value; give one or vary it"


def test_which_points_are_feasible() -> None:
    model = load("llama-3.1-8b")
    sizes, numbers = [4096, 4095, 4100, 64], [32, 16, 12]
    found = vectorize(model).feasible(H=sizes, heads=numpy.array(numbers).reshape(-1, 1))

    def is_counted(hidden: int, number: int) -> bool:
        try:
            return isinstance(count(model, H=hidden, heads=number).total, int)
        except BadValueError:
            return False

    assert found.tolist() == [[is_counted(h, a) for h in sizes] for a in numbers]
    assert found.any()
    assert not found.all()
    assert vectorize(load()).feasible(H=[1, 2], L=1, V=1).tolist() == [True, True]


@settings(max_examples=200, deadline=None)
@given(st.integers(1, 10**6), st.integers(1, 10**6), st.integers(1, 10**12), st.integers(1, 10**12))
def test_exact_or_refused(hidden: int, layers: int, vocabulary: int, positions: int) -> None:
    model = load("gpt3")
    exact = layers * (12 * hidden**2 + 13 * hidden) + (vocabulary + positions + 2) * hidden
    arrays = {"H": [hidden], "L": [layers], "V": [vocabulary], "S": [positions]}
    if exact <= 2**63 - 1:
        assert vectorize(model)(arrays, heads=1).tolist() == [exact]
        return
    with pytest.raises(BadValueError, match="more than 64 bits"):
        vectorize(model)(arrays, heads=1)


def test_what_cannot_be_evaluated_says_so() -> None:
    model = Model(name="own", tree=Component("", (Weight("w", (Max(H / 2, V / 3),)),)))
    with pytest.raises(BadValueError, match="cannot be evaluated over arrays"):
        vectorize(model)(H=[2], V=[3])


def test_a_size_that_is_not_whole_is_refused() -> None:
    model = Model(name="own", tree=Component("half", (Weight("w", (H / 2,)),)), relations=())
    assert vectorize(model)(H=[2, 4]).tolist() == [1, 2]
    with pytest.raises(BadValueError) as error:
        vectorize(model)(H=[2, 3])
    assert str(error.value) == "a dimension of half.w would be H/2 = 3/2; it must be a whole number"


def test_a_constant_that_64_bits_cannot_hold_is_refused() -> None:
    textbook = vectorize(load("textbook"))
    for arguments in ({"V": 50_257}, {"V": 5, "heads": [8, 16]}):
        with pytest.raises(BadValueError, match="the count needs integers of more than 64 bits"):
            textbook(H=10**9, L=10**6, **arguments)


def test_unsigned_numbers_that_64_bits_cannot_hold_are_refused() -> None:
    largest = numpy.array([2**63], dtype=numpy.uint64)
    with pytest.raises(BadValueError, match="H = 9223372036854775808 is out of range"):
        vectorize(load("textbook"))(H=largest, L=1, V=1)
