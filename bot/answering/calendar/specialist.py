"""Questions about days and counts, answered from the database: never guessed, always dated."""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime

from bot.answering.calendar.forms import RANKED, Wanted
from bot.answering.calendar.reading import Asked, read
from bot.answering.calendar.telling import Tally, tell
from bot.answering.threads import Readers
from bot.answering.trending import find_trending
from bot.core.gist import gist
from bot.core.lists import LISTED
from bot.core.models import Answer, Citation, Counted, Form, Question, Statement, Timings
from vectorstore.corpus.reader import Corpus
from vectorstore.corpus.shelf import Order, Shelf
from vectorstore.models import Filters, Paper
from vectorstore.papers import paper_url
from vectorstore.sentences import split

NAME = "calendar"
SHOWN, MOST_SHOWN = 6, 20
AUTHORS = 10
SUMMARISED = 10


class CalendarSpecialist:
    """Answers "what came out this week on …?", "how many papers …?", "who publishes most …?".

    ``now`` gives aware moments.
    """

    def __init__(self, corpus: Corpus, readers: Readers, now: Callable[[], datetime]) -> None:
        self._corpus = corpus
        self._shelf = Shelf(corpus)
        self._readers = readers
        self._now = now

    async def answer(self, question: Question) -> Answer | None:
        """None for a question about what papers say. Raises CorpusError and LibrarySlowError."""
        # Who chose the papers does not ask how many there are.
        if question.filters.paper_ids is not None:
            return None
        return await self._readers.run(lambda: self._answer(question))

    def _answer(self, question: Question) -> Answer | None:
        began = time.perf_counter()
        now = self._now()
        text = " ".join(question.text.split())
        asked = read(text, question.zone, now)
        if asked is None:
            return None
        filters = _filters(asked, question.filters)
        tally, papers = self._look(asked, filters, question.zone, now)
        looked = time.perf_counter()
        statements, citations = _quoted(papers)
        ended = time.perf_counter()
        return Answer(
            uuid.uuid4().hex,
            text,
            text,
            statements,
            citations,
            (),
            NAME,
            Timings((looked - began) * 1000, (ended - looked) * 1000, (ended - began) * 1000),
            form=Form.SUMMARY if asked.wanted is Wanted.SUMMARY else Form.LIST,
            counted=Counted(tell(tally), tally.total, tally.since, tally.until),
        )

    def _look(
        self, asked: Asked, filters: Filters, zone: str, now: datetime
    ) -> tuple[Tally, list[Paper]]:
        most = _most(asked, filters)
        since, until = filters.since, filters.until
        lists: tuple[datetime, ...] = ()
        if asked.wanted is Wanted.TRENDING:
            trend = find_trending(self._corpus, filters, asked.topic, zone, now, most=most)
            found, since, until, lists = trend.found, trend.since, trend.until, trend.lists
        else:
            order = Order.UPVOTES if asked.wanted in RANKED else Order.NEWEST
            found = self._shelf.find(filters, asked.topic, order, most=most)
        stored = self._corpus.get([paper.paper_id for paper in found.papers])
        # A paper without an abstract has nothing to quote.
        papers = [paper for paper in stored.values() if paper.abstract]
        tally = Tally(
            asked.wanted,
            asked.language,
            zone,
            asked.topic,
            since,
            until,
            found.total,
            found.unlisted,
            shown=len(papers),
            votes=tuple(paper.upvotes for paper in papers),
            newest=self._corpus.newest_day(),
            lists=lists,
        )
        if asked.wanted is Wanted.AUTHORS:
            authors = self._shelf.authors(filters, asked.topic)
            tally = replace(tally, authors=tuple(authors[: asked.most or AUTHORS]))
        return tally, papers


def _most(asked: Asked, filters: Filters) -> int:
    """How many papers are shown."""
    dated = filters.since is not None or filters.until is not None
    match asked.wanted:
        case Wanted.AUTHORS:
            return 0
        case Wanted.COUNT if not asked.topic and filters.empty:
            return 0
        case Wanted.NEW if dated:
            return LISTED
        case Wanted.SUMMARY:
            return SUMMARISED
        case _:
            return min(asked.most or SHOWN, MOST_SHOWN)


def _filters(asked: Asked, given: Filters) -> Filters:
    """What the question says and what was chosen beside it, both."""
    since = asked.window.since if asked.window else None
    until = asked.window.until if asked.window else None
    return replace(
        given,
        since=max(filter(None, (since, given.since)), default=None),
        until=min(filter(None, (until, given.until)), default=None),
    )


def _quoted(papers: Sequence[Paper]) -> tuple[tuple[Statement, ...], tuple[Citation, ...]]:
    """What each paper does, in its own words."""
    statements: list[Statement] = []
    citations: list[Citation] = []
    for paper in papers:
        span = gist(paper.abstract, split(paper.abstract))
        if span is None:
            continue
        start, end = span
        quote = paper.abstract[start:end]
        n = len(citations) + 1
        citations.append(
            Citation(n, paper.paper_id, paper.title, paper_url(paper), quote, start, end)
        )
        statements.append(Statement(quote, (n,)))
    return tuple(statements), tuple(citations)
