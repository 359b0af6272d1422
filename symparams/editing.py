"""A value put into a model that was read from a file: the file is edited, and read again.

So what the file's other values derive from it is derived again, by the family's own reader.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from sympy import Rational, Symbol

from symparams import symbols
from symparams.errors import BadConfigError, BadValueError, shown, unknown
from symparams.numbers import NUMBER, exact
from symparams.requirements import with_relations
from symparams.tree import Change, Configuration, Model, Value

Given = Mapping[str | Symbol, object]
WORDS: dict[str, object] = {"true": True, "false": False, "null": None, "0": 0}


def structure_of(model: Model, given: Given) -> dict[str, object]:
    """Those of ``given`` that are no symbol's number: a flag, a list, null, 0, a choice.

    Empty for a model without a file. Everything else is a number for a symbol, by its name or by
    its key.
    """
    own = {str(symbol) for symbol in model.symbols()}
    sizes = {key for key, symbol in model.keys if symbol in own}
    edits: dict[str, object] = {}
    for name, value in given.items():
        key = str(name)
        is_symbol = key in own or key in symbols.BY_NAME or key in model.without_effect
        if model.configuration is None or is_symbol:
            continue
        entry = _entry(key, value)
        if key not in sizes or entry is None or entry == 0 or isinstance(entry, bool | list):
            edits[key] = entry
    return edits


def sizes_of(model: Model, given: Given, varied: Iterable[str | Symbol] = ()) -> Given:
    """``given`` for the formula: without what is edited into the file, and widths with their keys.

    A hidden size that is given, or ``varied``, by its key leaves the widths that the file states
    as they are, so they are held with it; by symbol it keeps the ratios.
    """
    structure = structure_of(model, given)
    sizes = {name: value for name, value in given.items() if str(name) not in structure}
    file, names = model.configuration, [str(name) for name in (*sizes, *varied)]
    keys = [key for key, symbol in model.keys if symbol == symbols.H.name and key in names]
    if file is None or not keys or symbols.H.name in names:
        return sizes
    numbers = model.numbers()
    hidden = numbers[symbols.H]
    other = _read(model.name, file, {keys[0]: int(2 * hidden)}).numbers()
    there = {dict(model.keys).get(name, name) for name in names}
    held = {
        symbols.width_of(ratio): number * hidden
        for ratio, number in numbers.items()
        if symbols.is_ratio(ratio) and ratio.name not in there and other.get(ratio) != number
    }
    return sizes | {width: number for width, number in held.items() if width.name not in there}


def _entry(key: str, value: object) -> object:
    """``value`` as a file has it; text is a number, a word of JSON or a list where it reads so."""
    if isinstance(value, Rational):
        return int(value) if value.is_Integer else float(value)
    if not isinstance(value, str):
        return value
    text = value.strip()
    if text in WORDS:
        return WORDS[text]
    if NUMBER.fullmatch(text):
        return _entry(key, exact(text, key))
    if not text.startswith(("[", "{", '"')):
        return value
    try:
        return json.loads(text)
    except ValueError:
        raise BadValueError(f"{key} = {shown(text)} is not JSON") from None


def read_again(
    model: Model, given: Given, wanted: Mapping[Symbol, Value], scaled: Model
) -> Model | None:
    """The model of the file of ``model`` with ``given`` edited in; None where there is no file.

    ``wanted`` are the numbers of ``given``, by symbol; ``scaled`` is the formula with them and
    with what they determine. A hidden size that is given by symbol keeps the ratios, so the
    widths are edited with it.

    Raises UnknownNameError for a key that the file's reader does not know.
    """
    file, structure = model.configuration, structure_of(model, given)
    if file is None or not file.describes(model):
        _refuse(model, structure)
        return None
    keys = _keys(model, file)
    entries = {keys[s]: n for s, n in _determined(model, scaled, wanted) if s in keys}
    result = _read(model.name, file, {**entries, **structure})
    if symbols.H.name in map(str, given):
        entries |= {keys[s]: n for s, n in _held(model, result, wanted) if s in keys}
        result = _read(model.name, file, {**entries, **structure})
    origins = {v.symbol: v.origin for v in scaled.values if v not in model.values}
    values = (replace(v, origin=origins.get(v.symbol, v.origin)) for v in result.values)
    return replace(result, values=tuple(values))


def _refuse(model: Model, structure: Mapping[str, object]) -> None:
    for key, value in structure.items():
        raise BadValueError(
            f"{key} = {shown(value)} changes what is read from a file, but {model.name} has had "
            "other values put in since; give them together"
        )


def _keys(model: Model, file: Configuration) -> dict[Symbol, str]:
    """The key of each symbol that an edit can change: the one in the file, else the family's."""
    found: dict[str, list[str]] = {}
    for key, symbol in model.keys:
        found.setdefault(symbol, []).append(key)
    return {
        symbol: next(
            (key for key in found[symbol.name] if key in file.entries), found[symbol.name][0]
        )
        for symbol in model.symbols()
        if symbol.name in found and symbol not in file.listed
    }


def _determined(
    model: Model, scaled: Model, wanted: Mapping[Symbol, Value]
) -> Iterator[tuple[Symbol, int]]:
    """The sizes that are given and those that follow; a ratio as the width that it gives."""
    before, after = model.numbers(), scaled.numbers()
    for symbol, number in after.items():
        if symbol not in wanted and before.get(symbol) == number:
            continue
        if symbols.is_ratio(symbol):
            yield from _width(symbol, number, after)
        else:
            yield symbol, int(number)


def _held(
    model: Model, result: Model, wanted: Mapping[Symbol, Value]
) -> Iterator[tuple[Symbol, int]]:
    """The widths that keep the ratios of ``model`` at the hidden size of ``result``."""
    before, after = model.numbers(), result.numbers()
    for symbol, ratio in before.items():
        is_given = symbol in wanted or (
            symbols.is_ratio(symbol) and symbols.width_of(symbol) in wanted
        )
        if symbols.is_ratio(symbol) and not is_given and after.get(symbol, ratio) != ratio:
            yield from _width(symbol, ratio, after)


def _width(
    ratio: Symbol, number: Rational, numbers: Mapping[Symbol, Rational]
) -> Iterator[tuple[Symbol, int]]:
    width = number * numbers[symbols.H]
    if width.is_Integer:
        yield symbols.width_of(ratio), int(width)


def _read(name: str, file: Configuration, edits: Mapping[str, object]) -> Model:
    """The model of the edited file; a key that its reader does not know is an error."""
    strange = [key for key in edits if key not in file.known]
    try:
        result = file.edited(edits)
    except BadConfigError:
        if strange:
            raise _unread(name, strange[0], file) from None
        raise
    again = result.configuration
    for key in strange:
        if again is None or key not in again.known:
            raise _unread(name, key, file)
    return result


def _unread(name: str, key: str, file: Configuration) -> Exception:
    own = {str(symbol) for symbol in file.result.symbols()}
    return unknown(f"symbol or key of {name}", key, {*own, *file.known}, own)


def changes(model: Model, result: Model, wanted: Mapping[Symbol, Value]) -> tuple[Change, ...]:
    """What differs between two models besides the values ``wanted``, in the project's order."""
    before, after = (with_relations(m, m.numbers()) for m in (model, result))
    there = {*model.symbols()}, {*result.symbols()}
    found = []
    for symbol in symbols.in_order(*before, *after):
        old, new = before.get(symbol), after.get(symbol)
        if symbol in wanted or old == new or (old is None and symbol in there[0]):
            continue
        if all(n is None or n.is_Rational for n in (old, new)):
            found.append(Change(symbol, old, new))
    return tuple(found)
