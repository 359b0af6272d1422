"""Formulas as people write them, in text."""

import pytest
from sympy import Expr, Integer, Rational, floor

from symparams import derive, load, scaling, solve
from symparams.algebra.closed_forms import closed_form
from symparams.algebra.model import Model
from symparams.algebra.parts import Weight
from symparams.algebra.relations import Divides
from symparams.algebra.tree import Component
from symparams.render.latex.derivation import derivation_latex
from symparams.render.notation import Notation, notation
from symparams.render.numbers import in_words
from symparams.render.printers.latex_math import LatexMath
from symparams.render.printers.text_math import TextMath
from symparams.render.text.ascii import in_ascii
from symparams.render.text.blocks import plain
from symparams.render.text.derivation import derivation_page
from symparams.render.text.scaling import scaling_page
from symparams.render.text.solution import solution_page
from symparams.symbols import H, L, V, experts, ffn_ratio, heads, kv_heads

# The forms of the design, character by character.
FORMS = [
    ("textbook", "expanded", "12LH² + VH"),
    ("gpt3", "expanded", "12LH² + 13LH + VH + SH + 2H"),
    ("gpt3", "layered", "L(12H² + 13H) + (V + S)H + 2H"),
    ("gpt3", "relative", "12LH²(1 + 13/(12H) + (V + S)/(12LH) + 1/(6LH))"),
]


@pytest.mark.parametrize(("name", "form", "written"), FORMS)
def test_closed_forms(name: str, form: str, written: str) -> None:
    assert TextMath().write(closed_form(load(name), form)) == written


@pytest.mark.parametrize(
    ("expression", "written"),
    [
        ((4 + 2 * ffn_ratio) * L * H**2, "(4 + 2·ffn_ratio)LH²"),
        (Rational(25, 2) * L * H**2, "(25/2)LH²"),
        (2 * H**2 * kv_heads / heads, "2·kv_heads·H²/heads"),
        (1 / (H * L), "1/(LH)"),
        (H - V, "H − V"),
        (-H, "−H"),
        (Rational(-2, 3), "−2/3"),
        (H**12, "H¹²"),
        (1 / H, "1/H"),
        ((H + 1) ** 2, "(H + 1)²"),
        (V / (H + V), "V/(H + V)"),
    ],
)
def test_expressions(expression: Expr, written: str) -> None:
    assert TextMath().write(expression) == written


def test_a_substitution_is_shown_factor_by_factor() -> None:
    numbers = {L: Integer(96), H: Integer(12288), V: Integer(50257)}
    written = TextMath(Notation(), numbers, dot=" · ").write(12 * L * H**2 + V * H)
    assert written == "12 · 96 · 12288² + 50257 · 12288"


def test_notations() -> None:
    form = closed_form(load())
    assert TextMath(notation("megatron")).write(form) == "12lh² + Vh"
    assert TextMath(notation("gpt3")).write(form) == "12·n_layers·d_model² + n_vocab·d_model"
    assert TextMath(notation("symparams", ["H=d"])).write(form) == "12Ld² + Vd"


def test_words() -> None:
    assert [in_words(n) for n in (174_604_259_328, 109_482_240, 1_600_000_000_000, 999)] == [
        "175 billion",
        "109 million",
        "1.6 trillion",
        "",
    ]


def test_a_page_has_the_six_steps() -> None:
    page = plain(derivation_page(derive(load("gpt3")), Notation()))
    headings = [line for line in page.splitlines() if line[:1].isdigit()]
    assert [heading[0] for heading in headings] == list("123456")
    assert "= 174,604,259,328  (175 billion)" in page


def test_the_second_step_names_the_divisibility_that_it_uses() -> None:
    rounded = Weight("query", (H, heads * floor(H / heads)))
    tree = L * Component("attention", (rounded,))
    model = Model("rounded", tree, relations=(), divisibility=(Divides(heads, H),))
    text = plain(derivation_page(derive(model), Notation()))
    assert "2  Use that heads divides H\n" in text
    latex = derivation_latex(derive(model), Notation())
    assert r"\intertext{Use that $n_{h}$ divides $H$:}" in latex


def test_a_sum_before_a_sum_keeps_its_brackets() -> None:
    terms = LatexMath().terms((L - experts) * (H + V))
    assert terms == [r"(L - E) \bigl(H", r"+ V\bigr)"]


@pytest.mark.parametrize("name", ["textbook", "gpt3", "deepseek-v3"])
def test_no_sign_is_lost_where_an_output_takes_only_ascii(name: str) -> None:
    model = load(name)
    pages = (
        derivation_page(derive(model), Notation()),
        scaling_page(scaling(model), Notation()),
        solution_page(solve(model, "H", 10**11), Notation()),
    )
    for page in pages:
        assert in_ascii(plain(page)).isascii()


def test_a_component_without_weights_is_nothing() -> None:
    block = Component(
        "block", (Component("fourier", ()), Component("norm", (Weight("gain", (H,)),)))
    )
    result = derive(Model("mixing", L * block, relations=()))
    assert "block.fourier  0  = 0" in plain(derivation_page(result, Notation()))
    assert r"\text{fourier} &= 0 \\" in derivation_latex(result, Notation())
