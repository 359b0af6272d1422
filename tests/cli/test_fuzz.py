"""No input may end in a traceback: the readers raise SymparamsError, the command line returns."""

import json
from contextlib import suppress

from hypothesis import given, settings
from hypothesis import strategies as st

from symparams import compare, load, symbols
from symparams.algebra.grammar import parse_expression
from symparams.algebra.numbers import read_number
from symparams.cli import run
from symparams.errors import SymparamsError
from symparams.models.families import from_config
from symparams.models.families.keys import USUAL
from symparams.models.loading import parse
from symparams.models.variants import variant
from symparams.render.notation import notation

TOKENS = "H V L heads ( ) + - * / ** , floor Max 2 64 99999999999"
WORDS = (
    "-H -L -V --heads --ffn-ratio --set --form --to --notation --rename --holding --given "
    "--independent-of textbook gpt2 llama-3.1-8b heads H=2 S=1 H=x 0 7 8/3 1e18 json latex "
    "relative layered gpt3"
)
COMMANDS = ["compare", "count", "derive", "page", "prove", "scaling", "solve"]
QUICK = settings(max_examples=150, deadline=2_000)

scalars = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20)
values = st.recursive(scalars, lambda inner: st.lists(inner, max_size=3), max_leaves=5)
keys = st.sampled_from(sorted(USUAL)) | st.text(max_size=20)
tokens = st.sampled_from(TOKENS.split())
words = st.sampled_from(WORDS.split()) | st.text(max_size=12).filter(
    lambda text: "/" not in text and not text.startswith("-")
)


@given(st.text(max_size=100) | st.text("0123456789.eE+-_/kMB", max_size=100))
@QUICK
def test_numbers(text: str) -> None:
    with suppress(SymparamsError):
        assert 0 < read_number(text) <= 10**18


@given(st.text(max_size=60) | st.lists(tokens, max_size=40).map(" ".join))
@QUICK
def test_expressions(text: str) -> None:
    with suppress(SymparamsError):
        parse_expression(text, symbols.lookup)


@given(st.binary(max_size=200) | values.map(lambda value: json.dumps(value).encode()))
@QUICK
def test_files(data: bytes) -> None:
    with suppress(SymparamsError):
        assert isinstance(parse(data, "config"), dict)


@given(st.sampled_from(["gpt2", "bert", "llama"]), st.dictionaries(keys, values, max_size=8))
@QUICK
def test_configurations(family: str, config: dict[str, object]) -> None:
    with suppress(SymparamsError):
        from_config(config | {"model_type": family})


@given(st.text(max_size=40) | st.text("HLd_^{}\\mathr=", max_size=30))
@QUICK
def test_renames(text: str) -> None:
    with suppress(SymparamsError):
        notation("gpt3", [text])


@given(
    st.sampled_from(["kv_heads", "kv_groups", "head_dim", "ffn_width", "ffn_ratio", "H", "heads"]),
    st.lists(tokens, max_size=8).map(" ".join),
)
@QUICK
def test_variants(symbol: str, text: str) -> None:
    with suppress(SymparamsError):
        compare(variant(load("llama-3.1-8b"), {symbol: text}), load("gpt2"))


@given(st.sampled_from(COMMANDS), st.lists(words, max_size=6))
@settings(max_examples=100, deadline=5_000)
def test_the_command_line(command: str, arguments: list[str]) -> None:
    assert run([command, *arguments]) in range(4)
