"""Symbols: one place, one meaning, found by name."""

import pytest

from symparams import symbols
from symparams.errors import SymparamsError, UnknownNameError


def test_every_name_means_one_symbol() -> None:
    names = [entry.name for entry in symbols.TABLE]
    assert len(names) == len(set(names))


def test_every_symbol_has_a_meaning_and_is_positive() -> None:
    for entry in symbols.TABLE:
        assert entry.meaning
        assert entry.symbol.is_positive
        assert entry.symbol.is_rational


@pytest.mark.parametrize("key", ["hidden_size", "n_layer", "vocab_size"])
def test_a_key_of_configurations_is_no_name_of_the_project(key: str) -> None:
    with pytest.raises(UnknownNameError, match="unknown symbol"):
        symbols.lookup(key)


def test_an_unknown_name_is_answered_with_the_nearest() -> None:
    with pytest.raises(UnknownNameError, match="unknown symbol 'haeds'; did you mean 'heads'"):
        symbols.lookup("haeds")


def test_a_new_symbol_is_a_positive_integer_and_never_a_second_h() -> None:
    assert symbols.new("r").is_integer
    assert symbols.new("H") is symbols.H


@pytest.mark.parametrize("name", ["", "2r", "a b", "r-1", "__import__('os')", "ä"])
def test_a_new_symbol_has_a_plain_name(name: str) -> None:
    with pytest.raises(SymparamsError, match="is not a symbol name"):
        symbols.new(name)
