"""The tables of state.db, as they are today. How a file came to have them: ``migrations/``."""

from __future__ import annotations

from datetime import UTC, datetime

import sqlalchemy as sa
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator


class UtcDateTime(TypeDecorator[datetime]):
    """An aware moment, kept in UTC; SQLite itself would drop the zone."""

    impl = sa.DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        return None if value is None else value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        return None if value is None else value.replace(tzinfo=UTC)


metadata = sa.MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

conversations = sa.Table(
    "conversations",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("kind", sa.String(16), nullable=False),
    sa.Column("place", sa.BigInteger, nullable=False),
    # 0 where everyone there shares the conversation: NULLs would not be unique.
    sa.Column("person", sa.BigInteger, nullable=False),
    sa.UniqueConstraint("kind", "place", "person"),
)

exchanges = sa.Table(
    "exchanges",
    metadata,
    sa.Column("id", sa.String(64), primary_key=True),
    sa.Column(
        "conversation",
        sa.ForeignKey("conversations.id", ondelete="CASCADE"),
        nullable=False,
    ),
    sa.Column("parent", sa.ForeignKey("exchanges.id", ondelete="SET NULL")),
    sa.Column("asker", sa.BigInteger, nullable=False),
    # Whose words the question is, where it is not the asker's: a message asked about by menu.
    sa.Column("author", sa.BigInteger),
    sa.Column("guild", sa.BigInteger),
    sa.Column("channel", sa.BigInteger, nullable=False),
    sa.Column("asked_at", UtcDateTime, nullable=False),
    sa.Column("kind", sa.String(16), nullable=False),
    sa.Column("question", sa.Text, nullable=False),
    sa.Column("standalone", sa.Text, nullable=False),
    sa.Column("answerer", sa.String(200), nullable=False),
    sa.Column("total_ms", sa.Float, nullable=False),
    sa.Column("snapshot", sa.JSON, nullable=False),
    sa.Index(None, "conversation", "asked_at"),
    sa.Index(None, "asker"),
    sa.Index(None, "author"),
    sa.Index(None, "parent"),
    sa.Index(None, "asked_at"),
)

bot_messages = sa.Table(
    "bot_messages",
    metadata,
    sa.Column("message", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("exchange", sa.ForeignKey("exchanges.id", ondelete="CASCADE"), nullable=False),
    sa.Column("channel", sa.BigInteger, nullable=False),
    sa.Index(None, "exchange"),
)

threads = sa.Table(
    "threads",
    metadata,
    sa.Column("thread", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("guild", sa.BigInteger, nullable=False),
    sa.Column("channel", sa.BigInteger, nullable=False),
    sa.Column("opened_for", sa.BigInteger),
    sa.Column("exchange", sa.ForeignKey("exchanges.id", ondelete="SET NULL")),
    sa.Column("opened_at", UtcDateTime, nullable=False),
    sa.Index(None, "exchange"),
)

feedback = sa.Table(
    "feedback",
    metadata,
    sa.Column("exchange", sa.ForeignKey("exchanges.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("person", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("up", sa.Boolean, nullable=False),
    sa.Column("comment", sa.Text),
    sa.Column("given_at", UtcDateTime, nullable=False),
    sa.Index(None, "person"),
)


def _setting_columns() -> list[sa.Column[object]]:
    """A fresh copy for each table; NULL is: as in the next wider place."""
    return [
        sa.Column("answer_mentions", sa.Boolean),
        sa.Column("in_threads", sa.Boolean),
        sa.Column("ephemeral", sa.Boolean),
        sa.Column("add_role", sa.BigInteger),
        sa.Column("language", sa.String(16)),
        sa.Column("answer_posts", sa.Boolean),
        sa.Column("zone", sa.String(64)),
    ]


guild_settings = sa.Table(
    "guild_settings",
    metadata,
    sa.Column("guild", sa.BigInteger, primary_key=True, autoincrement=False),
    *_setting_columns(),
)

channel_settings = sa.Table(
    "channel_settings",
    metadata,
    sa.Column("guild", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("channel", sa.BigInteger, primary_key=True, autoincrement=False),
    *_setting_columns(),
)

people = sa.Table(
    "people",
    metadata,
    sa.Column("person", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("zone", sa.String(64)),
)

# What chat models took; the sums stay when a person is forgotten.
model_usage = sa.Table(
    "model_usage",
    metadata,
    sa.Column("answer", sa.String(64), primary_key=True),
    sa.Column("day", sa.Date, nullable=False),
    sa.Column("asker", sa.String(32)),
    sa.Column("server", sa.String(32)),
    sa.Column("model", sa.String(200), nullable=False),
    sa.Column("input_tokens", sa.Integer, nullable=False),
    sa.Column("output_tokens", sa.Integer, nullable=False),
    # NULL: no price is known.
    sa.Column("cost", sa.Float),
    sa.Index(None, "day"),
)

answer_cache = sa.Table(
    "answer_cache",
    metadata,
    sa.Column("key", sa.String(64), primary_key=True),
    sa.Column("asker", sa.String(32)),
    sa.Column("kept_at", UtcDateTime, nullable=False),
    sa.Column("snapshot", sa.JSON, nullable=False),
    sa.Index(None, "asker"),
    sa.Index(None, "kept_at"),
)

command_syncs = sa.Table(
    "command_syncs",
    metadata,
    sa.Column("application", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("digest", sa.String(128), nullable=False),
    sa.Column("synced_at", UtcDateTime, nullable=False),
)
