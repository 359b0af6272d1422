"""Values put to a model's symbols: read exactly, merged with its own, every constraint checked."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from sympy import Rational, Symbol

from symparams import symbols
from symparams.algebra.editing import Given, changes, edited, edits_of, sizes_of
from symparams.algebra.model import Model
from symparams.algebra.numbers import exact
from symparams.algebra.provenance import Value
from symparams.algebra.relations import Relation
from symparams.algebra.requirements import Requirement, requirements, with_relations
from symparams.algebra.symbol_names import by_name
from symparams.errors import (
    EVERY_SYMBOL,
    BadConfigError,
    BadValueError,
    UnknownNameError,
    listed,
    shown,
    unknown,
)


def assign(model: Model, given: Given, origin: str = "given") -> Model:
    """``model`` with the values of ``given``, by symbol, by name, or by a config's own key.

    A value by a configuration's key is an edit of the file, which is read again. A value by
    symbol scales the formula: ratios (``ffn_ratio``) and explicit values stay, and what the
    formula derives from it follows. A value for a tied symbol (``head_dim``,
    ``ffn_width``, ``kv_groups``) determines the symbol that gives way in its relation. What
    changes besides the values that are given is in `Model.changes`.

    Where the code of a traced model is there, values at which its formula is not known to hold
    are answered by tracing the code again with them.

    Raises UnknownNameError for a symbol or key that the model lacks, and BadValueError for a
    value that is out of range, given twice, or breaks a relation or the size of a tensor.
    """
    edits = edits_of(model, given)
    numbers = {name: value for name, value in given.items() if str(name) not in edits}
    wanted = read_values(model, numbers, origin)
    keyed = {symbol for key, symbol in model.keys if key in edits}
    for symbol in wanted:
        if symbol.name in keyed:
            raise BadValueError(f"two values for {symbol}; give it once")
    result = checked(settle(edited(model, edits, origin), wanted), wanted)
    if not given:
        return result
    named = {*wanted, *(s for s in model.symbols() if s.name in keyed)}
    return replace(result, changes=changes(model, result, named))


def prepared(
    model: Model, given: Given, origin: str, varied: Iterable[str | Symbol] = ()
) -> tuple[Model, dict[Symbol, Value]]:
    """``model`` and the values of ``given``, for a question in which ``varied`` stays a symbol.

    What no symbol says (a flag, a list, null) is edited into the file at once; sizes are for the
    formula, in which what is derived follows.
    """
    edits = edits_of(model, given)
    sizes = {key for key, _ in model.keys}
    structure = {k: v for k, v in edits.items() if k not in sizes or v in (None, 0)}
    rest = {name: value for name, value in given.items() if str(name) not in structure}
    model = edited(model, structure, origin)
    sizes_given = sizes_of(model, rest, varied)
    known = read_values(model, sizes_given, origin)
    if model.again is None or not any(
        broken.is_of_the_formula for broken in _broken(settle(model, known))
    ):
        return model, known
    model = checked(settle(model, known), known)
    return model, read_values(model, sizes_given, origin)


def settle(model: Model, wanted: Mapping[Symbol, Value]) -> Model:
    """``model`` with the values ``wanted`` and those that they determine, not yet checked.

    The number of a value may be an expression: a search gives each symbol that it varies
    itself as its number, and what the symbol determines becomes an expression in it.
    """
    values = {value.symbol: value for value in model.values} | dict(wanted)
    for relation in model.relations:
        if relation.symbol in values and not relation.is_default:
            values |= _given_way(model, relation, values, wanted)
    own = {value.symbol: value for value in model.values}
    put_in = {symbol for symbol, value in values.items() if own.get(symbol) is not value}
    kept = (r for r in model.relations if not r.is_default or r.symbol not in put_in)
    ordered = tuple(sorted(values.values(), key=_order))
    return replace(model, relations=tuple(kept), values=ordered)


def _order(value: Value) -> tuple[str, int, str]:
    return symbols.position(value.symbol)


def read_values(
    model: Model, given: Mapping[str | Symbol, object], origin: str
) -> dict[Symbol, Value]:
    """The values of ``given`` by the symbol that each name means, read exactly."""
    wanted: dict[Symbol, Value] = {}
    for name, number in given.items():
        if str(name) in model.without_effect:
            exact(number, str(name))
            continue
        symbol = find(model, name)
        if symbol in wanted:
            raise BadValueError(f"two values for {symbol}; give it once")
        value = exact(number, str(name))
        wanted[symbol] = Value(symbol, whole(symbol, value, str(name)), origin)
    return wanted


def whole(symbol: Symbol, value: Rational, name: str) -> Rational:
    """``value``, refused if it is a fraction and ``symbol`` is a size."""
    if symbol.is_integer and not value.is_Integer:
        raise BadValueError(f"{name} = {value} is a fraction; {symbol} must be a whole number")
    return value


def find(model: Model, name: str | Symbol) -> Symbol:
    """The symbol of ``model`` that ``name`` means, by its own name or by a config key."""
    own = model.symbols()
    symbol = meant(model, name)
    if symbol not in own:
        its = listed(str(symbol), map(str, own), EVERY_SYMBOL)
        raise UnknownNameError(
            f"{model.name[:60]} has no symbol {shown(str(name))}; its symbols are {its}"
        )
    return symbol


def meant(model: Model, name: str | Symbol) -> Symbol:
    """The symbol that ``name`` means: of ``model``, by one of its keys, or of the project.

    Raises UnknownNameError for a name that nobody knows.
    """
    own = by_name(model.symbols())
    text = str(name).strip()
    text = text if text in own else dict(model.keys).get(text, text)
    if text in own:
        return own[text]
    if text not in symbols.BY_NAME:
        known = {*own, *dict(model.keys), *symbols.BY_NAME}
        raise unknown("symbol", text, known, EVERY_SYMBOL)
    return symbols.BY_NAME[text].symbol


def _given_way(
    model: Model,
    relation: Relation,
    values: Mapping[Symbol, Value],
    wanted: Mapping[Symbol, Value],
) -> dict[Symbol, Value]:
    """The symbol of ``relation`` that the given value of its left side determines.

    The symbol that gives way does; another one only if the model has no value for it.
    """
    free = [s for s in symbols.in_order(relation.expression) if s not in wanted]
    if not free:
        return {}
    target = relation.gives_way if relation.gives_way in free else free[0]
    if target != relation.gives_way and target in values:
        return {}
    solution = relation.solved_for(target)
    known = with_relations(model, {symbol: value.number for symbol, value in values.items()})
    if solution is None or not solution.free_symbols <= known.keys():
        return {}
    number = solution.xreplace(known)
    if target in values and values[target].number == number:
        return {}
    reason = f"{target} = {solution}"
    if target.is_integer and number.is_number and not number.is_Integer:
        names = symbols.in_order(relation.expression, relation.symbol)
        there = (values[s] for s in names if s in values)
        facts = ", ".join(f"{v.symbol} = {v.number} ({v.origin})" for v in there)
        raise BadValueError(f"{facts}, so {reason} = {number} is not whole")
    return {target: Value(target, number, reason)}


def check(model: Model) -> None:
    """Raise BadValueError for the first requirement that the known values break."""
    for requirement in _broken(model):
        raise BadValueError(requirement.complaint(model))


def checked(model: Model, wanted: Mapping[Symbol, Value]) -> Model:
    """``model``, or its code traced again where the values ``wanted`` are beyond its formula.

    Raises BadValueError for a broken requirement where there is no code, or none that can be
    built with the values, and BadConfigError where that is all that is wrong.
    """
    for requirement in _broken(model):
        complaint = BadValueError(requirement.complaint(model))
        if model.again is None:
            raise complaint
        try:
            result = model.again(with_relations(model, model.numbers()))
        except BadConfigError:
            if requirement.is_of_the_formula:
                raise
            raise complaint from None
        built = with_relations(result, result.numbers())
        if any(built.get(symbol, value.number) != value.number for symbol, value in wanted.items()):
            raise complaint
        values = tuple(wanted.get(value.symbol, value) for value in result.values)
        note = f"traced again at the values given: {requirement.text}"
        return replace(result.measured(model.quantity), values=values, notes=(*result.notes, note))
    return model


def _broken(model: Model) -> Iterator[Requirement]:
    return (requirement for requirement in requirements(model) if requirement.is_broken())
