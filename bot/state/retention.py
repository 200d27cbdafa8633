"""What is old is deleted."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial

import sqlalchemy as sa

from bot.core.club import Stage
from bot.state.addresses import sweep_requests
from bot.state.database import Database
from bot.state.privacy import delete_exchanges
from bot.state.schema import (
    answer_cache,
    conversations,
    deliveries,
    exchanges,
    journal_clubs,
    journal_votes,
    model_usage,
    threads,
)

# How long the buttons of a digest work.
SNAPSHOT_DAYS = 30
# Digests look back less far than this, so that no paper is sent twice for want of its row.
LEDGER_DAYS = 400


class Retention:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def sweep(self, now: datetime, days: int) -> int:
        """Delete, without a trace, exchanges older than ``days``; how many went.

        A thread is kept as ours while something in it is younger. Subscriptions stay, whatever
        their age; what was sent for them is thinned out. Raises StateError.
        """
        deleted, traces = await self._database.run(
            partial(_sweep, now=now, before=now - timedelta(days=days))
        )
        await self._database.run(partial(_thin_out, now=now))
        if traces:
            await self._database.purge()
        return deleted


def _sweep(connection: sa.Connection, now: datetime, before: datetime) -> tuple[int, bool]:
    deleted = delete_exchanges(connection, exchanges.c.asked_at < before)
    alive = sa.select(conversations.c.place).where(conversations.c.kind == "thread")
    closed = connection.execute(
        threads.delete().where(threads.c.opened_at < before, threads.c.thread.not_in(alive))
    ).rowcount
    cached = connection.execute(answer_cache.delete().where(answer_cache.c.kept_at < before))
    voted = connection.execute(journal_votes.delete().where(journal_votes.c.voted_at < before))
    over = (journal_clubs.c.stage != Stage.OPEN) & (journal_clubs.c.closes_at < before)
    clubs = connection.execute(journal_clubs.delete().where(over))
    # Sums stay, without who they are of.
    connection.execute(
        model_usage.update().where(model_usage.c.day < before.date()).values(asker=None)
    )
    requests = sweep_requests(connection, now)
    gone = (deleted, closed, cached.rowcount, requests, voted.rowcount, clubs.rowcount)
    return deleted, any(gone)


def _thin_out(connection: sa.Connection, now: datetime) -> None:
    """What is not confirmed stays: it is yet to be sent."""
    sent = deliveries.c.confirmed_at
    connection.execute(deliveries.delete().where(sent < now - timedelta(days=LEDGER_DAYS)))
    connection.execute(
        deliveries.update()
        .where(sent < now - timedelta(days=SNAPSHOT_DAYS), deliveries.c.digest.is_not(None))
        .values(digest=None)
    )
