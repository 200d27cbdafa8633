from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vectorstore.fusion import KEYWORD_WEIGHT, fuse

ids = st.sampled_from("abcdefgh")
dense = st.dictionaries(ids, st.floats(-1, 1))
keyword = st.dictionaries(ids, st.floats(0, 100))


@settings(deadline=None)
@given(dense, keyword)
def test_scores_are_bounded_and_keep_the_ids_in_their_order(
    near: dict[str, float], exact: dict[str, float]
) -> None:
    fused = fuse(near, exact)
    assert list(fused) == list(near)
    assert all(0 <= score <= 1 for score in fused.values())


@settings(deadline=None)
@given(dense)
def test_without_words_the_order_is_that_of_the_vectors(near: dict[str, float]) -> None:
    fused = fuse(near, {})
    assert all(fused[a] <= fused[b] for a in near for b in near if near[a] <= near[b])


@settings(deadline=None)
@given(dense, keyword)
def test_better_in_both_is_never_worse(near: dict[str, float], exact: dict[str, float]) -> None:
    fused = fuse(near, exact)
    for a in near:
        for b in near:
            if near[a] <= near[b] and exact.get(a, 0) <= exact.get(b, 0):
                assert fused[a] <= fused[b]


@settings(deadline=None)
@given(dense, keyword)
def test_equal_input_gets_equal_scores(near: dict[str, float], exact: dict[str, float]) -> None:
    backwards = fuse(dict(reversed(near.items())), dict(reversed(exact.items())))
    assert backwards == fuse(near, exact)


@settings(deadline=None)
@given(dense)
def test_a_word_score_without_a_vector_score_counts_for_nothing(near: dict[str, float]) -> None:
    assert fuse(near, {"z": 50.0}) == fuse(near, {})


def test_the_best_of_both_has_one_and_the_worst_of_both_none() -> None:
    fused = fuse({"a": 0.9, "b": 0.1, "c": 0.5}, {"a": 12.0, "c": 3.0})
    assert fused["a"] == pytest.approx(1)
    assert fused["b"] == 0
    assert fused["c"] == pytest.approx((1 - KEYWORD_WEIGHT) * 0.5 + KEYWORD_WEIGHT * 0.25)


def test_scores_that_do_not_differ_say_nothing() -> None:
    assert fuse({"a": 0.3, "b": 0.3}, {"b": 2.0}) == {"a": 0.0, "b": KEYWORD_WEIGHT}
    assert fuse({"a": 0.3}, {"a": 2.0}) == {"a": 0.0}


def test_nothing_gives_nothing() -> None:
    assert fuse({}, {"a": 1.0}) == {}
