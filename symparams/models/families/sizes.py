"""The sizes of a configuration: each key read into the symbol that it gives a value."""

from collections.abc import Mapping

from sympy import Expr, Integer, Rational, Symbol

from symparams import symbols
from symparams.algebra.parts import exact_expression
from symparams.algebra.provenance import Setting, Value
from symparams.algebra.relations import Condition, Divides, Relation, Whole, put_in
from symparams.models.families.keys import USUAL
from symparams.models.families.source import MISSING, Source


class Sizes(Source):
    """The keys of one configuration, the values that symbols get from them, and their relations."""

    def __init__(self, data: Mapping[str, object], name: str) -> None:
        super().__init__(data, name)
        self.values: dict[Symbol, Value] = {}
        self.relations: list[Relation] = []
        self.divisibility: list[Divides] = []
        self.conditions: list[Condition] = []
        self.keys: dict[str, Symbol] = {}
        self.running: list[Whole] = []

    def sizes(self, **defaults: int) -> None:
        """Each key's size under the symbol that it usually means, or the family's default.

        ``config.sizes(hidden_size=4096, num_hidden_layers=32)`` reads ``H`` and ``L``.
        """
        for key, default in defaults.items():
            self.size(key, default)

    def size(self, key: str, default: int, symbol: Symbol | None = None) -> Symbol:
        """The positive size under ``key``, or the family's default."""
        symbol = symbol or USUAL[key]
        found = self._first(symbol, key)
        if found is None:
            return self.default(symbol, key, default)
        return self.put(symbol, found[1], found[0])

    def size_or(self, key: str, other: Symbol, symbol: Symbol | None = None) -> Symbol:
        """The size under ``key``; a config that leaves it out, or null, means that of ``other``."""
        symbol = symbol or USUAL[key]
        found = self._first(symbol, key, allow_null=True)
        if found is not None:
            return self.put(symbol, found[1], found[0])
        return self.follow(symbol, other, f"{key} not given")

    def optional(
        self, key: str, default: int | None = None, symbol: Symbol | None = None
    ) -> Symbol | None:
        """The size under ``key``, or None where null says that the model has no such part."""
        symbol = symbol or USUAL[key]
        if key in self.data and self.data[key] is None:
            self._read.add(key)
            self.settings.append(Setting(key, "null", self.said(key)))
            return None
        if key not in self.data and default is None:
            self.settings.append(Setting(key, "null", f"{key} {MISSING}", True))
            return None
        return self.size(key, default or 1, symbol)

    def count(self, key: str, default: int, symbol: Symbol | None = None) -> Symbol | None:
        """A number of parts under ``key``, which may be 0: then the model has none, and None."""
        symbol = symbol or USUAL[key]
        found = self._first(symbol, key, least=0)
        number = default if found is None else found[1]
        origin = f"{key} {MISSING}" if found is None else found[0]
        if number == 0:
            self.settings.append(Setting(key, "0", origin, found is None))
            return None
        return self.put(symbol, number, origin, found is None)

    def put(self, symbol: Symbol, number: object, origin: str, is_default: bool = False) -> Symbol:
        """``symbol`` with its value; a family says itself where the value comes from."""
        if self.data.get(origin) == number:
            self.keys.setdefault(origin, symbol)
        self.values[symbol] = Value(symbol, Rational(number), origin, is_default)
        return symbol

    def default(self, symbol: Symbol, key: str, number: int) -> Symbol:
        """``symbol`` with the family's default, named after the key that is not there."""
        return self.put(symbol, number, f"{key} {MISSING}", True)

    def follow(self, symbol: Symbol, expression: Expr, origin: str) -> Symbol:
        """``symbol`` as the code derives it: a default that other values move with them.

        ``kv_heads = heads``, ``sparse_layers = floor(L/2)``. A value for the symbol replaces it.
        """
        self.drop(symbol)
        self.relate(Relation(symbol, expression, symbol))
        self.settings.append(Setting(str(symbol), str(expression), origin, True))
        return symbol

    def some(self, symbol: Symbol, number: Expr | int, origin: str) -> Symbol:
        """``symbol`` copies of a part: a number that the file counts, or one that follows."""
        expression = exact_expression(number)
        is_counted = expression.is_Integer
        return (self.put if is_counted else self.follow)(symbol, expression, origin)

    def require(self, left: Expr | int, relation: str, right: Expr | int) -> None:
        """The tree that is being built is the code's only where ``left relation right`` holds."""
        condition = Condition(exact_expression(left), relation, exact_expression(right))
        if not condition.always_holds and condition not in self.conditions:
            self.conditions.append(condition)

    def has(self, symbol: Symbol) -> bool:
        """Whether ``symbol`` has a value here, or follows from others."""
        return symbol in self.values or any(r.symbol == symbol for r in self.relations)

    def number(self, symbol: Expr) -> int:
        """The whole number that ``symbol``, or an expression, has in this configuration."""
        numbers = {value.symbol: value.number for value in self.values.values()}
        ties = tuple(relation for relation in self.relations if relation.symbol not in numbers)
        return int(put_in(ties, (), symbol).xreplace(numbers))

    def width(
        self,
        key: str,
        default: int | None = None,
        ratio: Symbol = symbols.ffn_ratio,
        *,
        four_times: bool = False,
    ) -> Expr:
        """``ratio·H``, with the exact ratio from the width under ``key``.

        With ``four_times`` a config that leaves the width out, or null, means ``4·H``.
        """
        own = symbols.width_of(ratio)
        found = self._first(own, key, allow_null=four_times)
        hidden = self.values[symbols.H]
        source = hidden.origin.split()[0]
        if found is not None:
            number = Rational(found[1], hidden.number)
            origin = f"{found[0]} / {source} = {found[1]}/{hidden.number}"
        elif four_times:
            number, origin = Integer(4), f"{key} not given, = 4·{source}"
        else:
            number = Rational(default, hidden.number)
            origin = f"{key} {MISSING} {default} / {hidden.number}"
        self.put(ratio, number, origin, found is None)
        self.relate(Relation(own, ratio * symbols.H, ratio))
        return ratio * symbols.H

    def _first(
        self, symbol: Symbol, key: str, *, allow_null: bool = False, least: int = 1
    ) -> tuple[str, int] | None:
        """The value that ``key`` gives ``symbol``, as the file spells it; None if it is missing."""
        self.keys[key] = symbol
        number = self._whole(key, allow_null=allow_null, least=least)
        return None if number is None else (self.said(key), number)

    def drop(self, symbol: Symbol) -> None:
        """Forget a value that the model turns out not to use, or what it followed from."""
        self.values.pop(symbol, None)
        self.relations = [r for r in self.relations if r.symbol != symbol or not r.is_default]

    def relate(self, relation: Relation) -> None:
        """Tie the model's symbols by ``relation``."""
        if relation not in self.relations:
            self.relations.append(relation)
