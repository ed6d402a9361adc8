"""The first schema.

Revision: 0001
"""

import sqlalchemy as sa
from alembic import op

from billia_tui.db.types import Flag, KeyText, UtcTime, WholeNumber

revision = "0001"
down_revision = None

# What may only grow (docs/domain.md, R29 and R186).
GUARDED = ("wallet_transactions", "credit_changes", "log_entries")


def upgrade() -> None:
    create_tables()
    sqlite = op.get_bind().dialect.name == "sqlite"
    if sqlite:
        guard_sqlite()
        search_sqlite()
    else:
        guard_postgresql()
        search_postgresql()
    op.execute(
        "INSERT INTO resellers (name, name_key, master, panel_domain) "
        f"VALUES ('default', 'default', {1 if sqlite else 'true'}, '')"
    )


def guard_sqlite() -> None:
    for table in GUARDED:
        for action in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER guard_{table}_{action.lower()} BEFORE {action} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{table} can only grow'); END"
            )


def guard_postgresql() -> None:
    op.execute(
        "CREATE FUNCTION only_grows() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION '% can only grow', TG_TABLE_NAME USING ERRCODE = 'check_violation'; END $$"
    )
    for table in GUARDED:
        op.execute(
            f"CREATE TRIGGER guard_{table} BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION only_grows()"
        )


def search_sqlite() -> None:
    op.execute(
        "CREATE VIRTUAL TABLE customer_search USING fts5("
        "text, content='search_entries', content_rowid='customer_id', tokenize='trigram case_sensitive 1')"
    )


def search_postgresql() -> None:
    """A trigram index where the extension is installed and we may use it; else the search reads the table."""
    available = op.get_bind().scalar(sa.text("SELECT count(*) FROM pg_available_extensions WHERE name = 'pg_trgm'"))
    if not available:
        return
    op.execute(
        "DO $$ BEGIN CREATE EXTENSION IF NOT EXISTS pg_trgm; "
        "CREATE INDEX ix_search_entries_trigrams ON search_entries USING gin (text gin_trgm_ops); "
        "EXCEPTION WHEN insufficient_privilege THEN NULL; END $$"
    )


