"""The first tables."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "channel_settings",
        sa.Column("guild", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("channel", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("answer_mentions", sa.Boolean(), nullable=True),
        sa.Column("in_threads", sa.Boolean(), nullable=True),
        sa.Column("ephemeral", sa.Boolean(), nullable=True),
        sa.Column("add_role", sa.BigInteger(), nullable=True),
        sa.Column("language", sa.String(length=16), nullable=True),
        sa.Column("answer_posts", sa.Boolean(), nullable=True),
        sa.PrimaryKeyConstraint("guild", "channel", name=op.f("pk_channel_settings")),
    )
    op.create_table(
        "command_syncs",
        sa.Column("application", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("digest", sa.String(length=128), nullable=False),
        sa.Column("synced_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("application", name=op.f("pk_command_syncs")),
    )
    op.create_table(
        "conversations",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("place", sa.BigInteger(), nullable=False),
        sa.Column("person", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_conversations")),
        sa.UniqueConstraint(
            "kind", "place", "person", name=op.f("uq_conversations_kind_place_person")
        ),
    )
    op.create_table(
        "guild_settings",
        sa.Column("guild", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("answer_mentions", sa.Boolean(), nullable=True),
        sa.Column("in_threads", sa.Boolean(), nullable=True),
        sa.Column("ephemeral", sa.Boolean(), nullable=True),
        sa.Column("add_role", sa.BigInteger(), nullable=True),
        sa.Column("language", sa.String(length=16), nullable=True),
        sa.Column("answer_posts", sa.Boolean(), nullable=True),
        sa.PrimaryKeyConstraint("guild", name=op.f("pk_guild_settings")),
    )
    op.create_table(
        "exchanges",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("conversation", sa.Integer(), nullable=False),
        sa.Column("parent", sa.String(length=64), nullable=True),
        sa.Column("asker", sa.BigInteger(), nullable=False),
        sa.Column("author", sa.BigInteger(), nullable=True),
        sa.Column("guild", sa.BigInteger(), nullable=True),
        sa.Column("channel", sa.BigInteger(), nullable=False),
        sa.Column("asked_at", sa.DateTime(), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("standalone", sa.Text(), nullable=False),
        sa.Column("answerer", sa.String(length=200), nullable=False),
        sa.Column("total_ms", sa.Float(), nullable=False),
        sa.Column("snapshot", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["conversation"],
            ["conversations.id"],
            name=op.f("fk_exchanges_conversation"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["parent"], ["exchanges.id"], name=op.f("fk_exchanges_parent"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exchanges")),
    )
    op.create_index(op.f("ix_exchanges_asked_at"), "exchanges", ["asked_at"])
    op.create_index(op.f("ix_exchanges_author"), "exchanges", ["author"])
    op.create_index(op.f("ix_exchanges_asker"), "exchanges", ["asker"])
    op.create_index(
        op.f("ix_exchanges_conversation_asked_at"), "exchanges", ["conversation", "asked_at"]
    )
    op.create_index(op.f("ix_exchanges_parent"), "exchanges", ["parent"])

    op.create_table(
        "bot_messages",
        sa.Column("message", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("exchange", sa.String(length=64), nullable=False),
        sa.Column("channel", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["exchange"],
            ["exchanges.id"],
            name=op.f("fk_bot_messages_exchange"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("message", name=op.f("pk_bot_messages")),
    )
    op.create_index(op.f("ix_bot_messages_exchange"), "bot_messages", ["exchange"])

    op.create_table(
        "feedback",
        sa.Column("exchange", sa.String(length=64), nullable=False),
        sa.Column("person", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("up", sa.Boolean(), nullable=False),
        sa.Column("comment", sa.Text(), nullable=True),
        sa.Column("given_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["exchange"], ["exchanges.id"], name=op.f("fk_feedback_exchange"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("exchange", "person", name=op.f("pk_feedback")),
    )
    op.create_index(op.f("ix_feedback_person"), "feedback", ["person"])

    op.create_table(
        "threads",
        sa.Column("thread", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("guild", sa.BigInteger(), nullable=False),
        sa.Column("channel", sa.BigInteger(), nullable=False),
        sa.Column("opened_for", sa.BigInteger(), nullable=True),
        sa.Column("exchange", sa.String(length=64), nullable=True),
        sa.Column("opened_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["exchange"], ["exchanges.id"], name=op.f("fk_threads_exchange"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("thread", name=op.f("pk_threads")),
    )
    op.create_index(op.f("ix_threads_exchange"), "threads", ["exchange"])
