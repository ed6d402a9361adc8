"""The columns of the lists. No Typer here: the console's text page prints a list too."""

from billia_tui.clock import day
from billia_tui.commands.output import Column, columns

NO_CUSTOMERS = "no customers yet; add one with: billia customers add"

CUSTOMERS = columns(
    "ID>",
    "USERNAME",
    "NAME / COMPANY=name",
    "PRODUCTS>",
    "RESELLER",
    "WALLET>",
    Column("STATUS", lambda row: f"{row.status}, ON HOLD {row.hold}" if row.hold else row.status),
)
EMAILS = columns("ID>", "ADDRESS", "KIND", "MARKETING", "ADDED=added_at")
COMPANIES = columns("ID>", "NAME", "NUMBER", "VAT NUMBER", "COUNTRY", "CITY", "MAIN")
SERVICES = columns(
    "ID>",
    "KIND",
    "NAME=title",
    "STATUS",
    "PRICE>",
    Column("PERIOD", lambda row: f"{row.period} {row.payment_term}"),
    "AUTO RENEW",
    Column("ACTIVATED", lambda row: day(row.activated_at)),
    Column("EXPIRES", lambda row: day(row.expires_at)),
)
PURCHASES = columns(
    "ID>",
    "TYPE",
    "SERVICES",
    "STATUS",
    "PRICE>",
    Column("PAID", lambda row: "Paid" if row.paid else f"Unpaid, {row.rest} due" if row.rest else "Unpaid"),
    "PAYMENT METHOD",
    "DATE=placed_at",
)
ORDERS = columns("ORDER=id>", "TYPE", "DESCRIPTION", "DOMAIN?", "PRICE>")
MOVEMENTS = columns("ID>", "TIME=at", "KIND", "AMOUNT>", "BALANCE AFTER>", "ADMIN", "NOTE")
LIMIT_CHANGES = columns("ID>", "TIME=at", "FROM=old>", "TO=new>", "ADMIN", "NOTE")
NOTES = columns("ID>", "DATE=created_at", "ADMIN", "NOTE=line")
LOG = columns("ID>", "TIME=at", "ADMIN=who", "OBJECT=thing_in_words", "ACTION", "CHANGES=summary")
TIMELINE = columns("TIME=at", "KIND", "WHO", "WHAT=line")
