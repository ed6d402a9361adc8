"""Labels, documents, consent, affiliates, notifications, impersonation, and what purchases and services need for them.

Revision: 0002
"""

import sqlalchemy as sa
from alembic import op

from billia_tui.db.types import Flag, KeyText, UtcTime, WholeNumber

revision = "0002"
down_revision = "0001"

# What may only grow (docs/domain.md, R99 and R163); documents may be cancelled, never deleted (R141).
GUARDED = ("gdpr_changes", "gdpr_documents", "commissions")
NEVER_DELETED = ("documents",)


def upgrade() -> None:
    sqlite = op.get_bind().dialect.name == "sqlite"
    create_tables()
    change_tables(sqlite=sqlite)
    if sqlite:
        guard_sqlite()
    else:
        guard_postgresql()
    op.execute(
        "INSERT INTO affiliates (customer_id, level, scheme, since, version) "
        "SELECT id, 1, 'Lead', created_at, 1 FROM customers WHERE affiliate"
    )
    op.execute("UPDATE purchases SET paid_amount = price WHERE paid")
    op.execute(
        "UPDATE purchases SET wallet_paid = price WHERE paid AND payment_method_id IN "
        "(SELECT id FROM payment_methods WHERE type = 'wallet')"
    )


def guard_sqlite() -> None:
    guards = [(table, action) for table in GUARDED for action in ("UPDATE", "DELETE")]
    for table, action in [*guards, *((table, "DELETE") for table in NEVER_DELETED)]:
        op.execute(
            f"CREATE TRIGGER guard_{table}_{action.lower()} BEFORE {action} ON {table} "
            f"BEGIN SELECT RAISE(ABORT, '{table} can only grow'); END"
        )


def guard_postgresql() -> None:
    guards = [(table, "UPDATE OR DELETE OR TRUNCATE") for table in GUARDED]
    for table, actions in [*guards, *((table, "DELETE OR TRUNCATE") for table in NEVER_DELETED)]:
        op.execute(
            f"CREATE TRIGGER guard_{table} BEFORE {actions} ON {table} FOR EACH STATEMENT EXECUTE FUNCTION only_grows()"
        )


def add_referred_by(*, sqlite: bool) -> None:
    if sqlite:  # a foreign key can be added to a table only together with its column
        op.execute(
            "ALTER TABLE customers ADD COLUMN referred_by INTEGER "
            "CONSTRAINT fk_customers_referred_by REFERENCES customers (id)"
        )
        return
    op.add_column("customers", sa.Column("referred_by", WholeNumber, nullable=True))
    op.create_foreign_key("fk_customers_referred_by", "customers", "customers", ["referred_by"], ["id"])


def change_tables(*, sqlite: bool) -> None:
    no = "0" if sqlite else "false"
    op.add_column("admins", sa.Column("must_change_password", Flag(), server_default=sa.text(no), nullable=False))
    add_referred_by(sqlite=sqlite)
    op.add_column("customers", sa.Column("signed_out_at", UtcTime(), nullable=True))
    op.create_index(
        "ix_customers_first_hour",
        "customers",
        ["created_at", "id"],
        unique=False,
        sqlite_where=sa.text("status = 'Inactive' AND signed_out_at IS NULL AND deleted_at IS NULL"),
        postgresql_where=sa.text("status = 'Inactive' AND signed_out_at IS NULL AND deleted_at IS NULL"),
    )
    op.create_index(
        "ix_customers_referred_by",
        "customers",
        ["referred_by", "id"],
        unique=False,
        sqlite_where=sa.text("referred_by IS NOT NULL"),
        postgresql_where=sa.text("referred_by IS NOT NULL"),
    )
    op.create_index("ix_outgoing_mails_newest", "outgoing_mails", ["customer_id", "id"], unique=False)
    op.add_column("purchases", sa.Column("paid_amount", WholeNumber, server_default=sa.text("0"), nullable=False))
    op.add_column("purchases", sa.Column("wallet_paid", WholeNumber, server_default=sa.text("0"), nullable=False))
    op.create_index("ix_purchases_by_id", "purchases", ["customer_id", "id"], unique=False)
    op.add_column("resellers", sa.Column("grant_types", sa.Text(), server_default="", nullable=False))
    op.add_column("services", sa.Column("contacts", sa.Text(), server_default="{}", nullable=False))
    op.add_column("services", sa.Column("status_set_at", UtcTime(), nullable=True))
    op.create_index(
        "ix_services_due",
        "services",
        ["status", "expires_at", "id"],
        unique=False,
        sqlite_where=sa.text("expires_at IS NOT NULL"),
        postgresql_where=sa.text("expires_at IS NOT NULL"),
    )


