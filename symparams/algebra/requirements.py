"""What a model's values must satisfy: the one list, the one check, and its words.

A count checks it at numbers; a search, a solution, a witness and the page ask it in the symbols
that are free.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import starmap

from sympy import Expr, Integer, Symbol, fraction

from symparams import symbols
from symparams.algebra.model import Model
from symparams.algebra.provenance import Value
from symparams.algebra.relations import Condition, Divides, Relation, Whole, put_in


@dataclass(frozen=True, slots=True)
class Size:
    """A dimension of a tensor or its number of copies: ``path`` says where it stands."""

    path: str
    expression: Expr


@dataclass(frozen=True, slots=True)
class Choice:
    """Copies of which a token uses some: ``used`` of ``times``, the experts of a mixture."""

    name: str
    times: Expr
    used: Expr


Source = Relation | Divides | Value | Condition | Size | Choice
"""Why something is required: a value that is pinned, or one that must be whole, is a `Value`."""


@dataclass(frozen=True, slots=True)
class Requirement:
    """``demand`` must hold, because of ``source``.

    It has the known numbers put in; where those are expressions in the symbols that a search
    varies, so is it.
    """

    source: Source
    demand: Whole | Condition

    def is_broken(self) -> bool:
        """Whether it fails; what still has a symbol in it does not fail yet."""
        return self.demand.holds({}) is False

    @property
    def is_of_the_formula(self) -> bool:
        """Whether it confines the formula of traced code to where it was found right."""
        is_pinned = isinstance(self.source, Value) and isinstance(self.demand, Condition)
        return is_pinned or isinstance(self.source, Condition)

    @property
    def divides(self) -> Divides | None:
        """The divisibility that it states, if any: by ``head_dim = H/heads`` heads divide H."""
        if isinstance(self.source, Divides):
            return self.source
        if not isinstance(self.source, Relation) or not isinstance(self.demand, Whole):
            return None
        above, below = fraction(self.source.expression)
        return Divides(below, above) if above.is_Symbol and below.is_Symbol else None

    @property
    def text(self) -> str:
        """What is required, in words."""
        match self.source:
            case Relation() as relation if self.divides is not None:
                return f"{_must_divide(self.divides)} ({relation})"
            case Relation() as relation if isinstance(self.demand, Whole):
                return f"{relation} must be a whole number"
            case Relation() as relation:
                return f"{relation} must hold"
            case Divides() as divides:
                return _must_divide(divides)
            case Condition() as condition:
                return f"the formula holds only where {condition}"
            case Size(path, size):
                return f"{path} is {size}; {self._of_a_size()}"
            case Choice(name, times, used):
                return f"a token uses {used} copies of {name}, at most all {times}"
            case Value(symbol, number) if isinstance(self.demand, Condition):
                return f"the formula holds for {symbol} = {number} only"
            case Value(symbol):
                return f"{symbol} must be a whole number"

    def complaint(self, model: Model) -> str:
        """What is required and which of the model's values break it, for an error."""
        match self.source, self.demand:
            case Relation(symbol) as relation, Condition(_, _, right):
                contradiction = f"{_fact(model, symbol)} contradicts {relation} = {right}"
                return f"{contradiction}; {_facts(model, relation.expression, symbol)}"
            case Relation(_, expression), _:
                return f"{self.text}, but {_facts(model, expression)}"
            case Divides(divisor, dividend), _:
                return f"{self.text}, but {_facts(model, divisor, dividend)}"
            case Condition(left, _, right), _:
                way_out = "trace again" if model.configuration is None else "put it in by its key"
                return f"{model.name}: {self.text}, but {_facts(model, left, right)}; {way_out}"
            case Size(path, size), demand:
                number = demand.expression if isinstance(demand, Whole) else demand.right
                return f"{path} would be {size} = {number}; {self._of_a_size()}"
            case Choice(name, times, used), Condition(chosen, _, there):
                only = f"there are only {times} = {there}"
                return f"a token would use {used} = {chosen} copies of {name}, but {only}"
            case Value(_, _, origin), Condition(left):
                return f"{model.name}: {self.text} ({origin}); {left} would need a new trace"
            case Value(symbol), _:
                return f"{_fact(model, symbol)} must be a whole number"
        raise AssertionError(self)  # no other pair is made

    def _of_a_size(self) -> str:
        is_whole = isinstance(self.demand, Whole)
        return "it must be a whole number" if is_whole else "it must not be negative"


