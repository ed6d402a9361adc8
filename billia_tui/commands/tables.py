"""The columns of the lists. No Typer here: the console's text page prints a list too."""

from typing import TYPE_CHECKING

from billia_tui.clock import day
from billia_tui.commands.output import Column

if TYPE_CHECKING:
    from billia_tui.operations.customers.companies import CompanyRow
    from billia_tui.operations.customers.emails import EmailRow
    from billia_tui.operations.finding.row import CustomerRow
    from billia_tui.operations.log.lines import LogLine
    from billia_tui.operations.notes.customer_notes import NoteRow
    from billia_tui.operations.orders.pages import OrderRow, PurchaseRow
    from billia_tui.operations.services.pages import ServiceRow
    from billia_tui.operations.wallet.limit_history import LimitChange
    from billia_tui.operations.wallet.movements import Movement

NO_CUSTOMERS = "no customers yet; add one with: billia customers add"

CUSTOMERS: "list[Column[CustomerRow]]" = [
    Column("ID", lambda row: row.id, right=True),
    Column("USERNAME", lambda row: row.username),
    Column("NAME / COMPANY", lambda row: row.name),
    Column("PRODUCTS", lambda row: row.products, right=True),
    Column("RESELLER", lambda row: row.reseller),
    Column("WALLET", lambda row: row.wallet, right=True),
    Column("STATUS", lambda row: f"{row.status}, ON HOLD {row.hold}" if row.hold else row.status),
]
EMAILS: "list[Column[EmailRow]]" = [
    Column("ID", lambda row: row.id, right=True),
    Column("ADDRESS", lambda row: row.address),
    Column("KIND", lambda row: row.kind),
    Column("MARKETING", lambda row: row.marketing),
    Column("ADDED", lambda row: row.added_at),
]
COMPANIES: "list[Column[CompanyRow]]" = [
    Column("ID", lambda row: row.id, right=True),
    Column("NAME", lambda row: row.name),
    Column("NUMBER", lambda row: row.number),
    Column("VAT NUMBER", lambda row: row.vat_number),
    Column("COUNTRY", lambda row: row.country),
    Column("CITY", lambda row: row.city),
    Column("MAIN", lambda row: row.main),
]
SERVICES: "list[Column[ServiceRow]]" = [
    Column("ID", lambda row: row.id, right=True),
    Column("KIND", lambda row: row.kind),
    Column("NAME", lambda row: row.title),
    Column("STATUS", lambda row: row.status),
    Column("PRICE", lambda row: row.price, right=True),
    Column("PERIOD", lambda row: f"{row.period} {row.payment_term}"),
    Column("AUTO RENEW", lambda row: row.auto_renew),
    Column("ACTIVATED", lambda row: day(row.activated_at)),
    Column("EXPIRES", lambda row: day(row.expires_at)),
]
PURCHASES: "list[Column[PurchaseRow]]" = [
    Column("ID", lambda row: row.id, right=True),
    Column("TYPE", lambda row: row.type),
    Column("SERVICES", lambda row: row.services),
    Column("STATUS", lambda row: row.status),
    Column("PRICE", lambda row: row.price, right=True),
    Column("PAID", lambda row: "Paid" if row.paid else f"Unpaid, {row.rest} due" if row.rest else "Unpaid"),
    Column("PAYMENT METHOD", lambda row: row.payment_method),
    Column("DATE", lambda row: row.placed_at),
]
ORDERS: "list[Column[OrderRow]]" = [
    Column("ORDER", lambda row: row.id, right=True),
    Column("TYPE", lambda row: row.type),
    Column("DESCRIPTION", lambda row: row.description),
    Column("DOMAIN", lambda row: row.domain or None),
    Column("PRICE", lambda row: row.price, right=True),
]
MOVEMENTS: "list[Column[Movement]]" = [
    Column("ID", lambda row: row.id, right=True),
    Column("TIME", lambda row: row.at),
    Column("KIND", lambda row: row.kind),
    Column("AMOUNT", lambda row: row.amount, right=True),
    Column("BALANCE AFTER", lambda row: row.balance_after, right=True),
    Column("ADMIN", lambda row: row.admin),
    Column("NOTE", lambda row: row.note),
]
LIMIT_CHANGES: "list[Column[LimitChange]]" = [
    Column("ID", lambda row: row.id, right=True),
    Column("TIME", lambda row: row.at),
    Column("FROM", lambda row: row.old, right=True),
    Column("TO", lambda row: row.new, right=True),
    Column("ADMIN", lambda row: row.admin),
    Column("NOTE", lambda row: row.note),
]
NOTES: "list[Column[NoteRow]]" = [
    Column("ID", lambda row: row.id, right=True),
    Column("DATE", lambda row: row.created_at),
    Column("ADMIN", lambda row: row.admin),
    Column("NOTE", lambda row: row.line),
]
LOG: "list[Column[LogLine]]" = [
    Column("ID", lambda row: row.id, right=True),
    Column("TIME", lambda row: row.at),
    Column("ADMIN", lambda row: row.who),
    Column("OBJECT", lambda row: row.thing),
    Column("ACTION", lambda row: row.action),
    Column("CHANGES", lambda row: row.summary),
]
