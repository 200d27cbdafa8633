"""Standing questions: asked of new papers alone."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from bot.core.digest import Subscription
from bot.core.models import Abstention, Answer, Question
from bot.digests.matching import Match
from vectorstore.corpus.reader import Candidate
from vectorstore.models import Filters

# An answer cites a few papers: it is asked again of the others, so often at most.
TIMES = 5


class Answers(Protocol):
    async def ask(self, question: Question) -> Answer | Abstention: ...


async def answering(
    answers: Answers, subscription: Subscription, candidates: Sequence[Candidate]
) -> list[Match]:
    """The papers that answer the subscription's question, each with the quote that does.

    Raises what ``AnswerService.ask`` raises.
    """
    left = {candidate.paper.paper_id: candidate for candidate in candidates}
    found: list[Match] = []
    for _ in range(TIMES):
        if not left:
            break
        answer = await answers.ask(
            Question(
                subscription.subject,
                filters=Filters(paper_ids=frozenset(left)),
                asker=str(subscription.owner),
                server=None if subscription.guild is None else str(subscription.guild),
                zone=subscription.zone,
            )
        )
        quotes: dict[str, str] = {}
        for citation in answer.citations if isinstance(answer, Answer) else ():
            quotes.setdefault(citation.paper_id, citation.quote)
        new = [Match(left.pop(paper), quote) for paper, quote in quotes.items() if paper in left]
        if not new:
            break
        found += new
    return found
