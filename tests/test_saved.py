"""The saved tree: what is written is read back, and nothing else is read as a model."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sympy import Integer, Max, Min, ceiling, floor

from symparams import presets
from symparams.errors import SymparamsError
from symparams.loading import load, load_text
from symparams.relations import Condition, Divides, Relation
from symparams.saved import MARKER, read, save, text
from symparams.symbols import H, L, V, head_dim, heads, new
from symparams.textbook import textbook
from symparams.tree import Component, Model, Value, Weight


def traced_like() -> Model:
    """A model with everything in it that a trace can find."""
    rank = new("rank")
    layer = Component(
        "layers",
        (
            Weight("a", (H, floor(H / heads))),
            Weight("b", (ceiling(8 * H / 3), Max(rank, Min(H, 4)))),
        ),
        times=L - 3,
        active_times=Integer(2),
    )
    head = Component("head", (Weight("w", (V, H), tied_to="wte.weight"),))
    return Model(
        "x",
        Component("", (layer, head)),
        relations=(Relation(head_dim, H / heads, head_dim),),
        divisibility=(Divides(heads, H),),
        conditions=(Condition(rank, "!=", H),),
        pinned=(Value(rank, Integer(4), "its effect is lost"),),
        without_effect=("bos_token_id",),
        keys=(("text_config.hidden_size", "H"),),
        values=(Value(H, Integer(64), "the default", is_default=True),),
        notes=("a note",),
    )


@pytest.mark.parametrize("name", ["textbook", *presets.names()])
def test_a_saved_model_is_the_same_model(name: str) -> None:
    model = load(name)
    assert read(json.loads(text(model))) == model


def test_everything_that_a_trace_finds_is_saved() -> None:
    assert read(json.loads(text(traced_like()))) == traced_like()


def test_load_recognises_a_saved_model(tmp_path: Any) -> None:
    path = tmp_path / "x.model.json"
    path.write_text(text(traced_like()), encoding="utf-8")
    assert load(path) == traced_like()
    assert load(save(traced_like())) == traced_like()


CIRCLE = {"symbol": "H", "equals": "2*H", "gives_way": "H"}


def changed(**entries: object) -> dict[str, Any]:
    return {**save(textbook()), **entries}


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (changed(symparams_model=2), "version 2 is not known"),
        (changed(symparams_model=True), "version True is not known"),
        (changed(extra=1), "'extra' is no key"),
        (changed(tree=None), "tree: None is not an object"),
        (changed(tree={"name": "x"}), "a component needs parts"),
        (changed(tree={"name": "", "parts": [{"name": "w", "shape": "H"}]}), "is not a list"),
        (changed(tree={"name": "", "parts": [{"name": "w", "shape": ["H +"]}]}), r"shape\[0\]"),
        (changed(tree={"name": "", "parts": [{"name": "w", "shape": ["-3"]}]}), "negative"),
        (changed(tree={"name": "", "parts": [], "times": "__import__('os')"}), "tree.times"),
        (changed(values=[{"symbol": "H", "number": "1.5"}]), "positive and whole"),
        (changed(values=[{"symbol": "H", "number": 5}]), "not a text"),
        (changed(values=[{"symbol": "H x", "number": "5"}]), "not a symbol name"),
        (changed(conditions=[{"left": "H", "relation": ">", "right": "V"}]), "is not one of"),
        (changed(relations={}), "is not a list"),
        (changed(relations=[CIRCLE]), "relations: relations go in a circle"),
    ],
)
def test_what_is_wrong_is_said_in_one_line(data: dict[str, Any], message: str) -> None:
    with pytest.raises(SymparamsError, match=message) as caught:
        read(data, "x.model.json")
    assert "\n" not in str(caught.value)
    assert "x.model.json" in str(caught.value)


def weight(size: str) -> dict[str, Any]:
    return changed(tree={"name": "", "parts": [{"name": "w", "shape": [size]}]})


@pytest.mark.parametrize(
    "size",
    ["(H+V+L)**64", "*".join(["(H+V+1)"] * 40), "((H+V)**20)**20", "(" * 200 + "H" + ")" * 200,
     "H+" * 2000 + "H", "9" * 100],
)  # fmt: skip
def test_expressions_that_would_take_long_are_refused(size: str) -> None:
    with pytest.raises(SymparamsError):
        read(weight(size))


def test_depth_and_size_are_bounded() -> None:
    deep: dict[str, Any] = {"name": "x", "parts": []}
    for _ in range(60):
        deep = {"name": "x", "parts": [deep]}
    with pytest.raises(SymparamsError, match="deep"):
        read(changed(tree=deep))
    wide = {"name": "", "parts": [{"name": "w", "shape": ["H"]}] * 30_000}
    with pytest.raises(SymparamsError, match="more than"):
        read(changed(tree=wide))


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=12),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=12,
)
GRAMMAR = st.text(alphabet="HLV heads0123456789+-*/(),floorMaxMinceiling.[]\\\"'_:@", max_size=40)
KEYS = st.sampled_from(sorted(save(traced_like())))


def complaint(read_it: Callable[[], object]) -> str:
    """What reading says against its input; any other error is a failure of the test."""
    try:
        read_it()
    except SymparamsError as error:
        return str(error)
    return ""


@settings(max_examples=200, deadline=None)
@given(st.dictionaries(KEYS, JSON, max_size=5))
def test_any_json_is_a_model_or_one_clear_line(entries: dict[str, Any]) -> None:
    assert "\n" not in complaint(lambda: read({**save(traced_like()), **entries}))


@settings(max_examples=200, deadline=None)
@given(GRAMMAR)
def test_any_text_is_an_expression_or_one_clear_line(size: str) -> None:
    assert "\n" not in complaint(lambda: read(weight(size)))


@settings(max_examples=100, deadline=None)
@given(st.integers(0, 5000), st.binary(max_size=3))
def test_damaged_files_are_one_clear_line(place: int, bytes_in: bytes) -> None:
    data = text(traced_like()).encode()
    place %= len(data)
    damaged = data[:place] + bytes_in + data[place + 2 :]
    assert "\n" not in complaint(lambda: load_text(damaged, "damaged.json"))


def test_the_marker_is_what_the_format_says() -> None:
    assert MARKER == "symparams_model"
