"""A value put in by a key of the file that a model was read from: an edit, read again.

So what the file's other values derive from it is derived again, by the family's own reader. A
value by symbol is none: it scales the formula.
"""

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from numbers import Integral

from sympy import Rational, Symbol

from symparams import symbols
from symparams.algebra.model import Configuration, Model
from symparams.algebra.numbers import NUMBER, exact
from symparams.algebra.provenance import Change
from symparams.algebra.requirements import with_relations
from symparams.algebra.symbol_names import by_name
from symparams.errors import EVERY_SYMBOL, BadConfigError, BadValueError, shown, unknown

Given = Mapping[str | Symbol, object]
WORDS: dict[str, object] = {"true": True, "false": False, "null": None, "0": 0}


def edits_of(model: Model, given: Given) -> dict[str, object]:
    """Those of ``given`` that are edits to the file of ``model``; none where it has no file.

    A name that is no symbol's is a key. A key of a size has the exact number that the text
    writes, or null; any other key has what JSON has.
    """
    file = model.configuration
    if file is None:
        return {}
    own = by_name(model.symbols())
    sizes = {key: symbol for key, symbol in model.keys if symbol in own}
    edits = {}
    for name, value in given.items():
        key = str(name)
        is_symbol = key in own or (key in symbols.BY_NAME and key not in file.known)
        if is_symbol or key in model.without_effect:
            continue
        entry = _entry(key, value)
        is_number = not (entry is None or entry == 0 or isinstance(entry, bool | list))
        edits[key] = int(_whole(key, value)) if key in sizes and is_number else entry
    if edits and not file.describes(model):
        raise BadValueError(
            f"{next(iter(edits))} is a key of a file, but {model.name} has had other values put "
            "in since; give them together, or by symbol"
        )
    return edits


def _whole(key: str, value: object) -> Rational:
    number = exact(value, key)
    if not number.is_Integer:
        raise BadValueError(f"{key} = {number} is a fraction; it must be a whole number")
    return number


def edited(model: Model, edits: Mapping[str, object], origin: str) -> Model:
    """The model of the file of ``model`` with ``edits`` in it.

    Raises UnknownNameError for a key that the file's reader does not know.
    """
    file = model.configuration
    if file is None or not edits:
        return model
    result = _read(model, file, edits)
    given = {symbol for key, symbol in result.keys if key in edits}
    values = (replace(v, origin=origin) if v.symbol.name in given else v for v in result.values)
    return replace(result, values=tuple(values))


def sizes_of(model: Model, given: Given, varied: Iterable[str | Symbol] = ()) -> Given:
    """``given`` for the formula, where ``varied`` stays a symbol: edits as symbols, with widths.

    A hidden size that is given, or ``varied``, by its key leaves the widths that the file states
    as they are, so they are held with it; by symbol it keeps the ratios.
    """
    file, names = model.configuration, [str(name) for name in (*given, *varied)]
    keys = [key for key, symbol in model.keys if symbol == symbols.H.name and key in names]
    if file is None or not keys or symbols.H.name in names:
        return given
    numbers = model.numbers()
    hidden = numbers[symbols.H]
    other = _read(model, file, {keys[0]: int(2 * hidden)}).numbers()
    there = {dict(model.keys).get(name, name) for name in names}
    held = {
        symbols.width_of(ratio): number * hidden
        for ratio, number in numbers.items()
        if symbols.is_ratio(ratio) and ratio.name not in there and other.get(ratio) != number
    }
    return dict(given) | {w: number for w, number in held.items() if w.name not in there}


def _entry(key: str, value: object) -> object:
    """``value`` as a file has it; text is a number, a word of JSON or a list where it reads so."""
    if isinstance(value, Rational):
        return int(value) if value.is_Integer else float(value)
    if isinstance(value, Integral) and not isinstance(value, bool):
        return int(value)
    if value is not None and not isinstance(value, bool | float | str | list | dict):
        raise BadValueError(f"{key} = {shown(value)} is nothing that a configuration can hold")
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


def _read(model: Model, file: Configuration, edits: Mapping[str, object]) -> Model:
    """The model of the edited file; a key that its reader does not know is an error.

    An edit under one spelling of a size takes the place of the others.
    """
    name, spelled = model.name, dict(model.keys)
    strange = [key for key in edits if key not in file.known]
    sizes = {spelled[key] for key in edits if key in spelled}
    others = {key for key, symbol in model.keys if symbol in sizes and key not in edits}
    try:
        result = file.edited(edits, without=others).measured(model.quantity)
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
    own = map(str, file.result.symbols())
    return unknown(f"symbol or key of {name}", key, {*own, *file.known}, EVERY_SYMBOL)


def changes(model: Model, result: Model, wanted: Collection[Symbol]) -> tuple[Change, ...]:
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
