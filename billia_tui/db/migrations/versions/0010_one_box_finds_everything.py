"""The search knows towns, numbers, machines, references, labels and notes too (R213), and what names are like (R214).

Money is sorted by currency (R215).

Revision: 0010
"""

from alembic import op

from billia_tui.db.migrations import searches_widened
from billia_tui.db.migrations import tables as t

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    t.index("labels", "customer_id")
    t.index("customers", "currency", "wallet_rank", "id", named="by_currency", where="deleted_at IS NULL")
    t.create(
        "name_words",
        "skeleton key, word key, customer_id -> customers",
        key=("skeleton", "word", "customer_id"),
    )
    searches_widened.make_anew(op.get_bind())
    t.index("name_words", "customer_id")
