"""A round every minute, for as long as the bot runs."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable

from bot.digests.rounds import Round, Rounds

_log = logging.getLogger(__name__)

EVERY_SECONDS = 60.0


class Clockwork:
    """``idle`` awaits what is meant to take long; tests say there that such a wait is meant."""

    def __init__(
        self,
        rounds: Rounds,
        idle: Callable[[Awaitable[None]], Awaitable[None]],
        every: float = EVERY_SECONDS,
    ) -> None:
        self._rounds = rounds
        self._idle = idle
        self._every = every

    async def run(self) -> None:
        """Until it is cancelled; a round that fails is logged, and the next one tries again."""
        while True:
            try:
                done = await self._rounds.run()
                if done != Round():
                    _log.info("digests: %s", done)
            except Exception:
                _log.exception("a round of digests failed")
            await self._idle(asyncio.sleep(self._every))
