"""The search knows towns, numbers, machines, references, labels and notes too (R213), and what names are like (R214).

Revision: 0010
"""

from alembic import op

from billia_tui.db.migrations import searches_widened
from billia_tui.db.migrations.tables import create, index, key_texts, refers

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    index("labels", "customer_id")
    create(
        "name_words",
        key_texts("skeleton", "word"),
        refers("customer_id", "customers"),
        key=("skeleton", "word", "customer_id"),
    )
    searches_widened.make_anew(op.get_bind())
    index("name_words", "customer_id")
