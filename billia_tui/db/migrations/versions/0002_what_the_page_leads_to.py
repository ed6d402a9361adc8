"""Labels, documents, consent, affiliates, notifications, impersonation, and what purchases and services need for them.

Revision: 0002
"""

import sqlalchemy as sa
from alembic import op

from billia_tui.db.migrations import tables as t
from billia_tui.db.types import Flag, UtcTime, WholeNumber

revision = "0002"
down_revision = "0001"

# What may only grow (docs/domain.md, R99 and R163); documents may be cancelled, never deleted (R141).
GUARDED = ("gdpr_changes", "gdpr_documents", "commissions")
NEVER_DELETED = ("documents",)


def upgrade() -> None:
    create_tables()
    change_tables(sqlite=op.get_bind().dialect.name == "sqlite")
    for table in GUARDED:
        t.guard(table, "UPDATE", "DELETE")
    for table in NEVER_DELETED:
        t.guard(table, "DELETE")
    op.execute(
        "INSERT INTO affiliates (customer_id, level, scheme, since, version) "
        "SELECT id, 1, 'Lead', created_at, 1 FROM customers WHERE affiliate"
    )
    op.execute("UPDATE purchases SET paid_amount = price WHERE paid")
    op.execute(
        "UPDATE purchases SET wallet_paid = price WHERE paid AND payment_method_id IN "
        "(SELECT id FROM payment_methods WHERE type = 'wallet')"
    )


def change_tables(*, sqlite: bool) -> None:
    no = "0" if sqlite else "false"
    op.add_column("admins", sa.Column("must_change_password", Flag(), server_default=sa.text(no), nullable=False))
    t.add_reference("customers", "referred_by", "customers")
    op.add_column("customers", sa.Column("signed_out_at", UtcTime(), nullable=True))
    first_hour = "status = 'Inactive' AND signed_out_at IS NULL AND deleted_at IS NULL"
    t.index("customers", "created_at", "id", named="first_hour", where=first_hour)
    t.index("customers", "referred_by", "id", where="referred_by IS NOT NULL")
    t.index("outgoing_mails", "customer_id", "id", named="newest")
    op.add_column("purchases", sa.Column("paid_amount", WholeNumber, server_default=sa.text("0"), nullable=False))
    op.add_column("purchases", sa.Column("wallet_paid", WholeNumber, server_default=sa.text("0"), nullable=False))
    t.index("purchases", "customer_id", "id", named="by_id")
    op.add_column("resellers", sa.Column("grant_types", sa.Text(), server_default="", nullable=False))
    op.add_column("services", sa.Column("contacts", sa.Text(), server_default="{}", nullable=False))
    op.add_column("services", sa.Column("status_set_at", UtcTime(), nullable=True))
    t.index("services", "status", "expires_at", "id", named="due", where="expires_at IS NOT NULL")


