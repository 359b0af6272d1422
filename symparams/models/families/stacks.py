"""How the layers of a model stack: copies of one block, or of two kinds.

A mixture of experts has dense layers beside its sparse ones, the first few or listed one by one;
each kind is taken as often as there are layers of it, and says which layers they are.
"""

from dataclasses import replace

from sympy import Expr, Integer

from symparams import symbols
from symparams.algebra import places
from symparams.algebra.places import Places
from symparams.algebra.tree import Component
from symparams.models.families.reader import Config


def stack(
    block: Component,
    times: Expr = symbols.L,
    name: str = "block",
    at: Places | None = None,
) -> Component:
    """``L`` copies of one block, or some, and which layers they are."""
    copies: Component = times * block.named(name)
    return replace(copies, places=at)


def two_kinds(
    dense: Component | None,
    sparse: Component,
    few: Expr | None,
    at: Places,
    *,
    names: tuple[str, str] = ("dense_block", "block"),
    total: Expr = symbols.L,
) -> Component:
    """``few`` blocks of the first kind, ``at`` these layers, and ``L − few`` of the second."""
    if few is None or dense is None:
        return stack(sparse, total)
    low = stack(dense, few, names[0], at)
    return low + stack(sparse, total - few, names[1], at.rest())


def first_dense(
    config: Config,
    dense: Component,
    sparse: Component,
    key: str = "first_k_dense_replace",
    default: int = 0,
) -> Component:
    """``dense_layers`` dense blocks, as many as ``key`` says, below the sparse ones."""
    few = config.count(key, default, symbols.dense_layers)
    if few is not None and config.number(few) >= config.number(symbols.L):
        config.require(symbols.L, "<=", config.number(few))
        config.drop(symbols.dense_layers)
        config.note(f"{key} covers all layers: no layer has experts")
        return stack(dense)
    return two_kinds(dense, sparse, few, places.first(0 if few is None else config.number(few)))


def kinds_of_layers(
    config: Config,
    dense: Component,
    sparse: Component,
    default: int,
    key: str = "mlp_layer_types",
    first: str = "",
) -> Component:
    """A mixture whose dense layers are listed one by one (``mlp_layer_types``).

    Without the list the first ``default`` layers are dense, or as many as ``first`` says.
    """
    listed = config.layer_kinds(key, "dense", "sparse")
    if listed is None and first:
        return first_dense(config, dense, sparse, first, default)
    if listed is None:
        few = Integer(default)
        if default > config.number(symbols.L):
            config.require(symbols.L, "<=", default)
            few = symbols.L
        origin = f"{key} not given, the first {default}"
        return counted_dense(config, dense, sparse, few, origin, places.first(default))
    config.ignore(*([first] if first else []))
    few, at = listed.count("dense"), places.of_kind("dense", listed)
    return counted_dense(config, dense, sparse, few, f"counted in {key}", at)


def counted_dense(
    config: Config,
    dense: Component,
    sparse: Component,
    few: Expr | int,
    origin: str,
    at: Places,
) -> Component:
    """``few`` dense blocks ``at`` their layers, and sparse ones for the rest."""
    if few == symbols.L or few == config.number(symbols.L):
        config.note(f"{origin}: no layer has experts")
        return stack(dense)
    if few == 0:
        return stack(sparse)
    return two_kinds(dense, sparse, config.some(symbols.dense_layers, few, origin), at)


def is_stack(component: Component) -> bool:
    """Whether the component already says how many times it is taken."""
    parts = (component,) if component.name else component.parts
    return any(isinstance(part, Component) and part.times.free_symbols for part in parts)
