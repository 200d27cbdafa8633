"""Ask the questions of a development set the way everybody asks: through the AnswerService."""

from __future__ import annotations

from collections.abc import Sequence

from bot.answering.library import LibraryService
from bot.answering.service import AnswerService
from bot.core.models import Abstention, Answer, Notice, Question, Turn, Usage
from bot.evaluation.dev_set import GoldQuestion
from bot.evaluation.errors import EvaluationError
from bot.evaluation.outcomes import Outcome
from bot.render.text import body
from vectorstore.corpus.reader import Corpus
from vectorstore.models import Filters
from vectorstore.papers import normalise_title
from vectorstore.sentences import split

ALONE = "followup, standalone"
RANKED = 10


def require_papers(questions: Sequence[GoldQuestion], corpus: Corpus) -> None:
    """Raise EvaluationError unless every paper that a question is about is in ``corpus``."""
    here = {normalise_title(paper.title) for paper in corpus.papers()}
    wanted = {title for question in questions for title in question.gold_titles}
    if missing := sorted(title for title in wanted if normalise_title(title) not in here):
        raise EvaluationError(
            f"{len(missing)} of the {len(wanted)} papers that the questions are about are not in "
            f"this index (the first is “{missing[0]}”): ingest them, or leave out --index."
        )


class Examiner:
    """Asks and looks up what the answer rests on."""

    def __init__(self, service: AnswerService, library: LibraryService, corpus: Corpus) -> None:
        self._service = service
        self._library = library
        self._corpus = corpus
        self._ids = {normalise_title(p.title): p.paper_id for p in corpus.papers()}

    async def ask(self, question: GoldQuestion) -> list[Outcome]:
        """Once; a follow-up in its conversation, and again in words that need none."""
        alone = await self._service.ask(Question(question.alone))
        if not question.turns:
            return [await self._outcome(question, question.type, alone)]
        return [
            await self._outcome(question, question.type, await self._talk(question)),
            await self._outcome(question, ALONE, alone),
        ]

    async def ask_removed(self, question: GoldQuestion) -> Outcome:
        """A question that one paper answers, without that paper."""
        gold = {self._ids[normalise_title(title)] for title in question.gold_titles}
        others = Filters(paper_ids=frozenset(self._ids.values()) - gold)
        result = await self._service.ask(Question(question.alone, filters=others))
        return await self._outcome(question, question.type, result, others)

    async def _talk(self, question: GoldQuestion) -> Answer | Abstention:
        history: tuple[Turn, ...] = ()
        for text in question.turns[:-1]:
            said = await self._service.ask(Question(text, history))
            history = (*history, Turn(said.question, said.standalone, said.paper_ids, said.said))
        return await self._service.ask(Question(question.turns[-1], history))

    async def _outcome(
        self,
        question: GoldQuestion,
        kind: str,
        result: Answer | Abstention,
        filters: Filters | None = None,
    ) -> Outcome:
        hits = await self._library.search(question.alone, RANKED, filters)
        citations = result.citations if isinstance(result, Answer) else ()
        statements = result.statements if isinstance(result, Answer) else ()
        stored = self._corpus.get([citation.paper_id for citation in citations])
        return Outcome(
            question=question,
            kind=kind,
            ranked=tuple(hit.paper.title for hit in hits),
            answered=isinstance(result, Answer),
            text=body(result),
            cited=tuple(dict.fromkeys(citation.title for citation in citations)),
            quotes=tuple(citation.quote for citation in citations),
            verbatim=sum(
                stored[c.paper_id].abstract[c.start : c.end] == c.quote
                for c in citations
                if c.quote and c.paper_id in stored
            ),
            statements=len(statements),
            sentences=sum(len(split(statement.text)) for statement in statements),
            dropped=len(result.trace.refused) if result.trace else 0,
            fell_back=result.notice is Notice.MODEL_FAILED,
            usage=result.trace.usage if result.trace else Usage(),
        )
