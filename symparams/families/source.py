"""A configuration as a source of checked values: each key read once, and remembered as read."""

from collections.abc import Callable, Collection, Mapping
from fractions import Fraction

from sympy import Symbol

from symparams import symbols
from symparams.errors import BadConfigError, BadValueError, shown
from symparams.numbers import bounded
from symparams.tree import Setting

LONGEST_LIST = 100_000
"""No model has this many layers; a longer list is refused before it is walked."""

MISSING = "not given, the family's default"
"""How the origin of a value ends that a configuration leaves out."""


class Source:
    """The keys of one configuration: their types and ranges, and which of them were read."""

    def __init__(self, data: Mapping[str, object], name: str) -> None:
        self.data = data
        self.name = name
        self.settings: list[Setting] = []
        self.notes: list[str] = []
        self._read: set[str] = {"model_type", "architectures"}
        self._known: list[str] = []
        self.keys: dict[str, Symbol] = {}
        self.listed: set[Symbol] = set()

    def flag(self, key: str, default: bool) -> bool:
        """A true-or-false key, or the family's documented default."""
        self._read.add(key)
        if key not in self.data:
            self._setting(key, default, f"{key} {MISSING}", True)
            return default
        value = self.data[key]
        if not isinstance(value, bool):
            raise self.error(f"{key} = {self.shown(value)} must be true or false")
        self._setting(key, value, key, False)
        return value

    def text(self, key: str, default: str, choices: Collection[str] = ()) -> str:
        """The text under ``key``, one of ``choices`` if there are any."""
        self._read.add(key)
        if key not in self.data:
            self.settings.append(Setting(key, default, f"{key} {MISSING}", True))
            return default
        value = self.data[key]
        if not isinstance(value, str) or (choices and value not in choices):
            wanted = ", ".join(choices) if choices else "text"
            raise self.error(f"{key} = {self.shown(value)} must be {wanted}")
        self.settings.append(Setting(key, value, key))
        return value

    def whole(self, key: str, default: int, least: int = 0) -> int:
        """A whole number that says how layers are arranged and is no symbol of the count."""
        number = self._whole(key, least=least)
        self.settings.append(
            Setting(key, str(default), f"{key} {MISSING}", True)
            if number is None
            else Setting(key, str(number), key)
        )
        return default if number is None else number

    def items(self, key: str, is_good: Callable[[object], bool], what: str) -> list[object] | None:
        """The list under ``key``, each item checked; None where it is missing or null."""
        self._read.add(key)
        value = self.data.get(key)
        if value is None:
            return None
        if not isinstance(value, list):
            raise self.error(f"{key} = {self.shown(value)} must be a list of {what}")
        if len(value) > LONGEST_LIST:
            raise self.error(f"{key} has {len(value)} items; no model has so many layers")
        for item in value:
            if not is_good(item):
                raise self.error(f"{key} holds {self.shown(item)}; it must be a list of {what}")
        return value

    def ignore(self, *keys: str, why: str = "") -> None:
        """Take note of keys that the family knows and that cannot change its count."""
        present = [key for key in keys if key in self.data]
        self._read.update(present)
        self._known.extend(present)
        if present and why:
            self.notes.append(f"{', '.join(present)}: {why}")

    def note(self, text: str) -> None:
        """A fact of the modelling code that no key mentions."""
        self.notes.append(text)

    def rename(self, key: str, to: str) -> None:
        """Read ``key`` as the family's spelling of ``to``; both at once must agree."""
        if key in self.data:
            value = self.data[key]
            if self.data.get(to, value) != value:
                raise self.error(
                    f"{key} = {self.shown(value)} and {to} = {self.shown(self.data[to])} "
                    "contradict each other; give one of them"
                )
            self.data = {**{k: v for k, v in self.data.items() if k != key}, to: value}

    def error(self, problem: str) -> BadConfigError:
        """The one-line error for ``problem`` in this configuration."""
        return BadConfigError(f"{self.name}: {problem}")

    def shown(self, value: object) -> str:
        """``value`` as JSON writes it, where it is a word of JSON."""
        return {"None": "null", "True": "true", "False": "false"}.get(repr(value)) or shown(value)

    def _setting(self, key: str, value: bool, origin: str, is_default: bool) -> None:
        self._setting_text(key, "true" if value else "false", origin, is_default)

    def _setting_text(self, key: str, value: str, origin: str, is_default: bool) -> None:
        self.settings.append(Setting(key, value, origin, is_default))

    def _spellings(self, symbol: Symbol, key: str) -> tuple[str, ...]:
        known = symbols.BY_NAME[symbol.name].keys
        # head_dim is both the project's name and the key that most configurations use
        own = (symbol.name,) if symbol == symbols.head_dim else ()
        return (key, *(k for k in (*known, *own) if k != key))

    def _given(self, symbol: Symbol, key: str) -> bool:
        return any(spelling in self.data for spelling in self._spellings(symbol, key))

    def _first(
        self, symbol: Symbol, key: str, *, allow_null: bool = False, least: int = 1
    ) -> tuple[str, int] | None:
        """The value under the first of ``key`` and the symbol's other keys that is given."""
        given: list[tuple[str, int]] = []
        for spelling in self._spellings(symbol, key):
            self.keys.setdefault(spelling, symbol)
            null_is_fine = allow_null or spelling != key
            number = self._whole(spelling, allow_null=null_is_fine, least=least)
            if number is not None:
                given.append((spelling, number))
        if len({number for _, number in given}) > 1:
            both = " and ".join(f"{k} = {number}" for k, number in given)
            raise self.error(f"{both} contradict each other; give one of them")
        return given[0] if given else None

    def _whole(self, key: str, *, allow_null: bool = False, least: int = 0) -> int | None:
        """The whole number of at least ``least`` under ``key``, or None where it is missing."""
        self._read.add(key)
        if key not in self.data or (allow_null and self.data[key] is None):
            return None
        value = self.data[key]
        if isinstance(value, bool) or not isinstance(value, int):
            raise self.error(f"{key} = {self.shown(value)} must be a whole number")
        if value == 0 and least == 0:
            return 0
        try:
            return int(bounded(Fraction(value), key))
        except BadValueError as error:
            raise self.error(str(error)) from None
