"""The page in a browser: nothing leaves it, it is drawn to scale, and anyone can use it."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from symparams import count, derive, load
from symparams.algebra.tree import Component
from symparams.operations.exploration import explore

Open = Callable[..., Any]
NUMBERS = "[data-figure], [data-share], [data-value], [data-put-in], [data-coefficient], [data-sign], #words"


def test_the_first_paint_is_complete_and_the_script_agrees_with_it(opened: Open, name: str) -> None:
    static, live = opened(name, java_script_enabled=False), opened(name)
    assert static.texts(NUMBERS) == live.texts(NUMBERS)
    assert static.locator("details[open]").count() == 6
    assert static.locator("noscript").is_visible()
    assert not static.locator("#treemap").is_visible()
    assert live.total == f"{derive(explore(live.model).model).total:,}"
    assert live.locator(".tile").count() > 0


@pytest.mark.parametrize("width", [360, 1280])
def test_nothing_is_wider_than_the_window(opened: Open, name: str, width: int) -> None:
    page = opened(name, width=width)
    assert page.evaluate("document.documentElement.scrollWidth") == width


def test_by_keyboard_alone(opened: Open) -> None:
    page = opened("gpt3")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.id") == "value-0"
    page.keyboard.press("Control+a")
    page.keyboard.type("24576")
    assert page.total == f"{count(page.model, H=24576).total:,}"
    page.keyboard.press("Tab")
    before = page.total
    page.keyboard.press("ArrowLeft")
    assert page.total != before
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.matches('.tile')"):
            break
    lit = page.locator("tr.is-lit th").text_content()
    assert lit in page.evaluate("document.activeElement.getAttribute('aria-label')")
    summary = page.locator("summary").first
    summary.focus()
    page.keyboard.press("Enter")
    assert page.locator("details[open]").count() == 5


def test_every_control_has_a_name_and_the_total_is_announced(opened: Open) -> None:
    page = opened("deepseek-v3")
    assert page.locator(".total[aria-live='polite'] #total").count() == 1
    for number in range(page.locator("[data-field]").count()):
        assert page.locator(f"label[for='value-{number}']").text_content()
        assert page.locator(f"#slider-{number}").get_attribute("aria-label")


@pytest.mark.parametrize(
    ("name", "width", "scheme"),
    [
        ("textbook", 1280, "light"),
        ("gpt3", 1280, "dark"),
        ("gpt3", 360, "light"),
        ("llama-3.1-8b", 360, "dark"),
        ("deepseek-v3", 360, "light"),
        ("traced", 1280, "dark"),
    ],
)
def test_an_accessibility_checker_finds_nothing_serious(
    opened: Open, name: str, width: int, scheme: str
) -> None:
    axe = pytest.importorskip(
        "axe_playwright_python.sync_playwright", reason="axe is not installed (extra browser)"
    )
    page = opened(name, width=width, color_scheme=scheme)
    found = axe.Axe().run(page).response["violations"]
    assert [(v["id"], v["nodes"][0]["html"]) for v in found] == []


def test_the_treemap_is_to_scale(opened: Open) -> None:
    page = opened("llama-3.1-8b")
    boxes = page.evaluate(
        "[...document.querySelectorAll('.tile')].map((n) => [Number(n.dataset.tile), n.offsetWidth * n.offsetHeight])"
    )
    counted = count(page.model)
    whole = sum(area for _, area in boxes)
    for row, area in boxes:
        assert area / whole == pytest.approx(
            float(counted.rows[row].share(counted.total)), abs=0.01
        )


def test_the_matrices_are_to_scale_and_the_one_that_moves_is_named(opened: Open) -> None:
    page = opened("llama-3.1-8b")
    widths = page.evaluate(
        "[...document.querySelectorAll('.sheet')].map((n) => n.width.baseVal.value)"
    )
    assert widths[1] / widths[0] == pytest.approx(8 / 32)
    assert page.texts(".matrix.moves strong") == ["key", "value"]
    assert "moves with heads" in page.locator(".matrix.moves").first.text_content()
    page.field("heads").fill("16")
    widths = page.evaluate(
        "[...document.querySelectorAll('.sheet')].map((n) => n.width.baseVal.value)"
    )
    assert widths[1] / widths[0] == pytest.approx(8 / 16)


def test_a_pointer_on_a_component_lights_its_row_and_its_tensors(opened: Open) -> None:
    page = opened("gpt3")
    page.hover(".tile >> nth=0")
    assert page.texts("tr.is-lit th") == ["block.feed_forward.weights"]
    assert page.locator("tbody.is-lit[data-holder='block.feed_forward']").count() == 1
    page.hover("h1")
    assert page.locator(".is-lit").count() == 0


def test_a_name_that_is_code_is_shown_and_not_run(opened: Open) -> None:
    evil = "<script>document.title='run'</script><!--"
    base = load("gpt3")
    parts = tuple(
        replace(p, name=f"</script>{evil}") if isinstance(p, Component) and p.name == "block" else p
        for p in base.tree.parts
    )
    model = replace(
        base, name=evil, title=evil, tree=replace(base.tree, parts=parts), notes=(evil,)
    )
    page = opened(model)
    assert page.title().startswith(evil)
    assert page.locator("h1").text_content() == evil
    assert page.total == "174,604,259,328"
    assert page.locator(".tile").first.get_attribute("aria-label").startswith(f"</script>{evil}")


def test_print_has_the_derivation_and_no_controls(opened: Open) -> None:
    page = opened("gpt3")
    page.emulate_media(media="print")
    assert not page.locator("#slider-0").is_visible()
    assert page.locator("details table").first.is_visible()


CUT = """[...document.querySelectorAll('.wide, .terms')]
  .filter((box) => box.scrollWidth > box.clientWidth).length"""


def test_print_cuts_nothing_off(opened: Open, name: str) -> None:
    page = opened(name, width=1032)  # a landscape A4 sheet between its margins
    page.emulate_media(media="print")
    assert page.evaluate(CUT) == 0


@pytest.mark.parametrize("width", [360, 1280])
def test_a_large_total_is_whole_on_the_screen(opened: Open, width: int) -> None:
    page = opened("gpt3", address="#H=122880000000&L=987654321987654321", width=width)
    assert page.evaluate("document.documentElement.scrollWidth") == width
    box, card = (page.locator(name).bounding_box() for name in ("#total .number", ".hand"))
    assert box["x"] + box["width"] <= card["x"] + card["width"]
    assert page.locator("#words").text_content() == ""


@pytest.mark.parametrize(("heads", "cuts"), [(12, 11), (96, 95), (128, 127), (192, 0)])
def test_a_matrix_is_cut_once_a_head_or_says_that_it_cannot(
    opened: Open, heads: int, cuts: int
) -> None:
    page = opened("gpt3", address=f"#heads={heads}")
    drawn = page.locator("[data-matrix] .cut").first.get_attribute("d")
    assert drawn.count("M") == cuts
    assert page.locator(".matrix.too-fine").count() == (0 if cuts else 4)
