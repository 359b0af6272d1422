"""A model beside itself: other numbers for its symbols, or one symbol tied to others.

``kv_heads = heads`` is multi-head attention where a model has grouped-query attention; what the
grouping saves is the difference of the two.
"""

import re
from collections.abc import Mapping
from dataclasses import replace

from sympy import Expr, Symbol

from symparams.algebra.arguments import pairs
from symparams.algebra.grammar import parse_expression
from symparams.algebra.ledger import normal_form
from symparams.algebra.model import Model
from symparams.algebra.numbers import NUMBER, exact
from symparams.algebra.preconditions import assuming
from symparams.algebra.provenance import Value
from symparams.algebra.relations import Relation
from symparams.algebra.values import assign, find
from symparams.errors import BadValueError, shown
from symparams.models.loading import Source, load

VARIANT = re.compile(r"(?P<model>[^:].*?):(?P<values>[A-Za-z_][\w.]*=.*)", re.ASCII | re.DOTALL)
NEXT_VALUE = re.compile(r",(?=\s*[A-Za-z_][\w.]*\s*=)", re.ASCII)


def split(source: str) -> tuple[str, dict[str, str]]:
    """A model's name or path, and the values that are attached to it.

    Values begin at the first colon that is followed by ``NAME=``: a drive letter and a
    ``module:Class`` are none. Whoever reads a command line asks first whether the whole of it is
    a file.

    >>> split("llama-3.1-8b:kv_heads=heads,L=40"), split(r"C:\\models\\config.json")
    (('llama-3.1-8b', {'kv_heads': 'heads', 'L': '40'}), ('C:\\\\models\\\\config.json', {}))

    Raises BadValueError for a symbol that is given twice.
    """
    match = VARIANT.fullmatch(source)
    if match is None:
        return source, {}
    values: dict[str, str] = {}
    for assignment in NEXT_VALUE.split(match["values"]):
        name, _, value = assignment.partition("=")
        if name.strip() in values:
            raise BadValueError(f"{shown(source)}: two values for {name.strip()}; give it once")
        values[name.strip()] = value
    return match["model"], values


def variant(model: Source, values: Mapping[str, object], origin: str = "given") -> Model:
    """``model`` with other values, named by them; an expression ties its symbol to others.

    A value is a number, as everywhere, or an expression in the model's symbols, as text in the
    project's own grammar or from SymPy.

    >>> from symparams.algebra.closed_forms import closed_form
    >>> closed_form(variant("llama-3.1-8b", {"kv_heads": "heads"}))
    29*H**2*L/2 + 2*H*L + 2*H*V + H

    Raises UnknownNameError for a symbol that the model lacks, and BadValueError for a value
    that breaks a constraint or ties a symbol to itself.
    """
    model = load(model)
    given = pairs(values, "values", "{'kv_heads': 'heads'}")
    tied = {name: value for name, value in given.items() if _is_expression(value)}
    numbers: dict[str | Symbol, object] = {n: v for n, v in given.items() if n not in tied}
    model = assign(model, numbers, origin)
    for name, value in tied.items():
        symbol = find(model, name)
        model = _tied(model, *_for_the_one_that_gives_way(model, symbol, _read(model, value)))
    return replace(assign(model, {}), name=label(model.name, values))


def label(name: str, values: Mapping[str, object]) -> str:
    """A variant's name, as `split` reads it: ``gpt2:L=24,H=1024``."""
    said = ",".join(f"{symbol}={value}" for symbol, value in values.items())
    return f"{name}:{said}" if said else name


def with_common_values(
    model: Model, common: Mapping[str, object], own: Mapping[str, object]
) -> dict[str, object]:
    """``own`` values of a model, and the ``common`` ones for symbols that it does not name."""
    named = {_meant(model, name) for name in own}
    return {n: v for n, v in common.items() if _meant(model, n) not in named} | dict(own)


def _meant(model: Model, name: str) -> str:
    return name if name in model.without_effect else str(find(model, name))


def _is_expression(value: object) -> bool:
    if isinstance(value, str):
        return NUMBER.fullmatch(value.strip()) is None and any(c.isalpha() for c in value)
    return isinstance(value, Expr) and not value.is_number


def _read(model: Model, value: object) -> Expr:
    return parse_expression(value, lambda n: find(model, n)) if isinstance(value, str) else value


def _for_the_one_that_gives_way(model: Model, symbol: Symbol, meant: Expr) -> tuple[Symbol, Expr]:
    """``symbol = meant`` as the tree needs it: ``ffn_width = 4·H`` is ``ffn_ratio = 4``."""
    for relation in model.relations:
        if relation.symbol == symbol and relation.gives_way != symbol:
            solution = relation.solved_for(relation.gives_way)
            if solution is not None and not meant.has(relation.gives_way):
                return relation.gives_way, normal_form(solution.xreplace({symbol: meant}))
    return symbol, meant


def _tied(model: Model, symbol: Symbol, meant: Expr) -> Model:
    """``model`` under the relation ``symbol = meant``, with the number that follows."""
    if symbol in meant.free_symbols:
        raise BadValueError(f"{symbol} = {meant} ties {symbol} to itself")
    if meant.is_nonpositive:
        raise BadValueError(f"{symbol} = {meant} is not positive; a size is greater than 0")
    if symbol in {pinned.symbol for pinned in model.pinned}:
        raise BadValueError(f"{model.name}: the formula holds for one {symbol} only")
    relation = Relation(symbol, meant, symbol)
    number = model.related(meant).xreplace(model.numbers())
    is_known = number.is_Rational
    follows = (Value(symbol, exact(number, str(symbol)), str(relation)),) if is_known else ()
    others = tuple(v for v in model.values if v.symbol != symbol)
    return replace(assuming(model, [relation]), values=(*others, *follows))
