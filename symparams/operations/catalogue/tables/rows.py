"""From a printed row to a derived count, over the same components as every other model."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from symparams import symbols
from symparams.algebra.display import OneLine
from symparams.algebra.model import Model
from symparams.algebra.parts import Kind, Weight
from symparams.algebra.relations import FEEDFORWARD_WIDTH, HEAD_SIZE
from symparams.algebra.tree import Component, Role
from symparams.components import attention, feedforward, linear, token_embedding
from symparams.models.loading import load
from symparams.operations.catalogue.published import rounds_to
from symparams.operations.counting import count

MILLION = 10**6


@dataclass(frozen=True, slots=True, repr=False)
class TableRow(OneLine):
    """A printed row and what the tree derives for it.

    ``broken`` names the precondition that the row's own numbers break.
    ``agrees_if_cancelled`` says whether ``H²`` in place of ``H·heads·head_dim`` would still give
    the printed count; None where the table does not ask.
    """

    label: str
    printed: str
    derived: int
    agrees: bool
    broken: str = ""
    agrees_if_cancelled: bool | None = None


def split(heads: int, head_dim: int, hidden: int) -> str:
    """How a row breaks ``heads·head_dim = H``; empty if it does not.

    >>> split(24, 128, 2048)
    'heads·head_dim = 24·128 = 3072 ≠ 2048 = H'
    """
    width = heads * head_dim
    return (
        "" if width == hidden else f"heads·head_dim = {heads}·{head_dim} = {width} ≠ {hidden} = H"
    )


def total(model: Model, **values: int | str) -> int:
    """The exact count of ``model`` at the row's values."""
    result = count(model, dict(values)).total
    if not isinstance(result, int):
        raise ValueError(f"{model.name}: the row leaves {result} open")
    return result


def gpt3(row: Mapping[str, str]) -> TableRow:
    """A preset of GPT-3: the count as printed beside the exact one."""
    model = load(row["preset"])
    derived = total(model)
    hidden = int(model.numbers()[symbols.H])
    broken = split(int(row["n_heads"]), int(row["d_head"]), hidden)
    return TableRow(
        row["preset"], row["printed"], derived, rounds_to(derived, row["printed"]), broken
    )


def pythia(row: Mapping[str, str]) -> TableRow:
    """A preset of Pythia: the exact non-embedding count."""
    derived = count(load(row["preset"])).non_embedding
    if not isinstance(derived, int):
        raise ValueError(f"{row['preset']} leaves {derived} open")
    printed = f"{int(row['printed']):,}"
    return TableRow(row["preset"], printed, derived, derived == int(row["printed"]))


def megatron(row: Mapping[str, str]) -> TableRow:
    """A GPT of Megatron: the printed count in billions beside the exact one."""
    sizes = {"H": int(row["hidden_size"]), "L": int(row["num_layers"])}
    config: dict[str, object] = {"model_type": "gpt2"}
    heads = int(row["num_attention_heads"])
    derived = total(load(config), **sizes, heads=heads, V=51200, S=2048)
    printed = f"{row['printed']}B"
    return TableRow(printed, printed, derived, rounds_to(derived, printed))


def chinchilla(row: Mapping[str, str]) -> TableRow:
    """A row of table A9: the printed count in millions beside the exact one."""
    hidden, heads, head_dim = (int(row[k]) for k in ("d_model", "n_heads", "kv_size"))
    sizes = {"H": hidden, "L": int(row["n_layers"]), "V": 32000}
    ratio = f"{row['ffw_size']}/{hidden}"
    model = relative_transformer()
    derived = total(model, **sizes, heads=heads, head_dim=head_dim, ffn_ratio=ratio)
    cancelled = replace(model, relations=(HEAD_SIZE, FEEDFORWARD_WIDTH))
    printed = f"{row['parameters_millions']}M"
    return TableRow(
        label=printed,
        printed=printed,
        derived=derived,
        agrees=to_the_million(derived) == int(row["parameters_millions"]),
        broken=split(heads, head_dim, hidden),
        agrees_if_cancelled=to_the_million(total(cancelled, **sizes, ffn_ratio=ratio))
        == int(row["parameters_millions"]),
    )


def to_the_million(amount: int) -> int:
    """``amount`` in whole millions, halves upwards."""
    return (amount + MILLION // 2) // MILLION


def relative_transformer() -> Model:
    """Chinchilla's transformer: ``head_dim`` is free, positions are relative.

    Each block has a matrix of ``H × heads·head_dim`` that projects the relative positions and
    two vectors of ``heads·head_dim`` that stand for the query's own position.

    Source: Dai et al. 2019, Transformer-XL, §3.3.

    >>> relative_transformer().tree.body.coeff(symbols.V)
    H
    """
    width = symbols.heads * symbols.head_dim
    vectors = tuple(Weight(name, (width,), Kind.BIASES) for name in ("content", "position"))
    projection = linear("projection", symbols.H, width)
    positions = Component("relative_positions", (*projection, *vectors), role=Role.ATTENTION)
    block = attention(bias=True) + positions + feedforward(bias=True)
    tree = token_embedding() + symbols.L * block.named("block")
    return Model("chinchilla", tree, relations=(FEEDFORWARD_WIDTH,), title="Chinchilla")
