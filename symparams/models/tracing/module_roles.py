"""What the modules of a traced class do: their classes say it, else their kinds, else their names.

A class is named after what it does (``LlamaAttention``, ``Qwen3MoeSparseMoeBlock``,
``MambaMixer``). Only weights for which no class says anything are told by the names on the way
to them, as a last resort.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from sympy import Expr, S

from symparams import symbols
from symparams.algebra.parts import Kind, Weight
from symparams.algebra.roles import OF_A_KIND
from symparams.algebra.tree import Component, Role

OF_A_CLASS = (
    (
        re.compile(
            r"(Mixer|MambaLayer|GatedDeltaNet|DeltaAttention|(?<!Kimi)LinearAttention"
            r"|LightningAttention|RwkvSelfAttention|ShortConv(olution)?|RecurrentBlock|Rglru)$"
            r"|^ConvLayer$"
        ),
        Role.MIXER,
    ),
    (re.compile(r"Cross\w*Att(entio)?n$"), Role.CROSS_ATTENTION),
    (re.compile(r"(Att(entio)?n\d*|MoA|Indexer)$"), Role.ATTENTION),
    (
        re.compile(
            r"(MoE|Moe|Mo[eE]Block|Mo[eE]Layer|Experts?|ExpertGLU|SparseMLP|Shared(Experts)?MLP)$"
        ),
        Role.MIXTURE,
    ),
    (re.compile(r"(MultiModalProjector|(?<!Scale)Projector|PatchMerger)$"), Role.PROJECTOR),
    (re.compile(r"Pooler$"), Role.POOLER),
    (re.compile(r"LMPredictionHead$|(?<!With|Only|emma|mma2)LMHead$"), Role.MASKED_LM),
    (re.compile(r"^XmodAdapter$"), Role.ADAPTERS),
    (
        re.compile(r"(MLP|Mlp|FFN?|FeedForward|Dense(Gated)?ActDense|Intermediate)$"),
        Role.FEED_FORWARD,
    ),
)
"""How the classes of transformers end; what stands before it is the name of a model."""

CROSS = re.compile(r"cross_?att|enc\w*_?att", re.IGNORECASE)
OF_A_PATH = (
    (CROSS, Role.CROSS_ATTENTION),
    (re.compile(r"att(n|ention)", re.IGNORECASE), Role.ATTENTION),
    (re.compile(r"expert|mixture|moe", re.IGNORECASE), Role.MIXTURE),
    (
        re.compile(
            r"\b(mlp|ffn?|feed_?forward|fc\d|intermediate|output|dense_?relu)", re.IGNORECASE
        ),
        Role.FEED_FORWARD,
    ),
)
"""What well-known code calls these modules; the first that matches counts, so BERT's
``attention.output`` is attention and its ``output`` is not."""

WHOLE = (Role.ATTENTION, Role.CROSS_ATTENTION, Role.MIXER)
"""What is inside of these belongs to them, whatever its class."""

OF_ONE_KIND = {
    Kind.TOKENS: Role.EMBEDDING,
    Kind.POSITIONS: Role.POSITIONS,
    Kind.SEGMENTS: Role.SEGMENTS,
    Kind.NORM: Role.NORM,
    Kind.ROUTER: Role.ROUTER,
    Kind.OUTPUT: Role.OUTPUT_HEAD,
}


def role_of_class(name: str) -> str:
    """What the class of a module says that it does; nothing where it does not.

    >>> role_of_class("Qwen3MoeSparseMoeBlock"), role_of_class("Qwen3MoeDecoderLayer")
    (<Role.MIXTURE: 'mixture'>, '')
    """
    return next((role for pattern, role in OF_A_CLASS if pattern.search(name)), "")


def role_of_path(path: str) -> str:
    """What the names on the way to a weight let one guess."""
    return next((role for pattern, role in OF_A_PATH if pattern.search(path)), "")


def with_roles(tree: Component) -> Component:
    """``tree``, whose components have the roles of their classes, with the roles that they play."""
    return _settled(tree, (), "", S.One)


def _settled(component: Component, path: Sequence[str], above: str, times: Expr) -> Component:
    here = (*path, component.name) if component.name else path
    times = times * component.times
    own = _own(component, ".".join(here), above, times)
    parts = (
        _settled(part, here, own or above, times) if isinstance(part, Component) else part
        for part in component.parts
    )
    return replace(component, parts=tuple(parts), role=own)


def _own(component: Component, path: str, above: str, times: Expr) -> str:
    """The role that a component adds to that of what is above it."""
    weights = [part for part in component.parts if isinstance(part, Weight)]
    kinds = {weight.kind for weight in weights}
    if len(weights) == len(component.parts) and len(only := kinds - {Kind.BIASES}) == 1:
        told = OF_ONE_KIND.get(only.pop())
        if told is not None:
            return told
    own = _fitting(component.role, path, above)
    untold = [weight for weight in weights if weight.kind not in OF_A_KIND]
    is_of_experts = any(symbols.experts in (times * w.expression).free_symbols for w in untold)
    if not (own or above) and untold:
        own = role_of_path(path)
    if is_of_experts and (own or above) in ("", Role.FEED_FORWARD):
        own = Role.MIXTURE
    return own


def _fitting(role: str, path: str, above: str) -> str:
    """The role that a class says, where the component is no part of something larger."""
    if above in WHOLE or role == above:
        return ""
    if above == Role.MIXTURE and role == Role.FEED_FORWARD:
        return ""
    return Role.CROSS_ATTENTION if role == Role.ATTENTION and CROSS.search(path) else role
