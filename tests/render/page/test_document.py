"""The file itself: standalone, escaped, small, and complete before any script runs."""

import json
import re
from base64 import b64encode
from dataclasses import replace
from fractions import Fraction
from hashlib import sha256
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sympy import Add, Expr, Integer, Max, Min, Mod, Mul, Rational, ceiling, floor

from symparams import load, symbols
from symparams.algebra.model import Model
from symparams.algebra.parts import Kind, Weight
from symparams.algebra.tree import Component
from symparams.cli import run
from symparams.errors import BadValueError
from symparams.models.presets import names
from symparams.operations.exploration import explore
from symparams.render.notation import Notation, notation
from symparams.render.page.document import asset, page_html, page_script
from symparams.render.page.expression_data import expression_data

LARGEST = 300_000
EVIL = "</script><script>alert(1)</script><!-- \"'&"


def html_of(model: Model, written: Notation | None = None) -> str:
    return page_html(explore(model), written or Notation())


class Elements(HTMLParser):
    """Every element of a page with its attributes, and the text inside it."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.inside: dict[str, list[str]] = {}
        self.last = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))
        self.last = tag

    def handle_data(self, data: str) -> None:
        self.inside.setdefault(self.last, []).append(data)


@pytest.mark.parametrize("name", ["textbook", *names()])
def test_every_preset_has_a_page_that_is_small_and_stands_alone(name: str) -> None:
    page = html_of(load(name))
    assert len(page.encode()) < LARGEST
    assert not re.search(r"""(?:src|href|url\()\s*=?\s*["']?(?:https?:|//)""", page)
    for tag, attributes in Elements(page).found:
        assert tag not in ("iframe", "img", "object", "embed", "base")
        assert "style" not in attributes
        assert not any(key.startswith("on") for key in attributes)
        assert (attributes.get("href") or "#").startswith(("#", "data:,"))


def test_the_policy_allows_what_is_in_the_page_and_nothing_else() -> None:
    page = html_of(load("gpt3"))
    policy = next(a["content"] for _, a in Elements(page).found if a.get("http-equiv"))
    assert policy is not None
    assert policy.startswith("default-src 'none'; ")
    assert "unsafe" not in policy
    style = re.search(r"<style>(.*?)</style>", page, re.DOTALL)
    script = re.search(r"<script>(.*?)</script>", page, re.DOTALL)
    for part in (style, script):
        assert part is not None
        digest = b64encode(sha256(part.group(1).encode()).digest()).decode()
        assert f"'sha256-{digest}'" in policy


def test_script_and_style_keep_their_hashes_in_any_encoding() -> None:
    assert page_script().isascii()
    assert asset("page.css").isascii()


def test_text_is_escaped_wherever_it_comes_from() -> None:
    tree = Component("", (Component(EVIL, (Weight(EVIL, (symbols.H, symbols.H), Kind.WEIGHTS),)),))
    model = Model(name=EVIL, title=EVIL, tree=tree, notes=(EVIL,), ignored=(EVIL,))
    page = html_of(model)
    assert page.count("<script") == html_of(load()).count("<script")
    assert "<!--" not in page
    assert "alert(1)</script>" not in page
    assert Elements(page).inside["h1"][0] == EVIL


def test_the_data_is_json_that_no_markup_can_leave() -> None:
    page = html_of(load("deepseek-v3"))
    text = page.split('id="data">')[1].split("</script>")[0]
    assert not set("<>&") & set(text)
    data = json.loads(text)
    assert [symbol["name"] for symbol in data["symbols"]][:3] == ["H", "L", "V"]
    assert data["symbols"][4]["value"] == "18/7"


def test_the_static_page_has_the_whole_derivation() -> None:
    page = Elements(html_of(load("gpt3")))
    text = "".join("".join(parts) for tag, parts in page.inside.items() if tag != "script")
    for said in (
        "174,604,259,328", "Each component, before anything is simplified",
        "Put in head_dim = H/heads", "Sum the components", "Closed form",
        "Proved: heads cancels, given head_dim = H/heads.", "40,525,824", "n_embd",
        "The parameter count does not depend on heads",
    ):  # fmt: skip
        assert said in text


def test_a_refutation_has_its_witness() -> None:
    page = html_of(load("llama-3.1-8b"))
    assert "Refuted: heads is left in block.attention.key, block.attention.value." in page
    assert "The counts differ by 268,435,456." in page


def test_examples_are_marked() -> None:
    assert html_of(load()).count('<span class="tag">example</span>') == 4
    assert '<span class="tag">example</span>' not in html_of(load("gpt3"))


def test_a_papers_notation() -> None:
    page = html_of(load("gpt3"), notation("gpt3"))
    assert "<msub><mi>d</mi><mi>model</mi></msub>" in page
    assert "<mi>H</mi>" not in page
    assert "n_heads must divide d_model" in page
    assert "heads must divide H" not in page


def evaluated(data: Any, values: list[Fraction]) -> Fraction:
    """What the page's script does, a second time over Python's own fractions."""
    if isinstance(data, str):
        return Fraction(data)
    if isinstance(data, int):
        return values[data]
    operation, *parts = data
    numbers = [evaluated(part, values) for part in parts]
    match operation:
        case "+":
            return sum(numbers, Fraction(0))
        case "*":
            product = Fraction(1)
            for number in numbers:
                product *= number
            return product
        case "^":
            return numbers[0] ** int(numbers[1])
        case "floor":
            return Fraction(numbers[0].numerator // numbers[0].denominator)
        case "ceiling":
            return Fraction(-(-numbers[0].numerator // numbers[0].denominator))
        case "max":
            return max(numbers)
        case "min":
            return min(numbers)
    assert operation == "mod"
    return numbers[0] % numbers[1]


H, L, RATIO = symbols.H, symbols.L, symbols.ffn_ratio
LEAVES = st.sampled_from([H, L, RATIO, Integer(3), Rational(8, 3), 1 / H, H**2])
EXPRESSIONS = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.tuples(inner, inner).map(lambda pair: Add(*pair)),
        st.tuples(inner, inner).map(lambda pair: Mul(*pair)),
        inner.map(floor),
        inner.map(ceiling),
        st.tuples(inner, inner).map(lambda pair: Max(*pair)),
        st.tuples(inner, inner).map(lambda pair: Min(*pair)),
        inner.map(lambda part: Mod(part, 7)),
    ),
    max_leaves=6,
)


@given(EXPRESSIONS, st.integers(1, 10**12), st.integers(1, 500), st.fractions(Fraction(1, 9), 9))
def test_expressions_as_data_mean_the_same(
    expression: Expr, hidden: int, layers: int, ratio: Fraction
) -> None:
    values = {H: Integer(hidden), L: Integer(layers), RATIO: Rational(ratio)}
    data = json.loads(json.dumps(expression_data(expression, {H: 0, L: 1, RATIO: 2})))
    expected = expression.xreplace(values)
    assert evaluated(data, [Fraction(hidden), Fraction(layers), ratio]) == Fraction(
        int(expected.p), int(expected.q)
    )


def test_what_a_page_cannot_evaluate_is_named() -> None:
    with pytest.raises(
        BadValueError, match=r"a page cannot evaluate '2\*\*H'; use derive or count"
    ):
        expression_data(2**H, {H: 0})


def test_the_command_writes_a_whole_file(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "page.html"
    assert run(["page", "-H", "1024", "-L", "24", "-V", "50000", "-o", str(path)]) == 0
    assert "353,189,888" in path.read_text(encoding="utf-8")  # 24·12·1024² + 50000·1024
    assert run(["page", "gpt3", "--widths"]) == 0
    assert capsys.readouterr().out.endswith("</html>\n")


def test_a_title_without_a_source_has_no_source() -> None:
    model = replace(load("gpt3"), published=None)
    assert "Published as" not in html_of(model)
    assert "Published as 175.0B parameters: Brown et al. 2020" in html_of(load("gpt3"))
