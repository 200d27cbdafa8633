from __future__ import annotations

from dataclasses import replace

from bot.answering.nearest import nearest
from tests.builders import hit, paper
from vectorstore.papers import paper_url


def test_the_first_three_with_their_nearest_sentence() -> None:
    hits = [
        hit(paper(f"2401.0000{n}", "One is here. Two is here."), 1 - n / 10, [0.1, 0.8])
        for n in range(5)
    ]
    found = nearest(hits)
    assert [near.paper_id for near in found] == ["2401.00000", "2401.00001", "2401.00002"]
    assert [near.score for near in found] == [1.0, 0.9, 0.8]
    for near, of in zip(found, hits, strict=False):
        assert near.reason == "its nearest sentence: “Two is here.”"
        assert (near.title, near.url) == (of.paper.title, paper_url(of.paper))


def test_a_paper_without_sentences_is_near_by_its_title() -> None:
    assert nearest([replace(hit(paper("a", "")))])[0].reason == "its title is near"


def test_nothing_is_near_to_nothing() -> None:
    assert nearest([]) == ()
