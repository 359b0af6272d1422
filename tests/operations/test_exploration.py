"""What a reader may change: free symbols with a value each, and what the values must satisfy."""

from collections.abc import Mapping
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sympy import Integer, Rational, Symbol, expand

from symparams import Component, Weight, count, load, symbols
from symparams.algebra.model import Model
from symparams.algebra.relations import Condition, Whole
from symparams.algebra.requirements import Requirement, demanded
from symparams.algebra.values import assign
from symparams.errors import BadValueError
from symparams.models.presets import names
from symparams.operations.exploration import EXAMPLE, explore
from symparams.symbols import H, L, heads, kv_heads


@pytest.mark.parametrize("name", ["textbook", *names()])
def test_every_free_symbol_has_a_value_and_the_count_is_a_number(name: str) -> None:
    found = explore(load(name))
    assert {v.symbol for v in found.model.values} == {*found.free}
    assert isinstance(found.derivation.total, int)
    assert expand(sum(t.whole.expression for t in found.terms) - found.general.closed_form) == 0
    assert sum(int(term.whole.number) for term in found.terms) == found.derivation.total
    assert all(_holds(r, found.model.numbers()) for r in found.demands)


def test_a_value_for_a_tied_symbol_determines_another() -> None:
    model = assign(load(), {"head_dim": 64}, "command line")
    found = explore(model)
    values = {v.symbol.name: v for v in found.model.values}
    assert values["H"].number / values["heads"].number == 64
    assert values["H"].origin == EXAMPLE


def test_examples_give_way_to_constraints() -> None:
    found = explore(load("gpt3-13b"))  # H = 5140, which 12 heads do not divide
    assert found.examples == {heads}
    assert 5140 % found.model.numbers()[heads] == 0


def test_the_matrices_of_a_layer() -> None:
    found = explore(load("llama-3.1-8b"))
    assert [m.name for m in found.matrices] == ["query", "key", "value", "output"]
    assert [m.moves for m in found.matrices] == [False, True, True, False]
    assert [m.area.number for m in found.matrices] == [4096**2, 4096 * 1024, 4096 * 1024, 4096**2]
    assert [m.pieces.number for m in found.matrices] == [32, 8, 8, 32]
    assert found.layer.number == 2 * 4096**2 + 2 * 4096 * 1024


def test_other_weights_that_move_are_beside_those_of_the_layer() -> None:
    found = explore(load("t5-base"))
    assert [m.name for m in found.matrices] == ["query", "key", "value", "output", "relative_bias"]
    assert all(matrix.moves for matrix in found.matrices)


SIZES = st.integers(1, 40)


def _holds(requirement: Requirement, numbers: dict[Symbol, Rational]) -> bool:
    demand = requirement.demand
    if isinstance(demand, Whole):
        number = demand.expression.xreplace(numbers)
        return bool(number.is_Integer and number >= 0)
    left, right = demand.left.xreplace(numbers), demand.right.xreplace(numbers)
    return bool(Condition(left, demand.relation, right).holds({}))


@pytest.mark.parametrize("name", ["textbook", "llama-3.1-8b", "deepseek-v3", "qwen3-4b"])
@settings(deadline=None)
@given(data=st.data())
def test_the_demands_are_those_that_count_checks(name: str, data: st.DataObject) -> None:
    model = load(name)
    values = {
        s: data.draw(SIZES)
        if s.is_integer
        else data.draw(st.fractions(Fraction(1, 4), 8, max_denominator=8))
        for s in explore(model).free
    }
    numbers = {s: Rational(value) for s, value in values.items()}
    holds = all(_holds(demand, numbers) for demand in demanded(model, numbers))
    assert holds is _is_counted(model, values)


def _is_counted(model: Model, values: Mapping[Symbol, int | Fraction]) -> bool:
    try:
        count(model, {str(s): value for s, value in values.items()})
    except BadValueError:
        return False
    return True


@pytest.mark.parametrize(
    ("name", "values", "text"),
    [
        ("gpt3-13b", {"heads": 12}, "heads must divide H (head_dim = H/heads)"),  # H = 5140
        ("mixtral-8x7b", {"active_experts": 9}, "a token uses active_experts copies of experts, "
         "at most all experts"),
        ("llama-3.1-8b", {"kv_heads": 5}, "kv_heads must divide heads (kv_groups = heads/kv_heads)"),
    ],
)  # fmt: skip
def test_demands_that_known_values_break(name: str, values: dict[str, int], text: str) -> None:
    found = explore(load(name))
    numbers = found.model.numbers() | {symbols.lookup(s): Integer(n) for s, n in values.items()}
    assert [d.text for d in found.demands if not _holds(d, numbers)] == [text]


def test_examples_that_cannot_fit_are_said() -> None:
    odd = Condition(2 * H, "==", 2 * L + 1)
    model = Model("odd", Component("odd", (Weight("a", (H, L)),)), (), conditions=(odd,))
    with pytest.raises(BadValueError, match=r"no examples fit together .*; give a value to H, L"):
        explore(model)


def test_a_demand_names_the_divisibility_that_it_states() -> None:
    stated = [d.divides for d in explore(load("llama-3.1-8b")).demands if d.divides]
    assert [(d.divisor, d.dividend) for d in stated] == [(heads, H), (kv_heads, heads)]
    assert Whole(Integer(1) * L) not in [d.demand for d in explore(load("gpt3")).demands]


def test_examples_are_found_under_conditions() -> None:
    weights = (Weight("a", (H / 9973, L)),)
    conditions = (Condition(Integer(1000), "<=", L), Condition(L, "!=", Integer(1000)))
    model = Model("odd", Component("odd", weights), (), conditions=conditions)
    numbers = explore(model).model.numbers()
    assert numbers[H] % 9973 == 0
    assert numbers[L] > 1000
