"""Values put to a model's symbols: read exactly, merged with its own, every constraint checked."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from sympy import Rational, Symbol

from symparams import symbols
from symparams.editing import Given, changes, edited, edits_of, sizes_of
from symparams.errors import BadValueError, UnknownNameError, shown, unknown
from symparams.numbers import exact
from symparams.relations import Condition, Divides, Relation
from symparams.requirements import (
    Choice,
    Requirement,
    Size,
    needed,
    requirements,
    with_relations,
)
from symparams.tree import Model, Value


def assign(model: Model, given: Given, origin: str = "given") -> Model:
    """``model`` with the values of ``given``, by symbol, by name, or by a config's own key.

    A value by a configuration's key is an edit of the file, which is read again. A value by
    symbol scales the formula: ratios (``ffn_ratio``) and explicit values stay, and what the
    formula derives from it follows. A value for a tied symbol (``head_dim``,
    ``ffn_width``, ``kv_groups``) determines the symbol that gives way in its relation. What
    changes besides the values that are given is in `Model.changes`.

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
    result = settle(edited(model, edits, origin), wanted)
    check(result)
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
    return model, read_values(model, sizes_of(model, rest, varied), origin)


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
    own = {str(symbol): symbol for symbol in model.symbols()}
    text = str(name)
    text = text if text in own else dict(model.keys).get(text, text)
    if text in own:
        return own[text]
    if text not in symbols.BY_NAME:
        raise unknown("symbol", text, {*own, *dict(model.keys), *symbols.BY_NAME}, own)
    raise UnknownNameError(
        f"{model.name} has no symbol {shown(text)}; its symbols are {', '.join(own)}"
    )


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
        raise BadValueError(f"{_facts(relation, values)}, so {reason} = {number} is not whole")
    return {target: Value(target, number, reason)}


def check(model: Model) -> None:
    """Raise BadValueError if the known values break a relation or the size of a tensor."""
    for requirement in requirements(model):
        if requirement.is_broken():
            raise BadValueError(_complaint(model, requirement))


def _complaint(model: Model, broken: Requirement) -> str:
    values = {value.symbol: value for value in model.values}
    match broken.source:
        case Relation() as relation if broken.condition is not None:
            tied = values[relation.symbol]
            return (
                f"{relation.symbol} = {tied.number} ({tied.origin}) contradicts "
                f"{relation} = {broken.condition.right}; {_facts(relation, values)}"
            )
        case Relation() as relation:
            return f"{needed(relation)}, but {_facts(relation, values)}"
        case Divides() as divides:
            divisor, dividend = values[divides.divisor], values[divides.dividend]
            return (
                f"{divisor.symbol} must divide {dividend.symbol}, but "
                f"{divisor.symbol} = {divisor.number} ({divisor.origin}), "
                f"{dividend.symbol} = {dividend.number} ({dividend.origin})"
            )
        case Value() as pinned if broken.condition is not None:
            return (
                f"{model.name}: the formula holds for {pinned.symbol} = {pinned.number} only "
                f"({pinned.origin}); {broken.condition.left} would need a new trace"
            )
        case Condition() as condition:
            known = (values[s] for s in symbols.in_order(*condition.free_symbols) if s in values)
            facts = ", ".join(f"{value.symbol} = {value.number}" for value in known)
            return (
                f"{model.name}: the formula holds only where {condition}, but {facts}; "
                "there, trace again"
            )
        case Size(path, size) if broken.whole is not None and broken.whole.is_Integer:
            return f"{path} would be {size} = {broken.whole}, which must not be negative"
        case Size(path, size):
            return f"{path} would have the size {size} = {broken.whole}; it must be a whole number"
        case Choice(name, times, used):
            numbers = model.numbers()
            chosen, there = (model.related(e).xreplace(numbers) for e in (used, times))
            return (
                f"a token would use {used} = {chosen} copies of {name}, "
                f"but there are only {times} = {there}"
            )
        case Value() as value:
            return f"{value.symbol} = {value.number} ({value.origin}) must be a whole number"


def _facts(relation: Relation, values: Mapping[Symbol, Value]) -> str:
    known = (
        values[s] for s in symbols.in_order(relation.expression, relation.symbol) if s in values
    )
    return ", ".join(f"{v.symbol} = {v.number} ({v.origin})" for v in known)
