"""Votes shown as they come in, without an edit for each: at most one a second."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable

_log = logging.getLogger(__name__)

EDIT_SECONDS = 1.0
"""Between two edits of one message."""


class Live:
    """``paint`` brings what is shown of a club up to date; ``idle`` waits for the next time."""

    def __init__(
        self,
        paint: Callable[[str], Awaitable[None]],
        idle: Callable[[Awaitable[None]], Awaitable[None]],
    ) -> None:
        self._paint = paint
        self._idle = idle
        self._changed: set[str] = set()
        self._painting: dict[str, asyncio.Task[None]] = {}

    def changed(self, club: str) -> None:
        """Something is new: shown now or, where an edit was just made, with what else comes."""
        self._changed.add(club)
        if club not in self._painting:
            self._painting[club] = asyncio.create_task(self._run(club))

    def stop(self) -> None:
        for task in self._painting.values():
            task.cancel()

    async def _run(self, club: str) -> None:
        try:
            while club in self._changed:
                self._changed.discard(club)
                await self._painted(club)
                await self._idle(asyncio.sleep(EDIT_SECONDS))
        finally:
            del self._painting[club]

    async def _painted(self, club: str) -> None:
        try:
            await self._paint(club)
        except Exception:
            # The votes are kept: the next one, or the end, shows them.
            _log.exception("the votes of a journal club could not be shown")