def requirements(model: Model) -> Iterator[Requirement]:
    """Everything that the known values of ``model`` must satisfy, in the order of checking.

    >>> from symparams.algebra.values import assign
    >>> from symparams.models.textbook import textbook
    >>> [str(r.source) for r in requirements(assign(textbook(), {"H": 8, "heads": 2}))][:2]
    ['head_dim = H/heads', 'ffn_width = H*ffn_ratio']
    """
    known = model.numbers()
    varied = set().union(*(number.free_symbols for number in known.values()))
    following = with_relations(model, known)
    for relation in model.relations:
        number = relation.expression.xreplace(following)
        if number.free_symbols <= varied:
            yield from _of_relation(relation, number, known)
    for divides in model.divisibility:
        above, below = (following.get(s, s) for s in (divides.dividend, divides.divisor))
        yield Requirement(divides, Whole(above / below))
    for pinned in model.pinned:
        number = following.get(pinned.symbol, pinned.number)
        yield Requirement(pinned, Condition(number, "==", pinned.number))
    for condition in model.conditions:
        yield Requirement(condition, _at(condition, following))
    at: dict[Expr, Expr] = {}
    for path, size in sizes(model):
        number = at.get(size)
        if number is None:
            number = at[size] = model.related(size).xreplace(known)
        if number.is_Integer and number.is_nonnegative:
            continue
        yield Requirement(Size(path, size), Whole(number))
        if not number.is_nonnegative:
            yield Requirement(Size(path, size), Condition(Integer(0), "<=", number))
    for choice in starmap(Choice, model.tree.choices()):
        used, there = (model.related(e).xreplace(known) for e in (choice.used, choice.times))
        yield Requirement(choice, Condition(used, "<=", there))
    for value in model.values:
        if value.symbol.is_integer:
            yield Requirement(value, Whole(value.number))


def confined(model: Model, symbol: Symbol, values: Iterable[Expr]) -> tuple[Condition, ...]:
    """The conditions of the formula that some of the ``values`` of ``symbol`` break.

    >>> from symparams.models.textbook import textbook
    >>> from symparams.symbols import L
    >>> shallow = replace(textbook(), conditions=(Condition(L, "<=", Integer(128)),))
    >>> [str(condition) for condition in confined(shallow, L, [Integer(96), Integer(130)])]
    ['L <= 128']
    """
    tried = tuple(values)
    known = {s: n for s, n in model.numbers().items() if s != symbol}
    return tuple(
        condition
        for condition in model.conditions
        if symbol in condition.free_symbols
        and any(_at(condition, {**known, symbol: value}).holds({}) is False for value in tried)
    )


def demanded(model: Model, free: Iterable[Symbol]) -> tuple[Requirement, ...]:
    """Everything that values for the symbols ``free`` must satisfy, each demand once.

    Demands that hold whatever the symbols are, such as a whole ``4·H``, are left out.

    >>> from symparams.models.textbook import textbook
    >>> from symparams.symbols import H, L, V, ffn_ratio, heads
    >>> for requirement in demanded(textbook(), (H, L, V, heads, ffn_ratio)):
    ...     print(requirement.text)
    heads must divide H (head_dim = H/heads)
    ffn_width = H*ffn_ratio must be a whole number
    """
    varied = replace(model, values=tuple(Value(symbol, symbol, "free") for symbol in free))
    found: dict[Whole | Condition, Requirement] = {}
    for requirement in requirements(varied):
        if not requirement.demand.always_holds:
            found.setdefault(requirement.demand, requirement)
    return tuple(found.values())


def with_relations(model: Model, numbers: Mapping[Symbol, Expr]) -> dict[Symbol, Expr]:
    """``numbers``, and those that the relations of ``model`` give for the tied symbols."""
    known = dict(numbers)
    ties = tuple(relation for relation in model.relations if relation.symbol not in known)
    follow = {tie.symbol: put_in(ties, (), tie.expression).xreplace(known) for tie in ties}
    return known | follow


def sizes(model: Model) -> Iterator[tuple[str, Expr]]:
    """Everything in the tree that must be a whole number: a tensor's sizes, numbers of copies."""
    for leaf in model.leaves():
        yield from ((f"a dimension of {leaf.path}", size) for size in leaf.weight.shape)
        yield f"the number of copies of {leaf.path}", leaf.times


def _of_relation(
    relation: Relation, number: Expr, known: Mapping[Symbol, Expr]
) -> Iterator[Requirement]:
    tied = known.get(relation.symbol)
    if tied is not None:
        yield Requirement(relation, Condition(tied, "==", number))
    if relation.symbol.is_integer:
        yield Requirement(relation, Whole(number))


def _at(condition: Condition, known: Mapping[Symbol, Expr]) -> Condition:
    numbers = dict(known)
    left, right = condition.left.xreplace(numbers), condition.right.xreplace(numbers)
    return Condition(left, condition.relation, right)


def _must_divide(divides: Divides) -> str:
    return f"{divides.divisor} must divide {divides.dividend}"


def _facts(model: Model, *expressions: Expr) -> str:
    """The values of the symbols of ``expressions``, and where each is from."""
    known = with_relations(model, model.numbers())
    facts = (_fact(model, s) for s in symbols.in_order(*expressions) if s in known)
    return ", ".join(facts)


def _fact(model: Model, symbol: Symbol) -> str:
    """``heads = 7 (given)``, or ``head_dim = 64 (H/heads)`` where a relation gives it."""
    for value in model.values:
        if value.symbol == symbol:
            return f"{symbol} = {value.number} ({value.origin})"
    number = with_relations(model, model.numbers())[symbol]
    meant = next(r.expression for r in model.relations if r.symbol == symbol)
    return f"{symbol} = {number} ({meant})"
