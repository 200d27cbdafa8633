from __future__ import annotations

from bot.answering.evidence import PAPERS, candidates
from tests.builders import hit, paper


def test_sentences_come_best_first_whichever_paper_they_are_of() -> None:
    first = hit(paper("a", "One is here. Two is here."), 0.9, [0.1, 0.6], [0.0, 0.5])
    second = hit(paper("b", "Three is here."), 0.8, [0.9], [0.9])
    found = candidates([first, second])
    assert [c.passage.text for c in found] == ["Three is here.", "Two is here.", "One is here."]
    assert [c.rank for c in found] == [1, 0, 0]
    assert [c.score for c in found] == sorted((c.score for c in found), reverse=True)


def test_equal_sentences_stay_in_the_order_of_rank_and_reading() -> None:
    hits = [hit(paper(name, "One is here. Two is here.")) for name in "ab"]
    assert [(c.rank, c.passage.start) for c in candidates(hits)] == [
        (0, 0),
        (0, 13),
        (1, 0),
        (1, 13),
    ]


def test_papers_far_down_are_not_quoted() -> None:
    hits = [hit(paper(str(n), "One is here."), similarities=[n / 100]) for n in range(PAPERS + 3)]
    assert {c.rank for c in candidates(hits)} == set(range(PAPERS))


def test_papers_without_sentences_have_no_candidates() -> None:
    assert candidates([]) == []
    assert candidates([hit(paper("a", ""))]) == []
