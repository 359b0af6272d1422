"""Values put to a model's symbols: read exactly, merged with its own, every constraint checked."""

from collections.abc import Mapping
from dataclasses import replace

from sympy import Expr, Rational, Symbol

from symparams import symbols
from symparams.errors import BadValueError, UnknownNameError, shown, unknown
from symparams.numbers import exact
from symparams.relations import Divides, Relation
from symparams.requirements import needed, sizes
from symparams.tree import Model, Value


def assign(model: Model, given: Mapping[str | Symbol, object], origin: str = "given") -> Model:
    """``model`` with the values of ``given``, by symbol, by name, or by a config's own key.

    A given value replaces the model's own. A value for a tied symbol (``head_dim``,
    ``ffn_width``, ``kv_groups``) determines the symbol that gives way in its relation.

    Raises UnknownNameError for a symbol that the model lacks, and BadValueError for a value
    that is out of range, given twice, or breaks a relation or the size of a tensor.
    """
    wanted = _read(model, given, origin)
    kept = (r for r in model.relations if r.gives_way != r.symbol or r.symbol not in wanted)
    model = replace(model, relations=tuple(kept))
    values = {value.symbol: value for value in model.values} | wanted
    for relation in model.relations:
        if relation.symbol in wanted:
            values |= _given_way(relation, values, wanted)
    result = replace(model, values=tuple(sorted(values.values(), key=_order)))
    check(result)
    return result


def _order(value: Value) -> tuple[int, str]:
    return symbols.position(value.symbol)


def _read(model: Model, given: Mapping[str | Symbol, object], origin: str) -> dict[Symbol, Value]:
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
    entry = symbols.BY_KEY.get(text)
    if entry is None:
        raise unknown("symbol", text, {*own, *symbols.BY_KEY})
    if entry.name in own:
        return entry.symbol
    raise UnknownNameError(
        f"{model.name} has no symbol {shown(text)}; its symbols are {', '.join(own)}"
    )


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
    if target.is_integer and not number.is_Integer:
        raise BadValueError(f"{_facts(relation, values)}, so {reason} = {number} is not whole")
    return {target: Value(target, number, reason)}


def check(model: Model) -> None:
    """Raise BadValueError if the known values break a relation or the size of a tensor."""
    values = {value.symbol: value for value in model.values}
    for relation in model.relations:
        if relation.expression.free_symbols <= values.keys():
            _check_relation(relation, values)
    for divides in model.divisibility:
        if {divides.divisor, divides.dividend} <= values.keys():
            _check_divisibility(divides, values)
    numbers = model.numbers()
    for pinned in model.pinned:
        number = numbers.get(pinned.symbol, pinned.number)
        if number != pinned.number:
            raise BadValueError(
                f"{model.name}: the formula holds for {pinned.symbol} = {pinned.number} only "
                f"({pinned.origin}); {number} would need a new trace"
            )
    for condition in model.conditions:
        if condition.holds(with_relations(model, numbers)) is False:
            facts = ", ".join(
                f"{s} = {numbers[s]}"
                for s in symbols.in_order(condition.left, condition.right)
                if s in numbers
            )
            raise BadValueError(
                f"{model.name}: the formula holds only where {condition}, but {facts}"
            )
    for path, size in sizes(model):
        number = model.related(size).xreplace(numbers)
        if number.is_number and not (number.is_Integer and number >= 0):
            raise BadValueError(
                f"{path} would have the size {size} = {number}; it must be a whole number"
            )


def with_relations(model: Model, numbers: Mapping[Symbol, Expr]) -> dict[Symbol, Expr]:
    """``numbers``, and those that the relations of ``model`` give for the tied symbols."""
    known = dict(numbers)
    for relation in reversed(model.relations):
        if relation.symbol not in known:
            known[relation.symbol] = relation.expression.xreplace(known)
    return known


def _check_relation(relation: Relation, values: Mapping[Symbol, Value]) -> None:
    numbers = {symbol: value.number for symbol, value in values.items()}
    number = relation.expression.xreplace(numbers)
    tied = values.get(relation.symbol)
    if tied is not None and tied.number != number:
        raise BadValueError(
            f"{relation.symbol} = {tied.number} ({tied.origin}) contradicts "
            f"{relation} = {number}; {_facts(relation, values)}"
        )
    if relation.symbol.is_integer and not number.is_Integer:
        raise BadValueError(f"{needed(relation)}, but {_facts(relation, values)}")


def _check_divisibility(divides: Divides, values: Mapping[Symbol, Value]) -> None:
    divisor, dividend = values[divides.divisor], values[divides.dividend]
    if dividend.number % divisor.number != 0:
        raise BadValueError(
            f"{divides} is needed, but {divisor.symbol} = {divisor.number} ({divisor.origin}), "
            f"{dividend.symbol} = {dividend.number} ({dividend.origin})"
        )


def _facts(relation: Relation, values: Mapping[Symbol, Value]) -> str:
    known = (
        values[s] for s in symbols.in_order(relation.expression, relation.symbol) if s in values
    )
    return ", ".join(f"{v.symbol} = {v.number} ({v.origin})" for v in known)
