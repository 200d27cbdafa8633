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
        sa.Column("club_role", sa.BigInteger),
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

subscriptions = sa.Table(
    "subscriptions",
    metadata,
    sa.Column("id", sa.String(25), primary_key=True),
    sa.Column("owner", sa.BigInteger, nullable=False),
    sa.Column("guild", sa.BigInteger),
    sa.Column("channel", sa.BigInteger),
    sa.Column("scope", sa.String(16), nullable=False),
    sa.Column("subject", sa.Text, nullable=False),
    sa.Column("via", sa.String(16), nullable=False),
    sa.Column("email", sa.String(320)),
    sa.Column("rhythm", sa.String(16), nullable=False),
    sa.Column("at", sa.Time, nullable=False),
    sa.Column("zone", sa.String(64), nullable=False),
    # A digit for each day; 0 is Monday.
    sa.Column("weekdays", sa.String(7), nullable=False),
    sa.Column("quiet_from", sa.Time),
    sa.Column("quiet_until", sa.Time),
    sa.Column("at_most", sa.Integer, nullable=False),
    sa.Column("quiet_day", sa.Boolean, nullable=False),
    sa.Column("language", sa.String(16)),
    sa.Column("created_at", UtcDateTime, nullable=False),
    sa.Column("paused", sa.Text),
    # Paused by the bot, and the owner does not know yet.
    sa.Column("untold", sa.Boolean, nullable=False),
    sa.Index(None, "owner"),
    sa.Index(None, "guild"),
)

disliked_papers = sa.Table(
    "disliked_papers",
    metadata,
    sa.Column(
        "subscription", sa.ForeignKey("subscriptions.id", ondelete="CASCADE"), primary_key=True
    ),
    sa.Column("paper", sa.String(200), primary_key=True),
)

# The ledger: what was sent for a subscription on a day, or will be. A day that is confirmed and has
# no digest had nothing to say, or is too old to be shown again.
deliveries = sa.Table(
    "deliveries",
    metadata,
    sa.Column("nonce", sa.String(25), primary_key=True),
    sa.Column(
        "subscription", sa.ForeignKey("subscriptions.id", ondelete="CASCADE"), nullable=False
    ),
    sa.Column("day", sa.Date, nullable=False),
    sa.Column("until", sa.Date, nullable=False),
    sa.Column("digest", sa.JSON(none_as_null=True)),
    sa.Column("attempt", sa.Integer, nullable=False),
    sa.Column("claimed_at", UtcDateTime, nullable=False),
    sa.Column("confirmed_at", UtcDateTime),
    sa.Column("failure", sa.Text),
    sa.Column("not_before", UtcDateTime, nullable=False),
    sa.UniqueConstraint("subscription", "day"),
    sa.Index(None, "confirmed_at"),
)

# Once a paper is here it is never sent to this subscription again, shown or cut.
delivered_papers = sa.Table(
    "delivered_papers",
    metadata,
    sa.Column(
        "subscription", sa.ForeignKey("subscriptions.id", ondelete="CASCADE"), primary_key=True
    ),
    sa.Column("paper", sa.String(200), primary_key=True),
    sa.Column("nonce", sa.ForeignKey("deliveries.nonce", ondelete="CASCADE"), nullable=False),
    sa.Column("shown", sa.Boolean, nullable=False),
    sa.Index(None, "nonce"),
)

journal_clubs = sa.Table(
    "journal_clubs",
    metadata,
    sa.Column("id", sa.String(16), primary_key=True),
    sa.Column("guild", sa.BigInteger, nullable=False),
    sa.Column("channel", sa.BigInteger, nullable=False),
    # The channel while the vote is open, then NULL: one open vote a channel.
    sa.Column("open_in", sa.BigInteger, unique=True),
    sa.Column("opened_by", sa.BigInteger),
    sa.Column("opened_at", UtcDateTime, nullable=False),
    sa.Column("closes_at", UtcDateTime, nullable=False),
    sa.Column("language", sa.String(16), nullable=False),
    sa.Column("zone", sa.String(64), nullable=False),
    sa.Column("topic", sa.Text),
    sa.Column("since", sa.Date),
    sa.Column("until", sa.Date),
    sa.Column("total", sa.Integer, nullable=False),
    sa.Column("stage", sa.String(16), nullable=False),
    sa.Column("cancelled", sa.Boolean, nullable=False),
    sa.Column("message", sa.BigInteger),
    sa.Column("thread", sa.BigInteger),
    sa.Column("opening", sa.BigInteger),
    sa.Index(None, "stage", "closes_at"),
    sa.Index(None, "message"),
    sa.Index(None, "opened_by"),
)

journal_candidates = sa.Table(
    "journal_candidates",
    metadata,
    sa.Column("club", sa.ForeignKey("journal_clubs.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("n", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("paper_id", sa.Text, nullable=False),
    sa.Column("title", sa.Text, nullable=False),
    sa.Column("url", sa.Text, nullable=False),
    sa.Column("upvotes", sa.Integer),
    sa.Column("sentence", sa.Text, nullable=False),
    # 0 while the vote is open.
    sa.Column("votes", sa.Integer, nullable=False),
)

# Gone when the vote is closed.
journal_votes = sa.Table(
    "journal_votes",
    metadata,
    sa.Column("club", sa.ForeignKey("journal_clubs.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("person", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("n", sa.Integer, nullable=False),
    sa.Column("voted_at", UtcDateTime, nullable=False),
    sa.Index(None, "person"),
)

command_syncs = sa.Table(
    "command_syncs",
    metadata,
    sa.Column("application", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("digest", sa.String(128), nullable=False),
    sa.Column("synced_at", UtcDateTime, nullable=False),
)

# Confirmed ones.
addresses = sa.Table(
    "addresses",
    metadata,
    sa.Column("person", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("address", sa.String(254), nullable=False),
    sa.Column("confirmed_at", UtcDateTime, nullable=False),
)

# Of tokens the hash only. Person and address are NULL in what is void; the marks still count.
address_requests = sa.Table(
    "address_requests",
    metadata,
    sa.Column("token", sa.String(64), primary_key=True),
    sa.Column("person", sa.BigInteger),
    sa.Column("address", sa.String(254)),
    sa.Column("person_mark", sa.LargeBinary(32), nullable=False),
    sa.Column("address_mark", sa.LargeBinary(32), nullable=False),
    sa.Column("asked_at", UtcDateTime, nullable=False),
    sa.Index(None, "person"),
    sa.Index(None, "person_mark"),
    sa.Index(None, "address_mark"),
    sa.Index(None, "asked_at"),
)

install_keys = sa.Table(
    "install_keys",
    metadata,
    sa.Column("name", sa.String(32), primary_key=True),
    sa.Column("value", sa.LargeBinary(32), nullable=False),
)
