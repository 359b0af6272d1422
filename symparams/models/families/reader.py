"""The one careful reader of configurations: nothing is guessed, nothing is overlooked.

A family asks for what it needs; the reader checks the type and the range, remembers where
each value comes from, and in the end looks at the keys that nobody asked for: harmless ones
are listed as ignored, and those that could change the count are an error.
"""

from collections.abc import Collection, Mapping
from dataclasses import replace

from sympy import Expr, Symbol, floor

from symparams import symbols
from symparams.algebra.model import Model
from symparams.algebra.provenance import Setting
from symparams.algebra.relations import HEAD_SIZE, KEY_VALUE_GROUPS, Divides, Whole
from symparams.algebra.tree import Component
from symparams.errors import shown
from symparams.models.families.sizes import Sizes

HEADS = {
    "base": "Model",
    "encoder": "EncoderModel",
    "causal": "ForCausalLM",
    "masked": "ForMaskedLM",
    "seq2seq": "ForConditionalGeneration",
    "pretraining": "ForPreTraining",
}
"""What stands on top, and how the classes of Hugging Face transformers end that have it."""

OTHER_ENDINGS = {
    **{(prefix, "causal"): ("LMHeadModel",) for prefix in ("GPT2", "OpenAIGPT", "CTRL", "XLNet")},
    ("Bert", "causal"): ("LMHeadModel",),
    ("BertGeneration", "causal"): ("Decoder",),
    ("BertGeneration", "encoder"): ("Encoder",),
    ("Marian", "seq2seq"): ("MTModel",),
    ("T5", "seq2seq"): ("ForConditionalGeneration", "WithLMHeadModel"),
}
"""Classes that are called otherwise, today or in older files."""

WAYS_TO_ATTEND = ("full_attention", "sliding_attention", "chunked_attention", "indexed_attention")
"""Kinds of layers that have the same weights: they differ in what a token looks at."""


