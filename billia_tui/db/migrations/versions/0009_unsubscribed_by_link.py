"""A subscription may be changed by its customer, and then by no admin (R231).

Revision: 0009
"""

import sqlalchemy as sa
from alembic import op

from billia_tui.db.types import WholeNumber

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    bind = op.get_bind()
    if bind.dialect.name != "sqlite":
        op.alter_column("gdpr_changes", "admin_id", existing_type=WholeNumber, nullable=True)
        return
    # SQLite takes a condition away only with the table; its words can be changed where no row is (lang_altertable, 7).
    version = bind.scalar(sa.text("PRAGMA schema_version"))
    bind.execute(sa.text("PRAGMA writable_schema=ON"))
    bind.execute(
        sa.text(
            "UPDATE sqlite_master SET sql = replace(sql, 'admin_id INTEGER NOT NULL', 'admin_id INTEGER') "
            "WHERE type = 'table' AND name = 'gdpr_changes'"
        )
    )
    bind.execute(sa.text(f"PRAGMA schema_version={version + 1}"))
    bind.execute(sa.text("PRAGMA writable_schema=OFF"))
