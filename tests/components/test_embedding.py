"""Embeddings: a vector for each token, position and segment."""

import pytest
from sympy import Integer, expand

from symparams.algebra.quantities import in_estimate, in_non_embedding
from symparams.components import layer_norm, position_embedding, segment_embedding, token_embedding
from symparams.symbols import H, S, V, embedding_width, segments
from tests.components.counts import count_at, count_of, elements

TABLES = (token_embedding(), position_embedding(), segment_embedding())


def test_the_embedding_of_bert_base() -> None:
    # Devlin et al. 2019, §3: 30,522 word pieces, 512 positions, 2 segments, and a norm.
    sizes = {V: 30_522, S: 512, segments: 2, H: 768}
    assert count_at(sizes, *TABLES, layer_norm()) == (30_522 + 512 + 2 + 2) * 768 == 23_837_184


def test_a_row_more_is_a_vector_more() -> None:
    for table, rows in zip(TABLES, (V, S, segments), strict=True):
        once = count_of(table)
        assert expand(once.xreplace({rows: rows + 1}) - once - H) == 0


def test_they_are_the_tables_of_pytorch() -> None:
    torch = pytest.importorskip("torch", reason="torch is not installed (extra trace)")
    for rows, width in ((5, 3), (11, 8)):
        real = elements(torch.nn.Embedding(rows, width))
        for table in (token_embedding, position_embedding, segment_embedding):
            assert count_of(table(Integer(rows), Integer(width))) == real


def test_a_narrower_embedding_has_its_own_width() -> None:
    # Lan et al. 2020, §3.1: V·E in place of V·H.
    assert expand(count_of(token_embedding(width=embedding_width)) - V * embedding_width) == 0


def test_which_conventions_count_them() -> None:
    (tokens,), (positions,), (sentences,) = (table.leaves() for table in TABLES)
    assert [in_estimate(leaf) for leaf in (tokens, positions, sentences)] == [True, False, False]
    assert not in_non_embedding(tokens)
    assert not in_non_embedding(positions)
