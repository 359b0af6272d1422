"""A configuration as a source of checked values: each key read once, and remembered as read."""

from collections.abc import Callable, Collection, Mapping
from fractions import Fraction

from symparams.algebra.numbers import bounded
from symparams.algebra.provenance import Setting
from symparams.errors import BadConfigError, BadValueError, shown
from symparams.models.families.spellings import spellings

LONGEST_LIST = 100_000
"""No model has this many layers; a longer list is refused before it is walked."""

MISSING = "not given, the family's default"
"""How the origin of a value ends that a configuration leaves out."""


class Source:
    """The keys of one configuration: their types and ranges, and which of them were read.

    ``data`` has each key under the name of the field that the reference class takes it for;
    ``spelled`` says how the configuration itself spells it, where that differs.
    """

    def __init__(self, data: Mapping[str, object], name: str) -> None:
        self.name = name
        self.spellings = spellings(str(data.get("model_type")))
        self.spelled: dict[str, str] = {}
        self.data = self._fields(data)
        self.settings: list[Setting] = []
        self.notes: list[str] = []
        self._read: set[str] = {"model_type", "architectures"}
        self._known: list[str] = []

    def _fields(self, data: Mapping[str, object]) -> dict[str, object]:
        """``data`` by the names of fields; two names of one field must agree."""
        aliases = self.spellings.aliases
        found = {key: value for key, value in data.items() if key not in aliases}
        for alias in data.keys() & aliases.keys():
            field, value = aliases[alias], data[alias]
            if field not in found:
                self._check_late(alias, field, value)
                self.spelled[field] = alias
            elif found[field] != value:
                one, other = sorted((self.said(field), alias), key=lambda key: key != field)
                values = self.shown(data[one]), self.shown(data[other])
                raise self.error(
                    f"{one} = {values[0]} and {other} = {values[1]} contradict each other; "
                    "give one of them"
                )
            found[field] = value
        return found

    def _check_late(self, alias: str, field: str, value: object) -> None:
        """Refuse an alias that the reference takes for ``field`` when it is too late."""
        late = self.spellings.late
        if alias in late and value != late[alias]:
            raise self.error(
                f"{alias} = {self.shown(value)}: the reference derives other values from {field} "
                f"before it reads this name; write {field}"
            )

    def said(self, key: str) -> str:
        """How the configuration spells ``key``."""
        return self.spelled.get(key, key)

    def flag(self, key: str, default: bool) -> bool:
        """A true-or-false key, or the family's documented default."""
        self._read.add(key)
        if key not in self.data:
            self._setting(key, default, f"{key} {MISSING}", True)
            return default
        value = self.data[key]
        if not isinstance(value, bool):
            raise self.error(f"{self.said(key)} = {self.shown(value)} must be true or false")
        self._setting(key, value, self.said(key), False)
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
            raise self.error(f"{self.said(key)} = {self.shown(value)} must be {wanted}")
        self.settings.append(Setting(key, value, self.said(key)))
        return value

    def whole(self, key: str, default: int, least: int = 0) -> int:
        """A whole number that says how layers are arranged and is no symbol of the count."""
        number = self._whole(key, least=least)
        self.settings.append(
            Setting(key, str(default), f"{key} {MISSING}", True)
            if number is None
            else Setting(key, str(number), self.said(key))
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

    def half(self, key: str, double: str) -> None:
        """Read ``double`` as twice the number under ``key``, rounded down; both must agree."""
        number = self._whole(double)
        if number is None:
            return
        if self.data.get(key, number // 2) != number // 2:
            raise self.error(
                f"{double} = {number} and {key} = {self.shown(self.data[key])} contradict each "
                f"other: {key} is half of {double}; give one of them"
            )
        self.data = {**self.data, key: number // 2}
        self.spelled[key] = double

    def ignore(self, *keys: str, why: str = "") -> None:
        """Take note of keys that the family knows and that cannot change its count."""
        present = [key for key in keys if key in self.data]
        self._read.update(present)
        self._known.extend(self.said(key) for key in present)
        if present and why:
            self.notes.append(f"{', '.join(present)}: {why}")

    def note(self, text: str) -> None:
        """A fact of the modelling code that no key mentions."""
        self.notes.append(text)

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

    def _whole(self, key: str, *, allow_null: bool = False, least: int = 0) -> int | None:
        """The whole number of at least ``least`` under ``key``, or None where it is missing."""
        self._read.add(key)
        if key not in self.data or (allow_null and self.data[key] is None):
            return None
        value = self.data[key]
        if isinstance(value, bool) or not isinstance(value, int):
            raise self.error(f"{self.said(key)} = {self.shown(value)} must be a whole number")
        if value == 0 and least == 0:
            return 0
        try:
            return int(bounded(Fraction(value), self.said(key)))
        except BadValueError as error:
            raise self.error(str(error)) from None
