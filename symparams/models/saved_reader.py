"""Reading a saved model: every value checked where it stands, nothing evaluated as code."""

from collections.abc import Mapping

from symparams.algebra import places
from symparams.algebra.model import Model
from symparams.algebra.numbers import read_number
from symparams.algebra.parts import AMOUNTS, Kind, Operation, Single, Weight
from symparams.algebra.places import Places
from symparams.algebra.provenance import Published, Setting, Value
from symparams.algebra.relations import Condition, Divides, Relation, Whole
from symparams.algebra.symbol_names import told_apart
from symparams.algebra.tree import Component
from symparams.errors import shown
from symparams.models.expansion import is_large
from symparams.models.saved_values import MOST_ENTRIES, SavedValues
from symparams.models.ties import wrong_ties

MARKER = "symparams_model"
FORMAT = 2
READ = (1, FORMAT)
"""The first version had neither scopes nor operations."""

MOST_PARTS = 20_000
DEEPEST = 40
MOST_RELATIONS = 60
COMPARISONS = ("<", "<=", "==", "!=")
MODEL_KEYS = frozenset({
    MARKER, "name", "title", "notes", "ignored", "tree", "relations", "divisibility",
    "conditions", "values", "settings", "pinned", "running", "without_effect", "keys", "published",
})  # fmt: skip


def read(data: Mapping[str, object], name: str = "the saved model") -> Model:
    """The model that `symparams.models.saved.save` wrote.

    Raises BadConfigError, in one line that says where, for anything that is not one.
    """
    return _Reader(name).model(data)


