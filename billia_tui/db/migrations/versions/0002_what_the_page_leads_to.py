"""Labels, documents, consent, affiliates, notifications, impersonation, and what purchases and services need for them.

Revision: 0002
"""

from alembic import op

from billia_tui.db.migrations import tables as t

revision = "0002"
down_revision = "0001"

# What may only grow (docs/domain.md, R99 and R163); documents may be cancelled, never deleted (R141).
GUARDED = ("gdpr_changes", "gdpr_documents", "commissions")
NEVER_DELETED = ("documents",)


def upgrade() -> None:
    create_tables()
    change_tables()
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


def change_tables() -> None:
    t.add("admins", "must_change_password flag = no")
    t.add("customers", "referred_by -> customers?, signed_out_at time?")
    first_hour = "status = 'Inactive' AND signed_out_at IS NULL AND deleted_at IS NULL"
    t.index("customers", "created_at", "id", named="first_hour", where=first_hour)
    t.index("customers", "referred_by", "id", where="referred_by IS NOT NULL")
    t.index("outgoing_mails", "customer_id", "id", named="newest")
    t.add("purchases", "paid_amount int = 0, wallet_paid int = 0")
    t.index("purchases", "customer_id", "id", named="by_id")
    t.add("resellers", "grant_types = ''")
    t.add("services", "contacts = '{}', status_set_at time?")
    t.index("services", "status", "expires_at", "id", named="due", where="expires_at IS NOT NULL")


def create_tables() -> None:
    t.create(
        "label_components",
        "key, folded_key key, name, description, type, lowest int?, highest int?, created_at time, version int",
        t.one_of("type", "integer", "string", "yes-no", "range"),
        t.unique("folded_key"),
    )
    t.create("document_counters", "reseller_id -> resellers, type, last int", key=("reseller_id", "type"))
    t.create(
        "label_ties",
        "component_id -> label_components, resource",
        t.one_of("resource", "Users", "Orders", "Services"),
        key=("component_id", "resource"),
    )
    t.create("label_values", "component_id -> label_components, value, name")
    t.index("label_values", "component_id", "value", named="component_id_value", unique=True)
    t.create(
        "affiliates",
        "customer_id -> customers, level int, scheme, since time, ended_at time?, version int",
        t.one_of("scheme", "Lead", "Lifetime"),
        t.check("level", "level BETWEEN 1 AND 6"),
        key=("customer_id",),
    )
    t.create(
        "commission_rates",
        "level int, product_id -> products?, percent int?, fixed int?, currency",
        t.check("kind", "(percent IS NULL) <> (fixed IS NULL)"),
        t.check("level", "level BETWEEN 1 AND 6"),
    )
    t.index("commission_rates", "level", "product_id")
    t.create(
        "gdpr_documents",
        "customer_id -> customers, name, size int, sha256, content blob, admin_id -> admins, at time",
    )
    t.index("gdpr_documents", "customer_id", "id")
    t.create("impersonations", "admin_id -> admins, customer_id -> customers, started_at time, ended_at time?")
    t.index("impersonations", "customer_id")
    t.index("impersonations", "started_at", "id", named="open", where="ended_at IS NULL")
    t.create(
        "labels",
        "component_id -> label_components, resource, object_id int, customer_id -> customers, value, "
        "admin_id -> admins, at time",
        t.one_of("resource", "Users", "Orders", "Services"),
    )
    t.index("labels", "resource", "object_id", named="object")
    t.index("labels", "component_id", "resource", "value", "object_id", named="value")
    t.index("labels", "component_id", "resource", "object_id", named="component_id_object", unique=True)
    t.create(
        "notifications",
        "customer_id -> customers, channel, title, text, at time, seen flag",
        t.one_of("channel", "push", "e-mail", "pop-up", "SMS"),
    )
    t.index("notifications", "customer_id", "id")
    t.index("notifications", "customer_id", named="unseen", where="seen = 0", postgresql="NOT seen")
    t.create("sign_in_codes", "admin_id -> admins, code_hash, created_at time, expires_at time, used_at time?")
    t.index("sign_in_codes", "admin_id")
    t.create(
        "gdpr_changes",
        "customer_id -> customers, email_id int, address, old, new, reason, mail_sent flag, automatic flag, "
        "document_id -> gdpr_documents?, admin_id -> admins, at time",
        t.one_of("new", "subscribed", "unsubscribed"),
        t.one_of("old", "subscribed", "unsubscribed"),
    )
    t.index("gdpr_changes", "email_id", "id")
    t.create(
        "automator_jobs",
        "purchase_id -> purchases, name, state, started_at time?, ended_at time?, message, raw",
        t.one_of("state", "waiting", "running", "done", "failed"),
    )
    t.index("automator_jobs", "purchase_id", "id")
    t.create(
        "commissions",
        "customer_id -> customers, purchase_id -> purchases, amount int, currency, level int, at time",
        t.check("level", "level BETWEEN 1 AND 6"),
    )
    t.index("commissions", "customer_id", "id")
    t.index("commissions", "purchase_id", unique=True)
    t.create(
        "documents",
        "customer_id -> customers, purchase_id -> purchases, reseller_id -> resellers, type, sequence int, "
        "number, issued_at time, amount int, currency, body, cancelled_at time?",
        t.one_of("type", "pro-forma", "invoice", "credit note"),
    )
    t.index("documents", "customer_id", "id")
    t.index("documents", "purchase_id", "id")
    t.index("documents", "reseller_id", "type", "sequence", named="sequence", unique=True)
