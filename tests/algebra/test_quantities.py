"""A quantity that the package does not know works in everything that is asked of a model."""

import json
from fractions import Fraction
from math import prod

import pytest
from sympy import Expr, Integer, Mul, expand

from symparams import (
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
from symparams.algebra.parts import Weight
from symparams.algebra.quantities import PARAMETERS, QUANTITIES, Quantity
from symparams.cli import main
from symparams.errors import SymparamsError, UnknownNameError
from symparams.operations.exploration import explore
from symparams.operations.proving.certificate import certificate
from symparams.render.notation import Notation
from symparams.render.page.document import page_html

TENSORS = Quantity("tensors", lambda _: ())


def scaled(weight: Weight) -> tuple[Expr, ...]:
    """A byte an element, and four bytes of scale for each row of a matrix."""
    elements = Mul(*weight.shape)
    return (elements + 4 * weight.shape[0],) if len(weight.shape) == 2 else (2 * elements,)


BYTES = Quantity("bytes", scaled)
OWN = (TENSORS, BYTES)


BITS = Quantity("bits", lambda weight: (symbols.new("b"), *weight.shape))
"""So many bits an element, which is a symbol of the quantity's own."""


def gpt2_tensors() -> list[tuple[int, ...]]:
    """GPT-2 small, tensor by tensor (Radford et al. 2019): 12 layers of 768, 50,257 tokens."""
    width, square = (768,), (768, 768)
    attention = [*[square, width] * 4]
    feed_forward = [(768, 3072), (3072,), (3072, 768), width]
    layer = [width, width, *attention, width, width, *feed_forward]
    return [(50257, 768), (1024, 768), *layer * 12, width, width]


def test_gpt2_tensor_by_tensor() -> None:
    shapes = gpt2_tensors()
    in_bytes = [prod(s) + 4 * s[0] if len(s) == 2 else 2 * s[0] for s in shapes]
    assert count("gpt2").total == sum(map(prod, shapes)) == 124_439_808
    assert count("gpt2", of=TENSORS).total == len(shapes)
    assert count("gpt2", of=BYTES).total == sum(in_bytes)


def test_a_quantity_may_have_a_symbol_of_its_own() -> None:
    (bits,) = count("gpt2", of=BITS).missing
    assert str(bits) == "b"
    assert expand(count("gpt2", of=BITS).total - 124_439_808 * bits) == 0
    assert count("gpt2", b=8, of=BITS).total == 8 * 124_439_808
    assert prove("gpt2", "heads", of=BITS).independent is True


def test_what_a_quantity_measures_is_exact() -> None:
    assert count("gpt2", of=Quantity("bytes", lambda w: (2, *w.shape))).total == 2 * 124_439_808
    half = Quantity("bytes", lambda w: (Fraction(1, 2), *w.shape))
    assert count("gpt2", of=half).total == 124_439_808 // 2
    with pytest.raises(SymparamsError, match=r"0\.5 in the bytes of .* is not exact"):
        count("gpt2", of=Quantity("bytes", lambda w: (0.5, *w.shape)))


@pytest.mark.parametrize("quantity", OWN)
def test_each_step_of_a_derivation_holds(quantity: Quantity) -> None:
    for name in ("textbook", "gpt2", "llama-3.1-8b", "mixtral-8x7b"):
        derived = derive(name, of=quantity)
        assert all(step.holds(derived.model) for step in derived.steps)
        assert derived.total == count(name, of=quantity).total


def test_parts_add_up() -> None:
    for quantity in OWN:
        counted = count("mixtral-8x7b", of=quantity)
        assert sum(row.count for row in counted.rows) == counted.total


def test_values_by_key_keep_the_quantity() -> None:
    model = load({"model_type": "gpt2"})
    deeper = count(model, {"n_layer": 24}, of=BYTES)
    assert deeper.total == count({"model_type": "gpt2", "n_layer": 24}, of=BYTES).total
    assert deeper.total == count(model, L=24, of=BYTES).total


def test_the_textbook_has_tensors_for_each_head() -> None:
    assert prove("textbook", "heads", of=TENSORS).independent is False
    assert prove("textbook", "heads", of=PARAMETERS).independent is True
    refuted = prove("textbook", "heads", of=TENSORS)
    assert refuted.witness is not None
    for witness in refuted.witness:
        assert witness.count == count("textbook", dict(witness.values), of=TENSORS).total


def test_a_number_of_bytes_is_solved_for() -> None:
    total = count("textbook", H=768, L=12, V=50257, of=BYTES, heads=12).total
    found = solve("textbook", "L", total, H=768, V=50257, heads=12, of=BYTES)
    assert found.root == 12


def test_scaling_search_and_arrays_sum_the_same() -> None:
    grown = scaling("textbook", of=BYTES)
    assert expand(grown.closed_form - count("textbook", of=BYTES).closed_form) == 0
    total = count("textbook", H=768, L=12, V=50257, heads=12, of=BYTES).total
    (design, *_) = search(
        "textbook", total, {"L": "8:16"}, within=0, H=768, V=50257, heads=12, of=BYTES
    )
    assert (design.total, dict(design.values)[symbols.L]) == (total, 12)
    of_arrays = vectorize("textbook", of=BYTES)
    assert of_arrays(H=[768], L=[12], V=50257, heads=12, ffn_ratio=4).tolist() == [total]


def test_models_are_compared_in_it() -> None:
    compared = compare("gpt2", "llama-3.1-8b", of=BYTES)
    totals = [count(name, of=BYTES).total for name in ("gpt2", "llama-3.1-8b")]
    assert [counted.total for counted in compared.counts] == totals
    assert compared.differences[0].parameters == totals[1] - totals[0]


@pytest.mark.parametrize("quantity", OWN)
def test_every_output_says_what_is_counted(quantity: Quantity) -> None:
    results = (
        count("gpt2", of=quantity),
        derive("gpt2", of=quantity),
        prove("gpt2", of=quantity),
        scaling("gpt2", of=quantity),
        compare("gpt2", "gpt3", of=quantity),
        solve("textbook", "L", 10**4, H=8, V=10, heads=2, of=quantity),
    )
    for result in results:
        text = result.to("text")
        assert quantity.name in text or quantity.count in text
        assert "parameter" not in text
        assert json.loads(result.to("json"))["of"] == quantity.name
    assert quantity.count in certificate(results[2])
    assert json.loads(results[0].to("json"))["total"] == results[0].total
    page = page_html(explore("gpt2", of=quantity), Notation())
    assert f"Where the {quantity.name} come from" in page
    assert f"{results[0].total:,}" in page


def test_a_quantity_by_name(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(QUANTITIES, "tensors", TENSORS)
    with pytest.raises(SystemExit):
        main(["count", "gpt2", "--of", "tensors", "--json"])
    assert json.loads(capsys.readouterr().out)["total"] == count("gpt2", of="tensors").total
    with pytest.raises(UnknownNameError, match="parameters"):
        count("gpt2", of="parameter")


def test_tied_tensors_add_nothing() -> None:
    tied = Weight("head", (symbols.V, symbols.H), tied_to="embedding.tokens")
    assert [quantity.of(tied) for quantity in (*OWN, PARAMETERS)] == [Integer(0)] * 3
