"""What was said before in a conversation."""

from __future__ import annotations

from functools import partial

import sqlalchemy as sa

from bot.core.memory import TURNS
from bot.core.models import Turn
from bot.state import snapshot
from bot.state.database import Database
from bot.state.records import ConversationKey, Place
from bot.state.schema import bot_messages, conversations, exchanges, threads


class Conversations:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def history(self, key: ConversationKey, limit: int = TURNS) -> tuple[Turn, ...]:
        """The last ``limit`` turns, oldest first.

        A thread goes on from the answer it was opened for, and from what that one followed.
        """
        return await self._database.run(partial(_history, key=key, limit=limit))

    async def chain(self, message: int, limit: int = TURNS) -> tuple[Turn, ...]:
        """The exchange that a message of the bot shows and those it replied to, oldest first."""
        return await self._database.run(partial(_message_chain, message=message, limit=limit))


def find_or_add(connection: sa.Connection, key: ConversationKey) -> int:
    """The row of the conversation."""
    found = connection.scalar(_row(key))
    if found is not None:
        return found
    connection.execute(
        conversations.insert().values(kind=key.kind, place=key.place, person=key.person or 0)
    )
    return connection.execute(_row(key)).scalar_one()


def _row(key: ConversationKey) -> sa.Select[int]:
    return sa.select(conversations.c.id).where(
        conversations.c.kind == key.kind,
        conversations.c.place == key.place,
        conversations.c.person == (key.person or 0),
    )


def _history(connection: sa.Connection, key: ConversationKey, limit: int) -> tuple[Turn, ...]:
    rows = connection.execute(
        sa.select(exchanges.c.snapshot)
        .where(exchanges.c.conversation == _row(key).scalar_subquery())
        .order_by(exchanges.c.asked_at.desc(), exchanges.c.id.desc())
        .limit(limit)
    )
    turns = tuple(_turn(row.snapshot) for row in rows)[::-1]
    if key.kind is Place.THREAD and len(turns) < limit:
        opened_for = connection.scalar(
            sa.select(threads.c.exchange).where(threads.c.thread == key.place)
        )
        return _chain(connection, opened_for, limit - len(turns)) + turns
    return turns


def _message_chain(connection: sa.Connection, message: int, limit: int) -> tuple[Turn, ...]:
    shown = connection.scalar(
        sa.select(bot_messages.c.exchange).where(bot_messages.c.message == message)
    )
    return _chain(connection, shown, limit)


def _chain(connection: sa.Connection, last: str | None, limit: int) -> tuple[Turn, ...]:
    turns: list[Turn] = []
    while last is not None and len(turns) < limit:
        row = connection.execute(
            sa.select(exchanges.c.parent, exchanges.c.snapshot).where(exchanges.c.id == last)
        ).one()
        turns.append(_turn(row.snapshot))
        last = row.parent
    return tuple(reversed(turns))


def _turn(values: dict[str, object]) -> Turn:
    result = snapshot.load(values)
    return Turn(result.question, result.standalone, result.paper_ids, result.said)
