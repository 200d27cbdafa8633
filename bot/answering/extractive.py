"""An answer without a model: the sentences that answer best, quoted."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence

from bot.answering.answerability import Answerability
from bot.answering.evidence import Candidate, candidates
from bot.answering.question_forms import asks_for_explanation, asks_for_several
from bot.core.models import Brief, DraftStatement, Evidence
from vectorstore.embeddings import Vectors
from vectorstore.models import Hit

# Shares of the best sentence's score, tuned on the development questions.
ONE_PAPER, OTHER_PAPER, LISTED_PAPER, LISTED_AGAIN = 0.75, 0.93, 0.55, 0.9
SENTENCES = 5
FACT_SENTENCES = 4
LISTED = 6


class ExtractiveAnswerer:
    """Quotes the best sentences of the best papers, if they answer the question at all.

    ``embed`` gives the unit vector of a question in the packaged model's space.
    """

    name = "extractive"

    def __init__(self, embed: Callable[[str], Vectors], answerability: Answerability) -> None:
        self._embed = embed
        self._answerability = answerability

    async def draft(self, brief: Brief) -> AsyncIterator[DraftStatement]:
        for statement in await asyncio.to_thread(self._statements, brief.question, brief.hits):
            yield statement

    def _statements(self, question: str, hits: Sequence[Hit]) -> list[DraftStatement]:
        if not self._answerability.answers(question, self._embed(question), hits):
            return []
        found = candidates(hits)
        if asks_for_several(question):
            chosen = _list(found)
        else:
            explain = asks_for_explanation(question)
            chosen = _lead(found, SENTENCES if explain else FACT_SENTENCES)
        return list(map(_statement, _readable(chosen)))


def _lead(found: Sequence[Candidate], from_lead: int) -> list[Candidate]:
    """The best paper's best sentences, ``from_lead`` at most; others' only where as strong."""
    best = found[0]
    chosen = [best]
    lead = 1
    for candidate in found[1:]:
        if len(chosen) == SENTENCES:
            break
        if candidate.rank == best.rank:
            if lead < from_lead and (lead < 2 or candidate.score >= ONE_PAPER * best.score):
                chosen.append(candidate)
                lead += 1
        elif candidate.score >= OTHER_PAPER * best.score:
            chosen.append(candidate)
    return chosen


def _list(found: Sequence[Candidate]) -> list[Candidate]:
    """The best sentence of each paper that is strong enough, then what else is as strong."""
    best = found[0].score
    # The best one is always in: a share of a score below zero would leave it out.
    firsts = {found[0].rank: found[0]}
    for candidate in found:
        if candidate.score >= LISTED_PAPER * best and len(firsts) < LISTED:
            firsts.setdefault(candidate.rank, candidate)
    again = [
        candidate
        for candidate in found
        if candidate.rank in firsts
        and candidate is not firsts[candidate.rank]
        and candidate.score >= LISTED_AGAIN * best
    ]
    return [*firsts.values(), *again][:LISTED]


def _readable(chosen: Sequence[Candidate]) -> list[Candidate]:
    """Paper by paper, the strongest first; within a paper in reading order."""
    papers = {rank: i for i, rank in enumerate(dict.fromkeys(c.rank for c in chosen))}
    return sorted(chosen, key=lambda candidate: (papers[candidate.rank], candidate.passage.start))


def _statement(candidate: Candidate) -> DraftStatement:
    passage = candidate.passage
    return DraftStatement(passage.text, (Evidence(passage.paper_id, passage.text),))
