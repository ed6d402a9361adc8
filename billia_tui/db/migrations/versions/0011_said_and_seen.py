"""What a customer was told of a service set by hand; who saw a notification; an index of failed renewals (R167, R220).

Revision: 0011
"""

import sqlalchemy as sa
from alembic import op

from billia_tui.db.migrations.tables import index
from billia_tui.db.types import Flag

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    op.add_column("services", sa.Column("status_words", sa.Text(), server_default=sa.text("''"), nullable=False))
    no = "0" if op.get_bind().dialect.name == "sqlite" else "false"
    op.add_column("notifications", sa.Column("staff_seen", Flag(), server_default=sa.text(no), nullable=False))
    failed = "renewal_failed_at IS NOT NULL"
    index("services", "customer_id", "renewal_failed_at", named="not_renewed", where=failed)
    op.execute("UPDATE notifications SET staff_seen = seen")
