"""`billia orders list|show|status|paid|unpaid|refund|payments|method|price|invoice`, and `billia orders notes …`."""

from typing import TYPE_CHECKING, Annotated, TypeVar

import typer

from billia_tui.commands import output, tables
from billia_tui.commands.documents import DOCUMENTS
from billia_tui.commands.group import Group
from billia_tui.commands.lazy_imports import late
from billia_tui.commands.order_notes import order_notes_app
from billia_tui.commands.output import Answer, Column, columns
from billia_tui.commands.parameters import (
    NEGATIVE_NUMBERS,
    Customer,
    Desk,
    Limit,
    MethodId,
    OrderAmount,
    OrderId,
    Reason,
    RequestId,
    word_of,
)
from billia_tui.operations.orders.query import PurchaseQuery, PurchaseSort
from billia_tui.paging import Window
from billia_tui.vocabulary import PurchaseStatus

with late():
    from billia_tui.operations.orders import documents, payment, pricing, refunds
    from billia_tui.operations.orders import pages as purchases
    from billia_tui.operations.orders import status as purchase_status

if TYPE_CHECKING:
    from collections.abc import Callable

    from billia_tui.operations.orders.ending import Afterwards
    from billia_tui.operations.orders.rows import PurchaseRow

Row = TypeVar("Row")

_status = word_of(PurchaseStatus)
orders_app = Group("Orders of a customer: one purchase a line.")
orders_app.add_typer(order_notes_app, name="notes")
ToWallet = Annotated[bool, typer.Option("--to-wallet", help="What was paid too much goes to the wallet.")]

Reference = Annotated[str, typer.Option(metavar="TEXT", help="What the bank calls it; found by search.")]
AFTERWARDS = ("back", "leave", "end-now", "end-later")

PAYMENTS = columns(
    "PAYMENT=id>",
    Column("KIND", lambda row: row.kind if row.taken_back_at is None else f"{row.kind}, taken back"),
    "DATE=at",
    "AMOUNT>",
    "METHOD",
    "REFERENCE",
    "DOCUMENT",
    "ADMIN",
    "REASON",
)
JOBS = columns("JOB=id>", "NAME", "STATE", "STARTED=started_at", "ENDED=ended_at", "MESSAGE")


@orders_app.command("list")
def list_orders(
    desk: Desk,
    customer_id: Customer,
    status: Annotated[
        PurchaseStatus | None,
        typer.Option(parser=_status, metavar="STATUS", help="Only this status, e.g. Pending."),
    ] = None,
    paid: Annotated[bool | None, typer.Option("--paid/--unpaid", help="Only those that are Paid, or Unpaid.")] = None,
    search: Annotated[str, typer.Option(metavar="WORDS", help="Words of id, service or domain.")] = "",
    sort: Annotated[PurchaseSort, typer.Option(case_sensitive=False, help="What to sort by.")] = PurchaseSort.DATE,
    reverse: Annotated[bool, typer.Option("--reverse", help="The oldest first.")] = False,
    limit: Limit = 50,
) -> Answer:
    """List the purchases, newest first."""
    query = PurchaseQuery(search, status, paid, sort, descending=not reverse)
    found = desk.ask(purchases.page, customer_id, Window(limit=limit), query)
    narrowed = query != PurchaseQuery(sort=sort, descending=not reverse)
    return output.listed(found, tables.PURCHASES, "no such orders" if narrowed else "no orders")


@orders_app.command("show")
def show_order(desk: Desk, purchase_id: OrderId) -> Answer:
    """Show one purchase with its orders, documents and automator jobs."""
    found = desk.ask(purchases.details, purchase_id)
    row = found.row
    pairs = [
        ("id", row.id),
        ("customer", f"{found.owner_id} {found.owner}"),
        *([("merged from", found.merged_from)] if found.merged_from else []),
        ("profile", found.profile or None),
        ("placed", row.placed_at),
        ("status", row.status),
        ("price", f"{row.price} {_payment(row)}"),
        *([("adjustment", found.price.adjustment)] if found.price.adjustment.minor else []),
        ("due", found.price.due),
        ("paid", row.paid_at),
        ("payment method", row.payment_method),
        ("notes", found.note_count),
    ]
    below = (
        (tables.ORDERS, found.orders),
        (PAYMENTS, found.payments),
        (DOCUMENTS, found.documents),
        (JOBS, found.jobs),
    )
    return output.record_of(found, pairs, *below)


@orders_app.command("status")
def status(
    desk: Desk,
    purchase_id: OrderId,
    target: Annotated[PurchaseStatus, typer.Argument(parser=_status, metavar="STATUS", help="E.g. Processing.")],
    reason: Reason = "",
    to_wallet: ToWallet = False,
    services: Annotated[
        str, typer.Option(metavar="|".join(AFTERWARDS), help="Cancelled and paid: what becomes of its services.")
    ] = "back",
    request_id: RequestId = None,
) -> Answer:
    """Change the status, with what follows from it, such as a credit note for a Paid order that is Cancelled."""
    after = _afterwards(services)
    more = {"reason": reason, "to_wallet": to_wallet, "afterwards": after, "request_key": request_id}
    return _change(desk, purchase_id, purchase_status.change, target, **more)


