"""Every formula of every output, read back.

    python -m tests.reading.everything                 all presets, all configurations of the oracle
    python -m tests.reading.everything gpt3 t5         presets, or types with all their configurations
    python -m tests.reading.everything --every 3       each third one, as a sample
    python -m tests.reading.everything --quick         without scalings, solutions, comparisons

Text, LaTeX, Markdown and MathML, in two notations; derivations in all forms, counts, proofs,
scalings, solutions and comparisons, and the page. Each formula is read by a reader that shares no
code with the printers, and must equal the expression of the result that it stands for. Exit status
1 if anything differs.
"""

import argparse
import json
import re
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from sympy import Symbol

from symparams import compare, derive, load, prove, scaling, solve, symbols
from symparams.algebra.closed_forms import FORMS
from symparams.algebra.model import Model
from symparams.errors import BadValueError
from symparams.models.presets import names
from symparams.operations.comparison import Comparison
from symparams.operations.derivation import Derivation
from symparams.operations.exploration import explore
from symparams.operations.proving.proof import Proof
from symparams.operations.scaling import Scaling
from symparams.operations.solving.solving import Solution
from symparams.render.latex.comparison import comparison_document
from symparams.render.latex.derivation import derivation_document
from symparams.render.latex.proof import proof_document
from symparams.render.latex.scaling import scaling_document
from symparams.render.latex.solution import solution_document
from symparams.render.markdown import (
    comparison_markdown,
    derivation_markdown,
    proof_markdown,
    scaling_markdown,
    solution_markdown,
)
from symparams.render.notation import Notation, notation
from symparams.render.page.document import page_html
from symparams.render.text.blocks import plain
from symparams.render.text.comparison import comparison_page
from symparams.render.text.count import count_page
from symparams.render.text.derivation import derivation_page
from symparams.render.text.proof import proof_page
from symparams.render.text.scaling import scaling_page
from symparams.render.text.solution import solution_page
from tests.reading import latex_results, text_answers, text_results
from tests.reading.claims import Medium, known_symbols, latex_medium, states, text_medium
from tests.reading.latex import formulas, read_tabulars
from tests.reading.latex_pages import Item, Said, verify_items, verify_rows, verify_sentence
from tests.reading.markdown import read_markdown
from tests.reading.page_blocks import verify_page
from tests.reading.text_pages import verify_page as verify_text

CATALOGUE = Path(__file__).parent.parent / "oracle" / "catalogue.json"
STYLES = ("symparams", "megatron")
DOCUMENT = re.compile(
    r"\\section\*\{(?P<title>[^\n]*)\}\n(?P<before>[^\n]*)\n(?P<tables>\\begin\{center\}.*\\end\{center\}\n)?"
    r"(?P<rows>\\begin\{align\*\}.*\\end\{align\*\})\n(?P<after>.*)\\end\{document\}\n",
    re.DOTALL,
)


class Reading:
    """What is read of one model in one notation; ``count`` is how many formulas that were."""

    def __init__(self, written: Notation, *models: Model) -> None:
        known = known_symbols(*models)
        self.notation = written
        self.text: Medium = text_medium(known, written)
        self.latex: Medium = latex_medium(known, written)
        self.count = 0

    def document(
        self,
        tex: str,
        items: list[Item],
        said: Item,
        last: Item | None = None,
        tables: Sequence[Item] = (),
    ) -> None:
        """A whole document: its title, what is said before the rows, and last."""
        found = DOCUMENT.search(tex)
        assert found is not None, tex
        assert isinstance(said, Said)
        self.count += verify_rows(found["rows"], items, self.latex)
        self.count += verify_sentence(found["before"], said.claims, self.latex)
        after = last.claims if isinstance(last, Said) else ()
        self.count += verify_sentence(found["after"], after, self.latex)
        formulas(found["title"])
        assert bool(found["tables"]) is bool(tables), tex
        if tables:
            self.count += verify_items(read_tabulars(found["tables"]), tables, self.latex)

    def markdown(self, text: str, items: list[Item]) -> None:
        self.count += verify_items(read_markdown(text), items, self.latex)

    def derivation(self, result: Derivation) -> None:
        self.count += verify_text(
            plain(derivation_page(result, self.notation)),
            text_results.derivation(result),
            self.text,
        )
        rows = latex_results.derivation(result)
        legend = Said(latex_results.legend(result.model))
        verdict = Said(latex_results.verdict(result.proof))
        self.document(derivation_document(result, self.notation), rows, legend, verdict)
        table = latex_results.parts_table(result.count)
        self.markdown(
            derivation_markdown(result, self.notation), [Said(), legend, *rows, verdict, *table]
        )

    def counted(self, result: Derivation) -> None:
        page = plain(count_page(result.count, self.notation))
        self.count += verify_text(page, text_results.count(result.count), self.text)

    def proof(self, result: Proof) -> None:
        page = plain(proof_page(result, self.notation))
        self.count += verify_text(page, text_results.proof(result), self.text)
        rows = latex_results.proof(result)
        legend = Said(latex_results.legend(result.model))
        verdict = Said(latex_results.verdict(result))
        self.document(proof_document(result, self.notation), rows, legend, verdict)
        title = Said((states(result.symbol),))
        self.markdown(proof_markdown(result, self.notation), [title, *rows, verdict])

    def scaling(self, result: Scaling) -> None:
        page = plain(scaling_page(result, self.notation))
        self.count += verify_text(page, text_answers.scaling(result, self.notation), self.text)
        rows = latex_results.scaling(result)
        legend = Said(latex_results.legend(result.model))
        self.document(scaling_document(result, self.notation), rows, legend)
        self.markdown(scaling_markdown(result, self.notation), [Said(), legend, *rows])

    def solution(self, result: Solution) -> None:
        page = plain(solution_page(result, self.notation))
        self.count += verify_text(page, text_answers.solution(result, page), self.text)
        tex = solution_document(result, self.notation)
        rows = latex_results.solution(result, tex)
        legend = Said(latex_results.legend(result.model))
        self.document(tex, rows, legend)
        title = Said((states(result.symbol),))
        self.markdown(solution_markdown(result, self.notation), [title, legend, *rows])

    def comparison(self, result: Comparison) -> None:
        page = plain(comparison_page(result, self.notation))
        self.count += verify_text(page, text_answers.comparison(result), self.text)
        rows = latex_results.comparison(result)
        legend = Said(tuple(states(s) for s in symbols.in_order(*result.forms)))
        tables = latex_results.tabulars(result)
        self.document(comparison_document(result, self.notation), rows, legend, tables=tables)
        table = latex_results.role_table(result)
        self.markdown(comparison_markdown(result, self.notation), [Said(), legend, *table, *rows])


