"""Direct messages to people of whom only the id is known."""

from __future__ import annotations

from collections import OrderedDict

import discord

_KEPT = 10_000


class DirectMessages:
    """Remembers which channel is whose: Discord wants it opened before the first message only."""

    def __init__(self, client: discord.Client) -> None:
        self._client = client
        self._known: OrderedDict[int, int] = OrderedDict()

    async def to(self, person: int) -> discord.PartialMessageable:
        """Raises discord.HTTPException."""
        if person not in self._known:
            opened = await self._client.create_dm(discord.Object(person))
            self._known[person] = opened.id
            if len(self._known) > _KEPT:
                self._known.popitem(last=False)
        return self._client.get_partial_messageable(self._known[person])
