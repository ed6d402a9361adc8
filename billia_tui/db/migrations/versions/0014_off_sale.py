"""Products that are off sale; imports compare phone numbers; what a customer paid in all is summed along an index.

Revision: 0014
"""

from billia_tui.db.migrations import tables as t

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    t.add("products", "on_sale flag = yes")
    t.index("customers", "phone_e164", "id", where="deleted_at IS NULL AND phone_e164 <> ''")
    t.index("purchases", "customer_id", "currency", "paid_amount", named="paid_in_all", where="paid_amount <> 0")
