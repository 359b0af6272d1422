"""The one careful reader of configurations: nothing is guessed, nothing is overlooked.

A family asks for what it needs; the reader checks the type and the range, remembers where
each value comes from, and in the end looks at the keys that nobody asked for: harmless ones
are listed as ignored, and those that could change the count are an error.
"""

import re
from collections.abc import Mapping
from fractions import Fraction

from sympy import Expr, Integer, Rational, Symbol

from symparams import symbols
from symparams.errors import BadConfigError, BadValueError, shown
from symparams.numbers import bounded
from symparams.tree import Component, Model, Relation, Value

COULD_MATTER = re.compile(
    r"(^|_)(size|sizes|dim|dims|rank|width|hidden|inner|heads?|layers?|layer_types|expert|experts|"
    r"bias|biases|tie|tied|ties|vocab|embd|embed|embedding|embeddings|norm|norms|adapter|adapters|"
    r"cross_attention|kernel|projection|proj|ratio|factorized|shared|lora|mtp|nextn)(_|$)"
)
HARMLESS = re.compile(
    r"(.*_)?(dropout|drop|pdrop|prob|eps|epsilon|id|ids|init|range|std|factor|dtype|version|theta|"
    r"scaling|window|cache|loss|coef|jitter|activation|act|act_fn|function|length|beams|labels|"
    r"implementation|attentions|states|dict|type|name|classifier|is_decoder|is_encoder_decoder)|"
    r"rope_.*|rotary_.*|quantization_config|label2id|id2label|task_specific_params|summary_.*|"
    r"chunk_size_.*|pretraining_tp|max_window_layers|reorder_.*|max_position_embeddings|"
    r"transformers_version|.*layer_idx|scale_attn_weights"
)


class Config:
    """A configuration while a family reads it."""

    def __init__(self, data: Mapping[str, object], name: str) -> None:
        self.data = data
        self.name = name
        self.values: dict[Symbol, Value] = {}
        self.notes: list[str] = []
        self._read: set[str] = {"model_type", "architectures"}

    def size(self, symbol: Symbol, key: str, *, default: int) -> Symbol:
        """The size under ``key`` (or its older spellings), or the family's documented default."""
        value = self._first(symbol, key)
        if value is None:
            origin = f"{key} not given, the family's default"
            self.values[symbol] = Value(symbol, Integer(default), origin, is_default=True)
        else:
            found, number = value
            self.values[symbol] = Value(symbol, Integer(number), found)
        return symbol

    def key_value_heads(self, key: str = "num_key_value_heads") -> Symbol:
        """The key-value heads; a config that leaves them out has one for each head."""
        number = self.whole(key)
        same = self.values[symbols.heads].number
        if number is None:
            origin = f"{key} not given, = num_attention_heads"
            value = Value(symbols.kv_heads, same, origin, is_default=True)
        else:
            value = Value(symbols.kv_heads, Integer(number), key)
        self.values[symbols.kv_heads] = value
        return symbols.kv_heads

    def own_head_dim(self, key: str = "head_dim") -> bool:
        """Whether the config states the size of a head, which then need not be ``H/heads``."""
        number = self.whole(key)
        if number is not None:
            self.values[symbols.head_dim] = Value(symbols.head_dim, Integer(number), key)
        return number is not None

    def feedforward_width(self, key: str, *, default: int | None = None) -> Expr:
        """``ffn_ratio·H``, with the exact ratio from the width under ``key``.

        Without a ``default`` a config that leaves the width out means ``4·H``.
        """
        number = self.whole(key)
        hidden = self.values[symbols.H]
        if number is None and default is None:
            ratio, origin = Integer(4), f"{key} not given, = 4·{hidden.origin}"
        elif number is None:
            ratio = Rational(default, hidden.number)
            origin = f"{key} not given, the family's default {default} / {hidden.number}"
        else:
            ratio = Rational(number, hidden.number)
            origin = f"{key} / {hidden.origin.split()[0]} = {number}/{hidden.number}"
        self.values[symbols.ffn_ratio] = Value(symbols.ffn_ratio, ratio, origin, number is None)
        return symbols.ffn_ratio * symbols.H

    def flag(self, key: str, *, default: bool) -> bool:
        """A true-or-false key, or the family's documented default."""
        self._read.add(key)
        value = self.data.get(key)
        if value is None:
            return default
        if not isinstance(value, bool):
            raise BadConfigError(f"{self.name}: {key} = {shown(value)} must be true or false")
        return value

    def architecture(self, *choices: str) -> str:
        """The class that ``architectures`` names; the first choice if it names none."""
        named = self.data.get("architectures")
        if named is None:
            return choices[0]
        if not isinstance(named, list) or len(named) != 1 or named[0] not in choices:
            known = ", ".join(choices)
            raise BadConfigError(
                f"{self.name}: architectures = {shown(named)} is not supported; known are {known}"
            )
        return str(named[0])

    def whole(self, key: str) -> int | None:
        """The positive whole number under ``key``, or None where it is missing or null."""
        self._read.add(key)
        value = self.data.get(key)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int):
            raise BadConfigError(f"{self.name}: {key} = {shown(value)} must be a whole number")
        try:
            return int(bounded(Fraction(value), key))
        except BadValueError as error:
            raise BadConfigError(f"{self.name}: {error}") from None

    def _first(self, symbol: Symbol, key: str) -> tuple[str, int] | None:
        """The value under the first of ``key`` and the symbol's other keys that is given."""
        keys = (key, *(k for k in symbols.BY_NAME[symbol.name].keys if k != key))
        given = [(k, number) for k in keys if (number := self.whole(k)) is not None]
        if len({number for _, number in given}) > 1:
            both = " and ".join(f"{k} = {number}" for k, number in given)
            raise BadConfigError(f"{self.name}: {both} contradict each other; give one of them")
        return given[0] if given else None

    def model(
        self, tree: Component, relations: tuple[Relation, ...], title: str = ""
    ) -> Model:
        """The finished model, once every key of the configuration has been accounted for."""
        ignored = []
        for key, value in self.data.items():
            if key in self._read or value in (None, False, 0, "") or value == [] or value == {}:
                continue
            if COULD_MATTER.search(key) and not HARMLESS.fullmatch(key):
                family = shown(self.data["model_type"])
                raise BadConfigError(
                    f"{self.name}: {shown(key)} = {shown(value)} could change the count, "
                    f"and the family {family} does not know it; remove the key if it cannot"
                )
            ignored.append(key if key.isprintable() and len(key) <= 60 else shown(key))
        return Model(
            name=self.name,
            tree=tree,
            relations=relations,
            values=tuple(sorted(self.values.values(), key=lambda v: symbols.position(v.symbol))),
            title=title,
            notes=tuple(self.notes),
            ignored=tuple(ignored),
        )
