"""Operations: parts of components that have no parameters, for quantities that measure them."""

import json

import pytest
from sympy import Expr, Integer, expand, nan, oo, pi

from symparams import Component, Model, Weight, compare, count, derive, prove, scaling, solve
from symparams.algebra.parts import Kind, Operation
from symparams.algebra.quantities import Quantity
from symparams.algebra.scopes import in_scope
from symparams.algebra.values import assign
from symparams.algebra.widths import with_widths
from symparams.components import attention, feedforward
from symparams.errors import SymparamsError
from symparams.models.saved import read, text
from symparams.operations.exploration import explore
from symparams.operations.searching import search
from symparams.render.notation import Notation
from symparams.render.page.document import page_html
from symparams.symbols import H, L, head_dim, heads, kv_heads, new
from tests.reading.everything import read_back

CACHE = Quantity("elements", None, lambda operation: (operation.cache,))
LOOK = Operation(
    "look", pair=2 * heads * head_dim, cache=2 * kv_heads * head_dim, sees=Integer(128)
)
STATE = Operation("recurrence", token=6 * H, state=4 * H)
SIZES = {"H": 64, "L": 3, "heads": 8, "kv_heads": 2, "ffn_ratio": 4}


def model() -> Model:
    """Blocks that look at what came before, and a recurrence that has no weight beside it."""
    looking = attention(kv_heads=kv_heads, within=(LOOK,))
    mixer = Component("mixer", (STATE,), role="mixer")
    return Model("toy", L * (looking + feedforward() + mixer).named("block"))


def test_an_operation_has_no_parameters_and_is_not_shown() -> None:
    plain = Model("toy", L * (attention(kv_heads=kv_heads) + feedforward()).named("block"))
    ours, theirs = derive(model(), SIZES), derive(plain, SIZES)
    assert ours.closed_form == theirs.closed_form
    assert ours.to("text") == theirs.to("text")
    assert count(model(), SIZES).to("json") == count(plain, SIZES).to("json")
    assert [leaf.path for leaf in model().leaves()] == [leaf.path for leaf in plain.leaves()]


def test_a_quantity_that_measures_operations_works_in_every_operation() -> None:
    cache = 2 * kv_heads * head_dim * L
    result = derive(model(), of=CACHE)
    assert expand(result.model.total() - cache) == 0
    assert expand(result.closed_form - 2 * H * L * kv_heads / heads) == 0
    assert count(model(), SIZES, of=CACHE).total == 3 * 2 * 2 * 8
    assert "block.attention.look" in str(prove(model(), "heads", of=CACHE).culprits)
    assert solve(model(), "L", 96, _without("L"), of=CACHE).roots == (3,)
    assert scaling(model(), SIZES, of=CACHE).total == 96
    assert compare(assign(model(), SIZES), model(), of=CACHE).counts[0].total == 96
    found = search(model(), 96, {"L": range(1, 9)}, 0, values=_without("L"), of=CACHE)
    assert [dict(design.values) for design in found] == [{L: 3}]
    page = page_html(explore(assign(model(), SIZES), of=CACHE), Notation())
    assert "look" in page
    assert json.loads(count(model(), SIZES, of=CACHE).to("json"))["total"] == 96


def _without(name: str) -> dict[str, int]:
    return {key: value for key, value in SIZES.items() if key != name}


def test_it_is_saved_scoped_and_written_in_widths() -> None:
    assert read(json.loads(text(model()))) == model()
    part = in_scope(model(), "vision")
    look, state = (o for leaf in part.tree.singles() if isinstance(o := leaf.part, Operation))
    assert str(look.cache) == "2*vision.head_dim*vision.kv_heads"
    assert str(state.state) == "4*vision.H"
    assert with_widths(model()).tree.singles()[4].part == LOOK


def test_its_formulas_are_read_back() -> None:
    assert read_back(model().measured(CACHE), thoroughly=False) > 50


@pytest.mark.parametrize("amount", [1.5, "H", -1])
def test_an_amount_that_is_not_exact_is_refused(amount: object) -> None:
    with pytest.raises(SymparamsError, match="cache of look"):
        Operation("look", cache=amount)


def test_a_weight_is_no_operation() -> None:
    with pytest.raises(SymparamsError, match="is a weight"):
        Weight("w", (H,), Kind.OPERATION)


@pytest.mark.parametrize("amount", [oo, nan, pi, -H, -2 * H])
def test_what_is_infinite_irrational_or_negative_is_refused(amount: Expr) -> None:
    with pytest.raises(SymparamsError, match="token of look"):
        Operation("look", token=amount)


def test_a_token_sees_itself() -> None:
    with pytest.raises(SymparamsError, match="at least itself"):
        Operation("look", sees=Integer(0))


def test_the_copies_that_a_token_uses_may_have_a_symbol_of_their_own() -> None:
    used = new("used")
    chosen = Component("chosen", (STATE,), times=Integer(8), active_times=used)
    tokens = Quantity("operations", None, lambda operation: (operation.token,))
    assert count(Model("m", chosen, relations=()), {"H": 2, "used": 3}, of=tokens).active == 36


def test_a_measure_gives_factors() -> None:
    with pytest.raises(SymparamsError, match="is no list"):
        count("gpt2", of=Quantity("things", lambda _: 3))  # type: ignore[arg-type,return-value]


def test_a_size_that_divides_by_zero_is_said_in_one_line() -> None:
    model = Model("m", Component("c", (Weight("w", (1 / (H - L),)),)), relations=())
    with pytest.raises(SymparamsError):
        count(model, H=2, L=2)
    assert [design.total for design in solve(model, "H", 5, L=3).designs] == [1]
