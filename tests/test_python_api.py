"""The Python API: every call takes a model in every form, and what it gives writes itself."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from symparams import compare, count, derive, load, prove, scaling, search, solve, vectorize
from symparams.cli import run
from symparams.errors import SymparamsError
from symparams.models import presets
from symparams.models.saved import text
from symparams.models.variants import variant
from symparams.operations.exploration import explore
from symparams.operations.verification import verify
from symparams.render.formats import FORMATS, RENDERERS

CALLS: dict[str, Callable[[Any], object]] = {
    "load": load,
    "count": lambda m: count(m).total,
    "count with a value": lambda m: count(m, L=3).total,
    "derive": lambda m: derive(m).closed_form,
    "prove": lambda m: prove(m, "heads").independent,
    "solve": lambda m: solve(m, "H", "7B").roots,
    "scaling": lambda m: scaling(m).closed_form,
    "compare": lambda m: compare(m, "gpt3").differences,
    "compare the other way": lambda m: compare("gpt3", m).differences,
    "search": lambda m: [*search(m, "200M", {"L": "1:30"}, within="20%")],
    "vectorize": lambda m: vectorize(m)(L=[1, 2, 3]).tolist(),
    "verify": lambda m: verify(m, m).is_equal,
    "variant": lambda m: variant(m, {"L": 2}),
    "explore": lambda m: explore(m).free,
}
CONFIG = {"model_type": "gpt2", "n_embd": 96, "n_head": 4}


@pytest.mark.parametrize("call", CALLS.values(), ids=CALLS)
def test_a_model_its_name_its_path_and_its_configuration_are_the_same(
    call: Callable[[Any], object], tmp_path: Path
) -> None:
    (tmp_path / "config").mkdir()
    path = tmp_path / "config" / "config.json"
    path.write_text(json.dumps(CONFIG), encoding="utf-8")
    saved = tmp_path / "config.model.json"
    saved.write_text(text(load(CONFIG)), encoding="utf-8")
    for sources in (("gpt3",), (CONFIG, path, str(path), path.parent, str(path.parent), saved)):
        models = {call(load(source)) == call(source) for source in sources}
        assert models == {True}


@pytest.mark.parametrize("call", CALLS.values(), ids=CALLS)
@pytest.mark.parametrize(
    "source",
    [None, 3, 2.5, b"gpt3", ["gpt3"], ("gpt3",), {"gpt3"}, object(), load, load("gpt3").tree],
)
def test_what_is_no_model_is_refused_in_one_line(
    call: Callable[[Any], object], source: object
) -> None:
    with pytest.raises(SymparamsError) as caught:
        call(source)
    message = str(caught.value)
    assert message.endswith(
        " is no model; give a name such as 'gpt3', a path, a configuration as a dict, or a Model"
    )
    assert len(message) < 200


RESULTS: dict[str, tuple[Any, str]] = {
    "Derivation": (lambda: derive("gpt2"), "derive gpt2"),
    "Proof": (lambda: prove("llama-3.1-8b"), "prove llama-3.1-8b"),
    "Solution": (lambda: solve("gpt3", "H", "175B"), "solve gpt3 --for H --total 175B"),
    "Scaling": (lambda: scaling("gpt3"), "scaling gpt3"),
    "Comparison": (lambda: compare("gpt3", "bert-base"), "compare gpt3 bert-base"),
    "Count": (lambda: count("bert-base"), "count bert-base"),
}


@pytest.mark.parametrize("names", [{}, {"notation": "megatron"}, {"rename": ["H=d"]}], ids=str)
@pytest.mark.parametrize(
    ("kind", "form"),
    [(k, f) for k in RESULTS for f in (*FORMATS, "document") if f in RENDERERS[k]],
)
def test_a_result_writes_what_its_command_prints(
    kind: str, form: str, names: dict[str, Any], capsys: pytest.CaptureFixture[str]
) -> None:
    make, command = RESULTS[kind]
    if kind == "Count" and form == "latex":
        assert make().to(form, **names).startswith("$")
        return
    how = ["--json"] if kind == "Count" and form == "json" else []
    if kind != "Count":
        how = ["--to", "latex", "--document"] if form == "document" else ["--to", form]
    how += ["--notation", names["notation"]] if "notation" in names else []
    how += ["--rename", names["rename"][0]] if "rename" in names else []
    run([*command.split(), *how])
    options = names | ({"document": True} if form == "document" else {})
    written = make().to("latex" if form == "document" else form, **options)
    assert written.rstrip("\n") == capsys.readouterr().out.rstrip("\n")


def test_every_format_has_its_renderer() -> None:
    from importlib import import_module

    for offered in RENDERERS.values():
        for place in offered.values():
            module, _, function = place.rpartition(".")
            assert callable(getattr(import_module(f"symparams.render.{module}"), function))


@pytest.mark.parametrize(
    ("arguments", "options", "message"),
    [
        (("latx",), {}, "unknown format 'latx'; did you mean 'latex'? Near it: text"),
        (("document",), {}, "unknown format 'document'; choose from json, latex, text"),
        (("markdown",), {}, "unknown format 'markdown'; choose from json, latex, text"),
        ((3,), {}, "unknown format '3'; choose from json, latex, text"),
        (("latex",), {"notation": "megatrn"}, "unknown notation 'megatrn'; did you mean 'megatron'?"),
        (("text",), {"document": True}, "only LaTeX makes a document, and not of a Count"),
        (("latex",), {"document": True}, "only LaTeX makes a document, and not of a Count"),
        (("text",), {"rename": "H=d"}, "rename = 'H=d' is no list; write ['H=d']"),
    ],
)  # fmt: skip
def test_formats_that_do_not_exist(
    arguments: tuple[Any, ...], options: dict[str, Any], message: str
) -> None:
    with pytest.raises(SymparamsError) as caught:
        count("gpt3").to(*arguments, **options)
    assert str(caught.value) == message


def test_presets_are_loaded_by_every_name() -> None:
    assert {load(name).name for name in presets.names()} == set(presets.names())