def create_tables() -> None:
    op.create_table(
        "categories",
        sa.Column("id", WholeNumber, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_categories")),
        sa.UniqueConstraint("name", name=op.f("uq_categories_name")),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_table(
        "import_keys",
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("external_id", sa.Text(), nullable=False),
        sa.Column("row_id", WholeNumber, nullable=False),
        sa.Column("fingerprint", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("source", "kind", "external_id", name=op.f("pk_import_keys")),
        sqlite_strict=True,
    )
    op.create_table(
        "payment_methods",
        sa.Column("id", WholeNumber, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("global", Flag(), nullable=False),
        sa.Column("enabled", Flag(), nullable=False),
        sa.Column("allows_invoice", Flag(), nullable=False),
        sa.Column("allows_invoice_person", Flag(), nullable=False),
        sa.CheckConstraint("type IN ('online', 'offline', 'wallet', 'invoice')", name=op.f("ck_payment_methods_type")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payment_methods")),
        sa.UniqueConstraint("name", name=op.f("uq_payment_methods_name")),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_table(
        "request_keys",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("fingerprint", sa.Text(), nullable=False),
        sa.Column("result_id", WholeNumber, nullable=False),
        sa.Column("at", UtcTime(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_request_keys")),
        sqlite_strict=True,
    )
    op.create_table(
        "resellers",
        sa.Column("id", WholeNumber, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("name_key", sa.Text(), nullable=False),
        sa.Column("master", Flag(), nullable=False),
        sa.Column("panel_domain", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_resellers")),
        sa.UniqueConstraint("name_key", name=op.f("uq_resellers_name_key")),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_table(
        "admins",
        sa.Column("id", WholeNumber, nullable=False),
        sa.Column("username", sa.Text(), nullable=False),
        sa.Column("username_key", sa.Text(), nullable=False),
        sa.Column("first_name", sa.Text(), nullable=False),
        sa.Column("last_name", sa.Text(), nullable=False),
        sa.Column("reseller_id", WholeNumber, nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("developer", Flag(), nullable=False),
        sa.Column("password_hash", sa.Text(), nullable=True),
        sa.Column("created_at", UtcTime(), nullable=False),
        sa.Column("version", WholeNumber, nullable=False),
        sa.CheckConstraint(
            "role IN ('Administrator', 'Support', 'Sales', 'Marketing', 'Tech')", name=op.f("ck_admins_role")
        ),
        sa.CheckConstraint("status IN ('active', 'inactive')", name=op.f("ck_admins_status")),
        sa.ForeignKeyConstraint(["reseller_id"], ["resellers.id"], name=op.f("fk_admins_reseller_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_admins")),
        sa.UniqueConstraint("username_key", name=op.f("uq_admins_username_key")),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_index("ix_admins_reseller_id", "admins", ["reseller_id"], unique=False)
    op.create_table(
        "customers",
        sa.Column("id", WholeNumber, nullable=False),
        sa.Column("username", sa.Text(), nullable=False),
        sa.Column("username_key", KeyText, nullable=False),
        sa.Column("first_name", sa.Text(), nullable=False),
        sa.Column("last_name", sa.Text(), nullable=False),
        sa.Column("phone", sa.Text(), nullable=False),
        sa.Column("country", sa.Text(), nullable=False),
        sa.Column("city", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("postcode", sa.Text(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("created_at", UtcTime(), nullable=False),
        sa.Column("activated_at", UtcTime(), nullable=True),
        sa.Column("reseller_id", WholeNumber, nullable=False),
        sa.Column("on_hold_manual", Flag(), nullable=False),
        sa.Column("on_hold_auto", Flag(), nullable=False),
        sa.Column("custom_payments", Flag(), nullable=False),
        sa.Column("wallet", WholeNumber, nullable=False),
        sa.Column("wallet_rank", WholeNumber, nullable=False),
        sa.Column("credit_limit", WholeNumber, nullable=False),
        sa.Column("affiliate", Flag(), nullable=False),
        sa.Column("password_hash", sa.Text(), nullable=True),
        sa.Column("deleted_at", UtcTime(), nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("name_key", KeyText, nullable=False),
        sa.Column("products_count", WholeNumber, nullable=False),
        sa.Column("reseller_key", KeyText, nullable=False),
        sa.Column("version", WholeNumber, nullable=False),
        sa.CheckConstraint("status IN ('Active', 'Inactive', 'Blocked')", name=op.f("ck_customers_status")),
        sa.CheckConstraint("credit_limit >= 0", name=op.f("ck_customers_credit_limit")),
        sa.ForeignKeyConstraint(["reseller_id"], ["resellers.id"], name=op.f("fk_customers_reseller_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_customers")),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_index(
        "ix_customers_by_name_key",
        "customers",
        ["name_key", "id"],
        unique=False,
        sqlite_where=sa.text("deleted_at IS NULL"),
        postgresql_where=sa.text("deleted_at IS NULL"),
    )
    op.create_index(
        "ix_customers_by_products_count",
        "customers",
        ["products_count", "id"],
        unique=False,
        sqlite_where=sa.text("deleted_at IS NULL"),
        postgresql_where=sa.text("deleted_at IS NULL"),
    )
    op.create_index(
        "ix_customers_by_reseller_id",
        "customers",
        ["reseller_id", "id"],
        unique=False,
        sqlite_where=sa.text("deleted_at IS NULL"),
        postgresql_where=sa.text("deleted_at IS NULL"),
    )
    op.create_index(
        "ix_customers_by_reseller_key",
        "customers",
        ["reseller_key", "id"],
        unique=False,
        sqlite_where=sa.text("deleted_at IS NULL"),
        postgresql_where=sa.text("deleted_at IS NULL"),
    )
    op.create_index(
        "ix_customers_by_status",
        "customers",
        ["status", "id"],
        unique=False,
        sqlite_where=sa.text("deleted_at IS NULL"),
        postgresql_where=sa.text("deleted_at IS NULL"),
    )
    op.create_index(
        "ix_customers_by_username_key",
        "customers",
        ["username_key", "id"],
        unique=False,
        sqlite_where=sa.text("deleted_at IS NULL"),
        postgresql_where=sa.text("deleted_at IS NULL"),
    )
    op.create_index(
        "ix_customers_by_wallet_rank",
        "customers",
        ["wallet_rank", "id"],
        unique=False,
        sqlite_where=sa.text("deleted_at IS NULL"),
        postgresql_where=sa.text("deleted_at IS NULL"),
    )
    op.create_index(
        "ix_customers_held",
        "customers",
        ["id"],
        unique=False,
        sqlite_where=sa.text("deleted_at IS NULL AND (on_hold_manual = 1 OR on_hold_auto = 1)"),
        postgresql_where=sa.text("deleted_at IS NULL AND (on_hold_manual OR on_hold_auto)"),
    )
    op.create_index(
        "ix_customers_here",
        "customers",
        ["id"],
        unique=False,
        sqlite_where=sa.text("deleted_at IS NULL"),
        postgresql_where=sa.text("deleted_at IS NULL"),
    )
    op.create_index(
        "uq_customers_username_key",
        "customers",
        ["username_key"],
        unique=True,
        sqlite_where=sa.text("deleted_at IS NULL"),
        postgresql_where=sa.text("deleted_at IS NULL"),
    )
    op.create_table(
        "products",
        sa.Column("id", WholeNumber, nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("category_id", WholeNumber, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("price", WholeNumber, nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("period_months", WholeNumber, nullable=True),
        sa.Column("payment_term", sa.Text(), nullable=False),
        sa.Column("tld", sa.Text(), nullable=False),
        sa.Column("needs_configuration", Flag(), nullable=False),
        sa.Column("days_expired", WholeNumber, nullable=False),
        sa.Column("days_suspended", WholeNumber, nullable=False),
        sa.Column("days_redemption", WholeNumber, nullable=False),
        sa.CheckConstraint("kind IN ('service', 'domain')", name=op.f("ck_products_kind")),
        sa.CheckConstraint("payment_term IN ('prepaid', 'postpaid')", name=op.f("ck_products_payment_term")),
        sa.ForeignKeyConstraint(["category_id"], ["categories.id"], name=op.f("fk_products_category_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_products")),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_index("ix_products_category_id", "products", ["category_id"], unique=False)
    op.create_index("uq_products_code", "products", ["code"], unique=True)
    op.create_table(
        "reseller_access",
        sa.Column("reseller_id", WholeNumber, nullable=False),
        sa.Column("reaches_id", WholeNumber, nullable=False),
        sa.ForeignKeyConstraint(["reaches_id"], ["resellers.id"], name=op.f("fk_reseller_access_reaches_id")),
        sa.ForeignKeyConstraint(["reseller_id"], ["resellers.id"], name=op.f("fk_reseller_access_reseller_id")),
        sa.PrimaryKeyConstraint("reseller_id", "reaches_id", name=op.f("pk_reseller_access")),
        sqlite_strict=True,
    )
    op.create_table(
        "credit_changes",
        sa.Column("id", WholeNumber, nullable=False),
        sa.Column("customer_id", WholeNumber, nullable=False),
        sa.Column("old", WholeNumber, nullable=False),
        sa.Column("new", WholeNumber, nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("admin_id", WholeNumber, nullable=False),
        sa.Column("at", UtcTime(), nullable=False),
        sa.ForeignKeyConstraint(["admin_id"], ["admins.id"], name=op.f("fk_credit_changes_admin_id")),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name=op.f("fk_credit_changes_customer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_credit_changes")),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_index("ix_credit_changes_customer_id", "credit_changes", ["customer_id", "id"], unique=False)
    op.create_table(
        "emails",
        sa.Column("id", WholeNumber, nullable=False),
        sa.Column("customer_id", WholeNumber, nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("address_key", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("marketing", sa.Text(), nullable=False),
        sa.Column("added_at", UtcTime(), nullable=False),
        sa.Column("released_at", UtcTime(), nullable=True),
        sa.Column("version", WholeNumber, nullable=False),
        sa.CheckConstraint("kind IN ('registration', 'additional')", name=op.f("ck_emails_kind")),
        sa.CheckConstraint("marketing IN ('subscribed', 'unsubscribed')", name=op.f("ck_emails_marketing")),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name=op.f("fk_emails_customer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_emails")),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_index("ix_emails_in_order", "emails", ["customer_id", "kind", "added_at", "id"], unique=False)
    op.create_index("uq_emails_customer_id_address_key", "emails", ["customer_id", "address_key"], unique=True)
    op.create_index(
        "uq_emails_registration",
        "emails",
        ["address_key"],
        unique=True,
        sqlite_where=sa.text("kind = 'registration' AND released_at IS NULL"),
        postgresql_where=sa.text("kind = 'registration' AND released_at IS NULL"),
    )
    op.create_table(
        "log_entries",
        sa.Column("id", WholeNumber, nullable=False),
        sa.Column("at", UtcTime(), nullable=False),
        sa.Column("admin_id", WholeNumber, nullable=True),
        sa.Column("acting_as", WholeNumber, nullable=True),
        sa.Column("customer_id", WholeNumber, nullable=True),
        sa.Column("object", sa.Text(), nullable=False),
        sa.Column("object_id", WholeNumber, nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("before", sa.Text(), nullable=False),
        sa.Column("after", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["acting_as"], ["customers.id"], name=op.f("fk_log_entries_acting_as")),
        sa.ForeignKeyConstraint(["admin_id"], ["admins.id"], name=op.f("fk_log_entries_admin_id")),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name=op.f("fk_log_entries_customer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_log_entries")),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_index("ix_log_entries_customer_id", "log_entries", ["customer_id", "id"], unique=False)
    op.create_table(
        "outgoing_mails",
        sa.Column("id", WholeNumber, nullable=False),
        sa.Column("customer_id", WholeNumber, nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("at", UtcTime(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name=op.f("fk_outgoing_mails_customer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outgoing_mails")),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_index("ix_outgoing_mails_customer_id", "outgoing_mails", ["customer_id", "reason", "id"], unique=False)
    op.create_table(
        "personal_links",
        sa.Column("id", WholeNumber, nullable=False),
        sa.Column("customer_id", WholeNumber, nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("token_hash", sa.Text(), nullable=False),
        sa.Column("expires_at", UtcTime(), nullable=False),
        sa.Column("used_at", UtcTime(), nullable=True),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name=op.f("fk_personal_links_customer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_personal_links")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_personal_links_token_hash")),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_index("ix_personal_links_customer_id", "personal_links", ["customer_id"], unique=False)
    op.create_table(
        "profiles",
        sa.Column("id", WholeNumber, nullable=False),
        sa.Column("customer_id", WholeNumber, nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("main", Flag(), nullable=False),
        sa.Column("contact_person", sa.Text(), nullable=False),
        sa.Column("contact_data", sa.Text(), nullable=False),
        sa.Column("auto_generate_invoice", Flag(), nullable=False),
        sa.Column("company_name", sa.Text(), nullable=False),
        sa.Column("company_number", sa.Text(), nullable=False),
        sa.Column("vat_number", sa.Text(), nullable=False),
        sa.Column("responsible_person", sa.Text(), nullable=False),
        sa.Column("country", sa.Text(), nullable=False),
        sa.Column("city", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("postcode", sa.Text(), nullable=False),
        sa.Column("phone", sa.Text(), nullable=False),
        sa.Column("created_at", UtcTime(), nullable=False),
        sa.Column("deleted_at", UtcTime(), nullable=True),
        sa.Column("version", WholeNumber, nullable=False),
        sa.CheckConstraint("type IN ('Person', 'Company')", name=op.f("ck_profiles_type")),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name=op.f("fk_profiles_customer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_profiles")),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_index("ix_profiles_customer_id", "profiles", ["customer_id", "type", "id"], unique=False)
    op.create_index(
        "uq_profiles_main",
        "profiles",
        ["customer_id"],
        unique=True,
        sqlite_where=sa.text("main AND deleted_at IS NULL"),
        postgresql_where=sa.text("main AND deleted_at IS NULL"),
    )
    op.create_table(
        "search_entries",
        sa.Column("customer_id", WholeNumber, autoincrement=False, nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name=op.f("fk_search_entries_customer_id")),
        sa.PrimaryKeyConstraint("customer_id", name=op.f("pk_search_entries")),
        sqlite_strict=True,
    )
    op.create_table(
        "services",
        sa.Column("id", WholeNumber, nullable=False),
        sa.Column("customer_id", WholeNumber, nullable=False),
        sa.Column("product_id", WholeNumber, nullable=True),
        sa.Column("product_name", sa.Text(), nullable=False),
        sa.Column("category", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("domain", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("price", WholeNumber, nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("period_months", WholeNumber, nullable=True),
        sa.Column("payment_term", sa.Text(), nullable=False),
        sa.Column("auto_renew", Flag(), nullable=False),
        sa.Column("created_at", UtcTime(), nullable=False),
        sa.Column("activated_at", UtcTime(), nullable=True),
        sa.Column("expires_at", UtcTime(), nullable=True),
        sa.Column("reseller_id", WholeNumber, nullable=False),
        sa.Column("tld", sa.Text(), nullable=False),
        sa.Column("registrar", sa.Text(), nullable=False),
        sa.Column("registrar_customer_id", sa.Text(), nullable=False),
        sa.Column("name_servers", sa.Text(), nullable=False),
        sa.Column("options", sa.Text(), nullable=False),
        sa.Column("server", sa.Text(), nullable=False),
        sa.Column("usage", sa.Text(), nullable=False),
        sa.Column("version", WholeNumber, nullable=False),
        sa.CheckConstraint("kind IN ('service', 'domain')", name=op.f("ck_services_kind")),
        sa.CheckConstraint("payment_term IN ('prepaid', 'postpaid')", name=op.f("ck_services_payment_term")),
        sa.CheckConstraint(
            "status IN ('Pending', 'Configure', "
            "'Active', 'Expired', 'Suspended', 'Inactive', 'Redemption', 'Terminated')",
            name=op.f("ck_services_status"),
        ),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name=op.f("fk_services_customer_id")),
        sa.ForeignKeyConstraint(["product_id"], ["products.id"], name=op.f("fk_services_product_id")),
        sa.ForeignKeyConstraint(["reseller_id"], ["resellers.id"], name=op.f("fk_services_reseller_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_services")),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_index(
        "ix_services_expires_at",
        "services",
        ["expires_at", "id"],
        unique=False,
        sqlite_where=sa.text("expires_at IS NOT NULL"),
        postgresql_where=sa.text("expires_at IS NOT NULL"),
    )
    op.create_index("ix_services_newest", "services", ["customer_id", "kind", "created_at", "id"], unique=False)
    op.create_table(
        "wallet_transactions",
        sa.Column("id", WholeNumber, nullable=False),
        sa.Column("customer_id", WholeNumber, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("amount", WholeNumber, nullable=False),
        sa.Column("balance_after", WholeNumber, nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("admin_id", WholeNumber, nullable=True),
        sa.Column("at", UtcTime(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('funds', 'order', 'correction', 'commission')", name=op.f("ck_wallet_transactions_kind")
        ),
        sa.CheckConstraint("amount <> 0", name=op.f("ck_wallet_transactions_amount")),
        sa.ForeignKeyConstraint(["admin_id"], ["admins.id"], name=op.f("fk_wallet_transactions_admin_id")),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name=op.f("fk_wallet_transactions_customer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_wallet_transactions")),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_index("ix_wallet_transactions_customer_id", "wallet_transactions", ["customer_id", "id"], unique=False)
    op.create_table(
        "purchases",
        sa.Column("id", WholeNumber, nullable=False),
        sa.Column("customer_id", WholeNumber, nullable=False),
        sa.Column("profile_id", WholeNumber, nullable=True),
        sa.Column("placed_at", UtcTime(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("paid", Flag(), nullable=False),
        sa.Column("paid_at", UtcTime(), nullable=True),
        sa.Column("payment_method_id", WholeNumber, nullable=True),
        sa.Column("price", WholeNumber, nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("reseller_id", WholeNumber, nullable=False),
        sa.Column("version", WholeNumber, nullable=False),
        sa.CheckConstraint(
            "status IN ('Pending', 'Processing', 'Activated', 'Collapsed', 'Cancelled')",
            name=op.f("ck_purchases_status"),
        ),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name=op.f("fk_purchases_customer_id")),
        sa.ForeignKeyConstraint(
            ["payment_method_id"], ["payment_methods.id"], name=op.f("fk_purchases_payment_method_id")
        ),
        sa.ForeignKeyConstraint(["profile_id"], ["profiles.id"], name=op.f("fk_purchases_profile_id")),
        sa.ForeignKeyConstraint(["reseller_id"], ["resellers.id"], name=op.f("fk_purchases_reseller_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_purchases")),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_index("ix_purchases_newest", "purchases", ["customer_id", "placed_at", "id"], unique=False)
    op.create_table(
        "notes",
        sa.Column("id", WholeNumber, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("customer_id", WholeNumber, nullable=False),
        sa.Column("purchase_id", WholeNumber, nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("admin_id", WholeNumber, nullable=False),
        sa.Column("created_at", UtcTime(), nullable=False),
        sa.Column("edited_by", WholeNumber, nullable=True),
        sa.Column("edited_at", UtcTime(), nullable=True),
        sa.Column("deleted_at", UtcTime(), nullable=True),
        sa.Column("version", WholeNumber, nullable=False),
        sa.CheckConstraint("(kind = 'order') = (purchase_id IS NOT NULL)", name=op.f("ck_notes_purchase")),
        sa.CheckConstraint("kind IN ('user', 'order')", name=op.f("ck_notes_kind")),
        sa.ForeignKeyConstraint(["admin_id"], ["admins.id"], name=op.f("fk_notes_admin_id")),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name=op.f("fk_notes_customer_id")),
        sa.ForeignKeyConstraint(["edited_by"], ["admins.id"], name=op.f("fk_notes_edited_by")),
        sa.ForeignKeyConstraint(["purchase_id"], ["purchases.id"], name=op.f("fk_notes_purchase_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notes")),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_index("ix_notes_customer_id", "notes", ["customer_id", "kind", "id"], unique=False)
    op.create_index("ix_notes_purchase_id", "notes", ["purchase_id"], unique=False)
    op.create_table(
        "orders",
        sa.Column("id", WholeNumber, nullable=False),
        sa.Column("purchase_id", WholeNumber, nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("service_id", WholeNumber, nullable=True),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("price", WholeNumber, nullable=False),
        sa.CheckConstraint(
            "type IN ('New', 'Renew', 'Edit', 'Transfer', 'Upgrade', 'Cancel')", name=op.f("ck_orders_type")
        ),
        sa.ForeignKeyConstraint(["purchase_id"], ["purchases.id"], name=op.f("fk_orders_purchase_id")),
        sa.ForeignKeyConstraint(["service_id"], ["services.id"], name=op.f("fk_orders_service_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_orders")),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_index("ix_orders_purchase_id", "orders", ["purchase_id", "id"], unique=False)
    op.create_index("ix_orders_service_id", "orders", ["service_id", "id"], unique=False)
