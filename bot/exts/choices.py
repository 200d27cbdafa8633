"""What servers chose, kept at hand: a question is acknowledged without waiting for the database."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from typing import Any

from bot.state.records import Changes, Effective
from bot.state.settings import Settings

_KEPT = 2048

Place = tuple[int, int | None]


class Choices:
    """Reads each place once; forgets a server's places when it changes something.

    Only one process serves a server, so nobody else changes them.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._known: OrderedDict[Place, asyncio.Task[Effective]] = OrderedDict()

    async def get(self, guild: int | None, channel: int | None) -> Effective:
        if guild is None:
            return Effective()
        place = (guild, channel)
        if place not in self._known:
            self._known[place] = asyncio.create_task(self._settings.get(guild, channel))
            if len(self._known) > _KEPT:
                self._known.popitem(last=False)
        reading = self._known[place]
        try:
            return await asyncio.shield(reading)
        except Exception:
            # A failure is not what the server chose.
            self._forget(place, reading)
            raise

    async def change(self, guild: int, channel: int | None, changes: Changes) -> Effective:
        effective = await self._settings.set(guild, channel, **changes)
        for place in [place for place in self._known if place[0] == guild]:
            del self._known[place]
        return effective

    async def channels(self, guild: int) -> dict[int, dict[str, Any]]:
        return await self._settings.channels(guild)

    def _forget(self, place: Place, reading: asyncio.Task[Effective]) -> None:
        if self._known.get(place) is reading:
            del self._known[place]
