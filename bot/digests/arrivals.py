"""The new papers of a window of days, with their vectors."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Collection, Sequence
from datetime import timedelta

from bot.digests.due import Window
from vectorstore.corpus.reader import Candidate, Corpus
from vectorstore.corpus.shelf import Shelf
from vectorstore.models import Filters, Paper

# A paper that is listed so long after its publication may have been sent when it was published,
# longer ago than the ledger remembers. The longest delay in 9,877 Daily Papers was 136 days.
NEWS_DAYS = 300


class Arrivals:
    """The papers of each window, read once: for one round."""

    def __init__(self, read: Callable[[Window], Awaitable[Sequence[Candidate]]]) -> None:
        self._read = read
        self._reading: dict[Window, asyncio.Future[Sequence[Candidate]]] = {}

    async def of(self, window: Window) -> Sequence[Candidate]:
        if window not in self._reading:
            self._reading[window] = asyncio.ensure_future(self._read(window))
        return await asyncio.shield(self._reading[window])


def read(corpus: Corpus, embedder: str, window: Window) -> Sequence[Candidate]:
    """The papers of ``window`` that ``embedder`` has embedded. Blocking; raises CorpusError."""
    within = Shelf(corpus).find(Filters(window.earliest, window.until))
    found = corpus.candidates([paper.paper_id for paper in within.papers], embedder)
    return [candidate for candidate in found if _is_news(candidate.paper, window)]


def untaken(candidates: Sequence[Candidate], taken: Collection[str]) -> list[Candidate]:
    return [one for one in candidates if one.paper.paper_id not in taken]


def _is_news(paper: Paper, window: Window) -> bool:
    published = paper.published
    return published is None or published >= window.earliest - timedelta(days=NEWS_DAYS)
