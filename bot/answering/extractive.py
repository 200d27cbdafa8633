"""An answer without a model: the sentences that answer best, quoted."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable

from bot.answering.answerability import Answerability
from bot.answering.choosing import Chosen, choose
from bot.core.models import Brief, DraftStatement, Evidence
from vectorstore.embeddings import Vectors


class ExtractiveAnswerer:
    """Quotes the best sentences of the best papers, if they answer the question at all.

    ``embed`` gives the unit vector of a question in the packaged model's space.
    """

    name = "extractive"

    def __init__(self, embed: Callable[[str], Vectors], answerability: Answerability) -> None:
        self._embed = embed
        self._answerability = answerability

    async def draft(self, brief: Brief) -> AsyncIterator[DraftStatement]:
        for statement in await asyncio.to_thread(self._statements, brief):
            yield statement

    def _statements(self, brief: Brief) -> list[DraftStatement]:
        question = brief.question
        if not self._answerability.answers(question, self._embed(question), brief.hits):
            return []
        return list(map(_statement, choose(brief.form, question, brief.papers)))


def _statement(chosen: Chosen) -> DraftStatement:
    passage = chosen.candidate.passage
    return DraftStatement(passage.text, (Evidence(passage.paper_id, passage.text),), chosen.aspect)
