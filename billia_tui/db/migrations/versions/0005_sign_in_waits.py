"""Tries to sign in are counted by where they come from; a new password ends what was signed in with the old one.

Revision: 0005
"""

from alembic import op

from billia_tui.db.migrations import tables as t

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    t.create("sign_in_waits", "name, source, failures int, not_before time?, tried_at time", key=("name", "source"))
    t.index("sign_in_waits", "tried_at")
    t.add("admins", "sign_in_version int = 0")
    op.drop_column("admins", "failed_sign_ins")
    op.drop_column("admins", "no_sign_in_before")
