"""Searching the sample papers."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.integration.answering.corridor import Corridor
from vectorstore.models import Filters, Hit
from vectorstore.retriever import POOL

QUESTIONS = (
    "which heads do long-context models use to find facts?",
    "spiking language model with linear attention",
    "talking heads with emotion",
)


def ids(hits: tuple[Hit, ...]) -> list[str]:
    return [hit.paper.paper_id for hit in hits]


@pytest.mark.parametrize("question", QUESTIONS)
def test_hits_are_ordered_bounded_and_different(corridor: Corridor, question: str) -> None:
    hits = corridor.retriever.search(question, 10)
    assert len(set(ids(hits))) == 10
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
    for hit in hits:
        assert 0 <= hit.score <= 1
        assert 0 <= hit.coverage <= 1
        assert hit.best.similarity == max(passage.similarity for passage in hit.passages)
        for passage in hit.passages:
            assert hit.paper.abstract[passage.start : passage.end] == passage.text


def test_fewer_hits_are_the_first_of_more(corridor: Corridor) -> None:
    many = corridor.retriever.search(QUESTIONS[0], 10)
    assert corridor.retriever.search(QUESTIONS[0], 3) == many[:3]


def test_every_paper_can_be_asked_for(corridor: Corridor) -> None:
    assert len(corridor.retriever.search(QUESTIONS[0], POOL + 50)) == 45


def test_a_title_finds_its_paper_first(corridor: Corridor) -> None:
    titles = {paper.title: paper.paper_id for paper in corridor.corpus.papers()}
    first = {title: ids(corridor.retriever.search(title, 1))[0] for title in titles}
    assert first == titles


def test_filters_let_only_their_papers_through(corridor: Corridor) -> None:
    chosen = sorted(paper.paper_id for paper in corridor.corpus.papers())[:4]
    among = Filters(paper_ids=frozenset(chosen))
    assert sorted(ids(corridor.retriever.search(QUESTIONS[0], 10, among))) == chosen
    nowhere = Filters(sources=frozenset({"another source"}))
    assert corridor.retriever.search(QUESTIONS[0], 10, nowhere) == ()


def test_similar_papers_are_others_of_its_kind(corridor: Corridor) -> None:
    (head,) = corridor.retriever.search("retrieval heads in long-context models", 1)
    similar = corridor.retriever.similar(head.paper.paper_id, 5)
    assert len(similar) == 5
    assert head.paper.paper_id not in ids(similar)
    assert all("head" in f"{h.paper.title} {h.paper.abstract}".lower() for h in similar[:2])
    assert corridor.retriever.similar("9999.99999") == ()


@pytest.mark.parametrize("text", ["", "\x00", "\ud800", "AND OR NOT (", "注意", "a " * 3_000])
def test_any_text_is_words(corridor: Corridor, text: str) -> None:
    assert len(corridor.retriever.search(text, 3)) == 3


def test_threads_find_what_one_finds(corridor: Corridor) -> None:
    expected = {question: corridor.retriever.search(question) for question in QUESTIONS}
    with ThreadPoolExecutor(6) as pool:
        found = list(pool.map(corridor.retriever.search, QUESTIONS * 6))
    assert found == [expected[question] for question in QUESTIONS * 6]
