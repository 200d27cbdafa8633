"""A round every minute, for as long as the bot runs."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from contextlib import suppress

from bot.digests.rounds import Round, Rounds

_log = logging.getLogger(__name__)

EVERY_SECONDS = 60.0
# As long as a sync may wait for another writer, and then embed what came out in some weeks.
READY_SECONDS = 1800.0


class Clockwork:
    """``idle`` awaits what is meant to take long; tests say there that such a wait is meant.

    The first round comes once ``ready`` is set, or after ``READY_SECONDS``: what makes up for a
    stop must not be made of what was there before it.
    """

    def __init__(
        self,
        rounds: Rounds,
        idle: Callable[[Awaitable[None]], Awaitable[None]],
        ready: asyncio.Event | None = None,
        every: float = EVERY_SECONDS,
    ) -> None:
        self._rounds = rounds
        self._idle = idle
        self._ready = ready
        self._every = every

    async def run(self) -> None:
        """Until it is cancelled; a round that fails is logged, and the next one tries again."""
        if self._ready is not None:
            await self._idle(_set(self._ready))
        while True:
            try:
                done = await self._rounds.run()
                if done != Round():
                    _log.info("digests: %s", done)
            except Exception:
                _log.exception("a round of digests failed")
            await self._idle(asyncio.sleep(self._every))


async def _set(ready: asyncio.Event) -> None:
    with suppress(TimeoutError):
        async with asyncio.timeout(READY_SECONDS):
            await ready.wait()
