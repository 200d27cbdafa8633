"""Pictures of what the papers are about, with the same facts in words."""

from __future__ import annotations

import asyncio
import io
import json
import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol, TypeVar

import numpy as np

from bot import children
from bot.children import Manners
from bot.core.errors import FootnoteError
from bot.locales.catalog import Translate
from bot.pictures import trends as counting
from bot.pictures.telling import Cluster, map_facts, trends_facts
from bot.pictures.trends import Trends
from bot.render.days import found, window
from vectorstore.corpus.reader import Corpus
from vectorstore.corpus.shelf import Shelf, topic_words
from vectorstore.embeddings import Vectors
from vectorstore.models import Filters

T = TypeVar("T")

SECONDS = 120.0
# Fewer papers make no map; more than these are the newest of them.
LEAST, MOST = 8, 600
_NONE = np.zeros((0, 0), np.float32)
_log = logging.getLogger(__name__)


class PictureError(FootnoteError):
    """The picture could not be made. The text may be read by the person who asked."""


class Readers(Protocol):
    async def run(self, work: Callable[[], T]) -> T: ...


@dataclass(frozen=True, slots=True)
class Picture:
    """``png`` is None where there is nothing to draw; ``facts`` says in words what it shows, or
    why there is none."""

    png: bytes | None
    facts: str


class Studio:
    """Draws one picture at a time, each in a process of its own.

    ``embedder`` is the fingerprint of the vectors that maps are made of. Methods raise
    PictureError and CorpusError.
    """

    def __init__(
        self, corpus: Corpus, readers: Readers, embedder: str, *, seconds: float = SECONDS
    ) -> None:
        self._corpus = corpus
        self._readers = readers
        self._embedder = embedder
        self._seconds = seconds
        self._one_at_a_time = asyncio.Lock()

    async def trends(
        self, topics: Sequence[str], since: date | None, until: date | None, t: Translate
    ) -> Picture:
        """Papers per week of one to five topics; open days are chosen around the newest paper."""
        counted = await self._readers.run(
            lambda: counting.count(self._corpus, topics, since, until)
        )
        if counted is None:
            return Picture(None, t("pictures.no_days"))
        facts = trends_facts(counted, t)
        if not counted.total:
            return Picture(None, facts)
        _, png = await self._draw(_chart(counted, t), _NONE)
        return Picture(png, facts)

    async def map(
        self, topic: str, since: date | None, until: date | None, zone: str, t: Translate
    ) -> Picture:
        """The papers of a topic on a plane, near ones near each other."""
        values, vectors, total = await self._readers.run(
            lambda: self._papers(topic, Filters(since, until))
        )
        said = found(total, values["topic"], window(since, until, zone, t), t)
        if len(vectors) < LEAST:
            return Picture(None, f"{said} {t('pictures.too_few', least=LEAST)}")
        title = t("pictures.map_title", topic=topic)
        facts, png = await self._draw({"kind": "map", "title": title, **values}, vectors)
        clusters = [Cluster(**cluster) for cluster in facts["clusters"]]
        return Picture(png, map_facts(said, clusters, len(vectors), total, t))

    def _papers(self, topic: str, filters: Filters) -> tuple[dict[str, Any], Vectors, int]:
        words = topic_words(topic)
        shelved = Shelf(self._corpus).find(filters, words, most=MOST)
        ids = [paper.paper_id for paper in shelved.papers]
        # Papers that are not embedded yet have no place on a map.
        names, vectors = self._corpus.abstract_matrix(self._embedder, ids)
        papers = self._corpus.get(names)
        return (
            {
                "topic": words,
                "titles": [papers[name].title for name in names],
                "texts": [f"{papers[name].title}\n{papers[name].abstract}" for name in names],
                "votes": [papers[name].upvotes or 0 for name in names],
            },
            vectors,
            shelved.total,
        )

    async def _draw(
        self, values: Mapping[str, Any], vectors: Vectors
    ) -> tuple[dict[str, Any], bytes]:
        archive = io.BytesIO()
        said = np.frombuffer(json.dumps(values).encode(), dtype=np.uint8)
        np.savez(archive, values=said, vectors=vectors)
        try:
            async with asyncio.timeout(self._seconds), self._one_at_a_time:
                drawn = await _in_process(archive.getvalue())
        except TimeoutError as error:
            raise PictureError(
                f"The picture was not ready within {self._seconds:g} seconds: try again in a "
                "moment, or with fewer days."
            ) from error
        facts, _, png = drawn.partition(b"\n")
        return json.loads(facts), png


def _chart(counted: Trends, t: Translate) -> dict[str, Any]:
    return {
        "kind": "trends",
        "title": t("pictures.trends_title"),
        "axis": t("pictures.axis"),
        "weeks": [week.isoformat() for week in counted.weeks],
        "lines": [{"topic": line.topic, "counts": line.counts} for line in counted.lines],
    }


async def _in_process(request: bytes) -> bytes:
    # The cores are for answering; and more threads make the same numbers no sooner.
    ran = await children.run("bot.pictures.worker", given=request, manners=Manners(threads=1))
    if ran.code:
        _log.error("a picture could not be drawn: %s", ran.errors[-2_000:])
        raise PictureError("The picture could not be drawn: try again, or with another topic.")
    return ran.out
