"""What people think of answers."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial

import sqlalchemy as sa

from bot.state.database import Database
from bot.state.exchanges import exists
from bot.state.schema import feedback
from bot.state.snapshot import without_mentions


class Feedback:
    def __init__(self, database: Database, clock: Callable[[], datetime]) -> None:
        self._database = database
        self._clock = clock

    async def record(
        self, exchange: str, person: int, up: bool, comment: str | None = None
    ) -> bool:
        """One verdict a person, the last one counts; False where the exchange was forgotten."""
        work = partial(
            _record,
            exchange=exchange,
            person=person,
            up=up,
            comment=without_mentions(comment) if comment else None,
            given_at=self._clock(),
        )
        return await self._database.run(work)


def _record(
    connection: sa.Connection,
    exchange: str,
    person: int,
    up: bool,
    comment: str | None,
    given_at: datetime,
) -> bool:
    if not exists(connection, exchange):
        return False
    connection.execute(
        feedback.delete().where(feedback.c.exchange == exchange, feedback.c.person == person)
    )
    connection.execute(
        feedback.insert().values(
            exchange=exchange, person=person, up=up, comment=comment, given_at=given_at
        )
    )
    return True
