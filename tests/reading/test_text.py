"""Every formula of every page of text is read back and must be what it stands for."""

import pytest

from symparams import compare, derive, load, scaling, solve
from symparams.presets import names
from symparams.render.blocks import plain
from symparams.render.notation import notation
from symparams.render.text_comparison import comparison_page
from symparams.render.text_count import count_page
from symparams.render.text_derivation import derivation_page
from symparams.render.text_proof import proof_page
from symparams.render.text_scaling import scaling_page
from symparams.render.text_solution import solution_page
from tests.reading import text_pages as expected
from tests.reading.claims import known_symbols, text_medium


@pytest.mark.parametrize("name", ["textbook", *names()])
def test_text(name):
    for style in ("symparams", "megatron"):
        model = load(name)
        nt = notation(style)
        md = text_medium(known_symbols(model), nt)
        d = derive(model)
        n = expected.verify_page(plain(derivation_page(d, nt)), expected.derivation(d), md)
        n += expected.verify_page(plain(proof_page(d.proof, nt)), expected.proof(d.proof), md)
        n += expected.verify_page(plain(count_page(d.count, nt)), expected.count(d.count), md)
        s = scaling(model)
        n += expected.verify_page(plain(scaling_page(s, nt)), expected.scaling(s, nt), md)
        for sym in ("H", "L", "heads"):
            for total in (None, 7 * 10**9):
                s = solve(model, sym, total)
                page = plain(solution_page(s, nt))
                n += expected.verify_page(page, expected.solution(s, page), md)
        c = compare(load("gpt2"), model)
        md = text_medium(known_symbols(*(x.model for x in c.counts)), nt)
        n += expected.verify_page(plain(comparison_page(c, nt)), expected.comparison(c), md)
    print(n)


from symparams.render.latex_comparison import comparison_rows
from symparams.render.latex_derivation import derivation_latex
from symparams.render.latex_lines import aligned
from symparams.render.latex_proof import proof_latex
from symparams.render.latex_scaling import scaling_latex
from symparams.render.latex_solution import solution_latex
from tests.reading import latex_pages as lx
from tests.reading.claims import latex_medium


def test_latex(name):
    for style in ("symparams", "megatron"):
        model = load(name)
        nt = notation(style)
        md = latex_medium(known_symbols(model), nt)
        d = derive(model)
        n = lx.verify_rows(derivation_latex(d, nt), lx.derivation(d), md)
        n += lx.verify_rows(proof_latex(d.proof, nt), lx.proof(d.proof), md)
        s = scaling(model)
        n += lx.verify_rows(scaling_latex(s, nt), lx.scaling(s), md)
        for sym in ("H", "L", "heads"):
            for total in (None, 7 * 10**9):
                s = solve(model, sym, total)
                page = solution_latex(s, nt)
                n += lx.verify_rows(page, lx.solution(s, page), md)
        c = compare(load("gpt2"), model)
        md = latex_medium(known_symbols(*(x.model for x in c.counts)), nt)
        n += lx.verify_rows(aligned(comparison_rows(c, nt)), lx.comparison(c), md)
    print(n)