def create_tables() -> None:
    op.create_table(
        "label_components",
        sa.Column("id", WholeNumber, nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("folded_key", KeyText, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("lowest", WholeNumber, nullable=True),
        sa.Column("highest", WholeNumber, nullable=True),
        sa.Column("created_at", UtcTime(), nullable=False),
        sa.Column("version", WholeNumber, nullable=False),
        sa.CheckConstraint("type IN ('integer', 'string', 'yes-no', 'range')", name=op.f("ck_label_components_type")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_label_components")),
        sa.UniqueConstraint("folded_key", name=op.f("uq_label_components_folded_key")),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_table(
        "document_counters",
        sa.Column("reseller_id", WholeNumber, nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("last", WholeNumber, nullable=False),
        sa.ForeignKeyConstraint(["reseller_id"], ["resellers.id"], name=op.f("fk_document_counters_reseller_id")),
        sa.PrimaryKeyConstraint("reseller_id", "type", name=op.f("pk_document_counters")),
        sqlite_strict=True,
    )
    op.create_table(
        "label_ties",
        sa.Column("component_id", WholeNumber, nullable=False),
        sa.Column("resource", sa.Text(), nullable=False),
        sa.CheckConstraint("resource IN ('Users', 'Orders', 'Services')", name=op.f("ck_label_ties_resource")),
        sa.ForeignKeyConstraint(["component_id"], ["label_components.id"], name=op.f("fk_label_ties_component_id")),
        sa.PrimaryKeyConstraint("component_id", "resource", name=op.f("pk_label_ties")),
        sqlite_strict=True,
    )
    op.create_table(
        "label_values",
        sa.Column("id", WholeNumber, nullable=False),
        sa.Column("component_id", WholeNumber, nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["component_id"], ["label_components.id"], name=op.f("fk_label_values_component_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_label_values")),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_index("uq_label_values_component_id_value", "label_values", ["component_id", "value"], unique=True)
    op.create_table(
        "affiliates",
        sa.Column("customer_id", WholeNumber, autoincrement=False, nullable=False),
        sa.Column("level", WholeNumber, nullable=False),
        sa.Column("scheme", sa.Text(), nullable=False),
        sa.Column("since", UtcTime(), nullable=False),
        sa.Column("ended_at", UtcTime(), nullable=True),
        sa.Column("version", WholeNumber, nullable=False),
        sa.CheckConstraint("scheme IN ('Lead', 'Lifetime')", name=op.f("ck_affiliates_scheme")),
        sa.CheckConstraint("level BETWEEN 1 AND 6", name=op.f("ck_affiliates_level")),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name=op.f("fk_affiliates_customer_id")),
        sa.PrimaryKeyConstraint("customer_id", name=op.f("pk_affiliates")),
        sqlite_strict=True,
    )
    op.create_table(
        "commission_rates",
        sa.Column("id", WholeNumber, nullable=False),
        sa.Column("level", WholeNumber, nullable=False),
        sa.Column("product_id", WholeNumber, nullable=True),
        sa.Column("percent", WholeNumber, nullable=True),
        sa.Column("fixed", WholeNumber, nullable=True),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.CheckConstraint("(percent IS NULL) <> (fixed IS NULL)", name=op.f("ck_commission_rates_kind")),
        sa.CheckConstraint("level BETWEEN 1 AND 6", name=op.f("ck_commission_rates_level")),
        sa.ForeignKeyConstraint(["product_id"], ["products.id"], name=op.f("fk_commission_rates_product_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_commission_rates")),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_index("ix_commission_rates_level", "commission_rates", ["level", "product_id"], unique=False)
    op.create_table(
        "gdpr_documents",
        sa.Column("id", WholeNumber, nullable=False),
        sa.Column("customer_id", WholeNumber, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("size", WholeNumber, nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("admin_id", WholeNumber, nullable=False),
        sa.Column("at", UtcTime(), nullable=False),
        sa.ForeignKeyConstraint(["admin_id"], ["admins.id"], name=op.f("fk_gdpr_documents_admin_id")),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name=op.f("fk_gdpr_documents_customer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_gdpr_documents")),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_index("ix_gdpr_documents_customer_id", "gdpr_documents", ["customer_id", "id"], unique=False)
    op.create_table(
        "impersonations",
        sa.Column("id", WholeNumber, nullable=False),
        sa.Column("admin_id", WholeNumber, nullable=False),
        sa.Column("customer_id", WholeNumber, nullable=False),
        sa.Column("started_at", UtcTime(), nullable=False),
        sa.Column("ended_at", UtcTime(), nullable=True),
        sa.ForeignKeyConstraint(["admin_id"], ["admins.id"], name=op.f("fk_impersonations_admin_id")),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name=op.f("fk_impersonations_customer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_impersonations")),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_index("ix_impersonations_customer_id", "impersonations", ["customer_id"], unique=False)
    op.create_index(
        "ix_impersonations_open",
        "impersonations",
        ["started_at", "id"],
        unique=False,
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.create_table(
        "labels",
        sa.Column("id", WholeNumber, nullable=False),
        sa.Column("component_id", WholeNumber, nullable=False),
        sa.Column("resource", sa.Text(), nullable=False),
        sa.Column("object_id", WholeNumber, nullable=False),
        sa.Column("customer_id", WholeNumber, nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("admin_id", WholeNumber, nullable=False),
        sa.Column("at", UtcTime(), nullable=False),
        sa.CheckConstraint("resource IN ('Users', 'Orders', 'Services')", name=op.f("ck_labels_resource")),
        sa.ForeignKeyConstraint(["admin_id"], ["admins.id"], name=op.f("fk_labels_admin_id")),
        sa.ForeignKeyConstraint(["component_id"], ["label_components.id"], name=op.f("fk_labels_component_id")),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name=op.f("fk_labels_customer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_labels")),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_index("ix_labels_object", "labels", ["resource", "object_id"], unique=False)
    op.create_index("ix_labels_value", "labels", ["component_id", "resource", "value", "object_id"], unique=False)
    op.create_index("uq_labels_component_id_object", "labels", ["component_id", "resource", "object_id"], unique=True)
    op.create_table(
        "notifications",
        sa.Column("id", WholeNumber, nullable=False),
        sa.Column("customer_id", WholeNumber, nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("at", UtcTime(), nullable=False),
        sa.Column("seen", Flag(), nullable=False),
        sa.CheckConstraint("channel IN ('push', 'e-mail', 'pop-up', 'SMS')", name=op.f("ck_notifications_channel")),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name=op.f("fk_notifications_customer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notifications")),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_index("ix_notifications_customer_id", "notifications", ["customer_id", "id"], unique=False)
    op.create_index(
        "ix_notifications_unseen",
        "notifications",
        ["customer_id"],
        unique=False,
        sqlite_where=sa.text("seen = 0"),
        postgresql_where=sa.text("NOT seen"),
    )
    op.create_table(
        "sign_in_codes",
        sa.Column("id", WholeNumber, nullable=False),
        sa.Column("admin_id", WholeNumber, nullable=False),
        sa.Column("code_hash", sa.Text(), nullable=False),
        sa.Column("created_at", UtcTime(), nullable=False),
        sa.Column("expires_at", UtcTime(), nullable=False),
        sa.Column("used_at", UtcTime(), nullable=True),
        sa.ForeignKeyConstraint(["admin_id"], ["admins.id"], name=op.f("fk_sign_in_codes_admin_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in_codes")),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_index("ix_sign_in_codes_admin_id", "sign_in_codes", ["admin_id"], unique=False)
    op.create_table(
        "gdpr_changes",
        sa.Column("id", WholeNumber, nullable=False),
        sa.Column("customer_id", WholeNumber, nullable=False),
        sa.Column("email_id", WholeNumber, nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("old", sa.Text(), nullable=False),
        sa.Column("new", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("mail_sent", Flag(), nullable=False),
        sa.Column("automatic", Flag(), nullable=False),
        sa.Column("document_id", WholeNumber, nullable=True),
        sa.Column("admin_id", WholeNumber, nullable=False),
        sa.Column("at", UtcTime(), nullable=False),
        sa.CheckConstraint("new IN ('subscribed', 'unsubscribed')", name=op.f("ck_gdpr_changes_new")),
        sa.CheckConstraint("old IN ('subscribed', 'unsubscribed')", name=op.f("ck_gdpr_changes_old")),
        sa.ForeignKeyConstraint(["admin_id"], ["admins.id"], name=op.f("fk_gdpr_changes_admin_id")),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name=op.f("fk_gdpr_changes_customer_id")),
        sa.ForeignKeyConstraint(["document_id"], ["gdpr_documents.id"], name=op.f("fk_gdpr_changes_document_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_gdpr_changes")),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_index("ix_gdpr_changes_email_id", "gdpr_changes", ["email_id", "id"], unique=False)
    op.create_table(
        "automator_jobs",
        sa.Column("id", WholeNumber, nullable=False),
        sa.Column("purchase_id", WholeNumber, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("started_at", UtcTime(), nullable=True),
        sa.Column("ended_at", UtcTime(), nullable=True),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("raw", sa.Text(), nullable=False),
        sa.CheckConstraint("state IN ('waiting', 'running', 'done', 'failed')", name=op.f("ck_automator_jobs_state")),
        sa.ForeignKeyConstraint(["purchase_id"], ["purchases.id"], name=op.f("fk_automator_jobs_purchase_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_automator_jobs")),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_index("ix_automator_jobs_purchase_id", "automator_jobs", ["purchase_id", "id"], unique=False)
    op.create_table(
        "commissions",
        sa.Column("id", WholeNumber, nullable=False),
        sa.Column("customer_id", WholeNumber, nullable=False),
        sa.Column("purchase_id", WholeNumber, nullable=False),
        sa.Column("amount", WholeNumber, nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("level", WholeNumber, nullable=False),
        sa.Column("at", UtcTime(), nullable=False),
        sa.CheckConstraint("level BETWEEN 1 AND 6", name=op.f("ck_commissions_level")),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name=op.f("fk_commissions_customer_id")),
        sa.ForeignKeyConstraint(["purchase_id"], ["purchases.id"], name=op.f("fk_commissions_purchase_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_commissions")),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_index("ix_commissions_customer_id", "commissions", ["customer_id", "id"], unique=False)
    op.create_index("uq_commissions_purchase_id", "commissions", ["purchase_id"], unique=True)
    op.create_table(
        "documents",
        sa.Column("id", WholeNumber, nullable=False),
        sa.Column("customer_id", WholeNumber, nullable=False),
        sa.Column("purchase_id", WholeNumber, nullable=False),
        sa.Column("reseller_id", WholeNumber, nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("sequence", WholeNumber, nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("issued_at", UtcTime(), nullable=False),
        sa.Column("amount", WholeNumber, nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("cancelled_at", UtcTime(), nullable=True),
        sa.CheckConstraint("type IN ('pro-forma', 'invoice', 'credit note')", name=op.f("ck_documents_type")),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name=op.f("fk_documents_customer_id")),
        sa.ForeignKeyConstraint(["purchase_id"], ["purchases.id"], name=op.f("fk_documents_purchase_id")),
        sa.ForeignKeyConstraint(["reseller_id"], ["resellers.id"], name=op.f("fk_documents_reseller_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_documents")),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_index("ix_documents_customer_id", "documents", ["customer_id", "id"], unique=False)
    op.create_index("ix_documents_purchase_id", "documents", ["purchase_id", "id"], unique=False)
    op.create_index("uq_documents_sequence", "documents", ["reseller_id", "type", "sequence"], unique=True)
