"""What stands on top of the blocks: output heads, the masked-LM head, the pooler."""

import pytest
from sympy import Expr, expand

from symparams.algebra.quantities import in_non_embedding
from symparams.algebra.tree import Component
from symparams.components import masked_lm_head, output_head, pooler, token_embedding
from symparams.components.head import EMBEDDING
from symparams.symbols import H, V, embedding_width
from tests.components.counts import count_at, count_of, elements


@pytest.mark.parametrize(
    ("component", "expected"),
    [
        (masked_lm_head(), H**2 + 3 * H + V),
        (masked_lm_head(tied=False), H**2 + 3 * H + V * H + 2 * V),
        (masked_lm_head(inner=embedding_width, has_second_bias=False),
         H * embedding_width + 3 * embedding_width + V),
        (output_head(tied=True, bias=True), V),
        (output_head(tied=False, bias=True), V * H + V),
        (pooler(), H**2 + H),
    ],
)  # fmt: skip
def test_the_count_of_a_component(component: Component, expected: Expr) -> None:
    assert expand(count_of(component) - expected) == 0


def test_the_heads_of_bert_base() -> None:
    # Devlin et al. 2019: 768 wide, 30,522 word pieces; dense, bias, norm, and a bias for each.
    sizes = {H: 768, V: 30_522}
    assert count_at(sizes, pooler()) == 768 * 768 + 768 == 590_592
    assert count_at(sizes, masked_lm_head()) == 590_592 + 2 * 768 + 30_522


def test_a_tied_head_is_the_embedding_again_and_an_untied_one_another() -> None:
    embedding = count_of(token_embedding())
    assert expand(count_of(token_embedding(), output_head(tied=True)) - embedding) == 0
    assert expand(count_of(token_embedding(), output_head(tied=False)) - 2 * embedding) == 0


def test_what_is_tied_names_a_table_of_the_same_size() -> None:
    (tokens,) = token_embedding().leaves()
    tied = [leaf for leaf in masked_lm_head().leaves() if leaf.part.tied_to == EMBEDDING]
    assert tokens.path == EMBEDDING
    assert [leaf.weight.shape for leaf in tied] == [tokens.weight.shape]


def test_an_output_head_is_no_non_embedding_parameter() -> None:
    assert not any(in_non_embedding(leaf) for leaf in output_head(tied=False, bias=True).leaves())
    assert all(in_non_embedding(leaf) for leaf in pooler().leaves())


def test_the_pooler_has_the_parameters_of_pytorchs_layer() -> None:
    torch = pytest.importorskip("torch", reason="torch is not installed (extra trace)")
    assert count_at({H: 12}, pooler()) == elements(torch.nn.Linear(12, 12))
