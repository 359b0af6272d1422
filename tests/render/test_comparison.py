"""Comparisons as a page, LaTeX, Markdown and a picture."""

import struct
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest

from symparams import Component, Weight, compare, load
from symparams.errors import BadValueError, MissingExtraError
from symparams.models.variants import variant
from symparams.operations.comparison import Comparison
from symparams.render.latex.comparison import comparison_document
from symparams.render.markdown import comparison_markdown
from symparams.render.notation import Notation, notation
from symparams.render.plot import comparison_plot, drawn_bands
from symparams.render.text.blocks import plain
from symparams.render.text.comparison import comparison_page, listed
from symparams.symbols import H
from tests.render.test_latex import assert_fits

PAIRS = (
    ("gpt3", "llama-3.1-8b"),
    ("gpt2", "gpt2-medium", "gpt2-large", "gpt2-xl"),
    ("textbook", "bert-base"),
    ("mixtral-8x7b", "deepseek-v3", "t5-base"),
)


def compared(*names: str) -> Comparison:
    return compare(*map(load, names))


@pytest.mark.parametrize("names", PAIRS)
def test_documents_compile_and_fit(names: tuple[str, ...], tmp_path: Path) -> None:
    assert_fits(comparison_document(compared(*names), Notation()), tmp_path)


def test_the_page_says_what_each_model_lacks() -> None:
    page = plain(comparison_page(compared("gpt2", "llama-3.1-8b"), Notation())).splitlines()
    positions = next(line for line in page if line.startswith("  positions "))
    assert positions.split() == ["positions", "786,432", "0.6", "%", "–"]
    assert next(line for line in page if "output_head" in line).split()[1] == "tied"


def test_models_of_one_form_share_its_line() -> None:
    page = plain(comparison_page(compared("gpt2", "gpt2-medium"), Notation()))
    assert "  gpt2 and gpt2-medium  (4 + 2·ffn_ratio)LH²" in page
    assert "  The same closed form, at other sizes.\n" in page
    assert "  Values that differ: H 768 → 1024, L 12 → 24\n" in page
    assert "at equal sizes" not in page


def test_the_active_count_stands_there_where_it_differs() -> None:
    assert "  active" in plain(comparison_page(compared("gpt2", "mixtral-8x7b"), Notation()))
    assert "  active" not in plain(comparison_page(compared("gpt2", "gpt3"), Notation()))


def test_markdown_in_another_notation() -> None:
    text = comparison_markdown(compared("gpt3", "llama-3.1-8b"), notation("megatron"))
    assert r"\Delta_{\text{attention}} &= \frac{2 l k h^{2}}{a} - 2 l h^{2} \\" in text
    assert "| output\\_head | tied |  | 525,336,576 | 6.5 % |" in text
    assert text.count("```math") * 2 == text.count("```")


@pytest.mark.parametrize(
    ("names", "written"),
    [(("a",), "a"), (("a", "b"), "a and b"), (("a", "b", "c"), "a, b and c")],
)
def test_lists_of_names(names: tuple[str, ...], written: str) -> None:
    assert listed(names) == written


# Pictures.


@pytest.mark.parametrize("names", [p for p in PAIRS if "textbook" not in p])
@pytest.mark.parametrize("suffix", [".svg", ".pdf", ".png"])
def test_a_picture_has_the_same_bytes_each_time(names: tuple[str, ...], suffix: str) -> None:
    found = compared(*names)
    assert comparison_plot(found, suffix) == comparison_plot(found, suffix)


def test_the_formats_are_what_they_say() -> None:
    found = compared("gpt2", "gpt3")
    root = ElementTree.fromstring(comparison_plot(found, ".svg"))  # noqa: S314
    assert root.tag == "{http://www.w3.org/2000/svg}svg"
    assert comparison_plot(found, ".PDF").startswith(b"%PDF-")
    image = comparison_plot(found, ".png")
    assert image.startswith(b"\x89PNG\r\n")
    assert struct.unpack(">II", image[16:24])[0] == 1800


def test_the_picture_shows_the_models_shares_and_totals() -> None:
    svg = comparison_plot(compared("gpt2", "mixtral-8x7b"), ".svg").decode("utf-8")
    texts = [line.strip() for line in svg.splitlines() if line.strip().startswith("<!--")]
    for text in ("gpt2", "mixtral-8x7b", "experts", "97 %", "124 million", "46.7 billion"):
        assert f"<!-- {text} -->" in texts
    assert any("router" in text for text in texts)


def test_no_two_roles_of_a_picture_look_alike() -> None:
    models = [load(name) for name in ("bert-base", "mixtral-8x7b", "t5-base", "deepseek-v3")]
    named = [Component(f"part_{n}", (Weight("weight", (H, H)),)) for n in range(12)]
    tiny = variant(load("gpt2"), dict.fromkeys(("H", "L", "V", "S", "heads"), "1"))
    own = variant(tiny.with_tree(Component("", (*tiny.tree.parts, *named))), {})
    for found in (compare(*models), compare(tiny, tiny), compare(own, tiny)):
        bands = drawn_bands(found)
        looks = [(band.colour, band.hatch) for band in bands]
        assert len(looks) == len(set(looks)) >= 6
        assert sum(band.shares[0] for band in bands) == pytest.approx(1)


def test_the_shares_of_a_picture_are_the_whole() -> None:
    found = compared("bert-base", "llama-3.1-8b", "t5-small")
    for place in range(3):
        assert sum(b.shares[place] for b in drawn_bands(found)) == pytest.approx(1)


def test_a_picture_leaves_the_settings_of_matplotlib_alone() -> None:
    import matplotlib

    with matplotlib.rc_context({"font.size": 17}):
        ours = comparison_plot(compared("gpt2", "gpt3"), ".svg")
        assert matplotlib.rcParams["font.size"] == 17
    assert comparison_plot(compared("gpt2", "gpt3"), ".svg") == ours
    assert "matplotlib.pyplot" not in sys.modules


def test_a_symbolic_total_is_no_picture() -> None:
    with pytest.raises(BadValueError, match=r"^textbook: a picture needs numbers; give values for"):
        comparison_plot(compared("gpt2", "textbook"), ".svg")


def test_without_matplotlib(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    with pytest.raises(MissingExtraError, match=r"pip install 'symparams\[plot\]'$"):
        comparison_plot(compared("gpt2", "gpt3"), ".svg")


def test_long_names_are_broken() -> None:
    model = variant(load("llama-3.1-8b"), {"kv_heads": "heads", "L": "40"})
    svg = comparison_plot(compare(model, load("gpt2")), ".svg").decode("utf-8")
    assert "<!-- llama-3.1-8b: -->" in svg
    assert "<!-- kv_heads=heads, -->" in svg