@orders_app.command("paid")
def paid(
    desk: Desk,
    purchase_id: OrderId,
    amount: Annotated[str, typer.Option(metavar="AMOUNT", help="A part of what is due; without it, all.")] = "",
    date: Annotated[str, typer.Option(metavar="DATE", help="When it was paid, e.g. 2026-01-31; now without it.")] = "",
    reference: Reference = "",
    request_id: RequestId = None,
) -> Answer:
    """Record a payment; if the payment method is a wallet, the money is taken from there."""
    told = {"amount": amount, "date": date, "reference": reference, "request_key": request_id}
    return _change(desk, purchase_id, payment.mark_paid, **told)


@orders_app.command("payments")
def payments(desk: Desk, purchase_id: OrderId) -> Answer:
    """List what was paid for an order and given back, a record each."""
    found = desk.ask(purchases.details, purchase_id).payments
    return Answer(found, lambda: output.table(PAYMENTS, found) if found else output.line("no payments"))


@orders_app.command("refund", context_settings=NEGATIVE_NUMBERS)
def refund(
    desk: Desk,
    purchase_id: OrderId,
    amount: OrderAmount,
    to: Annotated[str, typer.Option(metavar="wallet|outside", help="Where the money goes.")],
    reason: Annotated[
        str,
        typer.Option(metavar="TEXT", help="Required, unless the settings say otherwise; kept in the record and log."),
    ] = "",
    reference: Reference = "",
    services: Annotated[
        str, typer.Option(metavar="|".join(AFTERWARDS), help="What becomes of its services.")
    ] = "leave",
    request_id: RequestId = None,
) -> Answer:
    """Give back a part or all of what was paid; the price falls with it, and a credit note is made if there is one."""
    try:
        where = refunds.RefundTo(to.casefold())
    except ValueError:
        raise typer.BadParameter(f"{to!r} is neither wallet nor outside", param_hint="--to") from None
    told = {"to": where, "reason": reason, "reference": reference, "afterwards": _afterwards(services)}
    return _change(desk, purchase_id, refunds.refund, amount, request_key=request_id, **told)


@orders_app.command("unpaid")
def unpaid(
    desk: Desk,
    purchase_id: OrderId,
    payment_id: Annotated[
        int | None, typer.Option("--payment", metavar="N", help="Of several payments: which, as `payments` numbers it.")
    ] = None,
    reason: Reason = "",
    request_id: RequestId = None,
) -> Answer:
    """Take a payment back: its invoice is cancelled, money from the wallet goes back there, the order is Unpaid."""
    told = {"payment": payment_id, "reason": reason, "request_key": request_id}
    return _change(desk, purchase_id, payment.mark_unpaid, **told)


@orders_app.command("method")
def method(
    desk: Desk,
    purchase_id: OrderId,
    method_id: MethodId,
) -> Answer:
    """Change the payment method of an Unpaid order."""
    return _change(desk, purchase_id, payment.change_method, method_id)


@orders_app.command("price", context_settings=NEGATIVE_NUMBERS)
def price(
    desk: Desk,
    purchase_id: OrderId,
    amount: OrderAmount,
    reason: Reason = "",
    to_wallet: ToWallet = False,
    request_id: RequestId = None,
) -> Answer:
    """Change the price; the pro-forma or credit note that says so is made too."""
    more = {"reason": reason, "to_wallet": to_wallet, "request_key": request_id}
    return _change(desk, purchase_id, pricing.change_price, amount, **more)


@orders_app.command("invoice")
def invoice(desk: Desk, purchase_id: OrderId) -> Answer:
    """Make the invoice of a Paid order that got none by itself."""
    made = desk.change(documents.make_invoice, purchase_id)
    return output.said(f"order {purchase_id}: {made.type} {made.number} over {made.amount}", made)


def _change(
    desk: Desk, purchase_id: int, operation: "Callable[..., object]", *values: object, **named: object
) -> Answer:
    """Changes an order and tells what is different now, documents included."""
    before = _facts(desk, purchase_id)
    desk.change(operation, purchase_id, *values, **named)
    after = _facts(desk, purchase_id)
    pairs = {name: (before[name], value) for name, value in after.items() if before[name] != value}
    return output.changed(f"order {purchase_id}", purchase_id, pairs)


def _facts(desk: Desk, purchase_id: int) -> dict[str, object]:
    found = desk.ask(purchases.details, purchase_id)
    row = found.row
    return {
        "status": str(row.status),
        "payment": _payment(row),
        "payment_method": row.payment_method,
        "price": row.price,
        "due": found.price.due,
        "wallet": found.customer.wallet,
        "documents": ", ".join(f"{one.number} cancelled" if one.cancelled else one.number for one in found.documents),
    }


def _payment(row: "PurchaseRow") -> str:
    if row.paid:
        return "Paid"
    return f"Unpaid, {row.rest} due" if row.rest else "Unpaid"


def _afterwards(text: str) -> "Afterwards":
    from billia_tui.operations.orders.ending import Afterwards

    try:
        return Afterwards(text.casefold())
    except ValueError:
        raise typer.BadParameter(f"{text!r} is none of {', '.join(AFTERWARDS)}", param_hint="--services") from None
