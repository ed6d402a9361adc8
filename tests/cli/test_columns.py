"""Every column of every list names something that its rows have (checked here: a heading is a text)."""

from dataclasses import fields, is_dataclass
from importlib import import_module
from operator import attrgetter
from pkgutil import iter_modules
from typing import Any, get_type_hints

import pytest

from billia_tui import commands
from billia_tui.commands.output import Column, columns
from billia_tui.operations.affiliates import affiliates, commissions
from billia_tui.operations.bulk import batches
from billia_tui.operations.bulk import plan as bulk_plan
from billia_tui.operations.customers import companies, consent_documents, emails, profiles, subscriptions
from billia_tui.operations.finding import anything, queue_numbers
from billia_tui.operations.finding import row as customer_row
from billia_tui.operations.labels import component_rows
from billia_tui.operations.labels import rows as label_rows
from billia_tui.operations.log import lines as log
from billia_tui.operations.mails import listing as mail_listing
from billia_tui.operations.mails import templates
from billia_tui.operations.messages import notifications, outbox
from billia_tui.operations.notes import customer_notes
from billia_tui.operations.orders import catalogue, documents, payment_records
from billia_tui.operations.orders import methods as payment_methods
from billia_tui.operations.orders import pages as purchases
from billia_tui.operations.services import orders as service_orders
from billia_tui.operations.services import pages as services
from billia_tui.operations.staff import listing as staff
from billia_tui.operations.staff import resellers
from billia_tui.operations.timeline import events
from billia_tui.operations.undo import take_back
from billia_tui.operations.wallet import limit_history, movements

ROWS: dict[str, Any] = {
    "tables.CUSTOMERS": customer_row.CustomerRow,
    "tables.EMAILS": emails.EmailRow,
    "tables.COMPANIES": companies.CompanyRow,
    "tables.SERVICES": services.ServiceRow,
    "tables.PURCHASES": purchases.PurchaseRow,
    "tables.ORDERS": purchases.OrderRow,
    "tables.MOVEMENTS": movements.Movement,
    "tables.LIMIT_CHANGES": limit_history.LimitChange,
    "tables.NOTES": customer_notes.NoteRow,
    "tables.LOG": log.LogLine,
    "tables.TIMELINE": events.Event,
    "find.FOUND": anything.Found,
    "affiliates.COMMISSIONS": commissions.CommissionRow,
    "affiliates.REFERRED": affiliates.ReferredRow,
    "affiliates.RATES": commissions.Rate,
    "label_components.COMPONENTS": component_rows.ComponentRow,
    "documents.DOCUMENTS": documents.DocumentRow,
    "consent_documents.CONSENT_DOCUMENTS": consent_documents.DocumentRow,
    "undo._COLUMNS": take_back.Undoable,
    "subscriptions.CHANGES": subscriptions.ChangeRow,
    "payment_methods.METHODS": payment_methods.MethodRow,
    "staff.ADMINS": staff.AdminRow,
    "services._ORDERS": service_orders.OrderOfService,
    "panel.PRODUCTS": catalogue.ProductRow,
    "profiles.PROFILES": profiles.ProfileRow,
    "mails.MAILS": outbox.MailRow,
    "mail_texts.TEMPLATES": templates.TemplateRow,
    "mails.OF_ALL": mail_listing.StoreMailRow,
    "bulk._COLUMNS": bulk_plan.BulkRow,
    "resellers.RESELLERS": resellers.ResellerRow,
    "batches._BATCHES": batches.BatchRow,
    "batches._LINES": batches.BatchLine,
    "orders.JOBS": purchases.JobRow,
    "orders.PAYMENTS": payment_records.PaymentRow,
    "notifications.NOTIFICATIONS": notifications.NotificationRow,
    "catalogue.PRODUCTS": catalogue.ProductRow,
    "queues.WORK": queue_numbers.WorkRow,
    "labels.LABELS": label_rows.LabelRow,
}
TOLD_BY_THE_COMMAND = ("admin_keys.KEYS", "advance._STEPS", "advance._DUE", "queues.COLUMNS")
"""Tables of rows that the command's own module makes: mypy or a test of that command sees them."""


def _tables() -> dict[str, tuple[Column, ...]]:
    found = {}
    for module in iter_modules(commands.__path__):
        for name, value in vars(import_module(f"billia_tui.commands.{module.name}")).items():
            if name.isupper() and isinstance(value, tuple) and value and isinstance(value[0], Column):
                found[f"{module.name}.{name}"] = value
    return found


@pytest.mark.parametrize("table", ROWS)
def test_a_column_shows_what_the_row_has(table: str) -> None:
    """A dotted name is followed through the types."""
    for column in _tables()[table]:
        if not isinstance(column.text, attrgetter):
            continue
        kind: Any = ROWS[table]
        for name in column.text.__reduce__()[1][0].split("."):
            names = {field.name for field in fields(kind)} if is_dataclass(kind) else set()
            assert name in names or isinstance(getattr(kind, name, None), property), (table, column.heading)
            kind = get_type_hints(kind).get(name)


def test_no_table_is_left_out() -> None:
    """A new list is entered above, or it says why not; a table that another module borrows counts once."""
    borrowed = {"orders.DOCUMENTS", "panel.DOCUMENTS", "panel.PROFILES"}
    assert _tables().keys() - borrowed == ROWS.keys() | {*TOLD_BY_THE_COMMAND}


def test_a_heading_names_its_value() -> None:
    """Its own name, another one, a dotted one; set to the right or not."""
    plain, other, right, dotted = columns("VAT NUMBER", "ADDED=added_at", "WALLET=money>", "CHANGES=line.summary")
    assert [(one.heading, one.right) for one in (plain, other, right, dotted)] == [
        ("VAT NUMBER", False),
        ("ADDED", False),
        ("WALLET", True),
        ("CHANGES", False),
    ]
    shown = [one.text.__reduce__()[1] for one in (plain, other, right, dotted)]
    assert shown == [("vat_number",), ("added_at",), ("money",), ("line.summary",)]
