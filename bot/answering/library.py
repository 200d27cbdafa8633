"""The papers themselves: search, look up, and how many there are. Never blocks the event loop."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from bot.answering.browsing import Browse, Browsed, browse
from bot.answering.threads import Readers
from bot.core.errors import QuestionError
from vectorstore.corpus.listings import last_sync
from vectorstore.corpus.reader import Corpus
from vectorstore.index.reader import IndexReader
from vectorstore.models import Filters, Hit, Paper
from vectorstore.retriever import Retriever


@dataclass(frozen=True, slots=True)
class Status:
    """What there is to answer from.

    ``newest`` is the latest day of any paper; ``last_sync`` when a list of the feed was last
    fetched; ``degraded`` says in one sentence what does not work
    as it should.
    """

    papers: int
    newest: date | None
    sources: dict[str, int]
    degraded: str | None
    last_sync: datetime | None


class LibraryService:
    """Looks at the papers. Methods raise VectorstoreError and LibrarySlowError.

    ``now`` gives aware moments.
    """

    def __init__(
        self,
        corpus: Corpus,
        index: IndexReader,
        retriever: Retriever,
        readers: Readers,
        now: Callable[[], datetime],
    ) -> None:
        self._corpus = corpus
        self._index = index
        self._retriever = retriever
        self._readers = readers
        self._now = now

    async def search(
        self, text: str, k: int = 10, filters: Filters | None = None
    ) -> tuple[Hit, ...]:
        """The ``k`` papers nearest to ``text``, best first. Raises QuestionError without words."""
        if not any(character.isalnum() for character in text):
            raise QuestionError("There is nothing to search for: write it in a few words.")
        return await self._readers.run(lambda: self._retriever.search(text, k, filters))

    async def similar(self, paper_id: str, k: int = 10) -> tuple[Hit, ...]:
        """The ``k`` papers nearest to a paper, without itself; none when it is unknown."""
        return await self._readers.run(lambda: self._retriever.similar(paper_id, k))

    async def browse(self, wanted: Browse, first: int, most: int) -> Browsed:
        """``most`` papers of a window and topic from the ``first`` on (0 is the first)."""
        now = self._now()
        return await self._readers.run(lambda: browse(self._corpus, wanted, now, first, most))

    async def paper(self, paper_id: str) -> Paper | None:
        """The paper with this id, or with this former id."""
        return (await self._readers.run(lambda: self._corpus.get([paper_id]))).get(paper_id)

    async def complete(self, text: str, limit: int = 25) -> list[tuple[str, str]]:
        """``(paper_id, title)`` of papers whose title has every word of ``text``."""
        return await self._readers.run(lambda: self._corpus.titles(text, limit))

    async def status(self) -> Status:
        return await self._readers.run(self._status)

    def _status(self) -> Status:
        return Status(
            papers=self._corpus.count(),
            newest=self._corpus.newest_day(),
            sources=self._corpus.sources(),
            degraded=self._index.degraded,
            last_sync=last_sync(self._corpus),
        )
