"""Payments as records, what a renewal changed, commissions taken back, names and numbers that are the same, merging.

Revision: 0007
"""

import sqlalchemy as sa
from alembic import op

from billia_tui.db.migrations import names_brought_along
from billia_tui.db.types import Flag, KeyText, UtcTime, WholeNumber

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    create_payments()
    op.add_column("orders", sa.Column("end_before", UtcTime(), nullable=True))
    op.add_column("orders", sa.Column("end_after", UtcTime(), nullable=True))
    op.add_column("orders", sa.Column("anchor_before", WholeNumber, nullable=True))
    op.add_column("customers", sa.Column("username_looks", KeyText, server_default=sa.text("''"), nullable=False))
    op.add_column("customers", sa.Column("phone_e164", sa.Text(), server_default=sa.text("''"), nullable=False))
    add_link("customers", "merged_into")
    add_link("commissions", "takes_back")
    here = sa.text("deleted_at IS NULL")
    op.create_index(
        "ix_customers_username_looks", "customers", ["username_looks"], sqlite_where=here, postgresql_where=here
    )
    where = sa.text("merged_into IS NOT NULL")
    op.create_index(
        "ix_customers_merged_into", "customers", ["merged_into"], sqlite_where=where, postgresql_where=where
    )
    op.drop_index("uq_commissions_purchase_id", "commissions")
    op.create_index("ix_commissions_purchase_id", "commissions", ["purchase_id", "id"])
    record_payments()
    names_brought_along.all_of(op.get_bind())


def add_link(table: str, column: str) -> None:
    """A column that points to another row of the same table."""
    key = sa.ForeignKey(f"{table}.id", name=op.f(f"fk_{table}_{column}"))
    if op.get_bind().dialect.name == "sqlite":  # SQLite takes the key with the column only, and not by name
        op.execute(
            f"ALTER TABLE {table} ADD COLUMN {column} INTEGER CONSTRAINT fk_{table}_{column} REFERENCES {table} (id)"
        )
    else:
        op.add_column(table, sa.Column(column, WholeNumber, key, nullable=True))


def create_payments() -> None:
    op.create_table(
        "payments",
        sa.Column("id", WholeNumber, nullable=False),
        sa.Column("purchase_id", WholeNumber, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("amount", WholeNumber, nullable=False),
        sa.Column("at", UtcTime(), nullable=False),
        sa.Column("made_at", UtcTime(), nullable=False),
        sa.Column("payment_method_id", WholeNumber, nullable=True),
        sa.Column("wallet", Flag(), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("admin_id", WholeNumber, nullable=True),
        sa.Column("document_id", WholeNumber, nullable=True),
        sa.Column("taken_back_at", UtcTime(), nullable=True),
        sa.CheckConstraint("kind IN ('Payment', 'Refund')", name=op.f("ck_payments_kind")),
        sa.CheckConstraint("amount <> 0", name=op.f("ck_payments_amount")),
        sa.ForeignKeyConstraint(["purchase_id"], ["purchases.id"], name=op.f("fk_payments_purchase_id")),
        sa.ForeignKeyConstraint(
            ["payment_method_id"], ["payment_methods.id"], name=op.f("fk_payments_payment_method_id")
        ),
        sa.ForeignKeyConstraint(["admin_id"], ["admins.id"], name=op.f("fk_payments_admin_id")),
        sa.ForeignKeyConstraint(["document_id"], ["documents.id"], name=op.f("fk_payments_document_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payments")),
        sqlite_strict=True,
        sqlite_autoincrement=True,
    )
    op.create_index("ix_payments_purchase_id", "payments", ["purchase_id", "id"])
    op.create_index("ix_payments_document_id", "payments", ["document_id"])


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
