"""Journal clubs, their candidates and votes, and who may open them."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "journal_clubs",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("guild", sa.BigInteger(), nullable=False),
        sa.Column("channel", sa.BigInteger(), nullable=False),
        sa.Column("open_in", sa.BigInteger(), nullable=True),
        sa.Column("opened_by", sa.BigInteger(), nullable=True),
        sa.Column("opened_at", sa.DateTime(), nullable=False),
        sa.Column("closes_at", sa.DateTime(), nullable=False),
        sa.Column("language", sa.String(length=16), nullable=False),
        sa.Column("zone", sa.String(length=64), nullable=False),
        sa.Column("topic", sa.Text(), nullable=True),
        sa.Column("since", sa.Date(), nullable=True),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("stage", sa.String(length=16), nullable=False),
        sa.Column("cancelled", sa.Boolean(), nullable=False),
        sa.Column("message", sa.BigInteger(), nullable=True),
        sa.Column("thread", sa.BigInteger(), nullable=True),
        sa.Column("opening", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_journal_clubs")),
        sa.UniqueConstraint("open_in", name=op.f("uq_journal_clubs_open_in")),
    )
    op.create_index(
        op.f("ix_journal_clubs_stage_closes_at"), "journal_clubs", ["stage", "closes_at"]
    )
    op.create_index(op.f("ix_journal_clubs_message"), "journal_clubs", ["message"])
    op.create_index(op.f("ix_journal_clubs_opened_by"), "journal_clubs", ["opened_by"])
    op.create_table(
        "journal_candidates",
        sa.Column("club", sa.String(length=16), nullable=False),
        sa.Column("n", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("paper_id", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("upvotes", sa.Integer(), nullable=True),
        sa.Column("sentence", sa.Text(), nullable=False),
        sa.Column("votes", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["club"],
            ["journal_clubs.id"],
            name=op.f("fk_journal_candidates_club"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("club", "n", name=op.f("pk_journal_candidates")),
    )
    op.create_table(
        "journal_votes",
        sa.Column("club", sa.String(length=16), nullable=False),
        sa.Column("person", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("voted_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["club"], ["journal_clubs.id"], name=op.f("fk_journal_votes_club"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("club", "person", name=op.f("pk_journal_votes")),
    )
    op.create_index(op.f("ix_journal_votes_person"), "journal_votes", ["person"])
    for table in ("guild_settings", "channel_settings"):
        op.add_column(table, sa.Column("club_role", sa.BigInteger(), nullable=True))
