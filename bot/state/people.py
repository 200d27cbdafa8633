"""What a person chose for themselves, wherever they ask."""

from __future__ import annotations

from functools import partial

import sqlalchemy as sa

from bot.state.database import Database
from bot.state.schema import people


class People:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def zone(self, person: int) -> str | None:
        """The IANA name of a person's time zone; None where they chose none."""
        return await self._database.run(partial(_zone, person=person))

    async def set_zone(self, person: int, zone: str | None) -> None:
        """Keep a person's time zone; None takes it back, and leaves nothing."""
        await self._database.run(partial(_set_zone, person=person, zone=zone))


def _zone(connection: sa.Connection, person: int) -> str | None:
    chosen: str | None = connection.scalar(
        sa.select(people.c.zone).where(people.c.person == person)
    )
    return chosen


def _set_zone(connection: sa.Connection, person: int, zone: str | None) -> None:
    connection.execute(people.delete().where(people.c.person == person))
    if zone is not None:
        connection.execute(people.insert().values(person=person, zone=zone))
