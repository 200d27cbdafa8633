"""Questions with their answers, found again by id or by the message that shows them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from functools import partial

import sqlalchemy as sa

from bot.core.models import Abstention, Answer
from bot.state import snapshot
from bot.state.conversations import find_or_add
from bot.state.database import Database
from bot.state.errors import StateError
from bot.state.records import ConversationKey, Exchange, Place
from bot.state.schema import bot_messages, conversations, exchanges

ID_LIMIT = 64


class Exchanges:
    def __init__(self, database: Database, clock: Callable[[], datetime]) -> None:
        self._database = database
        self._clock = clock

    async def store(
        self,
        result: Answer | Abstention,
        *,
        conversation: ConversationKey,
        asker: int,
        author: int | None = None,
        guild: int | None,
        channel: int,
        message: int | None = None,
        parent: str | None = None,
    ) -> Exchange:
        """Keep one exchange, under ``result.id``.

        ``author`` wrote the question's words, where they are a message that somebody else asks
        about: it goes when either person is forgotten.
        Mentions of people in its question are kept as ``@user``. A ``parent`` that was forgotten
        meanwhile is left out. Raises StateError.
        """
        exchange = Exchange(
            id=result.id,
            conversation=conversation,
            parent=parent,
            asker=asker,
            author=author,
            guild=guild,
            channel=channel,
            message=message,
            asked_at=self._clock(),
            result=snapshot.impersonal(result),
        )
        return await self._database.run(partial(_store, exchange=exchange))

    async def attach(self, exchange: str, channel: int, message: int) -> None:
        """Note a message of the bot that shows the exchange; there may be several."""
        await self._database.run(
            partial(_attach, exchange=exchange, channel=channel, message=message)
        )

    async def detach(self, message: int) -> None:
        """The message is gone."""
        await self._database.run(
            lambda connection: connection.execute(
                bot_messages.delete().where(bot_messages.c.message == message)
            )
        )

    async def messages(self, exchange: str) -> tuple[tuple[int, int], ...]:
        """The channel and id of every message that shows the exchange, oldest first."""
        shown = (
            sa.select(bot_messages.c.channel, bot_messages.c.message)
            .where(bot_messages.c.exchange == exchange)
            .order_by(bot_messages.c.message)
        )
        return await self._database.run(
            lambda connection: tuple(
                (row.channel, row.message) for row in connection.execute(shown)
            )
        )

    async def get(self, exchange: str) -> Exchange | None:
        return await self._database.run(partial(get, exchange=exchange))

    async def by_message(self, message: int) -> Exchange | None:
        """The exchange that a message of the bot shows."""
        return await self._database.run(partial(_by_message, message=message))

    async def in_thread(self, thread: int, most: int) -> tuple[tuple[Exchange, ...], int]:
        """The last ``most`` exchanges that everybody in a thread can see, oldest first, and how
        many there are."""
        return await self._database.run(partial(_in_thread, thread=thread, most=most))


def _store(connection: sa.Connection, exchange: Exchange) -> Exchange:
    if len(exchange.id) > ID_LIMIT:
        raise StateError(f"An answer's id must have at most {ID_LIMIT} characters.")
    exchange = replace(
        exchange, parent=exchange.parent if exists(connection, exchange.parent) else None
    )
    connection.execute(
        exchanges.insert().values(
            id=exchange.id,
            conversation=find_or_add(connection, exchange.conversation),
            parent=exchange.parent,
            asker=exchange.asker,
            author=exchange.author,
            guild=exchange.guild,
            channel=exchange.channel,
            asked_at=exchange.asked_at,
            kind="answer" if isinstance(exchange.result, Answer) else "abstention",
            question=exchange.result.question,
            standalone=exchange.result.standalone,
            answerer=exchange.result.answerer,
            total_ms=exchange.result.timings.total,
            snapshot=snapshot.dump(exchange.result),
        )
    )
    if exchange.message is not None:
        _show(connection, exchange.id, exchange.channel, exchange.message)
    return exchange


def _attach(connection: sa.Connection, exchange: str, channel: int, message: int) -> None:
    if exists(connection, exchange):
        _show(connection, exchange, channel, message)


def _show(connection: sa.Connection, exchange: str, channel: int, message: int) -> None:
    connection.execute(bot_messages.delete().where(bot_messages.c.message == message))
    connection.execute(
        bot_messages.insert().values(message=message, exchange=exchange, channel=channel)
    )


def exists(connection: sa.Connection, exchange: str | None) -> bool:
    if exchange is None:
        return False
    found = sa.select(exchanges.c.id).where(exchanges.c.id == exchange)
    return connection.scalar(found) is not None


def get(connection: sa.Connection, exchange: str) -> Exchange | None:
    """One exchange with its conversation and its first message."""
    row = connection.execute(
        sa.select(
            exchanges,
            conversations.c.kind.label("place_kind"),
            conversations.c.place,
            conversations.c.person,
        )
        .join(conversations, conversations.c.id == exchanges.c.conversation)
        .where(exchanges.c.id == exchange)
    ).one_or_none()
    if row is None:
        return None
    # Discord's ids grow with time: the smallest is the first message.
    message = connection.scalar(
        sa.select(sa.func.min(bot_messages.c.message)).where(bot_messages.c.exchange == exchange)
    )
    return Exchange(
        id=row.id,
        conversation=ConversationKey(Place(row.place_kind), row.place, row.person or None),
        parent=row.parent,
        asker=row.asker,
        author=row.author,
        guild=row.guild,
        channel=row.channel,
        message=message,
        asked_at=row.asked_at,
        result=snapshot.load(row.snapshot),
    )


def _by_message(connection: sa.Connection, message: int) -> Exchange | None:
    shown = connection.scalar(
        sa.select(bot_messages.c.exchange).where(bot_messages.c.message == message)
    )
    return None if shown is None else get(connection, shown)


def _in_thread(
    connection: sa.Connection, thread: int, most: int
) -> tuple[tuple[Exchange, ...], int]:
    # Private answers are in the thread's conversation, too, but no message shows them.
    ids = connection.scalars(
        sa.select(exchanges.c.id)
        .join(conversations, conversations.c.id == exchanges.c.conversation)
        .where(
            conversations.c.kind == Place.THREAD,
            conversations.c.place == thread,
            exchanges.c.id.in_(sa.select(bot_messages.c.exchange)),
        )
        .order_by(exchanges.c.asked_at, exchanges.c.id)
    ).all()
    found = (get(connection, one) for one in ids[max(len(ids) - most, 0) :])
    return tuple(exchange for exchange in found if exchange), len(ids)
