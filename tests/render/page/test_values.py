"""Values taken in hand: every number follows, exactly, and what does not fit is named."""

import random
from collections.abc import Callable
from typing import Any

import pytest

from symparams import count, derive, prove
from symparams.algebra.model import Model
from symparams.errors import BadValueError
from symparams.operations.exploration import explore
from symparams.render.latex.derivation import derivation_latex
from symparams.render.notation import Notation

Open = Callable[..., Any]


def test_dragging_heads_moves_the_total_exactly_where_prove_says_so(
    opened: Open, name: str
) -> None:
    page = opened(name)
    before = page.total
    slider = page.slider("heads")
    box = slider.bounding_box()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.down()
    seen, pieces = set(), set()
    for step in range(9):
        page.mouse.move(box["x"] + box["width"] * step / 8, box["y"] + box["height"] / 2)
        seen.add(page.total)
        pieces.add(slider.get_attribute("aria-valuetext"))
    page.mouse.up()
    assert len(pieces) > 3
    assert "does not apply" not in seen
    assert (seen == {before}) is bool(prove(page.model, "heads"))


def random_values(model: Model, dice: random.Random) -> dict[str, str]:
    """A value for each symbol, of any magnitude; many fit the constraints and many do not."""
    known = {v.symbol.name: v for v in explore(model).model.values}
    scale = 10 ** dice.randint(0, 8)
    values = {name: str(dice.randint(1, scale)) for name in known}
    heads = 2 ** dice.randint(0, 6)
    values["H"] = str(dice.choice((1, heads, 128 * heads)) * dice.randint(1, scale))
    values |= {"heads": str(heads)} if "heads" in values else {}
    values |= {"kv_heads": str(2 ** dice.randint(0, 6))} if "kv_heads" in values else {}
    for part, whole in (("active_experts", "experts"), ("dense_layers", "L")):
        if part in values:  # seldom more than there are
            values[part] = str(dice.randint(1, int(values[whole]) * 5 // 4 + 1))
    ratios = ("4", "8/3", "3.5", "11008/4096", "1.5")
    return values | {n: dice.choice(ratios) for n, v in known.items() if not v.symbol.is_integer}


TYPE = """values => values.forEach((value, place) => {
  const field = document.getElementById(`value-${place}`);
  field.value = value;
  field.dispatchEvent(new Event("input", { bubbles: true }));
})"""


@pytest.mark.parametrize("name", ["textbook", "gpt3", "llama-3.1-8b", "deepseek-v3", "traced"])
def test_fifty_random_value_sets_give_what_count_gives(opened: Open, name: str) -> None:
    page = opened(name)
    dice = random.Random(name)  # noqa: S311 (no secret)
    applied = 0
    for _ in range(50):
        values = random_values(page.model, dice)
        page.evaluate(TYPE, [values[symbol] for symbol in page.symbols])
        try:
            expected = count(page.model, values)
        except BadValueError:
            assert page.total == "does not apply"
            assert page.locator("#problem").text_content().count("\n") == 0
            assert page.locator("#problem").is_visible()
            continue
        applied += 1
        for figure in ("total", "non_embedding", "active", "active_without_embedding", "estimate"):
            shown = page.locator(f"td [data-figure='{figure}']").first.text_content()
            assert shown == f"{getattr(expected, figure):,}", (values, figure)
        rows = page.locator("tr[data-row] [data-figure^='row-']").all_text_contents()
        assert rows == [f"{row.count:,}" for row in expected.rows]
    assert applied > 10


def test_a_broken_constraint_is_named(opened: Open) -> None:
    page = opened("gpt3")
    page.field("heads").fill("7")
    assert page.total == "does not apply"
    assert page.locator("#problem").text_content() == "heads must divide H (head_dim = H/heads)."
    page.field("heads").fill("64")
    assert page.total == "174,604,259,328"
    assert page.locator("#problem").text_content() == ""


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("many", "is not a number"),
        ("0", "greater than 0"),
        ("2e18", "out of range"),
        ("3/2", "whole number"),
        ("-5", "greater than 0"),
        ("1/0", "divides by zero"),
    ],
)
def test_a_value_that_cannot_be_read_is_named(opened: Open, typed: str, said: str) -> None:
    page = opened("gpt3")
    field = page.field("L")
    field.fill(typed)
    assert said in page.locator(".control .problem:visible").text_content()
    assert field.get_attribute("aria-invalid") == "true"
    assert page.total == "does not apply"


@pytest.mark.parametrize(
    ("typed", "layers"),
    [("50k", 50_000), ("1_000", 1000), ("1,000", 1000), ("1.5e3", 1500), ("24/2", 12)],
)
def test_numbers_are_read_as_on_the_command_line(opened: Open, typed: str, layers: int) -> None:
    page = opened("gpt3")
    page.field("L").fill(typed)
    assert page.total == f"{count(page.model, L=layers).total:,}"


def test_the_coefficients_follow_the_ratio(opened: Open) -> None:
    page = opened("gpt3")
    page.field("ffn_ratio").fill("8/3")
    form = page.locator(".hand .form").text_content().replace("\u2062", "")
    assert form == "(28/3)LH2+(35/3)LH+VH+SH+2H"  # 4 + 2·8/3 and 9 + 8/3
    put_in = page.locator("details td mn[data-put-in]").all_text_contents()
    assert "(8/3)" in put_in
    assert page.locator("[data-origin='5']").text_content() == "set on this page"


