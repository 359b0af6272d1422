"""The saved tree: what is written is read back, and nothing else is read as a model."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sympy import Integer, Max, Min, ceiling, floor

from symparams.algebra.model import Model
from symparams.algebra.parts import Weight
from symparams.algebra.provenance import Value
from symparams.algebra.relations import Condition, Divides, Relation
from symparams.algebra.tree import Component, Role
from symparams.errors import SymparamsError
from symparams.models import presets
from symparams.models.loading import load, load_text
from symparams.models.saved import MARKER, read, save, text
from symparams.models.textbook import textbook
from symparams.symbols import H, L, V, ffn_ratio, ffn_width, head_dim, heads, new


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
        role=Role.MIXTURE,
    )
    embedding = Component("wte", (Weight("weight", (V, H)),))
    head = Component("head", (Weight("w", (V, H), tied_to="wte.weight"),))
    return Model(
        "x",
        Component("", (embedding, layer, head)),
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


def test_a_power_below_zero_is_read_as_sympy_writes_it() -> None:
    shares = Component("own", (Weight("w", (1 / H**2, H)), Weight("v", (L, 1 / H**3))))
    model = Model("own", shares, relations=())
    assert read(json.loads(text(model))) == model


def test_load_recognises_a_saved_model(tmp_path: Any) -> None:
    path = tmp_path / "x.model.json"
    path.write_text(text(traced_like()), encoding="utf-8")
    assert load(path) == traced_like()
    assert load(save(traced_like())) == traced_like()


def without_roles(tree: dict[str, Any]) -> dict[str, Any]:
    parts = [without_roles(part) for part in tree.get("parts", ())]
    kept = {key: value for key, value in tree.items() if key != "role"}
    return {**kept, "parts": parts} if "parts" in tree else kept


def test_a_file_without_roles_is_read_and_has_none() -> None:
    data = save(textbook())
    model = read({**data, "tree": without_roles(data["tree"])})
    assert {leaf.role for leaf in model.leaves()} == {""}
    assert [leaf.expression for leaf in model.leaves()] == [
        leaf.expression for leaf in textbook().leaves()
    ]
    assert save(model)["tree"] == without_roles(data["tree"])


CIRCLE = {"symbol": "H", "equals": "2*H", "gives_way": "H"}


def changed(**entries: object) -> dict[str, Any]:
    return {**save(textbook()), **entries}


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (changed(symparams_model=3), "version 3 is not known; this reads 1 and 2$"),
        (changed(symparams_model=True), "version True is not known"),
        (changed(extra=1), "'extra' is no key"),
        (changed(tree=None), "tree: None is not an object"),
        (changed(tree={"name": "x"}), "a component needs parts"),
        (changed(tree={"name": "", "parts": [{"name": "w", "shape": "H"}]}), "is not a list"),
        (changed(tree={"name": "", "parts": [], "role": "atention"}), "tree: unknown role 'atent"),
        (changed(tree={"name": "", "parts": [], "role": 3}), "tree.role: 3 is not a text"),
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


def tied(*weights: tuple[str, list[str], str]) -> dict[str, Any]:
    """A saved tree of weights, each with its name, its shape and what it is tied to."""
    parts = [{"name": name, "shape": shape, "tied_to": to} for name, shape, to in weights]
    return changed(tree={"name": "", "parts": parts})


TABLE = ("table", ["V", "H"], "")
NOT_COUNTED = "'head' is tied to {!r}, which is no weight that counts in the tree"


@pytest.mark.parametrize(
    ("weights", "message"),
    [
        ([TABLE, ("head", ["V", "H"], "tabel")], NOT_COUNTED.format("tabel")),
        ([TABLE, ("head", ["V", "H"], "head")], NOT_COUNTED.format("head")),
        ([("table", ["V", "H"], "head"), ("head", ["V", "H"], "table")],
         "'table' is tied to 'head', which is no weight that counts in the tree"),
        ([TABLE, ("third", ["V", "H"], "table"), ("head", ["V", "H"], "third")],
         NOT_COUNTED.format("third")),
        ([("table", ["0", "H"], ""), ("head", ["0", "H"], "table")], NOT_COUNTED.format("table")),
        ([TABLE, ("head", ["V", "H", "2"], "table")],
         "'head' is tied to 'table', which has another shape"),
        ([TABLE, ("head", ["2*V", "H"], "table")],
         "'head' is tied to 'table', which has another shape"),
    ],
)  # fmt: skip
def test_a_tied_weight_needs_its_owner(weights: list[Any], message: str) -> None:
    with pytest.raises(SymparamsError) as caught:
        read(tied(*weights), "x.model.json")
    assert str(caught.value) == f"'x.model.json': tree: {message}"


def test_a_tied_weight_may_be_transposed_or_of_a_size_that_is_equal() -> None:
    relation = {"symbol": "rows", "equals": "V", "gives_way": "rows"}
    saved = tied(TABLE, ("head", ["H", "V"], "table"), ("other", ["rows", "H"], "table"))
    assert read({**saved, "relations": [relation]}).total() == H * V


def weights(component: dict[str, Any]) -> list[dict[str, Any]]:
    """Every weight of a saved tree, in order."""
    return [
        weight
        for part in component["parts"]
        for weight in ([part] if "shape" in part else weights(part))
    ]


TYING = ["gpt2", "t5-base", "bert-base", "gpt3", "qwen3-4b"]


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(TYING), st.data())
def test_a_saved_tree_with_other_ties_is_refused_or_each_has_its_owner(
    name: str, data: st.DataObject
) -> None:
    model = load(name)
    saved = json.loads(text(model))
    paths = [leaf.path for leaf in model.leaves()]
    numbers = model.numbers()
    numbers.setdefault(head_dim, numbers[H] / numbers[heads])
    numbers.setdefault(ffn_width, numbers[H] * numbers[ffn_ratio])
    shapes = [tuple(size.xreplace(numbers) for size in x.weight.shape) for x in model.leaves()]
    found = weights(saved["tree"])
    for _ in range(data.draw(st.integers(1, 3))):
        place = data.draw(st.integers(0, len(found) - 1))
        near = [paths[place], paths[place] + "x", paths[place].title(), "", " ", "embedding"]
        found[place]["tied_to"] = data.draw(st.sampled_from([*paths, *near]))
    every = list(zip((w.get("tied_to", "") for w in found), paths, shapes, strict=True))
    owners = [(path, shape) for tied_to, path, shape in every if not tied_to]
    has_owners = all(
        any(tied_to == path and shape in (other, other[::-1]) for path, other in owners)
        for tied_to, _, shape in every
        if tied_to
    )
    assert (complaint(lambda: read(saved)) == "") is has_owners


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


def test_the_first_version_is_read() -> None:
    assert read(changed(symparams_model=1)) == textbook()
