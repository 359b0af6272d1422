"""What stands on top of the blocks: output heads, the masked-LM head, BERT's pooler."""

from sympy import Expr

from symparams import symbols
from symparams.algebra.parts import Kind, Weight
from symparams.algebra.tree import Component, Role
from symparams.components.linear import linear
from symparams.components.norm import layer_norm

EMBEDDING = "embedding.tokens"


def output_head(
    *,
    tied: bool,
    width: Expr = symbols.H,
    vocabulary: Expr = symbols.V,
    bias: bool = False,
    tied_to: str = EMBEDDING,
) -> Component:
    """The map from the last hidden state to the vocabulary, ``H × V``.

    A ``tied`` head is the token embedding again and adds nothing (Press and Wolf 2017); an
    untied one adds ``V·H``. A ``bias`` adds ``V`` in either case.

    >>> output_head(tied=False).expression, output_head(tied=True).expression
    (H*V, 0)
    """
    matrix = Weight("weight", (vocabulary, width), Kind.OUTPUT, tied_to=tied_to if tied else "")
    extra = (Weight("bias", (vocabulary,), Kind.OUTPUT),) if bias else ()
    return Component("output_head", (matrix, *extra), role=Role.OUTPUT_HEAD)


def masked_lm_head(
    *,
    tied: bool = True,
    width: Expr = symbols.H,
    inner: Expr | None = None,
    vocabulary: Expr = symbols.V,
    has_second_bias: bool = True,
) -> Component:
    """BERT's masked-language-model head: ``H² + 3·H + V`` when its output is tied.

    ``transform``    ``H × H`` and a bias of ``H``
    ``norm``         LayerNorm, ``2·H``
    ``output``       ``H × V``, tied to the token embedding
    ``bias``         ``V``; an untied output may have a further one of its own

    With an embedding of another width than the layers, ``inner`` is that width: the transform
    is ``H × inner``, the output ``inner × V``.

    Sources: Devlin et al. 2019, §3.1; ``get_masked_lm_output`` of the reference code, and for
    the untied output ``BertLMPredictionHead`` of Hugging Face transformers.

    >>> masked_lm_head().expression
    H**2 + 3*H + V
    """
    inner = width if inner is None else inner
    second = Weight("output.bias", (vocabulary,), Kind.OUTPUT, "masked_lm.bias" if tied else "")
    return Component(
        "masked_lm",
        (
            *linear("transform", width, inner, bias=True, kind=Kind.HEAD),
            *layer_norm("norm", inner).parts,
            Weight("bias", (vocabulary,), Kind.BIASES),
            Weight("output", (vocabulary, inner), Kind.OUTPUT, tied_to=EMBEDDING if tied else ""),
            *((second,) if has_second_bias else ()),
        ),
        role=Role.MASKED_LM,
    )


def pooler(width: Expr = symbols.H) -> Component:
    """BERT's pooler, a dense layer over the first token: ``H² + H``.

    Source: Devlin et al. 2019, §3 ("the final hidden state corresponding to this token").

    >>> pooler().expression
    H**2 + H
    """
    dense = linear("dense", width, width, bias=True, kind=Kind.HEAD)
    return Component("pooler", dense, role=Role.POOLER)
