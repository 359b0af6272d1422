"""What the parts of a model are called where they are defined: their letters and their names."""

from sympy import Symbol

from symparams import symbols
from symparams.algebra.tree import Component, Role

LETTERS: dict[str, str] = {
    Role.ATTENTION: "A",
    Role.CROSS_ATTENTION: "C",
    Role.MIXER: "X",
    Role.FEED_FORWARD: "F",
    Role.MIXTURE: "M",
}
"""The letter of a part by its role; a block is ``B``, a tower ``T``."""

WHOLE = Symbol("N", positive=True, integer=True)
"""The count itself."""

GATE = "gate"


def words(name: str) -> str:
    """A component's name as words: ``final_norm`` is "final norm"."""
    return name.rpartition(".")[2].replace("_", " ")


def first_word(name: str) -> str:
    """What a tensor belongs to: ``query`` for ``query_down``, ``query.bias``."""
    word = name.replace(".", "_").split("_")[0]
    return {"kv": "key and value"}.get(word, word)


def part_name(part: Component) -> str:
    """What an attention, a feed-forward or another part is: "latent attention"."""
    match part.role:
        case Role.ATTENTION:
            return _attention(part)
        case Role.CROSS_ATTENTION:
            return "cross-attention"
        case Role.FEED_FORWARD:
            return _feed_forward(part)
        case Role.MIXTURE:
            return "mixture of experts"
    return words(part.name)


def layer_name(part: Component) -> str:
    """What a block or a tower is called: "dense block", "mixture block", "vision"."""
    has_mixture = any(inner.role == Role.MIXTURE for inner in part.components)
    return "mixture block" if has_mixture and part.name == "block" else words(part.name)


def _attention(part: Component) -> str:
    used = {symbols.unscoped(s) for s in _symbols(part)}
    if symbols.kv_rank in used:
        return "latent attention"
    if symbols.kv_heads in used:
        return "grouped-query attention"
    return "attention"


def _feed_forward(part: Component) -> str:
    names = (leaf.path for leaf in part.leaves())
    return "gated feed-forward" if any(GATE in name for name in names) else "feed-forward"


def _symbols(part: Component) -> set[Symbol]:
    sizes = (size for leaf in part.leaves() for size in leaf.weight.shape)
    return set().union(*(size.free_symbols for size in sizes))
