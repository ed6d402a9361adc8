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
    t.create("categories", t.texts("name"), t.unique("name"))
    t.create(
        "import_keys",
        t.texts("source", "kind", "external_id"),
        t.numbers("row_id"),
        t.texts("fingerprint"),
        key=("source", "kind", "external_id"),
    )
    t.create(
        "payment_methods",
        t.texts("name", "type", "description"),
        t.flags("global", "enabled", "allows_invoice", "allows_invoice_person"),
        t.one_of("type", "online", "offline", "wallet", "invoice"),
        t.unique("name"),
    )
    t.create("request_keys", t.texts("key", "fingerprint"), t.numbers("result_id"), t.times("at"), key=("key",))
    t.create("resellers", t.texts("name", "name_key"), t.flags("master"), t.texts("panel_domain"), t.unique("name_key"))
    t.create(
        "admins",
        t.texts("username", "username_key", "first_name", "last_name"),
        t.refers("reseller_id", "resellers"),
        t.texts("status", "role"),
        t.flags("developer"),
        t.texts("password_hash", null=True),
        t.times("created_at"),
        t.numbers("version"),
        t.one_of("role", "Administrator", "Support", "Sales", "Marketing", "Tech"),
        t.one_of("status", "active", "inactive"),
        t.unique("username_key"),
    )
    t.index("admins", "reseller_id")
    t.create(
        "customers",
        t.texts("username"),
        t.key_texts("username_key"),
        t.texts(
            "first_name", "last_name", "phone", "country", "city", "address", "postcode", "currency", "role", "status"
        ),
        t.times("created_at"),
        t.times("activated_at", null=True),
        t.refers("reseller_id", "resellers"),
        t.flags("on_hold_manual", "on_hold_auto", "custom_payments"),
        t.numbers("wallet", "wallet_rank", "credit_limit"),
        t.flags("affiliate"),
        t.texts("password_hash", null=True),
        t.times("deleted_at", null=True),
        t.texts("name"),
        t.key_texts("name_key"),
        t.numbers("products_count"),
        t.key_texts("reseller_key"),
        t.numbers("version"),
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
        t.texts("code", "name"),
        t.refers("category_id", "categories"),
        t.texts("kind"),
        t.numbers("price"),
        t.texts("currency"),
        t.numbers("period_months", null=True),
        t.texts("payment_term", "tld"),
        t.flags("needs_configuration"),
        t.numbers("days_expired", "days_suspended", "days_redemption"),
        t.one_of("kind", "service", "domain"),
        t.one_of("payment_term", "prepaid", "postpaid"),
    )
    t.index("products", "category_id")
    t.index("products", "code", unique=True)
    t.create(
        "reseller_access",
        t.refers("reseller_id", "resellers"),
        t.refers("reaches_id", "resellers"),
        key=("reseller_id", "reaches_id"),
    )
    t.create(
        "credit_changes",
        t.refers("customer_id", "customers"),
        t.numbers("old", "new"),
        t.texts("note"),
        t.refers("admin_id", "admins"),
        t.times("at"),
    )
    t.index("credit_changes", "customer_id", "id")
    t.create(
        "emails",
        t.refers("customer_id", "customers"),
        t.texts("address", "address_key", "kind", "marketing"),
        t.times("added_at"),
        t.times("released_at", null=True),
        t.numbers("version"),
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
        t.times("at"),
        t.refers("admin_id", "admins", null=True),
        t.refers("acting_as", "customers", null=True),
        t.refers("customer_id", "customers", null=True),
        t.texts("object"),
        t.numbers("object_id"),
        t.texts("action", "before", "after", "reason"),
    )
    t.index("log_entries", "customer_id", "id")
    t.create(
        "outgoing_mails",
        t.refers("customer_id", "customers"),
        t.texts("address", "subject", "body"),
        t.times("at"),
        t.texts("reason"),
    )
    t.index("outgoing_mails", "customer_id", "reason", "id")
    t.create(
        "personal_links",
        t.refers("customer_id", "customers"),
        t.texts("purpose", "token_hash"),
        t.times("expires_at"),
        t.times("used_at", null=True),
        t.unique("token_hash"),
    )
    t.index("personal_links", "customer_id")
    t.create(
        "profiles",
        t.refers("customer_id", "customers"),
        t.texts("title", "type"),
        t.flags("main"),
        t.texts("contact_person", "contact_data"),
        t.flags("auto_generate_invoice"),
        t.texts(
            "company_name",
            "company_number",
            "vat_number",
            "responsible_person",
            "country",
            "city",
            "address",
            "postcode",
            "phone",
        ),
        t.times("created_at"),
        t.times("deleted_at", null=True),
        t.numbers("version"),
        t.one_of("type", "Person", "Company"),
    )
    t.index("profiles", "customer_id", "type", "id")
    t.index("profiles", "customer_id", named="main", where="main AND deleted_at IS NULL", unique=True)
    t.create("search_entries", t.refers("customer_id", "customers"), t.texts("text"), key=("customer_id",))
    t.create(
        "services",
        t.refers("customer_id", "customers"),
        t.refers("product_id", "products", null=True),
        t.texts("product_name", "category", "kind", "domain", "status"),
        t.numbers("price"),
        t.texts("currency"),
        t.numbers("period_months", null=True),
        t.texts("payment_term"),
        t.flags("auto_renew"),
        t.times("created_at"),
        t.times("activated_at", "expires_at", null=True),
        t.refers("reseller_id", "resellers"),
        t.texts("tld", "registrar", "registrar_customer_id", "name_servers", "options", "server", "usage"),
        t.numbers("version"),
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
        t.refers("customer_id", "customers"),
        t.texts("kind"),
        t.numbers("amount", "balance_after"),
        t.texts("note"),
        t.refers("admin_id", "admins", null=True),
        t.times("at"),
        t.one_of("kind", "funds", "order", "correction", "commission"),
        t.check("amount", "amount <> 0"),
    )
    t.index("wallet_transactions", "customer_id", "id")
    t.create(
        "purchases",
        t.refers("customer_id", "customers"),
        t.refers("profile_id", "profiles", null=True),
        t.times("placed_at"),
        t.texts("status"),
        t.flags("paid"),
        t.times("paid_at", null=True),
        t.refers("payment_method_id", "payment_methods", null=True),
        t.numbers("price"),
        t.texts("currency"),
        t.refers("reseller_id", "resellers"),
        t.numbers("version"),
        t.one_of("status", "Pending", "Processing", "Activated", "Collapsed", "Cancelled"),
    )
    t.index("purchases", "customer_id", "placed_at", "id", named="newest")
    t.create(
        "notes",
        t.texts("kind"),
        t.refers("customer_id", "customers"),
        t.refers("purchase_id", "purchases", null=True),
        t.texts("text"),
        t.refers("admin_id", "admins"),
        t.times("created_at"),
        t.refers("edited_by", "admins", null=True),
        t.times("edited_at", "deleted_at", null=True),
        t.numbers("version"),
        t.check("purchase", "(kind = 'order') = (purchase_id IS NOT NULL)"),
        t.one_of("kind", "user", "order"),
    )
    t.index("notes", "customer_id", "kind", "id")
    t.index("notes", "purchase_id")
    t.create(
        "orders",
        t.refers("purchase_id", "purchases"),
        t.texts("type"),
        t.refers("service_id", "services", null=True),
        t.texts("description"),
        t.numbers("price"),
        t.one_of("type", "New", "Renew", "Edit", "Transfer", "Upgrade", "Cancel"),
    )
    t.index("orders", "purchase_id", "id")
    t.index("orders", "service_id", "id")
