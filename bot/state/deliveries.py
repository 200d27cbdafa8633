"""The ledger: a digest is claimed, sent under its nonce, and confirmed.

A claim keeps the digest as it will be sent, and takes its papers and its day in one transaction.
What is claimed and not confirmed may have been sent or not: it is sent again under the same nonce.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from typing import Any

import sqlalchemy as sa

from bot.core.digest import Digest
from bot.state import digest_snapshot
from bot.state.database import Database
from bot.state.schema import delivered_papers, deliveries, subscriptions
from bot.state.subscriptions import read


@dataclass(frozen=True, slots=True)
class Claim:
    """A digest that must be sent; ``attempt`` counts from 1."""

    nonce: str
    digest: Digest
    attempt: int


@dataclass(frozen=True, slots=True)
class Ledger:
    """How far a subscription is: its last digest day, the last day of papers that was looked at,
    and whether something is claimed and not confirmed. None: nothing was sent yet."""

    day: date | None = None
    until: date | None = None
    open: bool = False


class Deliveries:
    """Methods raise StateError."""

    def __init__(self, database: Database, clock: Callable[[], datetime]) -> None:
        self._database = database
        self._clock = clock

    async def ledgers(self) -> dict[str, Ledger]:
        """How far each subscription is, by its id; those that were sent nothing are absent."""
        return await self._database.run(_ledgers)

    async def claim(self, digest: Digest) -> Claim | None:
        """Take the day and the papers of ``digest`` for its subscription, to be sent.

        None where the subscription is removed, or the day or one of the papers is taken already.
        """
        return await self._database.run(partial(_claim, digest=digest, now=self._clock()))

    async def skip(self, subscription: str, day: date, until: date) -> bool:
        """Take a day on which there is nothing to send; False as for ``claim``."""
        row = _delivery(secrets.token_hex(12), subscription, day, until, self._clock())
        row["confirmed_at"] = row["claimed_at"]
        return await self._database.run(partial(_take, row=row, papers={}))

    async def open_claims(self) -> tuple[Claim, ...]:
        """What is claimed, not confirmed and to be tried now, oldest first; nothing of paused
        subscriptions. Digests have their subscriptions as these are now."""
        return await self._database.run(partial(_open_claims, now=self._clock()))

    async def confirm(self, nonce: str) -> None:
        """It is there."""
        await self._update(nonce, {"confirmed_at": self._clock(), "failure": None})

    async def postpone(self, nonce: str, reason: str, until: datetime) -> None:
        """It did not work, and is to be tried again from ``until`` on."""
        await self._update(
            nonce,
            {"failure": reason, "not_before": until, "attempt": deliveries.c.attempt + 1},
        )

    async def papers(self, subscription: str) -> frozenset[str]:
        """The ids of all papers that were taken for it: shown, cut, or about to be sent."""
        query = sa.select(delivered_papers.c.paper).where(
            delivered_papers.c.subscription == subscription
        )
        return frozenset(
            await self._database.run(lambda connection: connection.scalars(query).all())
        )

    async def digest(self, nonce: str) -> Digest | None:
        """What was sent under ``nonce``; None where it is too old, or the subscription removed."""
        return await self._database.run(partial(_digest, nonce=nonce))

    async def _update(self, nonce: str, values: dict[str, Any]) -> None:
        update = deliveries.update().where(
            deliveries.c.nonce == nonce, deliveries.c.confirmed_at.is_(None)
        )
        await self._database.run(lambda connection: connection.execute(update.values(values)))


def _ledgers(connection: sa.Connection) -> dict[str, Ledger]:
    # By the index, a row for each subscription: the ledger is long.
    later = deliveries.alias()
    newest = (
        sa.select(sa.func.max(later.c.day))
        .where(later.c.subscription == subscriptions.c.id)
        .scalar_subquery()
    )
    last = sa.select(deliveries.c.subscription, deliveries.c.day, deliveries.c.until).select_from(
        deliveries.join(
            subscriptions,
            (subscriptions.c.id == deliveries.c.subscription) & (deliveries.c.day == newest),
        )
    )
    still_open = sa.select(deliveries.c.subscription).where(deliveries.c.confirmed_at.is_(None))
    waiting = set(connection.scalars(still_open))
    return {
        row.subscription: Ledger(row.day, row.until, open=row.subscription in waiting)
        for row in connection.execute(last)
    }


def _claim(connection: sa.Connection, digest: Digest, now: datetime) -> Claim | None:
    nonce = secrets.token_hex(12)
    row = _delivery(nonce, digest.subscription.id, digest.day, digest.until, now)
    row["digest"] = digest_snapshot.dump(digest)
    papers = dict.fromkeys(digest.cut, False) | {item.paper.paper_id: True for item in digest.items}
    return Claim(nonce, digest, 1) if _take(connection, row, papers) else None


def _delivery(
    nonce: str, subscription: str, day: date, until: date, now: datetime
) -> dict[str, Any]:
    return {
        "nonce": nonce,
        "subscription": subscription,
        "day": day,
        "until": until,
        "digest": None,
        "attempt": 1,
        "claimed_at": now,
        "not_before": now,
    }


def _take(connection: sa.Connection, row: dict[str, Any], papers: dict[str, bool]) -> bool:
    subscription = row["subscription"]
    known = sa.select(subscriptions.c.id).where(subscriptions.c.id == subscription)
    if connection.scalar(known) is None:
        return False
    same_day = sa.select(deliveries.c.nonce).where(
        deliveries.c.subscription == subscription, deliveries.c.day == row["day"]
    )
    if connection.scalar(same_day) is not None:
        return False
    taken = sa.select(delivered_papers.c.paper).where(
        delivered_papers.c.subscription == subscription
    )
    if papers.keys() & set(connection.scalars(taken)):
        return False
    connection.execute(deliveries.insert().values(row))
    if papers:
        connection.execute(
            delivered_papers.insert(),
            [
                {
                    "subscription": subscription,
                    "paper": paper,
                    "nonce": row["nonce"],
                    "shown": shown,
                }
                for paper, shown in papers.items()
            ],
        )
    return True


_SUBSCRIBED = deliveries.join(subscriptions, subscriptions.c.id == deliveries.c.subscription)


def _open_claims(connection: sa.Connection, now: datetime) -> tuple[Claim, ...]:
    query = (
        sa.select(subscriptions, deliveries.c.nonce, deliveries.c.digest, deliveries.c.attempt)
        .select_from(_SUBSCRIBED)
        .where(
            deliveries.c.confirmed_at.is_(None),
            deliveries.c.not_before <= now,
            subscriptions.c.paused.is_(None),
        )
        .order_by(deliveries.c.claimed_at, deliveries.c.nonce)
    )
    return tuple(
        Claim(row.nonce, digest_snapshot.load(row.digest, read(row)), row.attempt)
        for row in connection.execute(query)
    )


def _digest(connection: sa.Connection, nonce: str) -> Digest | None:
    query = (
        sa.select(subscriptions, deliveries.c.digest)
        .select_from(_SUBSCRIBED)
        .where(deliveries.c.nonce == nonce)
    )
    row = connection.execute(query).one_or_none()
    if row is None or row.digest is None:
        return None
    return digest_snapshot.load(row.digest, read(row))
