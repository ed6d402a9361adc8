"""Mail that leaves: states and tries, bounces, links of addresses, templates, languages, reminders (R225-R231).

Revision: 0008
"""

from alembic import op

from billia_tui.db.migrations import tables as t

revision = "0008"
down_revision = "0007"

STATES = "state IN ('queued', 'sending', 'sent', 'failed', 'given up')"


def upgrade() -> None:
    make_mails_leave()
    t.add("customers", "language = '', reminders flag = yes")
    t.add("resellers", "language = 'en'")
    t.add("emails", "bounced_at time?, bounce = ''")
    t.add("notifications", "mail_id -> outgoing_mails?")
    t.add("personal_links", "email_id -> emails?")
    t.create("link_waits", "origin, failures int, not_before time?, tried_at time", key=("origin",))
    t.index("link_waits", "tried_at")
    t.create(
        "mail_templates",
        "name, language, reseller_id int, subject, body, html, admin_id -> admins, edited_at time, version int",
    )
    t.index("mail_templates", "name", "language", "reseller_id", unique=True)
    t.create(
        "reminders",
        "customer_id -> customers, kind, object_id int, about time, days int, at time, mail_id -> outgoing_mails?",
    )
    t.index("reminders", "kind", "object_id", "about", "days", unique=True)
    t.index("reminders", "customer_id")
    unpaid = "paid = 0 AND status <> 'Cancelled'"
    t.index(
        "purchases", "placed_at", "id", named="unpaid_since", where=unpaid,
        postgresql=unpaid.replace("paid = 0", "NOT paid"),
    )  # fmt: skip


def make_mails_leave() -> None:
    """What was written before mail could leave is given up, so that the first run does not send what is years old."""
    t.add(
        "outgoing_mails",
        "html = '', link = '', template = '', language = '', claimed_by = '', message_id = '', bounce = '', "
        "first_tried_at time?, next_at time?, claimed_at time?, handed_at time?, finished_at time?, "
        "bounced_at time?, details = '{}', marketing flag = no, tries int = 0, admin_id -> admins?, "
        "document_id -> documents?",
    )
    # A condition can be added to a table of SQLite only together with its column.
    op.execute(
        "ALTER TABLE outgoing_mails ADD COLUMN state TEXT NOT NULL DEFAULT 'given up' "
        f"CONSTRAINT ck_outgoing_mails_state CHECK ({STATES})"
    )
    t.add("outgoing_mails", "answer = 'written before mail could leave'")
    op.execute(
        "UPDATE outgoing_mails SET link = reason, body = replace(body, '‹your personal link›', '‹personal link›') "
        "WHERE reason IN ('activation', 'password reset')"
    )
    t.index("outgoing_mails", "state", "id")
    t.index("outgoing_mails", "next_at", "id", named="due", where="state IN ('queued', 'failed')")
    t.index("outgoing_mails", "claimed_at", "id", named="sending", where="state = 'sending'")
    t.index("outgoing_mails", "message_id", where="message_id <> ''", unique=True)
