"""Which columns the list of customers shows, for each admin and queue.

Revision: 0013
"""

from billia_tui.db.migrations import tables as t

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    t.create("list_layouts", "admin_id -> admins, queue_id int, columns")
    t.index("list_layouts", "admin_id", "queue_id", unique=True)
