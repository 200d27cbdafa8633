"""Closes votes when their time has come, and completes what an error or a stop came between."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import datetime

from bot.exts.journal.showing import Showing
from bot.state.journal import Journal

_log = logging.getLogger(__name__)

LONGEST_WAIT = 600.0
"""Seconds; the machine's clock may be set, or stand still while it sleeps."""

RETRY_SECONDS = 15.0
"""After a first failure; twice as long after each further one."""


class Clockwork:
    """``now`` gives aware moments; ``idle`` awaits what is meant to take long."""

    def __init__(
        self,
        journal: Journal,
        showing: Showing,
        now: Callable[[], datetime],
        idle: Callable[[Awaitable[None]], Awaitable[None]],
    ) -> None:
        self._journal = journal
        self._showing = showing
        self._now = now
        self._idle = idle
        self._news = asyncio.Event()
        self._failures = 0

    def news(self) -> None:
        """There is another time to wait for."""
        self._news.set()

    async def complete(self, club: str) -> None:
        """Show what came of a vote now; where that fails, it is tried again."""
        if not await self._completed(club):
            self.news()

    async def run(self) -> None:
        """Until it is cancelled."""
        while True:
            self._news.clear()
            seconds = await self._round()
            await self._idle(self._wait(seconds))

    async def _round(self) -> float:
        """What is due; returns how many seconds there is nothing to do then."""
        try:
            for club in await self._journal.due():
                await self._journal.close(club)
            unfinished = await self._journal.unfinished()
            completed = await asyncio.gather(*map(self._completed, unfinished))
            closing = await self._journal.next_closing()
        except Exception:
            # A full disk, or whatever it is, must not end the clockwork.
            _log.exception("the journal clubs could not be looked through")
            return self._after_failure()
        if not all(completed):
            return self._after_failure()
        self._failures = 0
        if closing is None:
            return LONGEST_WAIT
        return min(max((closing - self._now()).total_seconds(), 0.0), LONGEST_WAIT)

    def _after_failure(self) -> float:
        self._failures += 1
        return min(RETRY_SECONDS * 2.0 ** min(self._failures - 1, 10), LONGEST_WAIT)

    async def _completed(self, club: str) -> bool:
        try:
            await self._showing.finish(club)
        except Exception:
            # Whatever it is, the other clubs go on.
            _log.exception("a journal club could not be completed; it is tried again")
            return False
        return True

    async def _wait(self, seconds: float) -> None:
        try:
            async with asyncio.timeout(seconds):
                await self._news.wait()
        except TimeoutError:
            return
