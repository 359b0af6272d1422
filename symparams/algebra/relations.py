"""What ties a model's symbols: relations, divisibility, and conditions on their values.

``head_dim = H/heads`` is the one that matters most: under it the head count cancels.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from sympy import Expr, Symbol, ceiling, expand, floor, fraction

from symparams import symbols


@dataclass(frozen=True, slots=True)
class Relation:
    """``symbol = expression``, an identity that ties a model's symbols.

    When a user gives a value to ``symbol``, ``gives_way`` is the one that is worked out. A
    relation whose own ``symbol`` gives way is a default: a value for the symbol replaces it.
    """

    symbol: Symbol
    expression: Expr
    gives_way: Symbol

    def __str__(self) -> str:
        return f"{self.symbol} = {self.expression}"

    @property
    def is_default(self) -> bool:
        """Whether it only says what its symbol is where nothing else gives it a value."""
        return bool(self.gives_way == self.symbol)

    def solved_for(self, target: Symbol) -> Expr | None:
        """The same identity read for ``target``: ``heads = H/head_dim``; None if it is not linear.

        >>> HEAD_SIZE.solved_for(symbols.heads)
        H/head_dim
        """
        if target == self.symbol:
            return self.expression
        above, below = fraction(self.expression)
        difference = expand(self.symbol * below - above)
        slope, rest = difference.coeff(target, 1), difference.coeff(target, 0)
        is_linear = slope != 0 and difference == expand(slope * target + rest)
        return -rest / slope if is_linear and not (slope.has(target) or rest.has(target)) else None


HEAD_SIZE = Relation(symbols.head_dim, symbols.H / symbols.heads, symbols.heads)
"""``head_dim = H/heads``: multi-head attention splits the hidden size evenly (Vaswani et al.
2017, §3.2.2). It is a precondition of every proof that uses it, not a fact of nature."""

KEY_VALUE_GROUPS = Relation(symbols.kv_groups, symbols.heads / symbols.kv_heads, symbols.kv_heads)
"""``kv_groups = heads/kv_heads``: grouped-query attention (Ainslie et al. 2023, §2.2)."""

FEEDFORWARD_WIDTH = Relation(symbols.ffn_width, symbols.ffn_ratio * symbols.H, symbols.ffn_ratio)
"""``ffn_width = ffn_ratio·H``: how configurations name the feed-forward width."""


STANDARD = (HEAD_SIZE, KEY_VALUE_GROUPS, FEEDFORWARD_WIDTH)


@dataclass(frozen=True, slots=True)
class Divides:
    """``divisor`` divides ``dividend``: what makes ``floor(H/heads)`` the same as ``H/heads``."""

    divisor: Symbol
    dividend: Symbol

    def __str__(self) -> str:
        return f"{self.divisor} divides {self.dividend}"

    def applied(self, expression: Expr) -> Expr:
        """``expression`` without the roundings that this divisibility makes exact.

        Written over positive integers, ``dividend = divisor·q``: a floor whose argument is
        then an integer is its argument.

        >>> Divides(symbols.heads, symbols.H).applied(floor(symbols.H / symbols.heads))
        H/heads
        """
        quotient = Symbol("q", positive=True, integer=True)
        multiple = {self.dividend: self.divisor * quotient}
        exact = {
            rounding: rounding.args[0]
            for rounding in expression.atoms(floor, ceiling)
            if expand(rounding.args[0].xreplace(multiple)).is_integer
        }
        return expression.xreplace(exact)


def put_in(
    relations: tuple[Relation, ...], divisibility: tuple[Divides, ...], expression: Expr
) -> Expr:
    """``expression`` with the relations put in and the roundings that divide exactly removed."""
    meaning = {relation.symbol: relation.expression for relation in relations}
    while meaning.keys() & expression.free_symbols:
        expression = expression.xreplace(meaning)
    for divides in divisibility:
        expression = divides.applied(expression)
    return expression


@dataclass(frozen=True, slots=True)
class Whole:
    """``expression`` is a whole number.

    >>> from sympy import Integer
    >>> whole = Whole(symbols.H / symbols.heads)
    >>> str(whole), whole.holds({symbols.H: Integer(8), symbols.heads: Integer(3)})
    ('H/heads is a whole number', False)
    """

    expression: Expr

    def __str__(self) -> str:
        return f"{self.expression} is a whole number"

    @property
    def free_symbols(self) -> set[Symbol]:
        """The symbols in it."""
        return set(self.expression.free_symbols)

    def holds(self, numbers: Mapping[Symbol, Expr]) -> bool | None:
        """Whether it holds at ``numbers``; None while a symbol in it has no number."""
        number = self.expression.xreplace(dict(numbers))
        return bool(number.is_Integer) if number.is_number else None

    @property
    def always_holds(self) -> bool:
        """Whether it holds whatever its symbols are, as far as their kinds tell."""
        return bool(self.expression.is_integer)


@dataclass(frozen=True, slots=True)
class Condition:
    """``left relation right``: what must hold for a traced formula to be the code's count.

    ``relation`` is one of ``<``, ``<=``, ``==`` and ``!=``.

    >>> from sympy import Integer
    >>> condition = Condition(symbols.H, "<=", symbols.V)
    >>> str(condition), condition.holds({symbols.H: Integer(8), symbols.V: Integer(4)})
    ('H <= V', False)
    """

    left: Expr
    relation: str
    right: Expr

    def __str__(self) -> str:
        return f"{self.left} {self.relation} {self.right}"

    @property
    def free_symbols(self) -> set[Symbol]:
        """The symbols on both sides."""
        return {*self.left.free_symbols, *self.right.free_symbols}

    def holds(self, numbers: Mapping[Symbol, Expr]) -> bool | None:
        """Whether it holds at ``numbers``; None while a symbol in it has no number."""
        difference = (self.left - self.right).xreplace(dict(numbers))
        if not difference.is_Rational:
            return None
        verdicts = {
            "<": difference < 0,
            "<=": difference <= 0,
            "==": difference == 0,
            "!=": difference != 0,
        }
        return bool(verdicts[self.relation])

    @property
    def always_holds(self) -> bool:
        """Whether it holds whatever its symbols are, as far as their signs tell."""
        difference = expand(self.left - self.right)
        verdicts = {
            "<": difference.is_negative,
            "<=": difference.is_nonpositive,
            "==": difference.is_zero,
            "!=": difference.is_nonzero,
        }
        return bool(verdicts[self.relation])
