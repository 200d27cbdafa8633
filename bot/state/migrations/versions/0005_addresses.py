"""E-mail addresses, requests to confirm them, and the key that signs links."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "addresses",
        sa.Column("person", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("address", sa.String(length=254), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("person", name=op.f("pk_addresses")),
    )
    op.create_table(
        "address_requests",
        sa.Column("token", sa.String(length=64), nullable=False),
        sa.Column("person", sa.BigInteger(), nullable=True),
        sa.Column("address", sa.String(length=254), nullable=True),
        sa.Column("person_mark", sa.LargeBinary(length=32), nullable=False),
        sa.Column("address_mark", sa.LargeBinary(length=32), nullable=False),
        sa.Column("asked_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("token", name=op.f("pk_address_requests")),
    )
    for column in ("person", "person_mark", "address_mark", "asked_at"):
        op.create_index(
            op.f(f"ix_address_requests_{column}"), "address_requests", [column], unique=False
        )
    op.create_table(
        "install_keys",
        sa.Column("name", sa.String(length=32), nullable=False),
        sa.Column("value", sa.LargeBinary(length=32), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_install_keys")),
    )
