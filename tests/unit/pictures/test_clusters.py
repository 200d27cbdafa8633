"""Groups of papers: where they are, what they are called, and the same every time."""

from __future__ import annotations

import numpy as np

from bot.pictures.clusters import arrange

THEMES = ("camera lens", "speech voice", "robot arm")


def test_groups_are_found_named_by_their_own_words_and_the_same_again() -> None:
    chance = np.random.default_rng(3)
    sizes = (30, 20, 10)
    centres = np.repeat(np.eye(3, 16), sizes, axis=0)
    vectors = (centres + chance.normal(scale=0.05, size=centres.shape)).astype(np.float32)
    texts = [
        f"agents see the {theme} with the models {n}"
        for theme, size in zip(THEMES, sizes, strict=True)
        for n in range(size)
    ]
    found = arrange(vectors, texts, ("agent",))
    assert np.bincount(found.owners).tolist() == list(sizes)
    for name, theme in zip(found.names, THEMES, strict=True):
        assert set(theme.split()) == set(name.split(", "))
    assert found.places.shape == (60, 2)
    again = arrange(vectors, texts, ("agent",))
    assert np.array_equal(again.places, found.places)
    assert again.names == found.names


def test_papers_without_words_have_a_place_but_no_name() -> None:
    found = arrange(np.eye(8, dtype=np.float32), ["?"] * 8, ())
    assert found.places.shape == (8, 2)
    assert set(found.names) == {"…"}
