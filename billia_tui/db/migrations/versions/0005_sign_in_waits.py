"""Tries to sign in are counted by where they come from; a new password ends what was signed in with the old one.

Revision: 0005
"""

import sqlalchemy as sa
from alembic import op

from billia_tui.db.types import UtcTime, WholeNumber

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    op.create_table(
        "sign_in_waits",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("failures", WholeNumber, nullable=False),
        sa.Column("not_before", UtcTime(), nullable=True),
        sa.Column("tried_at", UtcTime(), nullable=False),
        sa.PrimaryKeyConstraint("name", "source", name=op.f("pk_sign_in_waits")),
        sqlite_strict=True,
    )
    op.create_index("ix_sign_in_waits_tried_at", "sign_in_waits", ["tried_at"], unique=False)
    op.add_column("admins", sa.Column("sign_in_version", WholeNumber, server_default=sa.text("0"), nullable=False))
    op.drop_column("admins", "failed_sign_ins")
    op.drop_column("admins", "no_sign_in_before")