def create_tables() -> None:
    t.create(
        "label_components",
        t.texts("key"),
        t.key_texts("folded_key"),
        t.texts("name", "description", "type"),
        t.numbers("lowest", "highest", null=True),
        t.times("created_at"),
        t.numbers("version"),
        t.one_of("type", "integer", "string", "yes-no", "range"),
        t.unique("folded_key"),
    )
    t.create(
        "document_counters",
        t.refers("reseller_id", "resellers"),
        t.texts("type"),
        t.numbers("last"),
        key=("reseller_id", "type"),
    )
    t.create(
        "label_ties",
        t.refers("component_id", "label_components"),
        t.texts("resource"),
        t.one_of("resource", "Users", "Orders", "Services"),
        key=("component_id", "resource"),
    )
    t.create("label_values", t.refers("component_id", "label_components"), t.texts("value", "name"))
    t.index("label_values", "component_id", "value", named="component_id_value", unique=True)
    t.create(
        "affiliates",
        t.refers("customer_id", "customers"),
        t.numbers("level"),
        t.texts("scheme"),
        t.times("since"),
        t.times("ended_at", null=True),
        t.numbers("version"),
        t.one_of("scheme", "Lead", "Lifetime"),
        t.check("level", "level BETWEEN 1 AND 6"),
        key=("customer_id",),
    )
    t.create(
        "commission_rates",
        t.numbers("level"),
        t.refers("product_id", "products", null=True),
        t.numbers("percent", "fixed", null=True),
        t.texts("currency"),
        t.check("kind", "(percent IS NULL) <> (fixed IS NULL)"),
        t.check("level", "level BETWEEN 1 AND 6"),
    )
    t.index("commission_rates", "level", "product_id")
    t.create(
        "gdpr_documents",
        t.refers("customer_id", "customers"),
        t.texts("name"),
        t.numbers("size"),
        t.texts("sha256"),
        t.blobs("content"),
        t.refers("admin_id", "admins"),
        t.times("at"),
    )
    t.index("gdpr_documents", "customer_id", "id")
    t.create(
        "impersonations",
        t.refers("admin_id", "admins"),
        t.refers("customer_id", "customers"),
        t.times("started_at"),
        t.times("ended_at", null=True),
    )
    t.index("impersonations", "customer_id")
    t.index("impersonations", "started_at", "id", named="open", where="ended_at IS NULL")
    t.create(
        "labels",
        t.refers("component_id", "label_components"),
        t.texts("resource"),
        t.numbers("object_id"),
        t.refers("customer_id", "customers"),
        t.texts("value"),
        t.refers("admin_id", "admins"),
        t.times("at"),
        t.one_of("resource", "Users", "Orders", "Services"),
    )
    t.index("labels", "resource", "object_id", named="object")
    t.index("labels", "component_id", "resource", "value", "object_id", named="value")
    t.index("labels", "component_id", "resource", "object_id", named="component_id_object", unique=True)
    t.create(
        "notifications",
        t.refers("customer_id", "customers"),
        t.texts("channel", "title", "text"),
        t.times("at"),
        t.flags("seen"),
        t.one_of("channel", "push", "e-mail", "pop-up", "SMS"),
    )
    t.index("notifications", "customer_id", "id")
    t.index("notifications", "customer_id", named="unseen", where="seen = 0", postgresql="NOT seen")
    t.create(
        "sign_in_codes",
        t.refers("admin_id", "admins"),
        t.texts("code_hash"),
        t.times("created_at", "expires_at"),
        t.times("used_at", null=True),
    )
    t.index("sign_in_codes", "admin_id")
    t.create(
        "gdpr_changes",
        t.refers("customer_id", "customers"),
        t.numbers("email_id"),
        t.texts("address", "old", "new", "reason"),
        t.flags("mail_sent", "automatic"),
        t.refers("document_id", "gdpr_documents", null=True),
        t.refers("admin_id", "admins"),
        t.times("at"),
        t.one_of("new", "subscribed", "unsubscribed"),
        t.one_of("old", "subscribed", "unsubscribed"),
    )
    t.index("gdpr_changes", "email_id", "id")
    t.create(
        "automator_jobs",
        t.refers("purchase_id", "purchases"),
        t.texts("name", "state"),
        t.times("started_at", "ended_at", null=True),
        t.texts("message", "raw"),
        t.one_of("state", "waiting", "running", "done", "failed"),
    )
    t.index("automator_jobs", "purchase_id", "id")
    t.create(
        "commissions",
        t.refers("customer_id", "customers"),
        t.refers("purchase_id", "purchases"),
        t.numbers("amount"),
        t.texts("currency"),
        t.numbers("level"),
        t.times("at"),
        t.check("level", "level BETWEEN 1 AND 6"),
    )
    t.index("commissions", "customer_id", "id")
    t.index("commissions", "purchase_id", unique=True)
    t.create(
        "documents",
        t.refers("customer_id", "customers"),
        t.refers("purchase_id", "purchases"),
        t.refers("reseller_id", "resellers"),
        t.texts("type"),
        t.numbers("sequence"),
        t.texts("number"),
        t.times("issued_at"),
        t.numbers("amount"),
        t.texts("currency", "body"),
        t.times("cancelled_at", null=True),
        t.one_of("type", "pro-forma", "invoice", "credit note"),
    )
    t.index("documents", "customer_id", "id")
    t.index("documents", "purchase_id", "id")
    t.index("documents", "reseller_id", "type", "sequence", named="sequence", unique=True)
