"""Everything the bot remembers, opened and closed as one."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.exc import SQLAlchemyError

from bot.state.addresses import Addresses
from bot.state.answer_cache import StoredAnswers
from bot.state.commands import Commands
from bot.state.conversations import Conversations
from bot.state.database import Database, connect, readable
from bot.state.deliveries import Deliveries
from bot.state.exchanges import Exchanges
from bot.state.feedback import Feedback
from bot.state.journal import Journal
from bot.state.links import Links
from bot.state.migrate import upgrade
from bot.state.people import People
from bot.state.privacy import Privacy
from bot.state.retention import Retention
from bot.state.settings import Settings
from bot.state.subscriptions import Subscriptions
from bot.state.threads import Threads
from bot.state.usage import ModelUsage


@dataclass(frozen=True, slots=True)
class State:
    conversations: Conversations
    exchanges: Exchanges
    feedback: Feedback
    settings: Settings
    threads: Threads
    commands: Commands
    privacy: Privacy
    retention: Retention
    usage: ModelUsage
    answers: StoredAnswers
    people: People
    journal: Journal
    subscriptions: Subscriptions
    deliveries: Deliveries
    addresses: Addresses
    links: Links


@asynccontextmanager
async def open_state(url: str, clock: Callable[[], datetime]) -> AsyncIterator[State]:
    """The repositories over the database at ``url``, which is brought up to date first.

    ``clock`` gives aware moments. Raises StateError where the database cannot be used.
    """
    engine = await asyncio.to_thread(_prepare, url)
    database = Database(engine)
    try:
        yield State(
            conversations=Conversations(database),
            exchanges=Exchanges(database, clock),
            feedback=Feedback(database, clock),
            settings=Settings(database),
            threads=Threads(database, clock),
            commands=Commands(database, clock),
            privacy=Privacy(database, clock),
            retention=Retention(database),
            usage=ModelUsage(database, clock),
            answers=StoredAnswers(database, clock),
            people=People(database),
            journal=Journal(database, clock),
            subscriptions=Subscriptions(database),
            deliveries=Deliveries(database, clock),
            addresses=Addresses(database, clock),
            links=Links(database),
        )
    finally:
        await database.close()


def _prepare(url: str) -> sa.Engine:
    engine = connect(url)
    try:
        upgrade(engine)
    except SQLAlchemyError as error:
        raise readable(error, engine) from error
    finally:
        # Its connections belong to this thread; the database makes its own.
        engine.dispose()
    return engine
