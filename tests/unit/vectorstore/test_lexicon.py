from __future__ import annotations

import numpy as np
import pytest

from vectorstore.lexicon import Lexicon


@pytest.fixture(scope="module")
def lexicon() -> Lexicon:
    return Lexicon()


def test_common_words_are_less_rare_than_technical_ones_than_unknown_ones(lexicon: Lexicon) -> None:
    rarity = [lexicon.rarity(word) for word in ("the", "model", "hypernetwork", "zzyzzx")]
    assert rarity == sorted(set(rarity))
    assert all(0 <= value <= 1 for value in rarity)
    assert rarity[-1] == 1


def test_it_knows_words_in_lower_case(lexicon: Lexicon) -> None:
    assert "attention" in lexicon
    assert "Attention" not in lexicon
    assert "zzyzzx" not in lexicon


def test_vectors_have_length_one_and_unknown_words_none(lexicon: Lexicon) -> None:
    vectors = lexicon.vectors(["speech", "zzyzzx", "audio", "tax"])
    assert vectors.shape == (3, 64)
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    assert lexicon.vectors(["zzyzzx"]).shape == lexicon.vectors([]).shape == (0, 64)


def test_a_paraphrase_is_nearer_than_another_subject(lexicon: Lexicon) -> None:
    picture, image, tax = lexicon.vectors(["picture", "image", "tax"])
    assert picture @ image > picture @ tax + 0.3