def test_values_in_the_address(opened: Open) -> None:
    page = opened("gpt3", address="#H=768&L=12&heads=12&V=50257&S=1024")
    assert page.total == "124,439,808"  # Radford et al. 2019: GPT-2, the same architecture
    page.fill("#value-1", "24")
    page.wait_for_url("**#H=768&L=24&V=50257&S=1024&heads=12&ffn_ratio=4")
    page.click("#reset")
    page.wait_for_url(lambda url: "#" not in url)
    assert page.total == "174,604,259,328"


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("#toString=3", "'toString', which this page has no field for"),
        ("#%E0%A4%A=3", "has no field for"),
    ],
)
def test_an_address_is_checked(opened: Open, address: str, said: str) -> None:
    page = opened("gpt3", address=address)
    assert said in page.locator("#copied").text_content()
    assert page.total == "174,604,259,328"


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("#H=huge", "H = huge cannot be used: H is not a number"),
        ("#L=1.5", "L must be a whole number"),
        ("#L=-5", "L must be greater than 0"),
        ("#H=%3Cimg%20src%3Dx%3E", "<img src=x> cannot be used"),
    ],
)
def test_no_total_is_given_for_a_value_that_cannot_be_used(
    opened: Open, address: str, said: str
) -> None:
    page = opened("gpt3", address=address)
    assert said in page.locator("#copied").text_content()
    assert page.total == "does not apply"
    assert page.locator(".control .problem:visible").count() == 1
    assert "174,604,259,328" not in page.locator("body").inner_text()
    page.click("#reset")
    assert page.total == "174,604,259,328"


@pytest.mark.parametrize("typed", ["1.5", "-5", "many"])
def test_what_does_not_apply_is_not_copied(opened: Open, typed: str) -> None:
    page = opened("gpt3")
    page.evaluate(COPIED)
    page.field("L").fill(typed)
    for button in ("latex", "markdown"):
        page.evaluate("window.copied = ''")
        page.click(f"[data-copy='{button}']")
        page.wait_for_function("window.copied")
        copied = page.evaluate("window.copied")
        assert "174{,}604{,}259{,}328" not in copied
        assert "174,604,259,328" not in copied
    assert page.locator("[data-value='1']").text_content() == "\u2014"


def test_a_negative_number_of_copies_is_not_called_a_fraction(opened: Open) -> None:
    page = opened("deepseek-v3")
    page.field("L").fill("2")
    assert page.total == "does not apply"
    assert page.locator("#problem").text_content() == (
        "The number of copies of block.attention_norm.gain is L - dense_layers; it must not be "
        "negative."
    )


COPIED = "navigator.clipboard.writeText = async (text) => { window.copied = text; }"


def test_copies(opened: Open) -> None:
    page = opened("gpt3")
    page.evaluate(COPIED)
    page.click("[data-copy=latex]")
    assert page.evaluate("copied") == derivation_latex(derive(page.model), Notation())
    page.fill("#value-1", "48")
    page.click("[data-copy=latex]")
    latex = page.evaluate("copied")
    assert r"N &= 87{,}623{,}503{,}872" in latex  # 96 layers have 173,961,510,912 of the total
    assert latex.count(r"\begin{align*}") == latex.count(r"\end{align*}") == 1
    page.click("[data-copy=markdown]")
    assert "**87,623,503,872**" in page.evaluate("copied")
    page.click("#copy-link")
    assert page.evaluate("copied").endswith("#H=12288&L=48&V=50257&S=2048&heads=96&ffn_ratio=4")
    assert page.locator("#copied").text_content() == "Link copied."


def test_heads_snap_to_the_divisors_of_the_hidden_size(opened: Open) -> None:
    page = opened("bert-base")
    slider = page.slider("heads")
    slider.focus()
    page.keyboard.press("Home")
    found = [slider.get_attribute("aria-valuetext")]
    for _ in range(17):
        page.keyboard.press("ArrowRight")
        found.append(slider.get_attribute("aria-valuetext"))
    assert [int(text) for text in found] == [d for d in range(1, 769) if 768 % d == 0]


def test_an_address_determines_the_page(opened: Open) -> None:
    page = opened("gpt3", address="#L=48")
    page.evaluate("location.hash = '#H=768&heads=12'")
    page.wait_for_function("document.getElementById('value-0').value === '768'")
    expected = count(page.model, H=768, heads=12).total
    assert page.total == f"{expected:,}"
    page.evaluate("location.hash = ''")
    page.wait_for_function("document.getElementById('value-0').value === '12,288'")
    assert page.total == "174,604,259,328"


def test_links_within_the_page_keep_the_values(opened: Open) -> None:
    page = opened("gpt3", address="#L=48")
    for link in page.locator("a[href^='#']").all():
        link.dispatch_event("click")
    assert "L=48" in page.url
    assert page.total == "87,623,503,872"


def test_the_fields_of_a_broken_constraint_are_marked(opened: Open) -> None:
    page = opened("gpt3", address="#heads=7")
    marked = page.locator("[data-field][aria-invalid=true]").all()
    assert [field.get_attribute("id") for field in marked] == ["value-0", "value-4"]
    assert page.locator(".tile").count() > 0
