"""Which command definitions Discord has: it limits how often they may be sent."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial

import sqlalchemy as sa

from bot.state.database import Database
from bot.state.schema import command_syncs


class Commands:
    def __init__(self, database: Database, clock: Callable[[], datetime]) -> None:
        self._database = database
        self._clock = clock

    async def digest(self, application: int) -> str | None:
        """The digest of the definitions that were last sent for this application."""
        found = sa.select(command_syncs.c.digest).where(command_syncs.c.application == application)
        return await self._database.run(lambda connection: connection.scalar(found))

    async def remember(self, application: int, digest: str) -> None:
        await self._database.run(
            partial(_remember, application=application, digest=digest, synced_at=self._clock())
        )


def _remember(
    connection: sa.Connection, application: int, digest: str, synced_at: datetime
) -> None:
    connection.execute(command_syncs.delete().where(command_syncs.c.application == application))
    connection.execute(
        command_syncs.insert().values(application=application, digest=digest, synced_at=synced_at)
    )
