"""Mail that leaves: states and tries, bounces, links of addresses, templates, languages, reminders (R225-R231).

Revision: 0008
"""

import sqlalchemy as sa
from alembic import op

from billia_tui.db.migrations.tables import (
    add_reference,
    create,
    index,
    numbers,
    refers,
    texts,
    times,
)
from billia_tui.db.types import Flag, UtcTime, WholeNumber

revision = "0008"
down_revision = "0007"

TEXT = {"server_default": sa.text("''"), "nullable": False}
STATES = "state IN ('queued', 'sending', 'sent', 'failed', 'given up')"


def upgrade() -> None:
    make_mails_leave()
    op.add_column("customers", sa.Column("language", sa.Text(), **TEXT))
    op.add_column("customers", flag("reminders", on=True))
    op.add_column("resellers", sa.Column("language", sa.Text(), server_default=sa.text("'en'"), nullable=False))
    op.add_column("emails", sa.Column("bounced_at", UtcTime(), nullable=True))
    op.add_column("emails", sa.Column("bounce", sa.Text(), **TEXT))
    add_reference("notifications", "mail_id", "outgoing_mails")
    add_reference("personal_links", "email_id", "emails")
    create("link_waits", texts("origin"), numbers("failures"), times("not_before", null=True), times("tried_at"),
           key=("origin",))  # fmt: skip
    index("link_waits", "tried_at")
    create(
        "mail_templates",
        texts("name", "language"),
        numbers("reseller_id"),
        texts("subject", "body", "html"),
        refers("admin_id", "admins"),
        times("edited_at"),
        numbers("version"),
    )
    index("mail_templates", "name", "language", "reseller_id", unique=True)
    create(
        "reminders",
        refers("customer_id", "customers"),
        texts("kind"),
        numbers("object_id"),
        times("about"),
        numbers("days"),
        times("at"),
        refers("mail_id", "outgoing_mails", null=True),
    )
    index("reminders", "kind", "object_id", "about", "days", unique=True)
    index("reminders", "customer_id")
    unpaid = "paid = 0 AND status <> 'Cancelled'"
    index(
        "purchases", "placed_at", "id", named="unpaid_since", where=unpaid,
        postgresql=unpaid.replace("paid = 0", "NOT paid"),
    )  # fmt: skip


def make_mails_leave() -> None:
    """What was written before mail could leave is given up, so that the first run does not send what is years old."""
    for name in ("html", "link", "template", "language", "claimed_by", "message_id", "bounce"):
        op.add_column("outgoing_mails", sa.Column(name, sa.Text(), **TEXT))
    for name in ("first_tried_at", "next_at", "claimed_at", "handed_at", "finished_at", "bounced_at"):
        op.add_column("outgoing_mails", sa.Column(name, UtcTime(), nullable=True))
    op.add_column("outgoing_mails", sa.Column("details", sa.Text(), server_default=sa.text("'{}'"), nullable=False))
    op.add_column("outgoing_mails", flag("marketing", on=False))
    op.add_column("outgoing_mails", sa.Column("tries", WholeNumber, server_default=sa.text("0"), nullable=False))
    add_reference("outgoing_mails", "admin_id", "admins")
    add_reference("outgoing_mails", "document_id", "documents")
    # A condition can be added to a table of SQLite only together with its column.
    op.execute(
        "ALTER TABLE outgoing_mails ADD COLUMN state TEXT NOT NULL DEFAULT 'given up' "
        f"CONSTRAINT ck_outgoing_mails_state CHECK ({STATES})"
    )
    op.add_column(
        "outgoing_mails",
        sa.Column("answer", sa.Text(), server_default=sa.text("'written before mail could leave'"), nullable=False),
    )
    op.execute(
        "UPDATE outgoing_mails SET link = reason, body = replace(body, '‹your personal link›', '‹personal link›') "
        "WHERE reason IN ('activation', 'password reset')"
    )
    index("outgoing_mails", "state", "id")
    index("outgoing_mails", "next_at", "id", named="due", where="state IN ('queued', 'failed')")
    index("outgoing_mails", "claimed_at", "id", named="sending", where="state = 'sending'")
    index("outgoing_mails", "message_id", where="message_id <> ''", unique=True)


def flag(name: str, *, on: bool) -> sa.Column[bool]:
    """A column of yes or no for the rows that are there already."""
    sqlite = op.get_bind().dialect.name == "sqlite"
    word = str(int(on)) if sqlite else str(on).lower()
    return sa.Column(name, Flag(), server_default=sa.text(word), nullable=False)
