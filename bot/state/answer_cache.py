"""What chat models answered before: ``bot.core.ports.AnswerCache`` in the state database."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import sqlalchemy as sa

from bot.core.models import Abstention, Answer
from bot.state import snapshot
from bot.state.database import Database
from bot.state.schema import answer_cache


class StoredAnswers:
    def __init__(self, database: Database, clock: Callable[[], datetime]) -> None:
        self._database = database
        self._clock = clock

    async def get(self, key: str) -> Answer | Abstention | None:
        """Raises StateError."""
        found = sa.select(answer_cache.c.snapshot).where(answer_cache.c.key == key)
        values = await self._database.run(lambda connection: connection.scalar(found))
        return None if values is None else snapshot.load(values)

    async def put(self, key: str, asker: str | None, result: Answer | Abstention) -> None:
        """Keep ``result``, which ``asker`` wanted, in place of an older one. Raises StateError."""
        row = {
            "key": key,
            "asker": asker,
            "kept_at": self._clock(),
            "snapshot": snapshot.dump(snapshot.impersonal(result)),
        }

        def replace(connection: sa.Connection) -> None:
            connection.execute(answer_cache.delete().where(answer_cache.c.key == key))
            connection.execute(answer_cache.insert().values(row))

        await self._database.run(replace)
