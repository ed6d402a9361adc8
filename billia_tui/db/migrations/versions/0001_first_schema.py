"""The first schema.

Revision: 0001
"""

import sqlalchemy as sa
from alembic import op

from billia_tui.db.migrations import tables as t

revision = "0001"
down_revision = None

HERE = "deleted_at IS NULL"

# What may only grow (docs/domain.md, R29 and R186).
GUARDED = ("wallet_transactions", "credit_changes", "log_entries")


def upgrade() -> None:
    create_tables()
    sqlite = op.get_bind().dialect.name == "sqlite"
    if sqlite:
        search_sqlite()
    else:
        op.execute(
            "CREATE FUNCTION only_grows() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN RAISE EXCEPTION '% can only grow', TG_TABLE_NAME USING ERRCODE = 'check_violation'; END $$"
        )
        search_postgresql()
    for table in GUARDED:
        t.guard(table, "UPDATE", "DELETE")
    op.execute(
        "INSERT INTO resellers (name, name_key, master, panel_domain) "
        f"VALUES ('default', 'default', {1 if sqlite else 'true'}, '')"
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
    t.create("categories", "name", t.unique("name"))
    t.create("import_keys", "source, kind, external_id, row_id int, fingerprint", key=("source", "kind", "external_id"))
    t.create(
        "payment_methods",
        "name, type, description, global flag, enabled flag, allows_invoice flag, allows_invoice_person flag",
        t.one_of("type", "online", "offline", "wallet", "invoice"),
        t.unique("name"),
    )
    t.create("request_keys", "key, fingerprint, result_id int, at time", key=("key",))
    t.create("resellers", "name, name_key, master flag, panel_domain", t.unique("name_key"))
    t.create(
        "admins",
        "username, username_key, first_name, last_name, reseller_id -> resellers, status, role, developer flag, "
        "password_hash text?, created_at time, version int",
        t.one_of("role", "Administrator", "Support", "Sales", "Marketing", "Tech"),
        t.one_of("status", "active", "inactive"),
        t.unique("username_key"),
    )
    t.index("admins", "reseller_id")
    t.create(
        "customers",
        "username, username_key key, first_name, last_name, phone, country, city, address, postcode, currency, "
        "role, status, created_at time, activated_at time?, reseller_id -> resellers, on_hold_manual flag, "
        "on_hold_auto flag, custom_payments flag, wallet int, wallet_rank int, credit_limit int, affiliate flag, "
        "password_hash text?, deleted_at time?, name, name_key key, products_count int, reseller_key key, "
        "version int",
        t.one_of("status", "Active", "Inactive", "Blocked"),
        t.check("credit_limit", "credit_limit >= 0"),
    )
    t.index("customers", "name_key", "id", named="by_name_key", where=HERE)
    t.index("customers", "products_count", "id", named="by_products_count", where=HERE)
    t.index("customers", "reseller_id", "id", named="by_reseller_id", where=HERE)
    t.index("customers", "reseller_key", "id", named="by_reseller_key", where=HERE)
    t.index("customers", "status", "id", named="by_status", where=HERE)
    t.index("customers", "username_key", "id", named="by_username_key", where=HERE)
    t.index("customers", "wallet_rank", "id", named="by_wallet_rank", where=HERE)
    t.index(
        "customers",
        "id",
        named="held",
        where="deleted_at IS NULL AND (on_hold_manual = 1 OR on_hold_auto = 1)",
        postgresql="deleted_at IS NULL AND (on_hold_manual OR on_hold_auto)",
    )
    t.index("customers", "id", named="here", where=HERE)
    t.index("customers", "username_key", where=HERE, unique=True)
    t.create(
        "products",
        "code, name, category_id -> categories, kind, price int, currency, period_months int?, payment_term, "
        "tld, needs_configuration flag, days_expired int, days_suspended int, days_redemption int",
        t.one_of("kind", "service", "domain"),
        t.one_of("payment_term", "prepaid", "postpaid"),
    )
    t.index("products", "category_id")
    t.index("products", "code", unique=True)
    t.create("reseller_access", "reseller_id -> resellers, reaches_id -> resellers", key=("reseller_id", "reaches_id"))
    t.create("credit_changes", "customer_id -> customers, old int, new int, note, admin_id -> admins, at time")
    t.index("credit_changes", "customer_id", "id")
    t.create(
        "emails",
        "customer_id -> customers, address, address_key, kind, marketing, added_at time, released_at time?, "
        "version int",
        t.one_of("kind", "registration", "additional"),
        t.one_of("marketing", "subscribed", "unsubscribed"),
    )
    t.index("emails", "customer_id", "kind", "added_at", "id", named="in_order")
    t.index("emails", "customer_id", "address_key", named="customer_id_address_key", unique=True)
    t.index(
        "emails",
        "address_key",
        named="registration",
        where="kind = 'registration' AND released_at IS NULL",
        unique=True,
    )
    t.create(
        "log_entries",
        "at time, admin_id -> admins?, acting_as -> customers?, customer_id -> customers?, object, "
        "object_id int, action, before, after, reason",
    )
    t.index("log_entries", "customer_id", "id")
    t.create("outgoing_mails", "customer_id -> customers, address, subject, body, at time, reason")
    t.index("outgoing_mails", "customer_id", "reason", "id")
    t.create(
        "personal_links",
        "customer_id -> customers, purpose, token_hash, expires_at time, used_at time?",
        t.unique("token_hash"),
    )
    t.index("personal_links", "customer_id")
    t.create(
        "profiles",
        "customer_id -> customers, title, type, main flag, contact_person, contact_data, "
        "auto_generate_invoice flag, company_name, company_number, vat_number, responsible_person, country, "
        "city, address, postcode, phone, created_at time, deleted_at time?, version int",
        t.one_of("type", "Person", "Company"),
    )
    t.index("profiles", "customer_id", "type", "id")
    t.index("profiles", "customer_id", named="main", where="main AND deleted_at IS NULL", unique=True)
    t.create("search_entries", "customer_id -> customers, text", key=("customer_id",))
    t.create(
        "services",
        "customer_id -> customers, product_id -> products?, product_name, category, kind, domain, status, "
        "price int, currency, period_months int?, payment_term, auto_renew flag, created_at time, "
        "activated_at time?, expires_at time?, reseller_id -> resellers, tld, registrar, registrar_customer_id, "
        "name_servers, options, server, usage, version int",
        t.one_of("kind", "service", "domain"),
        t.one_of("payment_term", "prepaid", "postpaid"),
        t.one_of(
            "status", "Pending", "Configure", "Active", "Expired", "Suspended", "Inactive", "Redemption", "Terminated"
        ),
    )
    t.index("services", "expires_at", "id", where="expires_at IS NOT NULL")
    t.index("services", "customer_id", "kind", "created_at", "id", named="newest")
    t.create(
        "wallet_transactions",
        "customer_id -> customers, kind, amount int, balance_after int, note, admin_id -> admins?, at time",
        t.one_of("kind", "funds", "order", "correction", "commission"),
        t.check("amount", "amount <> 0"),
    )
    t.index("wallet_transactions", "customer_id", "id")
    t.create(
        "purchases",
        "customer_id -> customers, profile_id -> profiles?, placed_at time, status, paid flag, paid_at time?, "
        "payment_method_id -> payment_methods?, price int, currency, reseller_id -> resellers, version int",
        t.one_of("status", "Pending", "Processing", "Activated", "Collapsed", "Cancelled"),
    )
    t.index("purchases", "customer_id", "placed_at", "id", named="newest")
    t.create(
        "notes",
        "kind, customer_id -> customers, purchase_id -> purchases?, text, admin_id -> admins, created_at time, "
        "edited_by -> admins?, edited_at time?, deleted_at time?, version int",
        t.check("purchase", "(kind = 'order') = (purchase_id IS NOT NULL)"),
        t.one_of("kind", "user", "order"),
    )
    t.index("notes", "customer_id", "kind", "id")
    t.index("notes", "purchase_id")
    t.create(
        "orders",
        "purchase_id -> purchases, type, service_id -> services?, description, price int",
        t.one_of("type", "New", "Renew", "Edit", "Transfer", "Upgrade", "Cancel"),
    )
    t.index("orders", "purchase_id", "id")
    t.index("orders", "service_id", "id")
