"""Groups are found, the same again, and named by words that their papers share."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from vectorstore.groups import NAMELESS, group, names


def rare(_: str) -> float:
    return 1.0


@given(st.integers(1, 40), st.integers(1, 12), st.integers(0, 5))
def test_every_paper_has_a_group_and_the_first_is_the_largest(count, number, seed):
    points = np.random.default_rng(seed).normal(size=(count, 4))
    owners = group(points, number)
    sizes = np.bincount(owners)
    assert len(owners) == count
    assert len(sizes) <= number
    assert sizes.min() > 0
    assert sizes.tolist() == sorted(sizes.tolist(), reverse=True)
    assert np.array_equal(owners, group(points, number))


def test_equal_papers_are_one_group():
    assert group(np.ones((9, 3)), 4).tolist() == [0] * 9


def test_a_word_of_one_paper_or_of_the_topic_names_nothing():
    owners = np.array([0, 0, 0, 1, 1])
    texts = ["cats purr", "cats sleep", "cats eat", "dogs bark", "wolves howl"]
    assert names(texts, owners, rare) == ("cats", NAMELESS)
    assert names(texts, owners, rare, known={"cat"}) == (NAMELESS, NAMELESS)
    assert names(texts, owners, lambda _: 0.0) == (NAMELESS, NAMELESS)
