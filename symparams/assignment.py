"""Values put to a model's symbols: read exactly, merged with its own, every constraint checked."""

from collections.abc import Mapping
from dataclasses import replace

from sympy import Rational, Symbol

from symparams import symbols
from symparams.errors import EVERY_SYMBOL, BadValueError, UnknownNameError, listed, shown, unknown
from symparams.numbers import exact
from symparams.relations import Relation
from symparams.requirements import requirements
from symparams.tree import Model, Value


def assign(model: Model, given: Mapping[str | Symbol, object], origin: str = "given") -> Model:
    """``model`` with the values of ``given``, by symbol, by name, or by a config's own key.

    A given value replaces the model's own. A value for a tied symbol (``head_dim``,
    ``ffn_width``, ``kv_groups``) determines the symbol that gives way in its relation.

    Raises UnknownNameError for a symbol that the model lacks, and BadValueError for a value
    that is out of range, given twice, or breaks a relation or the size of a tensor.
    """
    result = settle(model, read_values(model, given, origin))
    check(result)
    return result


def settle(model: Model, wanted: Mapping[Symbol, Value]) -> Model:
    """``model`` with the values ``wanted`` and those that they determine, not yet checked.

    The number of a value may be an expression: a search gives each symbol that it varies
    itself as its number, and what the symbol determines becomes an expression in it.
    """
    kept = (r for r in model.relations if r.gives_way != r.symbol or r.symbol not in wanted)
    model = replace(model, relations=tuple(kept))
    values = {value.symbol: value for value in model.values} | dict(wanted)
    for relation in model.relations:
        if relation.symbol in wanted:
            values |= _given_way(relation, values, wanted)
    return replace(model, values=tuple(sorted(values.values(), key=_order)))


def _order(value: Value) -> tuple[int, str]:
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
    own = {str(symbol): symbol for symbol in model.symbols()}
    text = str(name).strip()
    text = text if text in own else dict(model.keys).get(text, text)
    if text in own:
        return own[text]
    entry = symbols.BY_KEY.get(text)
    if entry is None:
        raise unknown("symbol", text, {*own, *symbols.BY_KEY}, EVERY_SYMBOL)
    return own.get(entry.name, entry.symbol)


def _given_way(
    relation: Relation, values: Mapping[Symbol, Value], wanted: Mapping[Symbol, Value]
) -> dict[Symbol, Value]:
    """The symbol of ``relation`` that the given value of its left side determines."""
    free = [s for s in symbols.in_order(relation.expression) if s not in wanted]
    if not free:
        return {}
    target = relation.gives_way if relation.gives_way in free else free[0]
    solution = relation.solved_for(target)
    if solution is None or not solution.free_symbols <= values.keys():
        return {}
    number = solution.xreplace({s: values[s].number for s in solution.free_symbols})
    reason = f"{target} = {solution}"
    if target.is_integer and number.is_number and not number.is_Integer:
        names = symbols.in_order(relation.expression, relation.symbol)
        known = (values[s] for s in names if s in values)
        facts = ", ".join(f"{v.symbol} = {v.number} ({v.origin})" for v in known)
        raise BadValueError(f"{facts}, so {reason} = {number} is not whole")
    return {target: Value(target, number, reason)}


def check(model: Model) -> None:
    """Raise BadValueError for the first requirement that the known values break."""
    for requirement in requirements(model):
        if requirement.is_broken():
            raise BadValueError(requirement.complaint(model))
