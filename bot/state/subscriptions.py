"""What people subscribed to, and what they want less of."""

from __future__ import annotations

import secrets
from dataclasses import replace
from functools import partial
from typing import Any

import sqlalchemy as sa

from bot.core.digest import Rhythm, Scope, Subscription, Via
from bot.state.database import Database
from bot.state.errors import TooManySubscriptionsError
from bot.state.schema import disliked_papers, subscriptions

MOST = 25


class Subscriptions:
    """Methods raise StateError."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(self, subscription: Subscription) -> Subscription:
        """Keep a new subscription, and give it its id: letters and digits that nobody can guess.

        Raises TooManySubscriptionsError where its owner has ``MOST`` already.
        """
        new = replace(subscription, id=secrets.token_hex(8))
        await self._database.run(partial(_add, subscription=new))
        return new

    async def get(self, subscription: str) -> Subscription | None:
        found = await self._where(subscriptions.c.id == subscription)
        return found[0] if found else None

    async def of(self, owner: int) -> tuple[Subscription, ...]:
        """Everything of one person, oldest first, in whichever server."""
        return await self._where(subscriptions.c.owner == owner)

    async def in_guild(self, guild: int) -> tuple[Subscription, ...]:
        """Everything that was subscribed to in one server, oldest first."""
        return await self._where(subscriptions.c.guild == guild)

    async def active(self) -> tuple[Subscription, ...]:
        """All that are not paused, oldest first."""
        return await self._where(subscriptions.c.paused.is_(None))

    async def change(self, subscription: Subscription) -> bool:
        """Keep new values under the same id; False where it was removed meanwhile.

        Pausing has its own method: ``paused`` stays as it is kept.
        """
        values = _row(subscription)
        del values["paused"]
        return await self._update(subscription.id, values)

    async def pause(self, subscription: str, reason: str | None) -> bool:
        """Its owner says so; None resumes. False where it was removed meanwhile."""
        return await self._update(subscription, {"paused": reason, "untold": False})

    async def stop(self, subscription: str, reason: str) -> bool:
        """Pause a subscription that nobody asked to pause, so that its owner must be told.

        False where it is paused already or was removed.
        """
        values = {"paused": reason, "untold": True}
        return await self._update(subscription, values, subscriptions.c.paused.is_(None))

    async def untold(self) -> tuple[Subscription, ...]:
        """Those that were stopped, and whose owners were not told yet."""
        return await self._where(subscriptions.c.untold)

    async def told(self, subscription: str) -> None:
        """Its owner knows, or cannot be told."""
        await self._update(subscription, {"untold": False})

    async def remove(self, subscription: str) -> bool:
        """Delete it with all that was kept for it; False where it was removed already."""
        gone = subscriptions.delete().where(subscriptions.c.id == subscription)
        return await self._database.run(
            lambda connection: connection.execute(gone).rowcount > 0,
        )

    async def dislike(self, subscription: str, paper: str) -> bool:
        """Less like this paper; False where the subscription was removed meanwhile."""
        return await self._database.run(partial(_dislike, subscription=subscription, paper=paper))

    async def disliked(self, subscription: str) -> frozenset[str]:
        """The ids of the papers of which less is wanted."""
        query = sa.select(disliked_papers.c.paper).where(
            disliked_papers.c.subscription == subscription
        )
        return frozenset(
            await self._database.run(lambda connection: connection.scalars(query).all())
        )

    async def _where(self, condition: sa.ColumnElement[bool]) -> tuple[Subscription, ...]:
        query = sa.select(subscriptions).where(condition)
        ordered = query.order_by(subscriptions.c.created_at, subscriptions.c.id)
        return await self._database.run(
            lambda connection: tuple(map(read, connection.execute(ordered)))
        )

    async def _update(
        self, subscription: str, values: dict[str, Any], *conditions: sa.ColumnElement[bool]
    ) -> bool:
        update = subscriptions.update().where(subscriptions.c.id == subscription, *conditions)
        return await self._database.run(
            lambda connection: connection.execute(update.values(values)).rowcount > 0
        )


def read(row: Any) -> Subscription:
    """A subscription from a row of its table."""
    return Subscription(
        id=row.id,
        owner=row.owner,
        guild=row.guild,
        channel=row.channel,
        scope=Scope(row.scope),
        subject=row.subject,
        via=Via(row.via),
        email=row.email,
        rhythm=Rhythm(row.rhythm),
        at=row.at,
        zone=row.zone,
        weekdays=frozenset(map(int, row.weekdays)),
        quiet=None if row.quiet_from is None else (row.quiet_from, row.quiet_until),
        at_most=row.at_most,
        quiet_day=row.quiet_day,
        language=row.language,
        created_at=row.created_at,
        paused=row.paused,
    )


def _row(subscription: Subscription) -> dict[str, Any]:
    quiet_from, quiet_until = subscription.quiet or (None, None)
    return {
        "id": subscription.id,
        "owner": subscription.owner,
        "guild": subscription.guild,
        "channel": subscription.channel,
        "scope": subscription.scope.value,
        "subject": subscription.subject,
        "via": subscription.via.value,
        "email": subscription.email,
        "rhythm": subscription.rhythm.value,
        "at": subscription.at,
        "zone": subscription.zone,
        "weekdays": "".join(map(str, sorted(subscription.weekdays))),
        "quiet_from": quiet_from,
        "quiet_until": quiet_until,
        "at_most": subscription.at_most,
        "quiet_day": subscription.quiet_day,
        "language": subscription.language,
        "created_at": subscription.created_at,
        "paused": subscription.paused,
    }


def _add(connection: sa.Connection, subscription: Subscription) -> None:
    owned = sa.select(sa.func.count()).where(subscriptions.c.owner == subscription.owner)
    if (connection.scalar(owned) or 0) >= MOST:
        raise TooManySubscriptionsError(MOST)
    connection.execute(subscriptions.insert().values(**_row(subscription), untold=False))


def _dislike(connection: sa.Connection, subscription: str, paper: str) -> bool:
    known = sa.select(subscriptions.c.id).where(subscriptions.c.id == subscription)
    if connection.scalar(known) is None:
        return False
    row = {"subscription": subscription, "paper": paper}
    same = (disliked_papers.c.subscription == subscription) & (disliked_papers.c.paper == paper)
    connection.execute(disliked_papers.delete().where(same))
    connection.execute(disliked_papers.insert().values(row))
    return True
