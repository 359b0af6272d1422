"""What README and CHANGELOG say of every case, or of none, has its test: this is the list.

A sentence with "never", "every" or "exactly" in it stands in `CLAIMS` with the tests that would
fail if it were not so. Those that no other file tests are tested here.
"""

import ast
import re
from pathlib import Path

import pytest

from symparams import Model, count, load, solve, symbols
from symparams.cli import cli, run
from symparams.errors import SymparamsError
from symparams.models import presets
from symparams.operations.exploration import explore
from symparams.render.notation import Notation
from symparams.render.page.document import page_html

ROOT = Path(__file__).parent.parent
WORD = re.compile(r"\b(never|every|exactly)\b", re.IGNORECASE)
CODE = re.compile(r"```.*?```", re.DOTALL)
PARAGRAPH = re.compile(r"\n\s*\n|\n(?=- )|\n(?=\|)|\n(?=#)")
SENTENCE = re.compile(r"(?<=[.?!])\s+(?=[A-Z`])")

CLAIMS: dict[str, tuple[str, ...]] = {
    "in every command and output": ("algebra/test_scopes.py::test_every_output_is_read_back",),
    "options of their own, and `--set NAME=VALUE` takes every other symbol":
        ("test_promises.py::test_every_symbol_is_set_by_its_name",
         "operations/test_counting.py::test_values_by_symbol_or_by_config_key"),
    "every constraint is checked again": ("test_promises.py::test_every_constraint_is_checked_again",),
    "Four counts, each with its label, never mixed":
        ("operations/test_counting.py::test_the_four_conventions_of_bert",
         "operations/test_counting.py::test_an_untied_head_is_no_non_embedding_parameter"),
    "every unique trainable tensor": ("models/families/test_catalogue.py::test_the_count_of_the_reference",),
    "a symbol matters exactly if it is left in the normal form":
        ("operations/proving/test_proof.py::test_every_verdict_agrees_with_counting",
         "operations/proving/test_proof.py::test_what_free_symbols_alone_would_get_wrong"),
    "Exit status of every command": ("test_promises.py::test_every_command_answers_with_its_status",),
    "in symbols, exactly, and in models":
        ("operations/solving/test_solving.py::test_a_solution_put_back_gives_the_total",),
    "Every total beside a design": ("test_promises.py::test_every_total_beside_a_design_is_its_count",),
    "the same quantity in every model":
        ("operations/test_comparison.py::test_at_the_same_values_the_expression_is_the_number",),
    "Values from options are for every model":
        ("cli/test_compare.py::test_values_of_the_options_are_for_every_model",),
    "a field and a slider for every free symbol": ("test_promises.py::test_every_free_symbol_has_a_slider",),
    "`search` gives every one": ("operations/searching/test_designs.py::test_search_equals_counting_every_point",),
    "For every other model there is its own source code": ("models/tracing/test_survey.py::test_class",),
    "and every command works on the result":
        ("test_promises.py::test_every_command_takes_a_traced_tree",),
    "code that comes with a config is never run":
        ("models/tracing/test_errors.py::test_the_code_beside_a_configuration_is_not_run",
         "models/tracing/test_tracer.py::test_no_memory_is_allocated_for_a_very_large_model"),
    "Every trace is checked":
        ("models/tracing/test_modules.py::test_a_field_whose_effect_is_lost_is_pinned",
         "models/tracing/test_tracer.py::test_other_values_are_the_real_class_at_those_values"),
    "Every weight of the tree must be there":
        ("operations/checkpoints/test_verification.py::test_no_mutant_is_equal",
         "operations/checkpoints/test_verification.py::test_both_layouts_of_experts_are_known"),
    "for every class of the 124 types":
        ("operations/checkpoints/test_verification.py::test_what_the_reference_writes_is_equal",
         "operations/checkpoints/test_verification.py::test_no_mutant_is_equal"),
    "experts that every token uses":
        ("components/test_experts.py"
         "::test_a_token_uses_the_active_experts_and_the_shared_one",),
    "in LaTeX two components never share a name":
        ("reading/test_everything.py::test_derivations_counts_proofs_and_pages",),
    "The `repr` of every result is one short line":
        ("algebra/test_representation.py::test_results_are_one_short_line",
         "algebra/test_representation.py::test_verifications_tables_and_searches_too"),
    "every design in a space of values":
        ("operations/searching/test_designs.py::test_search_equals_counting_every_point",
         "render/test_sql.py::test_duckdb_gives_the_same_rows_in_the_same_order"),
    "which every command takes as `MODEL`":
        ("test_promises.py::test_every_command_takes_a_traced_tree",),
    "with a slider for every free symbol":
        ("test_promises.py::test_every_free_symbol_has_a_slider",
         "render/page/test_values.py::test_fifty_random_value_sets_give_what_count_gives"),
    "one of your own works in every operation and every output":
        ("algebra/test_quantities.py::test_every_output_says_what_is_counted",
         "algebra/test_quantities.py::test_scaling_search_and_arrays_sum_the_same",
         "algebra/test_quantities.py::test_a_number_of_bytes_is_solved_for",
         "algebra/test_quantities.py::test_models_are_compared_in_it"),
}  # fmt: skip


def claims() -> list[str]:
    """The sentences of README and CHANGELOG that speak of every case, or of none."""
    found = []
    for name in ("README.md", "CHANGELOG.md"):
        text = CODE.sub("", (ROOT / name).read_text(encoding="utf-8"))
        paragraphs = (" ".join(p.split()) for p in PARAGRAPH.split(text))
        found += [s for p in paragraphs for s in SENTENCE.split(p) if WORD.search(s)]
    return found


