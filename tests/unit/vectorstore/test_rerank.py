"""Reranking against an oracle that does one thing at a time, in float64."""

from __future__ import annotations

from itertools import accumulate
from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.builders import paper
from vectorstore.corpus.reader import Candidate
from vectorstore.embeddings import PaperVectors, Vectors, unit
from vectorstore.fusion import KEYWORD_WEIGHT
from vectorstore.rerank import BEST_SENTENCE, rerank
from vectorstore.terms import stems

DIMENSION = 8
SENTENCES = ("Heads retrieve facts.", "Spikes are sparse.", "We measure it.", "Graphs help.")
WEIGHTS = {"head": 2.0, "spars": 1.0, "quantum": 4.0}


def candidate(n: int, sentences: int, random: np.random.Generator) -> Candidate:
    chosen = [str(sentence) for sentence in random.choice(SENTENCES, size=sentences)]
    ends = list(accumulate(len(sentence) + 1 for sentence in chosen))
    spans = tuple((end - 1 - len(s), end - 1) for s, end in zip(chosen, ends, strict=True))
    abstract = " ".join(chosen)
    rows = random.normal(size=(len(spans) + 1, DIMENSION)).astype(np.float32)
    made = paper(f"2401.{n:05d}", abstract, title=f"Paper {n} on {'heads' if n % 3 else 'rain'}")
    return Candidate(made.paper_id, made, spans, PaperVectors(unit(rows[0]), unit(rows[1:])))


@st.composite
def cases(draw: st.DrawFn) -> tuple[Vectors, list[Candidate], dict[str, float]]:
    random = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    counts = draw(st.lists(st.integers(0, 4), min_size=1, max_size=8))
    found = [candidate(n, count, random) for n, count in enumerate(counts)]
    with_words = draw(st.sets(st.sampled_from([c.paper.paper_id for c in found])))
    keyword = {name: draw(st.floats(0, 30)) for name in sorted(with_words)}
    return unit(random.normal(size=DIMENSION).astype(np.float32)), found, keyword


def scaled(values: list[float]) -> list[float]:
    low, high = min(values), max(values)
    return [0.0 if high <= low else (value - low) / (high - low) for value in values]


def slow_scores(
    vector: Vectors, found: list[Candidate], keyword: dict[str, float]
) -> dict[str, float]:
    near = []
    for one in found:
        whole = sum(float(a) * float(b) for a, b in zip(one.vectors.abstract, vector, strict=True))
        each = [
            sum(float(a) * float(b) for a, b in zip(row, vector, strict=True))
            for row in one.vectors.sentences
        ]
        # A sentence lifts a paper; it never lowers it.
        near.append((1 - BEST_SENTENCE) * whole + BEST_SENTENCE * max([whole, *each]))
    exact = [keyword.get(one.paper.paper_id, 0.0) for one in found]
    return {
        one.paper.paper_id: (1 - KEYWORD_WEIGHT) * a + KEYWORD_WEIGHT * b
        for one, a, b in zip(found, scaled(near), scaled(exact), strict=True)
    }


@settings(deadline=None)
@given(cases(), st.integers(1, 10))
def test_scores_and_order_are_those_of_the_oracle(
    case: tuple[Vectors, list[Candidate], dict[str, float]], k: int
) -> None:
    vector, found, keyword = case
    hits = rerank(vector, WEIGHTS, found, keyword, k)
    expected = slow_scores(vector, found, keyword)
    assert len(hits) == min(k, len(found))
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
    # Where few candidates are nearly equal, scaling magnifies what float32 rounds.
    for hit, best in zip(hits, sorted(expected.values(), reverse=True), strict=False):
        assert hit.score == pytest.approx(expected[hit.paper.paper_id], abs=1e-3)
        assert hit.score == pytest.approx(best, abs=1e-3)


@settings(deadline=None)
@given(cases())
def test_passages_are_the_sentences_with_their_cosines_and_words(
    case: tuple[Vectors, list[Candidate], dict[str, float]],
) -> None:
    vector, found, keyword = case
    of = {one.paper.paper_id: one for one in found}
    for hit in rerank(vector, WEIGHTS, found, keyword, len(found)):
        one = of[hit.paper.paper_id]
        title, total = stems(one.paper.title), sum(WEIGHTS.values())
        assert hit.similarity == pytest.approx(float(one.vectors.abstract @ vector), abs=1e-6)
        assert [(p.start, p.end) for p in hit.passages] == list(one.spans)
        for passage, row in zip(hit.passages, one.vectors.sentences, strict=True):
            assert passage.paper_id == hit.paper.paper_id
            assert passage.text == one.paper.abstract[passage.start : passage.end]
            assert passage.similarity == pytest.approx(float(row @ vector), abs=1e-6)
            has = title | stems(passage.text)
            share = sum(weight for term, weight in WEIGHTS.items() if term in has) / total
            assert passage.coverage == pytest.approx(share)
            assert passage.coverage <= hit.coverage <= 1


@settings(deadline=None)
@given(cases(), st.randoms())
def test_the_order_of_the_candidates_does_not_matter(
    case: tuple[Vectors, list[Candidate], dict[str, float]], random: Random
) -> None:
    vector, found, keyword = case
    shuffled = list(found)
    random.shuffle(shuffled)
    first = rerank(vector, WEIGHTS, found, keyword, 5)
    again = rerank(vector, WEIGHTS, shuffled, keyword, 5)
    assert [h.score for h in again] == pytest.approx([h.score for h in first], abs=1e-3)


def test_equal_papers_come_in_the_order_of_their_ids() -> None:
    vectors = PaperVectors(unit(np.ones(4, np.float32)), np.zeros((0, 4), np.float32))
    papers = [paper(f"2401.{n:05d}", "") for n in (3, 1, 2)]
    found = [Candidate(p.paper_id, p, (), vectors) for p in papers]
    hits = rerank(unit(np.ones(4, np.float32)), {}, found, {}, 3)
    assert [hit.paper.paper_id for hit in hits] == ["2401.00001", "2401.00002", "2401.00003"]
    assert {hit.score for hit in hits} == {0.0}


def test_no_candidates_give_no_hits() -> None:
    assert rerank(np.ones(4, np.float32), WEIGHTS, [], {}, 5) == ()
