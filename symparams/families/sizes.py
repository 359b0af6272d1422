"""The sizes of a configuration: each key read into the symbol that it gives a value."""

from collections.abc import Mapping

from sympy import Expr, Integer, Rational, Symbol

from symparams import symbols
from symparams.families.source import MISSING, Source
from symparams.relations import Relation, Whole
from symparams.tree import Setting, Value


class Sizes(Source):
    """The keys of one configuration, the values that symbols get from them, and their relations."""

    def __init__(self, data: Mapping[str, object], name: str) -> None:
        super().__init__(data, name)
        self.values: dict[Symbol, Value] = {}
        self.relations: list[Relation] = []
        self.running: list[Whole] = []

    def sizes(self, **defaults: int) -> None:
        """Each key's size under the symbol that `symbols` gives it, or the family's default.

        ``config.sizes(hidden_size=4096, num_hidden_layers=32)`` reads ``H`` and ``L``.
        """
        for key, default in defaults.items():
            self.size(key, default)

    def size(self, key: str, default: int, symbol: Symbol | None = None) -> Symbol:
        """The positive size under ``key`` (or its other spellings), or the family's default."""
        symbol = symbol or symbols.BY_KEY[key].symbol
        found = self._first(symbol, key)
        if found is None:
            return self.default(symbol, key, default)
        return self.put(symbol, found[1], found[0])

    def size_or(self, key: str, other: Symbol, symbol: Symbol | None = None) -> Symbol:
        """The size under ``key``; a config that leaves it out, or null, means that of ``other``."""
        symbol = symbol or symbols.BY_KEY[key].symbol
        found = self._first(symbol, key, allow_null=True)
        if found is not None:
            return self.put(symbol, found[1], found[0])
        same = self.values[other]
        source = same.origin.split()[0]
        return self.put(symbol, int(same.number), f"{key} not given, = {source}", True)

    def optional(
        self, key: str, default: int | None = None, symbol: Symbol | None = None
    ) -> Symbol | None:
        """The size under ``key``, or None where null says that the model has no such part."""
        symbol = symbol or symbols.BY_KEY[key].symbol
        if self._given(symbol, key) and self.data.get(key) is None:
            self._read.add(key)
            self.settings.append(Setting(key, "null", key))
            return None
        if not self._given(symbol, key) and default is None:
            self.settings.append(Setting(key, "null", f"{key} {MISSING}", True))
            return None
        return self.size(key, default or 1, symbol)

    def count(self, key: str, default: int, symbol: Symbol | None = None) -> Symbol | None:
        """A number of parts under ``key``, which may be 0: then the model has none, and None."""
        symbol = symbol or symbols.BY_KEY[key].symbol
        found = self._first(symbol, key, least=0)
        number = default if found is None else found[1]
        origin = f"{key} {MISSING}" if found is None else found[0]
        if number == 0:
            self.settings.append(Setting(key, "0", origin, found is None))
            return None
        return self.put(symbol, number, origin, found is None)

    def put(self, symbol: Symbol, number: object, origin: str, is_default: bool = False) -> Symbol:
        """``symbol`` with its value; a family says itself where the value comes from."""
        self.values[symbol] = Value(symbol, Rational(number), origin, is_default)
        return symbol

    def default(self, symbol: Symbol, key: str, number: int) -> Symbol:
        """``symbol`` with the family's default, named after the key that is not there."""
        return self.put(symbol, number, f"{key} {MISSING}", True)

    def number(self, symbol: Symbol) -> int:
        """The whole number that ``symbol`` has in this configuration."""
        return int(self.values[symbol].number)

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
        own = symbols.BY_NAME[ratio.name.replace("ratio", "width")].symbol
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

    def drop(self, symbol: Symbol) -> None:
        """Forget a value that the model turns out not to use."""
        self.values.pop(symbol, None)

    def relate(self, relation: Relation) -> None:
        """Tie the model's symbols by ``relation``."""
        if relation not in self.relations:
            self.relations.append(relation)
