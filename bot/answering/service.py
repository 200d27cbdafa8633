"""The corridor: a question → evidence → a draft → a verified answer, or an abstention."""

from __future__ import annotations

import asyncio
import time
import uuid
from collections.abc import Callable, Sequence
from dataclasses import replace

from bot.answering.drafting import Watch
from bot.answering.nearest import nearest
from bot.answering.searching import Searcher
from bot.answering.writing import Proved, Writing, cache_key
from bot.core.errors import QuestionError
from bot.core.memory import remembered
from bot.core.models import Abstention, Answer, Brief, Form, Question, Timings
from bot.core.ports import Specialist
from vectorstore.models import Hit

PAPERS = 10
# A list is to be complete, a summary broad.
_BROAD = {Form.LIST: 300, Form.SUMMARY: 50}

Result = Answer | Abstention


class AnswerService:
    """Answers questions for every place a person may ask in; ``specialists`` are asked first.

    ``form`` tells what form of answer a question wants, from its words and what was found for it.
    """

    def __init__(
        self,
        searcher: Searcher,
        form: Callable[[str, Sequence[Hit]], Form],
        writing: Writing,
        question_chars: int,
        specialists: Sequence[Specialist] = (),
    ) -> None:
        self._searcher = searcher
        self._form = form
        self._writing = writing
        self._question_chars = question_chars
        self._specialists = tuple(specialists)

    async def ask(self, question: Question, watch: Watch | None = None) -> Result:
        """Answer ``question``; every statement of an answer is proved.

        ``watch`` is given the proved beginning of what a chat model writes whenever it grows; the
        result may be another answer where the model fails. Cancelling stops the model's call too.
        Raises QuestionError when there is no question or it is too long, and VectorstoreError and
        LibrarySlowError when the papers cannot be read.
        """
        question = replace(
            question,
            text=self._checked(question.text),
            history=remembered(question.history),
        )
        for specialist in self._specialists:
            if special := await specialist.answer(question):
                return await self._retold(question, special, watch)
        return await self._general(question, None, watch)

    async def _retold(self, question: Question, special: Answer, watch: Watch | None) -> Result:
        """A summary of days in a chat model's words, where there is one; the papers and how many
        there are stay the database's."""
        if special.form is not Form.SUMMARY or not special.citations or not self._writing.modelled:
            return special
        among = replace(question.filters, paper_ids=frozenset(special.paper_ids))
        asked = replace(question, filters=among, history=())
        told = await self._general(asked, Form.SUMMARY, watch)
        if isinstance(told, Answer) and self._writing.by_model(told):
            return replace(told, counted=special.counted)
        return replace(special, id=told.id, notice=told.notice, trace=told.trace)

    async def _general(self, question: Question, form: Form | None, watch: Watch | None) -> Result:
        began = time.perf_counter()
        model = await self._writing.model_for(question)
        found = await self._searcher.find(question, PAPERS, rewrite=model is not None)
        if form is None:
            form = await asyncio.to_thread(self._form, question.text, found.hits)
        if broad := _BROAD.get(form):
            found = await self._searcher.broaden(question, found, broad)
        retrieved = time.perf_counter()
        answer_id = uuid.uuid4().hex
        brief = Brief(found.standalone, found.hits, form, asked=question.text, pool=found.pool)
        said = await self._writing.write(question, brief, found, answer_id, model, watch)
        ended = time.perf_counter()
        timings = Timings(
            retrieve=(retrieved - began) * 1000,
            answer=(ended - retrieved) * 1000,
            total=(ended - began) * 1000,
        )
        result = _result(answer_id, question.text, brief, said, timings)
        if said.notice is None and model:
            await model.cache.put(cache_key(brief, model.answerer.name), question.asker, result)
        return result

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


def _result(answer_id: str, asked: str, brief: Brief, said: Proved, timings: Timings) -> Result:
    near = nearest(brief.hits)
    if not said.statements:
        return Abstention(
            answer_id,
            asked,
            brief.question,
            near,
            said.answerer,
            timings,
            notice=said.notice,
            trace=said.trace,
        )
    return Answer(
        answer_id,
        asked,
        brief.question,
        said.statements,
        said.citations,
        near,
        said.answerer,
        timings,
        form=brief.form,
        table=said.table,
        notice=said.notice,
        trace=said.trace,
    )
