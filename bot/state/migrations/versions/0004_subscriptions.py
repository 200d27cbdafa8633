"""Subscriptions, and the ledger of what was sent for them."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "subscriptions",
        sa.Column("id", sa.String(length=25), nullable=False),
        sa.Column("owner", sa.BigInteger(), nullable=False),
        sa.Column("guild", sa.BigInteger(), nullable=True),
        sa.Column("channel", sa.BigInteger(), nullable=True),
        sa.Column("scope", sa.String(length=16), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("via", sa.String(length=16), nullable=False),
        sa.Column("email", sa.String(length=320), nullable=True),
        sa.Column("rhythm", sa.String(length=16), nullable=False),
        sa.Column("at", sa.Time(), nullable=False),
        sa.Column("zone", sa.String(length=64), nullable=False),
        sa.Column("weekdays", sa.String(length=7), nullable=False),
        sa.Column("quiet_from", sa.Time(), nullable=True),
        sa.Column("quiet_until", sa.Time(), nullable=True),
        sa.Column("at_most", sa.Integer(), nullable=False),
        sa.Column("quiet_day", sa.Boolean(), nullable=False),
        sa.Column("language", sa.String(length=16), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("paused", sa.Text(), nullable=True),
        sa.Column("untold", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_subscriptions")),
    )
    op.create_index(op.f("ix_subscriptions_owner"), "subscriptions", ["owner"])
    op.create_index(op.f("ix_subscriptions_guild"), "subscriptions", ["guild"])
    op.create_table(
        "disliked_papers",
        sa.Column("subscription", sa.String(length=25), nullable=False),
        sa.Column("paper", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(
            ["subscription"],
            ["subscriptions.id"],
            name=op.f("fk_disliked_papers_subscription"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("subscription", "paper", name=op.f("pk_disliked_papers")),
    )
    op.create_table(
        "deliveries",
        sa.Column("nonce", sa.String(length=25), nullable=False),
        sa.Column("subscription", sa.String(length=25), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("digest", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("claimed_at", sa.DateTime(), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(), nullable=True),
        sa.Column("failure", sa.Text(), nullable=True),
        sa.Column("not_before", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["subscription"],
            ["subscriptions.id"],
            name=op.f("fk_deliveries_subscription"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("nonce", name=op.f("pk_deliveries")),
        sa.UniqueConstraint("subscription", "day", name=op.f("uq_deliveries_subscription_day")),
    )
    op.create_index(op.f("ix_deliveries_confirmed_at"), "deliveries", ["confirmed_at"])
    op.create_table(
        "delivered_papers",
        sa.Column("subscription", sa.String(length=25), nullable=False),
        sa.Column("paper", sa.String(length=200), nullable=False),
        sa.Column("nonce", sa.String(length=25), nullable=False),
        sa.Column("shown", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["subscription"],
            ["subscriptions.id"],
            name=op.f("fk_delivered_papers_subscription"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["nonce"],
            ["deliveries.nonce"],
            name=op.f("fk_delivered_papers_nonce"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("subscription", "paper", name=op.f("pk_delivered_papers")),
    )
    op.create_index(op.f("ix_delivered_papers_nonce"), "delivered_papers", ["nonce"])
