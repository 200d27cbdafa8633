"""The threads that the bot opened: there it answers every message."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial

import sqlalchemy as sa

from bot.state.database import Database
from bot.state.exchanges import exists
from bot.state.schema import threads


class Threads:
    def __init__(self, database: Database, clock: Callable[[], datetime]) -> None:
        self._database = database
        self._clock = clock

    async def opened(
        self,
        thread: int,
        *,
        guild: int,
        channel: int,
        person: int | None,
        exchange: str | None = None,
    ) -> None:
        """Note a thread that was opened for ``person`` (None: for one who was forgotten since);
        ``exchange`` is the answer it continues."""
        values: dict[str, object] = {
            "thread": thread,
            "guild": guild,
            "channel": channel,
            "opened_for": person,
            "opened_at": self._clock(),
        }
        await self._database.run(partial(_opened, values=values, exchange=exchange))

    async def ours(self, thread: int) -> bool:
        """Whether the bot opened it."""
        found = sa.select(threads.c.thread).where(threads.c.thread == thread)
        return await self._database.run(lambda connection: connection.scalar(found) is not None)


def _opened(connection: sa.Connection, values: dict[str, object], exchange: str | None) -> None:
    connection.execute(threads.delete().where(threads.c.thread == values["thread"]))
    known = exchange if exists(connection, exchange) else None
    connection.execute(threads.insert().values(**values, exchange=known))
