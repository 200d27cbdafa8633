from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from vectorstore.embeddings import (
    TITLE_IN_ABSTRACT,
    TITLE_IN_SENTENCE,
    PaperText,
    Vectors,
    compose,
    unit,
)

# As an embedder gives them: away from the numbers that a square makes zero.
numbers = st.floats(-1, 1, width=32).filter(lambda x: x == 0 or abs(x) > 1e-6)


@st.composite
def pieces(draw: st.DrawFn) -> tuple[Vectors, list[int]]:
    n = draw(st.integers(0, 5))
    rows = draw(arrays(np.float32, (n + 1, 4), elements=numbers))
    return unit(rows), draw(st.lists(st.integers(1, 300), min_size=n, max_size=n))


def lengths(vectors: Vectors) -> Vectors:
    return np.asarray(np.linalg.norm(vectors, axis=-1), dtype=np.float32)


@settings(deadline=None)
@given(arrays(np.float32, (3, 4), elements=numbers))
def test_unit_keeps_the_direction_and_leaves_zero_alone(rows: Vectors) -> None:
    made = unit(rows)
    assert made.dtype == np.float32
    for row, before in zip(made, rows, strict=True):
        if not before.any():
            assert not row.any()
        else:
            assert np.linalg.norm(row) == pytest.approx(1, abs=1e-5)
            assert np.allclose(row * np.linalg.norm(before), before, atol=1e-5)


@settings(deadline=None)
@given(pieces())
def test_a_papers_vectors_have_length_one(case: tuple[Vectors, list[int]]) -> None:
    rows, weights = case
    made = compose(rows, weights)
    assert made.abstract.shape == (4,)
    assert made.sentences.shape == (len(weights), 4)
    assert made.abstract.dtype == made.sentences.dtype == np.float32
    # Opposite vectors may cancel out: those are zero, or what rounding leaves of it.
    for vector in (made.abstract, *made.sentences):
        assert np.linalg.norm(vector) == pytest.approx(1, abs=1e-5) or np.abs(vector).max() < 1e-5


def test_the_abstract_is_its_sentences_by_length_and_some_of_the_title() -> None:
    title, short, long = np.eye(3, dtype=np.float32)
    made = compose(np.stack([title, short, long]), [1, 3])
    expected = np.array([TITLE_IN_ABSTRACT, 0.25, 0.75])
    assert np.allclose(made.abstract, expected / np.linalg.norm(expected))
    for sentence, vector in zip((short, long), made.sentences, strict=True):
        mixed = sentence + TITLE_IN_SENTENCE * title
        assert np.allclose(vector, mixed / np.linalg.norm(mixed))


def test_a_paper_without_sentences_has_its_titles_vector() -> None:
    made = compose(np.array([[3.0, 4.0]], dtype=np.float32), [])
    assert np.allclose(made.abstract, [0.6, 0.8])
    assert made.sentences.shape == (0, 2)


def test_the_pieces_of_a_paper_are_its_title_and_its_sentences() -> None:
    text = PaperText("Title", "One. Two.", ((0, 4), (5, 9)))
    assert text.pieces == ["Title", "One.", "Two."]