class Config(Sizes):
    """A configuration while a family reads it.

    ``prefix`` is how the classes of the family begin (``Llama`` of ``LlamaForCausalLM``); after a
    bar, how its class without a head begins where that differs.
    """

    def __init__(self, data: Mapping[str, object], name: str, prefix: str = "") -> None:
        super().__init__(data, name)
        self.prefix = prefix

    # Heads

    def heads(
        self, key: str = "num_attention_heads", default: int = 1, *, rounds: bool = False
    ) -> Symbol:
        """The attention heads, with ``head_dim = H/heads``: see `head_size`."""
        self.size(key, default)
        self.head_size(rounds=rounds)
        return symbols.heads

    def indifferent_heads(self, key: str, default: int) -> Expr:
        """The size of a head where the code's matrices are ``H × H`` whatever the heads are."""
        self.size(key, default)
        hidden, count = self.number(symbols.H), self.number(symbols.heads)
        if hidden % count == 0:
            return self.head_size()
        self.note(f"{key} = {count} does not divide {hidden}: the matrices are H × H all the same")
        return symbols.H / symbols.heads

    def head_size(self, *, rounds: bool = False) -> Symbol:
        """``head_dim = H/heads``, an identity that the heads must keep.

        Some families round instead: where heads do not divide ``H``, ``head_dim = ⌊H/heads⌋``.
        """
        if rounds and self.number(symbols.H) % self.number(symbols.heads):
            return self.follow(
                symbols.head_dim, floor(symbols.H / symbols.heads), "head_dim not given"
            )
        self.relate(HEAD_SIZE)
        return symbols.head_dim

    def even_head_dim(self) -> Expr:
        """``⌊H/heads⌋``, where the code says that even beside a ``head_dim`` of its own."""
        own = self.values.get(symbols.head_dim)
        return symbols.head_dim if own is None else floor(symbols.H / symbols.heads)

    def even_head_dim_number(self) -> int:
        """``⌊H/heads⌋`` as a number."""
        return self.number(symbols.H) // self.number(symbols.heads)

    def must_divide(self) -> None:
        """Refuse heads that do not divide ``H``, where the family's configuration does."""
        hidden, count = self.number(symbols.H), self.number(symbols.heads)
        if hidden % count:
            names = [self.values[s].origin.split()[0] for s in (symbols.heads, symbols.H)]
            raise self.error(f"{names[0]} = {count} must divide {names[1]} = {hidden}")
        self.divisibility.append(Divides(symbols.heads, symbols.H))

    def own_head_dim(
        self, key: str = "head_dim", default: int | None = None, *, rounds: bool = False
    ) -> Symbol:
        """The size of a head that the config states, free of ``H/heads``; else `head_size`."""
        found = self._first(symbols.head_dim, key, allow_null=default is None)
        if found is not None:
            return self.put(symbols.head_dim, found[1], found[0])
        if default is not None:
            return self.default(symbols.head_dim, key, default)
        return self.head_size(rounds=rounds)

    def key_value_heads(
        self, key: str = "num_key_value_heads", default: int | None = None
    ) -> Symbol:
        """The key-value heads; without a default, a config that leaves them out has one a head."""
        is_null = key in self.data and self.data[key] is None
        if default is None or is_null:
            self.size_or(key, symbols.heads, symbols.kv_heads)
        else:
            self.size(key, default, symbols.kv_heads)
        heads, kv_heads = self.number(symbols.heads), self.number(symbols.kv_heads)
        if heads % kv_heads:
            self.notes.append(
                f"{key} = {kv_heads} does not divide the {heads} heads: "
                "the tensors exist, but attention cannot run"
            )
        else:
            self.relate(KEY_VALUE_GROUPS)
        return symbols.kv_heads

    def rotary(self, head: Symbol) -> None:
        """Rotary positions turn the halves of ``head``: it runs only if that is even.

        A configuration that turns a part of a head only says nothing about the whole.
        """
        nested = (self.data.get(key) for key in ("rope_parameters", "rope_scaling"))
        parts = [self.data, *(item for item in nested if isinstance(item, Mapping))]
        if not any("partial_rotary_factor" in part for part in parts):
            self.running.append(Whole(head / 2))

    def narrow_embedding(self, key: str, default: int | None = None) -> Expr:
        """The embedding's width under ``key``: ``H`` itself where the two are equal."""
        if default is None:
            self.size_or(key, symbols.H, symbols.embedding_width)
        else:
            self.size(key, default, symbols.embedding_width)
        own = self.values.get(symbols.embedding_width)
        if own is not None and own.number != self.number(symbols.H):
            self.require(symbols.embedding_width, "!=", symbols.H)
            return symbols.embedding_width
        if own is not None:
            self.require(symbols.H, "==", own.number)
        self.drop(symbols.embedding_width)
        return symbols.H

    # What the layers are, and what stands on top

    def layer_kinds(self, key: str, *kinds: str) -> list[object] | None:
        """A list with one of ``kinds`` for each layer; None where it is missing or null."""
        found = self.items(key, lambda item: item in kinds, " or ".join(kinds))
        layers = self.number(symbols.L)
        if found is not None and len(found) != layers:
            raise self.error(f"{key} has {len(found)} items for {layers} layers; give one for each")
        if found is not None:
            self.settings.append(Setting(key, f"{len(found)} layers", key))
        return found

    def layers_in(self, listed: Collection[object]) -> set[int]:
        """The layers among the numbers ``listed`` that the model has, at this depth and near it."""
        layers = self.number(symbols.L)
        numbers = {item for item in listed if isinstance(item, int)}
        inside = {item for item in numbers if item < layers}
        if inside:
            self.require(max(inside), "<", symbols.L)
        if len(inside) == layers:
            self.require(symbols.L, "<=", layers)
        if numbers - inside:
            self.require(symbols.L, "<=", min(numbers - inside))
        return inside

    def head(self, *kinds: str) -> str:
        """What stands on top, by the class that ``architectures`` names; else the first kind."""
        named = self.data.get("architectures")
        if named is None or named == []:
            self._setting_text("architectures", kinds[0], "architectures not given", True)
            return kinds[0]
        prefix, _, base = self.prefix.partition("|")
        known: dict[str, str] = {
            (base or prefix if kind == "base" else prefix) + ending: kind
            for kind in kinds
            for ending in OTHER_ENDINGS.get((prefix, kind), (HEADS[kind],))
        }
        one = named[0] if isinstance(named, list) and len(named) == 1 else None
        name = one.casefold() if isinstance(one, str) else ""
        kind = {ending.casefold(): kind for ending, kind in known.items()}.get(name)
        if kind is None:
            choices = ", ".join(known)
            raise self.error(
                f"architectures = {self.shown(named)} is not supported; known are {choices}"
            )
        self._setting_text("architectures", str(one), "architectures", False)
        return kind

    @property
    def known(self) -> frozenset[str]:
        """The keys that the family asked for, or knows to be without effect."""
        fields = {*self._read, *self._known, *self.spellings.matters}
        return frozenset(name for field in fields for name in self.spellings.names(field))

    def model(self, tree: Component) -> Model:
        """The finished model, once every key of the configuration has been accounted for."""
        if "layer_types" not in self._read and symbols.L in self.values:
            self.layer_kinds("layer_types", *WAYS_TO_ATTEND)
        ignored = [*self._known, *self._without_effect()]
        model = Model(
            name=self.name,
            tree=tree,
            relations=tuple(self.relations),
            divisibility=tuple(self.divisibility),
            conditions=tuple(self.conditions),
            running=tuple(dict.fromkeys(self.running)),
            settings=tuple(self.settings),
            notes=tuple(self.notes),
        )
        needed = model.raw_symbols().union(*(r.expression.free_symbols for r in self.relations))
        relations = tuple(r for r in self.relations if not r.is_default or r.symbol in needed)
        model = replace(model, relations=relations)
        used = set(model.symbols())
        given = {self.said(key) for key in self.data}
        unused = (v.origin for v in self.values.values() if v.symbol not in used)
        return replace(
            model,
            values=tuple(
                sorted(
                    (v for v in self.values.values() if v.symbol in used),
                    key=lambda v: symbols.position(v.symbol),
                )
            ),
            keys=self._own_keys(used),
            ignored=(*ignored, *(origin for origin in unused if origin in given)),
        )

    def _without_effect(self) -> list[str]:
        """The keys that nobody asked for, none of which can change the count.

        Those that the reference class does not read, or reads for something else. Raises
        BadConfigError for one that can.
        """
        found = []
        for key, value in self.data.items():
            if key in self._read:
                continue
            matters = self.spellings.matters
            if key in matters and value != matters[key]:
                family = self.shown(self.data["model_type"])
                raise self.error(
                    f"{shown(self.said(key))} = {self.shown(value)} could change the count, "
                    f"and the family {family} does not know it; remove the key if it cannot"
                )
            if value not in (None, False, 0, "") and value != [] and value != {}:
                said = self.said(key)
                found.append(said if said.isprintable() and len(said) <= 60 else shown(said))
        return found

    def _own_keys(self, used: Collection[Symbol]) -> tuple[tuple[str, str], ...]:
        """The keys that the family read and the symbol each gives a value, by any name."""
        return tuple(
            (name, str(symbol))
            for key, symbol in self.keys.items()
            for name in self.spellings.names(key)
            if symbol in used
        )
