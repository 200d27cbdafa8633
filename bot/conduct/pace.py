"""Turns at even distances, so that much work leaves room for the rest."""

from __future__ import annotations

import asyncio
from collections.abc import Callable


class Pace:
    """At most ``per_second`` turns begin in a second; ``monotonic`` gives seconds."""

    def __init__(self, per_second: float, monotonic: Callable[[], float]) -> None:
        self._apart = 1 / per_second
        self._monotonic = monotonic
        self._next = 0.0

    async def turn(self) -> None:
        """Returns when it is one's turn; first come, first served."""
        now = self._monotonic()
        mine = max(now, self._next)
        self._next = mine + self._apart
        if mine > now:
            await asyncio.sleep(mine - now)