class _Reader(SavedValues):
    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.parts = 0

    def model(self, data: Mapping[str, object]) -> Model:
        version = data.get(MARKER)
        if type(version) is not int or version not in READ:
            known = " and ".join(map(str, READ))
            raise self.error(MARKER, f"version {shown(version)} is not known; this reads {known}")
        for key in data:
            if key not in MODEL_KEYS:
                raise self.error(MARKER, f"{shown(key)} is no key of a saved model")
        tree = self.component(data.get("tree"), "tree", 0)
        model = self.made("relations", lambda: self.put_together(data, tree))
        self.made("tree", lambda: told_apart(model.symbols()))
        given = [value.symbol for value in model.values]
        for symbol in given:
            if given.count(symbol) > 1:
                raise self.error("values", f"two values for {symbol}")
        self.check_work(model)
        for problem in wrong_ties(model):
            raise self.error("tree", problem)
        return model

    def put_together(self, data: Mapping[str, object], tree: Component) -> Model:
        return Model(
            name=self.text(data.get("name"), "name"),
            tree=tree,
            relations=self.entries(data, "relations", self.relation, MOST_RELATIONS),
            divisibility=self.entries(data, "divisibility", self.divides),
            conditions=self.entries(data, "conditions", self.condition),
            pinned=self.entries(data, "pinned", self.value),
            running=self.entries(data, "running", self.whole),
            without_effect=self.entries(data, "without_effect", self.text),
            keys=self.keys(data.get("keys", {})),
            values=self.entries(data, "values", self.value),
            settings=self.entries(data, "settings", self.setting),
            title=self.text(data.get("title", ""), "title"),
            notes=self.entries(data, "notes", self.text),
            ignored=self.entries(data, "ignored", self.text),
            published=self.published(data.get("published")),
        )

    def component(self, value: object, where: str, depth: int) -> Component:
        data = self.mapping(
            value, where, "name", "times", "active_times", "places", "role", "parts"
        )
        if depth > DEEPEST:
            raise self.error(where, f"components are nested more than {DEEPEST} deep")
        parts = data.get("parts")
        if not isinstance(parts, list):
            raise self.error(where, "a component needs parts, a list")
        self.parts += len(parts)
        if self.parts > MOST_PARTS:
            raise self.error(where, f"more than {MOST_PARTS} parts")
        active = data.get("active_times")
        return self.made(
            where,
            lambda: Component(
                self.text(data.get("name"), f"{where}.name"),
                tuple(self.part(p, f"{where}.parts[{n}]", depth) for n, p in enumerate(parts)),
                self.expression(data.get("times", "1"), f"{where}.times"),
                None if active is None else self.expression(active, f"{where}.active_times"),
                self.places(data.get("places"), f"{where}.places"),
                role=self.text(data.get("role", ""), f"{where}.role"),
            ),
        )

    def places(self, value: object, where: str) -> Places | None:
        if value is None:
            return None
        found = places.read(value) if isinstance(value, str) else None
        if found is None:
            raise self.error(where, f"{shown(value)} is not like '0:3', 'not 0:3' or '1,5,9'")
        return found

    def part(self, value: object, where: str, depth: int) -> Single | Component:
        keys = value if isinstance(value, dict) else {}
        if "does" in keys:
            return self.operation(value, where)
        return (
            self.weight(value, where)
            if "shape" in keys
            else self.component(value, where, depth + 1)
        )

    def operation(self, value: object, where: str) -> Operation:
        data = self.mapping(value, where, "name", "does")
        said = self.mapping(data["does"], f"{where}.does", *AMOUNTS, "sees")
        does = {key: self.expression(said[key], f"{where}.does.{key}") for key in said}
        name = self.text(data.get("name"), f"{where}.name")
        return self.made(where, lambda: Operation(name, **does))

    def weight(self, value: object, where: str) -> Weight:
        data = self.mapping(value, where, "name", "shape", "kind", "tied_to")
        kind = data.get("kind", "weights")
        if kind not in [str(k) for k in Kind]:
            known = ", ".join(Kind)
            raise self.error(f"{where}.kind", f"{shown(kind)} is not one of {known}")
        shape = self.entries(data, "shape", lambda size, at: self.expression(size, f"{where}.{at}"))
        return self.made(
            where,
            lambda: Weight(
                self.text(data.get("name"), f"{where}.name"),
                shape,
                Kind(kind),
                self.text(data.get("tied_to", ""), f"{where}.tied_to"),
            ),
        )

    def relation(self, value: object, where: str) -> Relation:
        data = self.mapping(value, where, "symbol", "equals", "gives_way")
        return Relation(
            self.symbol(data.get("symbol"), f"{where}.symbol"),
            self.expression(data.get("equals"), f"{where}.equals"),
            self.symbol(data.get("gives_way"), f"{where}.gives_way"),
        )

    def divides(self, value: object, where: str) -> Divides:
        data = self.mapping(value, where, "divisor", "dividend")
        return Divides(
            self.symbol(data.get("divisor"), f"{where}.divisor"),
            self.symbol(data.get("dividend"), f"{where}.dividend"),
        )

    def condition(self, value: object, where: str) -> Condition:
        data = self.mapping(value, where, "left", "relation", "right")
        relation = data.get("relation")
        if relation not in COMPARISONS:
            known = ", ".join(COMPARISONS)
            raise self.error(f"{where}.relation", f"{shown(relation)} is not one of {known}")
        return Condition(
            self.expression(data.get("left"), f"{where}.left"),
            relation,
            self.expression(data.get("right"), f"{where}.right"),
        )

    def whole(self, value: object, where: str) -> Whole:
        return Whole(self.expression(value, where))

    def value(self, value: object, where: str) -> Value:
        data = self.mapping(value, where, "symbol", "number", "origin", "is_default")
        symbol = self.symbol(data.get("symbol"), f"{where}.symbol")
        number = self.made(
            f"{where}.number",
            lambda: read_number(self.text(data.get("number"), f"{where}.number"), symbol.name),
        )
        if number <= 0 or (symbol.is_integer and not number.is_Integer):
            raise self.error(f"{where}.number", f"{symbol} = {number} must be positive and whole")
        return Value(
            symbol,
            number,
            self.text(data.get("origin", ""), f"{where}.origin"),
            self.flag(data.get("is_default", False), f"{where}.is_default"),
        )

    def setting(self, value: object, where: str) -> Setting:
        data = self.mapping(value, where, "name", "value", "origin", "is_default")
        return Setting(
            self.text(data.get("name"), f"{where}.name"),
            self.text(data.get("value"), f"{where}.value"),
            self.text(data.get("origin", ""), f"{where}.origin"),
            self.flag(data.get("is_default", False), f"{where}.is_default"),
        )

    def keys(self, value: object) -> tuple[tuple[str, str], ...]:
        if not isinstance(value, dict) or len(value) > MOST_ENTRIES:
            raise self.error("keys", "not an object of configuration keys and symbol names")
        return tuple((self.text(k, "keys"), self.symbol(v, "keys").name) for k, v in value.items())

    def published(self, value: object) -> Published | None:
        if value is None:
            return None
        data = self.mapping(value, "published", "count", "source", "note", "printed")
        printed = data.get("printed", {})
        if not isinstance(printed, dict) or any(type(n) is not int for n in printed.values()):
            raise self.error("published.printed", "not an object of symbol names and numbers")
        return Published(
            self.text(data.get("count"), "published.count"),
            self.text(data.get("source"), "published.source"),
            self.text(data.get("note", ""), "published.note"),
            tuple(printed.items()),
        )

    def check_work(self, model: Model) -> None:
        """Refuse a tree whose expansion would be large: a real one has a handful of terms."""
        for leaf in model.leaves():
            if is_large(model.related(leaf.expression)):
                raise self.error("tree", f"{shown(leaf.path)} is too large an expression")