def test_each_claim_has_its_tests() -> None:
    without = [s for s in claims() if not any(claim in s for claim in CLAIMS)]
    assert not without
    everything = " ".join(claims())
    assert [claim for claim in CLAIMS if claim not in everything] == []


def test_the_tests_of_the_claims_are_there() -> None:
    for place in {place for places in CLAIMS.values() for place in places}:
        name, _, function = place.partition("::")
        tree = ast.parse((ROOT / "tests" / name).read_text(encoding="utf-8"))
        assert function in {n.name for n in tree.body if isinstance(n, ast.FunctionDef)}, place


@pytest.mark.parametrize("name", ["textbook", *presets.names()])
def test_every_symbol_is_set_by_its_name(name: str) -> None:
    model = load(name)
    known = {value.symbol: value.number for value in model.values}
    for symbol in model.symbols():
        number = known.get(symbol, model.related(symbol).xreplace(model.numbers()))
        if number.is_number:
            assert count(model, {symbol.name: number}).total == count(model).total


HAVE_HEADS = [n for n in presets.names() if symbols.heads in load(n).numbers()]


@pytest.mark.parametrize("name", HAVE_HEADS)
def test_every_constraint_is_checked_again(name: str) -> None:
    """Numbers of heads that a model refuses are those that it states a constraint on."""
    model = load(name)
    heads = int(model.numbers()[symbols.heads])
    refused = [said for n in range(heads + 1, heads + 50) if (said := refusal(model, heads=n))]
    states = [str(c) for c in (*model.relations, *model.divisibility) if "heads" in str(c)]
    assert bool(refused) is bool(states)
    assert all("heads" in said for said in refused)


def refusal(model: Model, **values: int) -> str:
    """What `count` says against ``values``; nothing where it counts."""
    try:
        count(model, {**values})
    except SymparamsError as error:
        return str(error)
    return ""


COMMANDS = (
    ("derive", 0), ("count", 0), ("prove", 0), ("scaling", 0), ("page", 0), ("models", 0),
    ("families", 0), ("table", 0), ("table gpt3", 0), ("compare gpt3 gpt2", 0),
    ("solve --for H --total 7B -L 32 -V 32000", 0), ("verify gpt2", 0), ("trace gpt2", 0),
    ("search --total 7B -L 32 -V 32000 --vary H=4096:4224:32", 0),
    ("prove llama-3.1-8b", 1), ("solve gpt3 --for L --total 9", 1),
    ("search --total 7B -L 2 -V 9 --vary H=8", 1),
    *((f"{name} nowhere/config.json", 2) for name in
      ("derive", "count", "prove", "scaling", "page", "trace", "verify")),
    ("table nowhere", 2), ("compare gpt3 nowhere", 2), ("models --what", 2), ("families --what", 2),
    ("solve nowhere --for H", 2), ("search nowhere --total 7B --vary H=8", 2),
    ("prove --given head_dim=floor(H/heads)", 3),
)  # fmt: skip


@pytest.mark.parametrize(("line", "status"), COMMANDS, ids=[line for line, _ in COMMANDS])
@pytest.mark.filterwarnings("ignore")
def test_every_command_answers_with_its_status(
    line: str, status: int, capsys: pytest.CaptureFixture[str]
) -> None:
    if line.split()[0] in ("trace", "verify") and status == 0:
        pytest.importorskip("transformers", reason="transformers is not installed (extra trace)")
    assert run(line.split()) == status
    assert bool(capsys.readouterr().err) is (
        status == 2 or line.startswith("search --total 7B -L 2")
    )


def test_every_command_is_among_those_with_a_status() -> None:
    assert {line.split()[0] for line, _ in COMMANDS} == set(cli.commands)


@pytest.mark.parametrize("name", presets.names())
def test_every_total_beside_a_design_is_its_count(name: str) -> None:
    model = load(name)
    target = int(count(model).total) * 21 // 20
    for symbol in ("H", "L"):
        solution = solve(model, symbol, target)
        free = {v.symbol.name for v in model.values} | {symbol}
        for design in solution.designs:
            values = {s.name: n for s, n in design.values if s.name in free}
            assert count(model, {symbol: values[symbol]}).total == design.total


@pytest.mark.parametrize("name", ["textbook", *presets.names()])
def test_every_free_symbol_has_a_slider(name: str) -> None:
    exploration = explore(name)
    page = page_html(exploration, Notation())
    sliders = re.findall(r'<input type="range" [^>]* aria-label="(\w+),', page)
    fields = re.findall(r'<input type="text" id="value-\d+"', page)
    assert sliders == [symbol.name for symbol in exploration.free]
    assert len(fields) == len(sliders)


TRACED = str(ROOT / "tests" / "render" / "page" / "gpt2_traced.model.json")


@pytest.mark.parametrize(
    "line",
    ["derive M", "prove M", "count M", "count M --json", "solve M --for L --total 200M", "scaling M",
     "search M --total 200M --within 20% --vary L=1:99", "compare M gpt2", "page M", "derive M --to latex"],
)  # fmt: skip
def test_every_command_takes_a_traced_tree(line: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run([TRACED if word == "M" else word for word in line.split()]) == 0
    assert len(capsys.readouterr().out) > 100
