"""Journal clubs and their votes. Votes are kept by person only while a vote is open: closing it
turns them into sums."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, replace
from datetime import datetime
from functools import partial

import sqlalchemy as sa

from bot.core.club import Candidate, Club, Stage
from bot.state.database import Database
from bot.state.schema import journal_candidates, journal_clubs, journal_votes


class Journal:
    """Methods raise StateError."""

    def __init__(self, database: Database, clock: Callable[[], datetime]) -> None:
        self._database = database
        self._clock = clock

    async def open(self, club: Club) -> Club:
        """Keep ``club``; where one is open in its channel already, return that one instead."""
        return await self._database.run(partial(_open, club=club))

    async def get(self, club: str) -> Club | None:
        return await self._database.run(partial(_get, club=club))

    async def by_message(self, message: int) -> Club | None:
        """The club whose vote a message shows."""
        found = sa.select(journal_clubs.c.id).where(journal_clubs.c.message == message)

        def get(connection: sa.Connection) -> Club | None:
            club = connection.scalar(found)
            return None if club is None else _get(connection, club)

        return await self._database.run(get)

    async def posted(self, club: str, message: int) -> None:
        """``message`` shows the vote."""
        await self._set(club, message=message)

    async def drop(self, club: str) -> None:
        """Nobody saw it, or there is nothing left to show it in."""
        await self._database.run(
            lambda connection: connection.execute(
                journal_clubs.delete().where(journal_clubs.c.id == club)
            )
        )

    async def drop_unposted(self) -> None:
        """At the start of the bot: what a stop or crash kept from being shown."""
        unseen = (journal_clubs.c.stage == Stage.OPEN) & journal_clubs.c.message.is_(None)
        await self._database.run(
            lambda connection: connection.execute(journal_clubs.delete().where(unseen))
        )

    async def vote(self, club: str, person: int, n: int) -> Candidate | None:
        """A person's vote, in place of an earlier one; None where the vote is over."""
        return await self._database.run(
            partial(_vote, club=club, person=person, n=n, now=self._clock())
        )

    async def close(self, club: str, *, cancelled: bool = False) -> bool:
        """Decide an open vote; whether it was this call that did."""
        return await self._database.run(partial(_close, club=club, cancelled=cancelled))

    async def due(self) -> tuple[str, ...]:
        """Votes whose time is over."""
        return await self._ids(_shown_and_open() & (journal_clubs.c.closes_at <= self._clock()))

    async def next_closing(self) -> datetime | None:
        """The first time at which a vote will be due."""
        first = sa.select(sa.func.min(journal_clubs.c.closes_at)).where(_shown_and_open())
        return await self._database.run(lambda connection: connection.scalar(first))

    async def unfinished(self) -> tuple[str, ...]:
        """What is decided, but not yet shown in full."""
        return await self._ids(journal_clubs.c.stage == Stage.CLOSED)

    async def threaded(self, club: str, thread: int) -> None:
        """The winner's thread is there."""
        await self._set(club, thread=thread)

    async def begun(self, club: str, opening: int) -> None:
        """The winner's thread has its first message."""
        await self._set(club, opening=opening)

    async def at_stage(self, club: str, stage: Stage) -> None:
        await self._set(club, stage=stage)

    async def _set(self, club: str, **values: object) -> None:
        change = journal_clubs.update().where(journal_clubs.c.id == club).values(**values)
        await self._database.run(lambda connection: connection.execute(change))

    async def _ids(self, condition: sa.ColumnElement[bool]) -> tuple[str, ...]:
        found = sa.select(journal_clubs.c.id).where(condition).order_by(journal_clubs.c.closes_at)
        return await self._database.run(lambda connection: tuple(connection.scalars(found)))


def _shown_and_open() -> sa.ColumnElement[bool]:
    return (journal_clubs.c.stage == Stage.OPEN) & journal_clubs.c.message.is_not(None)


def _open(connection: sa.Connection, club: Club) -> Club:
    here = sa.select(journal_clubs.c.id).where(journal_clubs.c.open_in == club.channel)
    if other := connection.scalar(here):
        return _get(connection, other) or club
    values = asdict(club)
    candidates = values.pop("candidates")
    connection.execute(journal_clubs.insert().values(**values, open_in=club.channel))
    for candidate in candidates:
        connection.execute(journal_candidates.insert().values(**candidate, club=club.id))
    return club


def _get(connection: sa.Connection, club: str) -> Club | None:
    row = connection.execute(
        sa.select(journal_clubs).where(journal_clubs.c.id == club)
    ).one_or_none()
    if row is None:
        return None
    values = dict(row._mapping)
    del values["open_in"]
    stage = Stage(values.pop("stage"))
    candidates = connection.execute(
        sa.select(journal_candidates)
        .where(journal_candidates.c.club == club)
        .order_by(journal_candidates.c.n)
    )
    counted = _counted(connection, club) if stage is Stage.OPEN else {}
    listed = []
    for candidate in candidates:
        of = dict(candidate._mapping)
        del of["club"]
        listed.append(replace(Candidate(**of), votes=counted.get(of["n"], of["votes"])))
    return Club(**values, stage=stage, candidates=tuple(listed))


def _counted(connection: sa.Connection, club: str) -> dict[int, int]:
    votes = (
        sa.select(journal_votes.c.n, sa.func.count())
        .where(journal_votes.c.club == club)
        .group_by(journal_votes.c.n)
    )
    return {row[0]: row[1] for row in connection.execute(votes)}


def _vote(
    connection: sa.Connection, club: str, person: int, n: int, now: datetime
) -> Candidate | None:
    found = _get(connection, club)
    if found is None or found.stage is not Stage.OPEN or found.closes_at <= now:
        return None
    chosen = next((candidate for candidate in found.candidates if candidate.n == n), None)
    if chosen is not None:
        own = (journal_votes.c.club == club) & (journal_votes.c.person == person)
        connection.execute(journal_votes.delete().where(own))
        connection.execute(
            journal_votes.insert().values(club=club, person=person, n=n, voted_at=now)
        )
    return chosen


def _close(connection: sa.Connection, club: str, *, cancelled: bool) -> bool:
    counted = _counted(connection, club)
    here = (journal_clubs.c.id == club) & (journal_clubs.c.stage == Stage.OPEN)
    closed = connection.execute(
        journal_clubs.update()
        .where(here)
        .values(stage=Stage.CLOSED, cancelled=cancelled, open_in=None)
    )
    if not closed.rowcount:
        return False
    for n, votes in counted.items():
        candidate = (journal_candidates.c.club == club) & (journal_candidates.c.n == n)
        connection.execute(journal_candidates.update().where(candidate).values(votes=votes))
    connection.execute(journal_votes.delete().where(journal_votes.c.club == club))
    return True
