"""How well a sentence answers a question, from what retrieval measured. Pure.

The weights come from a logistic regression of "holds the annotated evidence" over the sentences of
the development questions, by question, rounded.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from vectorstore.models import Hit, Paper, Passage
from vectorstore.terms import phrase

COVERAGE = 1.0
PAPER = 2.7
# Papers below this rank never held the evidence of a development question.
PAPERS = 10


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence that may be quoted; ``score`` orders the sentences of one question."""

    passage: Passage
    rank: int
    score: float


def candidates(hits: Sequence[Hit], papers: int = PAPERS) -> list[Candidate]:
    """The sentences of the first ``papers`` of ``hits``, best first."""
    found = [
        Candidate(
            passage,
            rank,
            passage.similarity + COVERAGE * passage.coverage + PAPER * hit.score,
        )
        for rank, hit in enumerate(hits[:papers])
        for passage in hit.passages
    ]
    return sorted(found, key=lambda candidate: -candidate.score)


def lead(hits: Sequence[Hit]) -> Hit:
    """The one of ``hits`` whose sentence answers best; some must have sentences."""
    return hits[candidates(hits)[0].rank]


def nearest(passages: Sequence[Passage], most: int) -> list[Passage]:
    """The ``most`` of ``passages`` that are nearest to the question, in reading order."""
    found = sorted(passages, key=lambda passage: -passage.similarity)[:most]
    return sorted(found, key=lambda passage: passage.start)


def names(question: str, paper: Paper) -> bool:
    """Whether the name of ``paper``, what stands before the colon of its title, is asked for."""
    name, colon, _ = paper.title.partition(":")
    return bool(colon and phrase(question, name))
