from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vectorstore.terms import coverage, forms, phrase, stem, stems, words

terms = st.sampled_from("abcdefgh")
weights = st.dictionaries(terms, st.floats(0, 1e6), max_size=8)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Top-1 accuracy_of GPT-2!", ["top", "1", "accuracy", "of", "gpt", "2"]),
        ("doesn't doesn’t 'quoted'", ["doesn't", "doesn’t", "quoted"]),
        ("GRÖSSE 注意 \U0001f9e0", ["grösse", "注意"]),
        ("", []),
        ("?! \U0001f9e0\u200b\x00", []),
    ],
)
def test_words(text: str, expected: list[str]) -> None:
    assert words(text) == expected


def test_forms_of_a_word_share_a_stem() -> None:
    assert stems("Heads retrieve") == stems("head retrieving, RETRIEVED head")


@settings(deadline=None)
@given(st.text(max_size=40))
def test_any_text_has_stems(text: str) -> None:
    assert stems(text) == {stem(word) for word in words(text)}


def test_stems_are_the_same_from_several_threads() -> None:
    texts = [f"running models{n} generalizations of attentional heads {n}ly" for n in range(300)]
    expected = [sorted(stems(text)) for text in texts]
    stem.cache_clear()
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(lambda text: sorted(stems(text)), texts)) == expected


@settings(deadline=None)
@given(weights, st.frozensets(terms))
def test_coverage_is_a_share(of: dict[str, float], found: frozenset[str]) -> None:
    share = coverage(of, found)
    assert 0 <= share <= 1
    if sum(of.values()):
        assert coverage(of, frozenset(of)) == 1


@settings(deadline=None)
@given(weights, st.frozensets(terms), terms)
def test_finding_more_never_covers_less(
    of: dict[str, float], found: frozenset[str], more: str
) -> None:
    assert coverage(of, found | {more}) >= coverage(of, found)


def test_rare_words_weigh_more() -> None:
    assert coverage({"spikegpt": 3.0, "the": 1.0}, {"spikegpt", "other"}) == 0.75


@pytest.mark.parametrize("of", [{}, {"the": 0.0}])
def test_a_query_without_weight_is_not_covered(of: dict[str, float]) -> None:
    assert coverage(of, {"the"}) == 0


def test_a_phrase_is_found_in_any_form_as_it_stands_there() -> None:
    assert phrase("Two Talking-Heads talk.", "talking head") == "Talking-Heads"
    assert phrase("Heads that talk.", "talking head") is None
    assert phrase("Anything.", "…") is None
    assert forms("Heads, heads; a HEAD talks") == {"head": "Heads", "a": "a", "talk": "talks"}
