"""What is old is deleted."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial

import sqlalchemy as sa

from bot.state.database import Database
from bot.state.privacy import delete_exchanges
from bot.state.schema import answer_cache, conversations, exchanges, model_usage, threads


class Retention:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def sweep(self, now: datetime, days: int) -> int:
        """Delete, without a trace, exchanges older than ``days``; how many went.

        A thread is kept as ours while something in it is younger. Raises StateError.
        """
        deleted, traces = await self._database.run(
            partial(_sweep, before=now - timedelta(days=days))
        )
        if traces:
            await self._database.purge()
        return deleted


def _sweep(connection: sa.Connection, before: datetime) -> tuple[int, bool]:
    deleted = delete_exchanges(connection, exchanges.c.asked_at < before)
    alive = sa.select(conversations.c.place).where(conversations.c.kind == "thread")
    closed = connection.execute(
        threads.delete().where(threads.c.opened_at < before, threads.c.thread.not_in(alive))
    ).rowcount
    cached = connection.execute(answer_cache.delete().where(answer_cache.c.kept_at < before))
    # Sums stay, without who they are of.
    connection.execute(
        model_usage.update().where(model_usage.c.day < before.date()).values(asker=None)
    )
    return deleted, bool(deleted or closed or cached.rowcount)
