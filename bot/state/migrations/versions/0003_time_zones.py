"""Time zones: of people, and of servers for those who chose none."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "people",
        sa.Column("person", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("zone", sa.String(length=64), nullable=True),
        sa.PrimaryKeyConstraint("person", name=op.f("pk_people")),
    )
    for table in ("guild_settings", "channel_settings"):
        op.add_column(table, sa.Column("zone", sa.String(length=64), nullable=True))
