"""Symbols: one place, one meaning, found by name or by a configuration's key."""

import pytest

from symparams import symbols
from symparams.errors import SymparamsError, UnknownNameError


def test_every_name_and_key_means_one_symbol() -> None:
    keys = [key for entry in symbols.TABLE for key in (entry.name, *entry.keys)]
    assert len(keys) == len(set(keys))


def test_every_symbol_has_a_meaning_and_is_positive() -> None:
    for entry in symbols.TABLE:
        assert entry.meaning
        assert entry.symbol.is_positive
        assert entry.symbol.is_rational


@pytest.mark.parametrize(
    ("key", "name"),
    [("hidden_size", "H"), ("n_layer", "L"), ("vocab_size", "V"), ("heads", "heads")],
)
def test_config_keys_are_understood(key: str, name: str) -> None:
    assert symbols.lookup(key).name == name


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
