"""Adding papers to the corpus by their arXiv ids: fetched here, written by another process."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable
from pathlib import Path

from bot import children
from bot.core.errors import FootnoteError
from vectorstore.errors import SourceError
from vectorstore.lock import BUSY
from vectorstore.papers import parse_arxiv_id
from vectorstore.sources.arxiv import read_atom
from vectorstore.sources.checks import Reject

# arXiv asks for few ids at a time, and a message rarely holds more.
MOST_AT_ONCE = 10
_INGEST_SECONDS = 300
# Of them, for another process that writes.
_PATIENCE_SECONDS = 240
_CANDIDATE = re.compile(r"[^\s<>()\[\]|,;\"']+")

Fetch = Callable[[tuple[str, ...]], Awaitable[str]]
Ingest = Callable[[str], Awaitable[None]]


class AddingError(FootnoteError):
    """The papers could not be added. The text may be read by the person who asked."""


def arxiv_ids(text: str) -> tuple[str, ...]:
    """The arXiv ids in ``text``, bare or in links, each once and in order."""
    words = (word.strip(".!?*_`") for word in _CANDIDATE.findall(text))
    return tuple(dict.fromkeys(filter(None, map(parse_arxiv_id, words))))


class PaperAdder:
    """Adds papers, one request after the other: only one process may write to an index."""

    def __init__(self, fetch: Fetch, ingest: Ingest) -> None:
        self._fetch = fetch
        self._ingest = ingest
        self._one_at_a_time = asyncio.Lock()

    async def add(self, ids: tuple[str, ...]) -> tuple[str, ...]:
        """The ids of the papers that are in the corpus now. Raises AddingError."""
        try:
            atom = await self._fetch(ids)
            read = tuple(read_atom(atom, "arXiv's answer"))
        except SourceError as error:
            raise AddingError(str(error)) from error
        found = tuple(record.paper_id for record in read if not isinstance(record, Reject))
        if not found:
            raise AddingError(f"arXiv has no paper {', '.join(ids)}: check the id.")
        async with self._one_at_a_time:
            await self._ingest(atom)
        return found


def ingest_into(index: Path) -> Ingest:
    """Runs ``python -m bot ingest`` for the index in ``index``, with an Atom answer as its input.

    A process of its own, because writing to Chroma stops every other thread of a process. It raises
    AddingError when a third process writes for too long.
    """

    async def ingest(atom: str) -> None:
        async with asyncio.timeout(_INGEST_SECONDS):
            ran = await children.run(
                *("bot", "ingest", "-", "--wait", str(_PATIENCE_SECONDS), "--index", str(index)),
                given=atom.encode(),
            )
        if ran.code:
            said = ran.errors[-2_000:]
            if BUSY in said:
                raise AddingError("Other papers are being taken in: try again in a few minutes.")
            raise IngestFailedError(said)

    return ingest


class IngestFailedError(Exception):
    """The writing process failed; the text is what it printed."""