def read_back(
    model: Model,
    *,
    thoroughly: bool = True,
    styles: Sequence[str] = STYLES,
    subjects: Sequence[Symbol] = (symbols.heads, symbols.H, symbols.L),
) -> int:
    """Read every output about ``model`` in the notations ``styles``; how many formulas were read.

    A derivation in all forms, the count, two proofs about the ``subjects``, the page; and
    ``thoroughly``, the scaling, solutions for them, and the comparison with GPT-2.
    """
    derivations = [derive(model, form=form) for form in FORMS]
    subjects = [s for s in subjects if s in model.symbols()]
    proofs = [prove(model, symbol) for symbol in subjects[:2]]
    exploration = explore(model)
    others = _others(model, subjects, derivations[0]) if thoroughly else []
    read = 0
    for style in styles:
        written = notation(style)
        reading = Reading(written, model)
        for derivation in derivations:
            reading.derivation(derivation)
        reading.counted(derivations[0])
        for proof in proofs:
            reading.proof(proof)
        read += verify_page(page_html(exploration, written), exploration, written)
        for other in others:
            match other:
                case Scaling():
                    reading.scaling(other)
                case Solution():
                    reading.solution(other)
                case Comparison():
                    both = Reading(written, *(counted.model for counted in other.counts))
                    both.comparison(other)
                    read += both.count
        read += reading.count
    return read


def _others(
    model: Model, subjects: Sequence[Symbol], derivation: Derivation
) -> list[Scaling | Solution | Comparison]:
    found: list[Scaling | Solution | Comparison] = [scaling(model), compare(load("gpt2"), model)]
    total = derivation.total
    targets = (None, total * 11 // 10) if isinstance(total, int) else (None, 7 * 10**9)
    for symbol in subjects:
        for target in targets:
            try:
                found.append(solve(model, symbol, target))
            except BadValueError:
                continue  # a symbol that a stated value ties is not free to be solved for
    return found


def sources() -> Iterator[tuple[str, Any]]:
    """What to load: the textbook, every preset, every configuration of the oracle's catalogue."""
    for name in ("textbook", *names()):
        yield name, name
    for case in json.loads(CATALOGUE.read_text(encoding="utf-8")):
        yield case["id"], case["config"]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("names", nargs="*", help="presets or model types; all without any")
    parser.add_argument("--every", type=int, default=1, help="read each N-th model only")
    parser.add_argument("--quick", action="store_true", help="no scalings, solutions, comparisons")
    arguments = parser.parse_args()
    wanted = set(arguments.names)
    read, number, failed = 0, 0, 0
    for place, (name, source) in enumerate(sources()):
        if place % arguments.every or (wanted and not wanted & {name, name.partition("/")[0]}):
            continue
        number += 1
        try:
            read += read_back(load(source), thoroughly=not arguments.quick)
        except (
            Exception
        ) as error:  # one model that differs does not keep the others from being read
            failed += 1
            print(f"{name}: {type(error).__name__}: {str(error)[:600]}", flush=True)
    print(f"{read:,} formulas of {number} models read back, {failed} models differ")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
