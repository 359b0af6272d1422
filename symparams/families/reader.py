"""The one careful reader of configurations: nothing is guessed, nothing is overlooked.

A family asks for what it needs; the reader checks the type and the range, remembers where
each value comes from, and in the end looks at the keys that nobody asked for: harmless ones
are listed as ignored, and those that could change the count are an error.
"""

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

from sympy import Expr, Integer, Symbol

from symparams import symbols
from symparams.errors import shown
from symparams.families.keys import could_matter
from symparams.families.sizes import Sizes
from symparams.relations import HEAD_SIZE, KEY_VALUE_GROUPS
from symparams.tree import Component, Model, Setting

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

        Some families round instead: ``head_dim = ⌊H/heads⌋`` is then a number of its own.
        """
        hidden, count = self.number(symbols.H), self.number(symbols.heads)
        if rounds and hidden % count:
            quotient = f"hidden_size // num_attention_heads = {hidden} // {count}"
            origin = f"head_dim not given, = {quotient}"
            return self.put(symbols.head_dim, hidden // count, origin, True)
        self.relate(HEAD_SIZE)
        return symbols.head_dim

    def even_head_dim(self) -> Expr:
        """``⌊H/heads⌋``, where the code says that even beside a ``head_dim`` of its own."""
        even = self.even_head_dim_number()
        own = self.values.get(symbols.head_dim)
        return symbols.head_dim if own is None or own.number == even else Integer(even)

    def even_head_dim_number(self) -> int:
        """``⌊H/heads⌋`` as a number."""
        return self.number(symbols.H) // self.number(symbols.heads)

    def must_divide(self) -> None:
        """Refuse heads that do not divide ``H``, where the family's configuration does."""
        hidden, count = self.number(symbols.H), self.number(symbols.heads)
        if hidden % count:
            names = [self.values[s].origin.split()[0] for s in (symbols.heads, symbols.H)]
            raise self.error(f"{names[0]} = {count} must divide {names[1]} = {hidden}")

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

    def narrow_embedding(self, key: str, default: int | None = None) -> Expr:
        """The embedding's width under ``key``: ``H`` itself where the two are equal."""
        if default is None:
            self.size_or(key, symbols.H, symbols.embedding_width)
        else:
            self.size(key, default, symbols.embedding_width)
        if self.number(symbols.embedding_width) != self.number(symbols.H):
            return symbols.embedding_width
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

    def model(self, tree: Component) -> Model:
        """The finished model, once every key of the configuration has been accounted for."""
        is_tied = HEAD_SIZE in self.relations and "head_dim" not in self._read
        if is_tied and self.data.get("head_dim") == self.even_head_dim_number():
            self.ignore("head_dim")
        if "layer_types" not in self._read and symbols.L in self.values:
            self.layer_kinds("layer_types", *WAYS_TO_ATTEND)
        ignored = list(self._known)
        for key, value in self.data.items():
            if key in self._read or value in (None, False, 0, "") or value == [] or value == {}:
                continue
            if could_matter(key, value):
                family = self.shown(self.data["model_type"])
                raise self.error(
                    f"{shown(key)} = {self.shown(value)} could change the count, "
                    f"and the family {family} does not know it; remove the key if it cannot"
                )
            ignored.append(key if key.isprintable() and len(key) <= 60 else shown(key))
        model = Model(
            name=self.name,
            tree=tree,
            relations=tuple(self.relations),
            settings=tuple(self.settings),
            notes=tuple(self.notes),
            entries=MappingProxyType(dict(self.data)),
        )
        used = set(model.symbols())
        unused = (v.origin for v in self.values.values() if v.symbol not in used)
        return replace(
            model,
            values=tuple(
                sorted(
                    (v for v in self.values.values() if v.symbol in used),
                    key=lambda v: symbols.position(v.symbol),
                )
            ),
            ignored=(*ignored, *(origin for origin in unused if origin in self.data)),
        )
