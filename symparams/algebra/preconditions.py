"""What a claim may rest on, and how a claim about one symbol fixes the others.

A count has more symbols than degrees of freedom: ``head_dim = H/heads`` leaves two of three
free. This file decides which symbols a claim varies, which it holds, and which follow.
"""

from collections.abc import Iterable
from dataclasses import replace

from sympy import Symbol, fraction

from symparams import symbols
from symparams.algebra.grammar import parse_expression
from symparams.algebra.model import Model
from symparams.algebra.relations import STANDARD, Divides, Relation
from symparams.algebra.values import meant
from symparams.errors import BadValueError, shown


def read_precondition(given: object, model: Model) -> Relation | Divides:
    """A precondition as it is, or what a text states; see `parse_precondition`."""
    if isinstance(given, Relation | Divides):
        return given
    if isinstance(given, str):
        return parse_precondition(given, model)
    raise BadValueError(
        f"{shown(given)} is no precondition; write 'head_dim = H/heads' or 'heads divides H'"
    )


def parse_precondition(text: str, model: Model) -> Relation | Divides:
    """``head_dim = H/heads`` or ``heads divides H``, read with the project's own grammar.

    >>> from symparams.models.textbook import textbook
    >>> str(parse_precondition("heads divides H", textbook()))
    'heads divides H'

    Raises BadValueError or UnknownNameError for anything else.
    """
    left, equals, right = text.partition("=")
    if equals:
        symbol, expression = meant(model, left), parse_expression(right, lambda n: meant(model, n))
        below = symbols.in_order(fraction(expression)[1]) or symbols.in_order(expression)
        if not below or symbol in expression.free_symbols:
            raise BadValueError(f"{shown(text)} does not tie {symbol} to other symbols")
        return _as_usual(Relation(symbol, expression, below[0]))
    divisor, divides, dividend = text.partition(" divides ")
    if divides:
        return Divides(meant(model, divisor), meant(model, dividend))
    raise BadValueError(
        f"{shown(text)} is not a precondition; write 'head_dim = H/heads' or 'heads divides H'"
    )


def _as_usual(relation: Relation) -> Relation:
    """A standard identity as usual: ``H = heads·head_dim`` is ``head_dim = H/heads``."""
    for usual in STANDARD:
        if relation.solved_for(usual.symbol) == usual.expression:
            return usual
    return relation


def assuming(model: Model, given: Iterable[Relation | Divides]) -> Model:
    """``model`` with further preconditions; a relation replaces the model's own for its symbol."""
    for condition in given:
        if isinstance(condition, Divides):
            model = replace(model, divisibility=(*model.divisibility, condition))
        else:
            others = tuple(r for r in model.relations if r.symbol != condition.symbol)
            model = replace(model, relations=(condition, *others), again=None)
    return model


def parametrise(model: Model, symbol: Symbol, holding: Iterable[Symbol]) -> Model:
    """``model`` with its relations read so that ``symbol`` varies and ``holding`` stays fixed.

    ``holding`` the ratio ``kv_groups = heads/kv_heads`` while ``heads`` varies turns the
    relation into ``kv_heads = heads/kv_groups``. A claim about a tied symbol such as
    ``head_dim`` turns ``head_dim = H/heads`` into ``heads = H/head_dim``. A default
    (``kv_heads = heads`` where nothing says otherwise) gives way to both.

    Raises BadValueError where holding leaves nothing to vary.
    """
    fixed = tuple(holding)
    if symbol in fixed:
        raise BadValueError(f"{symbol} cannot be held fixed in a claim about {symbol}")
    relations = []
    for relation in model.relations:
        if relation.symbol not in (symbol, *fixed):
            relations.append(relation)
            continue
        if relation.is_default:
            continue
        if not relation.expression.free_symbols <= {*model.symbols()}:
            continue
        relations.append(_read_for_another(relation, symbol, fixed))
    turned = {relation.symbol for relation in relations if not relation.is_default}
    kept = (r for r in relations if not r.is_default or r.symbol not in turned)
    return replace(model, relations=tuple(kept))


def _read_for_another(relation: Relation, symbol: Symbol, fixed: tuple[Symbol, ...]) -> Relation:
    candidates = [relation.gives_way, *symbols.in_order(relation.expression)]
    for target in candidates:
        solution = relation.solved_for(target)
        if target not in (symbol, *fixed) and solution is not None:
            return Relation(target, solution, relation.symbol)
    raise BadValueError(f"holding {', '.join(map(str, fixed))} fixes {symbol} too, by {relation}")
