"""Parts with sizes of their own: in the algebra, in every operation, in every output."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sympy import expand, sympify

from symparams import (
    Component,
    Model,
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
from symparams.algebra.relations import Divides
from symparams.algebra.scopes import in_scope, part_of
from symparams.algebra.values import assign
from symparams.cli import run
from symparams.errors import SymparamsError, UnknownNameError
from symparams.models.saved import read, save, text
from symparams.models.textbook import textbook
from symparams.operations.proving.certificate import certificate
from symparams.render.sql import search_sql
from symparams.symbols import H, L, V, ffn_ratio, scoped
from tests.reading.everything import read_back
from tests.two_towers import SIZES, tower, toy, two_towers

VISION_H, VISION_L = scoped("vision", H), scoped("vision", L)


def by_hand(inputs: int, hidden: int, layers: int, ratio: int, positions: int) -> int:
    block = 4 * hidden**2 + 2 * ratio * hidden**2 + 2 * 2 * hidden
    return inputs * hidden + positions * hidden + layers * block + 2 * hidden


VISION = by_hand(588, 32, 3, 4, 16)
AUDIO = by_hand(80, 24, 2, 2, 50)
TEXT = 1000 * 64 + 5 * 12 * 64**2
WHOLE = VISION + AUDIO + TEXT + 32 * 64 + 24 * 64


def test_a_tower_in_a_scope_has_symbols_of_its_own() -> None:
    own, vision = tower(588), in_scope(tower(588), "vision")
    names = {s: scoped("vision", s) for s in own.symbols()}
    assert expand(own.total().xreplace(names) - vision.total()) == 0
    assert {symbols.scope_of(s) for s in vision.symbols()} == {"vision"}
    assert all(symbols.lookup(str(s)) == s for s in vision.symbols())


def test_shared_symbols_stay_those_of_the_whole() -> None:
    decoder = in_scope(textbook(), "decoder", sharing=(H, V))
    assert {str(s) for s in decoder.symbols() if not symbols.scope_of(s)} == {"H", "V"}


def test_the_whole_and_its_parts_are_counted() -> None:
    result = count(toy())
    assert result.total == WHOLE
    assert count(load(toy(), part="vision")).total == VISION
    assert count(load(toy(), part="audio")).total == AUDIO
    shared = {"vision": VISION, "audio": AUDIO}
    for scope, expected in shared.items():
        assert sum(r.count for r in result.rows if r.name.startswith(f"{scope}.")) == expected
    assert part_of(toy(), "vision").name.endswith("(vision)")
    with pytest.raises(UnknownNameError, match=r"unknown part of .* did you mean 'vision'"):
        load(toy(), part="vison")


def test_values_by_either_spelling_scale_one_part_alone() -> None:
    deeper = WHOLE + by_hand(588, 32, 6, 4, 16) - VISION
    assert count(toy(), {"vision.L": 6}).total == deeper
    assert count(toy(), vision_L=6).total == deeper
    assert count(toy(), {VISION_L: 6}).total == deeper
    with pytest.raises(UnknownNameError, match=r"did you mean 'vision\.L'"):
        count(toy(), {"visio.L": 6})


def test_two_values_of_one_symbol_need_scopes() -> None:
    one, other = (assign(textbook(), {"H": width}) for width in (8, 16))
    with pytest.raises(SymparamsError, match="H is 8 in textbook and 16 in textbook; put one"):
        _ = one + other
    assert (one + in_scope(other, "other")).numbers()[scoped("other", H)] == 16


@pytest.mark.parametrize("scope", ["", "vision tower", "3", "a..b"])
def test_a_scope_has_a_name(scope: str) -> None:
    with pytest.raises(SymparamsError, match="no name of a part"):
        in_scope(textbook(), scope)


def test_proofs_are_about_one_part() -> None:
    assert prove(two_towers(), "vision.heads").independent is True
    assert prove(two_towers(), "heads").independent is True
    refuted = prove(toy(), "vision_L")
    assert refuted.independent is False
    assert all(path.startswith("vision.") for path in refuted.culprits)
    assert refuted.witness is not None
    for witness in refuted.witness:
        assert count(two_towers(), dict(witness.values)).total == witness.count
    assert "vision.L" in certificate(refuted)


def test_answers_are_about_one_part() -> None:
    solved = solve(toy(), "vision.L", WHOLE + 2 * (12 * 32**2 + 4 * 32))
    assert solved.root == 5
    growth = next(g for g in scaling(toy()).growths if g.symbol == VISION_L)
    assert growth.symbol == VISION_L
    found = list(search(toy(), WHOLE, {"vision.L": range(1, 9), "H": [32, 64]}, 0))
    assert [dict(design.values) for design in found] == [{H: 64, VISION_L: 3}]
    statement = search_sql(search(toy(), WHOLE, {"vision.L": range(1, 9)}, 0))
    assert "vision_L" in statement
    assert "vision.L" not in statement
    rows = compare(toy(), assign(toy(), {"vision.L": 6})).differences[0]
    assert rows.values == ((VISION_L, 3, 6),)


def test_arrays_of_one_part() -> None:
    np = pytest.importorskip("numpy")
    count_of = vectorize(toy())
    assert count_of(vision_L=np.array([3, 6])).tolist() == [WHOLE, count(toy(), vision_L=6).total]


def test_json_is_plain_sympy_text() -> None:
    data = json.loads(count(toy()).to("json"))
    assert data["values"]["vision_H"] == 32
    form = sympify(data["closed_form"])
    numbers = {name.replace(".", "_"): number for name, number in SIZES.items()}
    assert form.subs(numbers) == WHOLE == data["total"]


@pytest.mark.parametrize("make", [two_towers, toy])
def test_every_output_is_read_back(make: Any) -> None:
    assert read_back(make()) > 1000


@pytest.mark.parametrize("name", ["vision.heads", "vision.H"])
def test_outputs_about_a_part_are_read_back(name: str) -> None:
    symbol = symbols.lookup(name)
    assert read_back(toy(), thoroughly=False, subjects=(symbol,)) > 200


def test_a_saved_tree_keeps_its_scopes(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert read(json.loads(text(toy()))) == toy()
    assert "vision.H" in {value["symbol"] for value in save(toy())["values"]}
    path = tmp_path / "toy.json"
    path.write_text(text(toy()), encoding="utf-8")
    assert run(["count", str(path), "--part", "vision", "--set", "vision.L=6", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["total"] == by_hand(588, 32, 6, 4, 16)
    assert run(["derive", str(path), "--rename", "vision.H=h_v", "--to", "latex"]) == 0
    assert "h_{v}" in capsys.readouterr().out
    assert run(["prove", str(path), "--independent-of", "audio.heads"]) == 0


def test_latex_has_the_scope_below() -> None:
    latex = derive(toy()).to("latex")
    assert r"H_{\mathrm{vision}}" in latex
    assert r"d_{\mathrm{model},\mathrm{vision}}" in derive(toy()).to("latex", notation="gpt3")


def test_layers_of_a_tower_are_layers_in_the_layered_form() -> None:
    form = derive(toy(), form="layered").closed_form
    assert VISION_L * (12 * VISION_H**2 + 4 * VISION_H) in form.args


def test_widths_of_a_tower_are_its_own() -> None:
    from symparams.algebra.widths import with_widths

    model = with_widths(toy())
    assert model.numbers()[scoped("vision", symbols.ffn_width)] == 128
    assert ffn_ratio not in model.raw_symbols()
    assert count(model).total == WHOLE


def test_a_decoder_is_a_scope() -> None:
    model = load("t5-base")
    assert symbols.lookup("decoder.L") in model.symbols()
    assert count(model, decoder_L=6).total == count(model, num_decoder_layers=6).total


def test_a_part_of_a_model_is_a_model() -> None:
    assert isinstance(part_of(two_towers(), "vision"), Model)
    assert count(part_of(two_towers(), "vision"), {"vision.H": 2}).missing


def test_a_symbol_that_is_free_in_one_model_is_not_tied_by_another() -> None:
    free = Model("free", Component("x", (Weight("w", (symbols.head_dim,)),)), relations=())
    for one, other in ((free, textbook()), (textbook(), free)):
        with pytest.raises(SymparamsError, match="head_dim is free in free, but head_dim = H/h"):
            _ = one + other


def test_what_reaches_out_of_a_part_stays_with_it() -> None:
    whole = replace(toy(), divisibility=(Divides(symbols.lookup("vision.heads"), symbols.H),))
    with pytest.raises(SymparamsError, match=r"vision\.heads must divide H"):
        count(part_of(whole, "vision"), {"vision.heads": 5, "vision.H": 40})
    assert part_of(in_scope(toy(), "outer"), "outer").tree.parts


def test_a_tensor_tied_to_another_part_is_its_own_where_the_part_stands_alone() -> None:
    table = Component("table", (Weight("tokens", (V, H)),))
    head = Component("head", (Weight("weight", (V, H), tied_to="table.tokens"),))
    model = Model("tied", table + head, relations=())
    assert expand(model.ledger.total() - V * H) == 0
    alone = part_of(model, "head")
    assert expand(alone.ledger.total() - V * H) == 0
    assert read(json.loads(text(alone))) == alone


@pytest.mark.parametrize(
    ("model", "scope", "sharing"),
    [("t5-base", "x", ()), (textbook(), 3, ()), (textbook(), "x", "H")],
)
def test_wrong_types_are_said(model: Any, scope: Any, sharing: Any) -> None:
    with pytest.raises(SymparamsError, match=r"is no Model|no name of a part|is no list"):
        in_scope(model, scope, sharing=sharing)


def test_designs_are_sorted_by_either_spelling() -> None:
    space = {"vision.H": range(8, 65, 8)}
    by_dot, by_line = (
        [d.total for d in search(toy(), 400_000, space, "9%", sort_by=name)]
        for name in ("vision.H", "vision_H")
    )
    assert by_dot == by_line == sorted(by_dot)
