"""The corridor: a question → evidence → a draft → a verified answer, or an abstention."""

from __future__ import annotations

import asyncio
import time
import uuid
from collections.abc import Sequence
from dataclasses import replace

from bot.answering import followups
from bot.answering.nearest import nearest
from bot.core.citations import verify
from bot.core.errors import QuestionError
from bot.core.models import (
    Abstention,
    Answer,
    Brief,
    Draft,
    DraftStatement,
    Question,
    Timings,
)
from bot.core.ports import Answerer
from vectorstore.models import Hit
from vectorstore.papers import paper_url
from vectorstore.retriever import Retriever

PAPERS = 10


class AnswerService:
    """Answers questions for every place a person may ask in."""

    def __init__(self, retriever: Retriever, answerer: Answerer, question_chars: int) -> None:
        self._retriever = retriever
        self._answerer = answerer
        self._question_chars = question_chars

    async def ask(self, question: Question) -> Answer | Abstention:
        """Answer ``question``; every statement of an answer is proved.

        Raises QuestionError when there is no question or it is too long, and VectorstoreError
        when the papers cannot be read.
        """
        text = self._checked(question.text)
        began = time.perf_counter()
        standalone, hits = await asyncio.to_thread(self._retrieve, text, question)
        retrieved = time.perf_counter()
        drafted = self._answerer.draft(Brief(standalone, tuple(hits)))
        statements = [one async for one in drafted if isinstance(one, DraftStatement)]
        verified = verify(Draft(tuple(statements)), hits, paper_url)
        near = nearest(hits)
        ended = time.perf_counter()
        timings = Timings(
            retrieve=(retrieved - began) * 1000,
            answer=(ended - retrieved) * 1000,
            total=(ended - began) * 1000,
        )
        answer_id, answerer = uuid.uuid4().hex, self._answerer.name
        if not verified.statements:
            return Abstention(answer_id, text, standalone, near, answerer, timings)
        return Answer(
            answer_id,
            text,
            standalone,
            verified.statements,
            verified.citations,
            near,
            answerer,
            timings,
        )

    def _checked(self, text: str) -> str:
        # Halves of surrogate pairs, which JSON can bring, can be neither stored nor sent.
        folded = " ".join(text.encode("utf-8", "replace").decode().split())
        if not any(character.isalnum() for character in folded):
            raise QuestionError("There is no question here: write one in a few words.")
        if len(folded) > self._question_chars:
            raise QuestionError(
                f"This question has {len(folded):,} characters; shorten it to "
                f"{self._question_chars:,} or fewer."
            )
        return folded

    def _retrieve(self, text: str, question: Question) -> tuple[str, Sequence[Hit]]:
        """The standalone question and its hits."""
        hits = self._retriever.search(text, PAPERS, question.filters)
        papers = followups.focus(question.history)
        # Who names the papers leaves no doubt which are meant.
        if not papers or question.filters.paper_ids is not None:
            return text, hits
        among = replace(question.filters, paper_ids=frozenset(papers))
        in_focus = self._retriever.search(text, PAPERS, among)
        if not followups.stays(text, hits, in_focus):
            return text, hits
        standalone = followups.standalone(text, in_focus[0].paper.title)
        return standalone, self._retriever.search(standalone, PAPERS, among)
