"""Payments as records, what a renewal changed, commissions taken back, names and numbers that are the same, merging.

Revision: 0007
"""

from alembic import op

from billia_tui.db.migrations import names_brought_along
from billia_tui.db.migrations import tables as t

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    t.create(
        "payments",
        "purchase_id -> purchases, kind, amount int, at time, made_at time, payment_method_id -> payment_methods?, "
        "wallet flag, reference, reason, admin_id -> admins?, document_id -> documents?, taken_back_at time?",
        t.one_of("kind", "Payment", "Refund"),
        t.check("amount", "amount <> 0"),
    )
    t.index("payments", "purchase_id", "id")
    t.index("payments", "document_id")
    t.add("orders", "end_before time?, end_after time?, anchor_before int?")
    t.add("customers", "username_looks key = '', phone_e164 = '', merged_into -> customers?")
    t.add("commissions", "takes_back -> commissions?")
    t.index("customers", "username_looks", where="deleted_at IS NULL")
    t.index("customers", "merged_into", where="merged_into IS NOT NULL")
    op.drop_index("uq_commissions_purchase_id", "commissions")
    t.index("commissions", "purchase_id", "id")
    record_payments()
    names_brought_along.all_of(op.get_bind())


def record_payments() -> None:
    """One record for what was paid so far, or two where only a part of it came from the wallet (R201); then R200.

    What is due tells Paid from Unpaid from now on. Where nothing is due an order is Paid, its status waits for an
    admin as it did.
    """
    money = (
        "INSERT INTO payments (purchase_id, kind, amount, at, made_at, payment_method_id, wallet, reference, reason) "
        "SELECT id, 'Payment', {amount}, COALESCE(paid_at, placed_at), COALESCE(paid_at, placed_at), "
        "payment_method_id, {wallet}, '', '' FROM purchases WHERE {amount} <> 0 AND status <> 'Cancelled' ORDER BY id"
    )
    yes, no = ("1", "0") if op.get_bind().dialect.name == "sqlite" else ("true", "false")
    op.execute(money.format(amount="(paid_amount - wallet_paid)", wallet=no))
    op.execute(money.format(amount="wallet_paid", wallet=yes))
    op.execute(f"UPDATE purchases SET paid = {no} WHERE status <> 'Cancelled' AND price > paid_amount")
    op.execute(
        f"UPDATE purchases SET paid = {yes}, paid_at = COALESCE(paid_at, placed_at) "
        f"WHERE status <> 'Cancelled' AND price <= paid_amount AND paid = {no}"
    )
